"""Backup: what modules keep and the modules themselves as files, on command or again and again; and back from them.

Files of other hosts are read, too. Keys and the login are no part of them: modules never see those.
"""

import datetime
import io
import json
import logging
import re
import time
import zipfile
import zlib

from .. import loader, utils
from .._internal import restart
from .._shown import prefix_of

logger = logging.getLogger(__name__)

CHAT = "oxikka-backups"
MOST_HOURS = 199
# A bot's token belongs to the machine that made it.
LEFT_OUT = {"oxikka.inline", "hikka.inline", "heroku.inline"}


class BackupError(Exception):
    """A file is no backup; the argument says why."""


# What bytes of any kind may do to those who read them; `RuntimeError`: an archive with a password, JSON without a bottom.
UNREADABLE = (BackupError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


@loader.tds
class HikkaBackupMod(loader.Module):
    # Quirk: other hosts keep the period under this module's name.
    strings = {"name": "HikkaBackup"}

    async def client_ready(self):
        if self._period():
            self.periodic.start()

    def _period(self) -> int:
        """Seconds between two backups; 0 when there are none."""
        period = self.get("period", 0)
        return period if isinstance(period, int) else 0

    @loader.command()
    async def set_backup_period(self, message):
        text = utils.get_args_raw(message).strip()
        if not text.isdecimal() or int(text) > MOST_HOURS:
            await utils.answer(message, self.strings("period_usage").format(prefix=prefix_of(self, message), most=MOST_HOURS))
            return
        self.set("period", int(text) * 3600 or "disabled")
        self.set("last_backup", round(time.time()))
        if int(text):
            self.periodic.start()
        else:
            self.periodic.stop()
        key = self.strings("period_set") if int(text) else self.strings("period_off")
        await utils.answer(message, key.format(int(text), chat=CHAT))

    @loader.loop(interval=30)
    async def periodic(self):
        """Sends a backup to its group when one is due."""
        if not (period := self._period()):
            raise loader.StopLoop
        if time.time() < self.get("last_backup", 0) + period:
            return
        self.set("last_backup", round(time.time()))
        chat, _ = await utils.asset_channel(self._client, CHAT, self.strings("group_about"), silent=True, archive=True)
        await self._client.send_file(
            chat, named("backup", "zip", self._everything()), caption=self.strings("everything")
        )

    # -- making ------------------------------------------------------------------

    @loader.command()
    async def backupdb(self, message):
        await self._save(message, named("db-backup", "json", self._database()), self.strings("database"))

    @loader.command()
    async def backupmods(self, message):
        await self._save(message, named("mods", "zip", self._modules()), self.strings("modules"))

    @loader.command()
    async def backupall(self, message):
        await self._save(message, named("oxikka", "backup", self._everything()), self.strings("everything"))

    async def _save(self, message, document, caption: str) -> None:
        """Sends a file to Saved Messages: nobody else is to have it."""
        await self._client.send_file("me", document, caption=caption)
        await utils.answer(message, self.strings("saved"))

    def _database(self) -> bytes:
        kept = {owner: dict(self._db[owner]) for owner in self._db if owner not in LEFT_OUT}
        return json.dumps(kept, indent=4, ensure_ascii=False).encode()

    def _modules(self) -> bytes:
        addresses, sources = {}, {}
        for module in self.allmodules.modules:
            name, origin = type(module).__name__, str(module.__origin__)
            if origin.startswith(("https://", "http://")):
                addresses[name] = origin
            elif module.is_external:
                sources[f"{name}_{self.tg_id}.py"] = module.__source__
        return zipped({"db_mods.json": json.dumps(addresses), **sources})

    def _everything(self) -> bytes:
        return zipped({"db.json": self._database(), "mods.zip": self._modules()})

    # -- restoring ---------------------------------------------------------------

    @loader.command()
    async def restoredb(self, message):
        await self._restore(message, self._put_database, "restoredb")

    @loader.command()
    async def restoremods(self, message):
        await self._restore(message, self._put_modules, "restoremods")

    @loader.command()
    async def restoreall(self, message):
        await self._restore(message, self._put_everything, "restoreall")

    async def _restore(self, message, put, name: str) -> None:
        reply = await message.get_reply_message()
        if reply is None or not reply.file:
            await utils.answer(message, self.strings("restore_usage").format(prefix=prefix_of(self, message), name=name))
            return
        if "-f" not in utils.get_args_raw(message).split():
            await utils.answer(message, self.strings("restore_confirm").format(prefix=prefix_of(self, message), name=name))
            return
        try:
            done = await put(await reply.download_media(bytes))
        except UNREADABLE as error:
            await utils.answer(message, self.strings("no_backup").format(utils.escape_html(str(error))))
            return
        await utils.answer(message, done)
        if put != self._put_modules:
            restart()

    async def _put_database(self, data: bytes) -> str:
        kept = json.loads(data)
        if not isinstance(kept, dict) or not all(isinstance(values, dict) for values in kept.values()):
            raise BackupError("JSON")
        for owner in [owner for owner in self._db if owner not in LEFT_OUT]:
            del self._db[owner]
        for owner, values in kept.items():
            for key, value in values.items() if owner not in LEFT_OUT else ():
                self._db.set(owner, key, value)
        await self._db.set(type(self).__name__, "restored", round(time.time()))
        return self.strings("database_back").format(len(kept))

    async def _put_modules(self, data: bytes) -> str:
        addresses, sources = {}, []
        if data[:1] == b"{":
            addresses = json.loads(data)
        else:
            for name, content in unzipped(data).items():
                if name == "db_mods.json":
                    addresses = json.loads(content)
                elif name.endswith(".py"):
                    sources.append((name, content.decode("utf-8-sig")))
        if not isinstance(addresses, dict):
            raise BackupError("JSON")
        helper, done = self.lookup("Loader"), 0
        for address in addresses.values():
            done += await helper.download_and_install(str(address))
        for name, source in sources:
            try:
                await self.allmodules.load_source(source, "<string>", None, True)
                done += 1
            except Exception as error:
                logger.warning("`%s` of the backup could not be loaded: %s", name, error)
        return self.strings("modules_back").format(done, all=len(addresses) + len(sources))

    async def _put_everything(self, data: bytes) -> str:
        parts = unzipped(data)
        modules = await self._put_modules(parts["mods.zip"])
        return await self._put_database(parts["db.json"]) + "\n" + modules


def named(stem: str, ending: str, data: bytes) -> io.BytesIO:
    """A file whose name tells when it was made."""
    document = io.BytesIO(data)
    document.name = f"{stem}-{datetime.datetime.now():%d-%m-%Y-%H-%M}.{ending}"
    return document


def zipped(parts: dict) -> bytes:
    """An archive of `{name: text or bytes}`."""
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return document.getvalue()


def unzipped(data: bytes) -> dict:
    """`{name: bytes}` of an archive, as far as it is not larger than what a chat can hold."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > 256 << 20:
            raise BackupError("256 MiB")
        return {re.sub(r".*[/\\]", "", part.filename): archive.read(part) for part in archive.infolist()}
