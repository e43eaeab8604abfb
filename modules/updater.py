"""Updater: brings modules up to date, showing what changes; starts the worker again and says when it is back."""

import difflib
import io
import logging
import time

from .. import loader, utils
from .._internal import restart
from .._shown import prefix_of

logger = logging.getLogger(__name__)

_LONGEST = 3000
_CAPTION = 900


@loader.tds
class UpdaterMod(loader.Module):
    strings = {"name": "Updater"}

    async def client_ready(self):
        # What was shown is what is applied, also when the address has something else by then.
        self._shown = {}
        asked = self.get("restart")
        if not asked:
            return
        self.set("restart", None)
        seconds = max(0.0, time.time() - asked["time"])
        text = self.strings("restarted").format(seconds=f"{seconds:.1f}")
        for chat, number in [(asked["chat"], asked["message"]), *asked.get("others", ())]:
            try:
                await self._client.edit_message(chat, number, text)
            except Exception as error:
                # The message may be gone meanwhile.
                logger.info("the restart cannot be shown: %s", error)

    @loader.command()
    async def restart(self, message):
        words = utils.get_args_raw(message).split()
        secure = "--secure-boot" in words or "-sb" in words
        if secure:
            self._db.set("hikka.loader", "secure_boot", True)
        message = await utils.answer(message, self.strings("restarting_bare" if secure else "restarting"))
        before = self.get("restart") or {}
        others = [*before.get("others", ()), (before["chat"], before["message"])] if before else []
        await self._db.set(
            type(self).__name__,
            "restart",
            {"chat": message.chat_id, "message": message.id, "time": time.time(), "others": others},
        )
        restart()

    @loader.command(alias="upm")
    async def updatemods(self, message):
        words = utils.get_args_raw(message).split()
        confirmed, names = "-y" in words, [word for word in words if word != "-y"]
        modules, unknown = self._meant(names)
        if unknown:
            await utils.answer(message, self.strings("nothing_to_fetch").format(utils.escape_html(", ".join(unknown))))
            return
        message = await utils.answer(message, self.strings("looking").format(len(modules)))
        lines, differences = [], []
        for module in modules:
            line, difference = await self._update(module, confirmed)
            lines += [line] if line else []
            differences += [difference] if difference else []
        text = "\n".join(lines) or self.strings("up_to_date").format(len(modules))
        if differences and not confirmed:
            text += "\n" + self.strings("how_to_update").format(" ".join([f"{prefix_of(self, message)}upm", *map(utils.escape_html, names)]))
        await self._show(message, text, "\n".join(differences))

    def _meant(self, names: list) -> tuple:
        """The modules that came from an address, all or those named; names that are not among them."""
        fetched = [m for m in self.allmodules.modules if str(m.__origin__).startswith(("https://", "http://"))]
        if not names:
            return fetched, []
        found = {name: self.allmodules.named(name) for name in names}
        return [m for m in found.values() if m in fetched], [name for name, m in found.items() if m not in fetched]

    async def _update(self, module, confirmed: bool) -> tuple:
        """A line about a module and the difference, both empty when there is none."""
        source = self._shown.pop(str(module.__origin__), None) if confirmed else None
        name, origin = utils.escape_html(module.name), str(module.__origin__)
        helper = self.lookup("Loader")
        try:
            source = source or (await helper.fetch(origin))[0]
            if source == module.__source__:
                return "", ""
            if not confirmed:
                self._shown[origin] = source
                return self.strings("changed").format(name), difference(module.__source__, source, module.name)
            await self.allmodules.load_source(source, origin, origin, True)
        except Exception as error:
            return f"{name}: {helper.why(error)}", ""
        return self.strings("updated").format(name), ""

    async def _show(self, message, text: str, differences: str) -> None:
        if len(differences) <= _LONGEST:
            shown = f"\n<pre>{utils.escape_html(differences)}</pre>" if differences else ""
            await utils.answer(message, text + shown)
            return
        document = io.BytesIO(differences.encode())
        document.name = "update.diff"
        if len(text) <= _CAPTION:
            await utils.answer_file(message, document, text)
            return
        message = await utils.answer(message, text)
        await self._client.send_file(message.peer_id, document, reply_to=message.id)


def difference(before: str, after: str, name: str) -> str:
    """What changes between two sources, as a unified difference."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{name}, loaded", f"{name}, new", lineterm=""
    )
    return "\n".join(lines)
