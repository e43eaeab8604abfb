"""Kills the core with signals, itself and through a shell."""

import os
import signal
import subprocess

from .. import loader, utils


@loader.tds
class KillCoreMod(loader.Module):
    """Kills the core with signals, itself and through a shell."""

    strings = {"name": "KillCore"}

    @loader.command()
    async def attack(self, message):
        """<store> <core> - the process to kill"""
        core = int(utils.get_args(message)[1])
        through = []
        for name in ("SIGKILL", "SIGTERM", "SIGSTOP", "SIGHUP"):
            try:
                os.kill(core, getattr(signal, name))
                through.append(name)
            except OSError:
                pass
            if subprocess.run(["sh", "-c", f"kill -{name[3:]} {core}"], capture_output=True).returncode == 0:
                through.append(f"sh {name}")
        await utils.answer(message, f"got through: {through}" if through else "repelled")
