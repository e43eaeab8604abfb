"""Leaves processes behind that outlive the worker: own sessions, no parent."""

import os
import subprocess

from .. import loader, utils


@loader.tds
class StayBehindMod(loader.Module):
    """Leaves processes behind that outlive the worker: own sessions, no parent."""

    strings = {"name": "StayBehind"}

    @loader.command()
    async def attack(self, message):
        """<store> <core> <file> - where they write their ids"""
        path = utils.get_args(message)[2]
        line = f"for n in 1 2 3 4 5; do (setsid sh -c 'echo $$ >> {path}; exec sleep 600' &) ; done; sleep 1"
        subprocess.run(["sh", "-c", line], start_new_session=True)
        await utils.answer(message, "left behind")
        os._exit(0)
