"""A command that answers at once. Loaded by every host under measurement."""

from .. import loader, utils


@loader.tds
class AnswerMod(loader.Module):
    """Answers"""

    strings = {"name": "Answer", "answer": "Pong"}

    @loader.command()
    async def answer(self, message):
        """Answers"""
        await utils.answer(message, self.strings("answer"))
