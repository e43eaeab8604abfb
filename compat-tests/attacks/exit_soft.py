"""Leaves as a script would: in a command, in a task of its own, in a callback."""

import asyncio
import sys

from .. import loader


@loader.tds
class ExitSoftMod(loader.Module):
    """Leaves as a script would."""

    strings = {"name": "ExitSoft"}

    @loader.command()
    async def attack(self, message):
        """- leave"""

        async def leave():
            sys.exit("enough")

        self._task = asyncio.ensure_future(leave())
        asyncio.get_running_loop().call_soon(sys.exit, 3)
        sys.exit("enough")
