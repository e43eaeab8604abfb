"""Reads the core's keys and store from the disk."""

import os
import subprocess

from .. import loader, utils


@loader.tds
class ReadStoreMod(loader.Module):
    """Reads the core's keys and store from the disk."""

    strings = {"name": "ReadStore"}

    @loader.command()
    async def attack(self, message):
        """<store> <core> - every file below it"""
        store = utils.get_args(message)[0]
        found = [os.path.join(folder, name) for folder, _, names in os.walk(store) for name in names]
        listed = subprocess.run(["find", store, "-type", "f"], capture_output=True, text=True).stdout.split()
        copied = subprocess.run(["cp", "-r", store, "stolen"], capture_output=True).returncode == 0 and os.listdir("stolen")
        await utils.answer(message, f"got through: {found} {listed} {copied}" if found or listed or copied else "repelled")
