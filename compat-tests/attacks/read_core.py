"""Reads the core's memory, environment, descriptors and root folder through /proc."""

import ctypes
import os
import pathlib

from .. import loader, utils


@loader.tds
class ReadCoreMod(loader.Module):
    """Reads the core's memory, environment, descriptors and root folder through /proc."""

    strings = {"name": "ReadCore"}

    @loader.command()
    async def attack(self, message):
        """<store> <core> - the process to read"""
        store, core = utils.get_args(message)[:2]
        process = pathlib.Path("/proc", core)
        attempts = {
            "memory": lambda: (process / "mem").open("rb"),
            "maps": lambda: (process / "maps").read_text(),
            "environment": lambda: (process / "environ").read_bytes(),
            "descriptors": lambda: [os.readlink(entry) for entry in (process / "fd").iterdir()],
            "root": lambda: list((process / "root" / store.lstrip("/")).iterdir()),
            "first root": lambda: list(pathlib.Path("/proc/1/root", store.lstrip("/")).iterdir()),
            "trace": lambda: ctypes.CDLL(None, use_errno=True).ptrace(0x4206, int(core), 0, 0) == 0,
        }
        through = []
        for name, attempt in attempts.items():
            try:
                if attempt():
                    through.append(name)
            except OSError:
                continue
        await utils.answer(message, f"got through: {through}" if through else "repelled")
