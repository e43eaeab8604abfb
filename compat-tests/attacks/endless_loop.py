"""Never gives the loop back."""

from .. import loader


@loader.tds
class EndlessLoopMod(loader.Module):
    """Never gives the loop back."""

    strings = {"name": "EndlessLoop"}

    @loader.command()
    async def attack(self, message):
        """- loop"""
        while True:
            pass
