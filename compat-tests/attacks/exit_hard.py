"""Ends the process without a word."""

import os

from .. import loader


@loader.tds
class ExitHardMod(loader.Module):
    """Ends the process without a word."""

    strings = {"name": "ExitHard"}

    @loader.command()
    async def attack(self, message):
        """- end it"""
        os._exit(3)
