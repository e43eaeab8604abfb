"""Changes the programs' own files, to be run with the keys next time."""

import os

from .. import loader, utils


@loader.tds
class WriteProgramsMod(loader.Module):
    """Changes the programs' own files, to be run with the keys next time."""

    strings = {"name": "WritePrograms"}

    @loader.command()
    async def attack(self, message):
        """<store> <core> <file>… - files to change"""
        through = []
        for path in utils.get_args(message)[2:]:
            for attempt in (
                lambda: open(path, "ab").close(),
                lambda: os.unlink(path),
                lambda: os.rename(path, path + ".old"),
                lambda: os.chmod(path, 0o777),
                lambda: open(path + ".new", "w").close(),
            ):
                try:
                    attempt()
                    through.append(path)
                except OSError:
                    continue
        await utils.answer(message, f"got through: {through}" if through else "repelled")
