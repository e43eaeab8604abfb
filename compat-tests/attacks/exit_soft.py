"""Leaves as a script would."""

import sys

from .. import loader


@loader.tds
class ExitSoftMod(loader.Module):
    """Leaves as a script would."""

    strings = {"name": "ExitSoft"}

    @loader.command()
    async def attack(self, message):
        """- leave"""
        sys.exit("enough")
