"""Reads memory that is not there."""

import ctypes

from .. import loader


@loader.tds
class CrashMod(loader.Module):
    """Reads memory that is not there."""

    strings = {"name": "Crash"}

    @loader.command()
    async def attack(self, message):
        """- crash"""
        ctypes.string_at(0)
