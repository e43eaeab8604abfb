"""Presets: lists of modules as files, named folders of modules, folders of modules on GitHub, aliases as files."""

import io
import json
import re

from .. import loader, utils
from .._shown import prefix_of
from .loader import SourceError, download

_PAGE = re.compile(r"(https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git|/tree/([^/\s]+)((?:/[^\s?#]+)?))?/?)")
_RAW = r"https://raw\.githubusercontent\.com/{}/{}/{}[^/]+\.py"


class FileError(Exception):
    """A file or folder holds nothing of use."""


@loader.tds
class Presets(loader.Module):
    strings = {"name": "Presets"}

    @loader.command(alias="lp")
    async def loadpreset(self, message):
        try:
            preset = await self._read(message)
            links = [str(link) for link in _listed(preset["modules"])]
        except (FileError, KeyError, TypeError):
            await utils.answer(message, self.strings("preset_usage").format(prefix=prefix_of(self, message)))
            return
        if "-f" not in utils.get_args_raw(message).split():
            shown = "\n".join(f"▫️ {utils.escape_html(link)}" for link in links)
            name = utils.escape_html(str(preset.get("name", "")))
            text = self.strings("preset_confirm").format(name, modules=shown, prefix=prefix_of(self, message))
            await utils.answer(message, text)
            return
        await self.lookup("Loader").load_list(message, links)

    @loader.command()
    async def dlrepo(self, message):
        words = utils.get_args_raw(message).split()
        folder = _folder(next((word for word in words if word != "-f"), ""))
        if folder is None:
            await utils.answer(message, self.strings("repo_usage").format(prefix=prefix_of(self, message)))
            return
        try:
            links = await utils.run_sync(_modules_in, folder)
        except SourceError as error:
            await utils.answer(message, self.lookup("Loader").why(error))
            return
        except FileError:
            await utils.answer(message, self.strings("repo_empty").format(utils.escape_html(folder[0])))
            return
        if "-f" not in words:
            again = utils.escape_html(f"{self.get_prefix()}dlrepo {folder[0]} -f")
            await utils.answer(message, self.strings("repo_confirm").format(len(links), again=again))
            return
        await self.lookup("Loader").load_list(message, links)

    @loader.command()
    async def unloadrepo(self, message):
        folder = _folder(utils.get_args_raw(message).strip())
        if folder is None:
            await utils.answer(message, self.strings("unload_usage").format(prefix=prefix_of(self, message)))
            return
        _, repository, branch, path = folder
        own = re.compile(_RAW.format(re.escape(repository), re.escape(branch) or "[^/]+", re.escape(path)))
        names = [type(module).__name__ for module in self.allmodules.modules if own.fullmatch(str(module.__origin__))]
        for name in names:
            await self.allmodules.unload_module(name)
        if not names:
            await utils.answer(message, self.strings("none_from_there"))
            return
        self.lookup("Loader").update_modules_in_db()
        await utils.answer(message, self.strings("repo_gone").format(utils.escape_html(", ".join(names))))

    @loader.command(alias="af")
    async def addtofolder(self, message):
        await self._change(message, "folder_usage", lambda kept, names: list(dict.fromkeys([*kept, *names])))

    @loader.command(alias="rff")
    async def removefromfolder(self, message):
        await self._change(message, "unfold_usage", lambda kept, names: [name for name in kept if name not in names])

    async def _change(self, message, usage: str, change) -> None:
        words = utils.get_args(message)
        # A quote that is not closed is one of the letters.
        folder, *words = (words.split() if isinstance(words, str) else words) or [""]
        modules = {word: self.allmodules.named(word) for word in words}
        if not words or not all(modules.values()):
            missing = ", ".join(word for word, module in modules.items() if not module)
            text = self.strings("no_module") if words else self.strings(usage)
            await utils.answer(message, text.format(utils.escape_html(missing), prefix=prefix_of(self, message)))
            return
        folders = dict(self._db.get("presets", "folders", {}))
        folders[folder] = change(folders.get(folder, []), [type(module).__name__ for module in modules.values()])
        self._db.set("presets", "folders", {name: kept for name, kept in folders.items() if kept})
        await utils.answer(message, self._shown(folder, folders[folder]))

    @loader.command(alias="fl")
    async def folderload(self, message):
        folder = utils.get_args_raw(message).strip()
        folders = self._db.get("presets", "folders", {})
        if folder and folder not in folders:
            known = utils.escape_html(", ".join(sorted(folders)) or "-")
            await utils.answer(message, self.strings("no_folder").format(utils.escape_html(folder), known=known))
            return
        if not folder:
            shown = "\n".join(self._shown(name, names) for name, names in sorted(folders.items()))
            await utils.answer(message, shown or self.strings("no_folders"))
            return
        origins = {type(module).__name__: str(module.__origin__) for module in self.allmodules.modules}
        links = [origins[name] for name in folders[folder] if origins.get(name, "").startswith("http")]
        preset = {"name": folder, "description": "", "modules": links}
        await self._send(message, f"{folder}.json", preset, self.strings("folder").format(utils.escape_html(folder)))

    def _shown(self, folder: str, names: list) -> str:
        return f"📁 <b>{utils.escape_html(folder)}</b>: {utils.escape_html(', '.join(names) or '-')}"

    @loader.command(alias="al")
    async def aliasload(self, message):
        rows = [{"alias": alias, "command": command} for alias, command in sorted(self.allmodules.aliases.items())]
        await self._send(message, "aliases.json", rows, self.strings("aliases").format(len(rows)))

    @loader.command(alias="la")
    async def loadaliases(self, message):
        try:
            rows = [(str(row["alias"]).lower(), str(row["command"])) for row in _listed(await self._read(message))]
        except (FileError, KeyError, TypeError):
            await utils.answer(message, self.strings("aliases_usage").format(prefix=prefix_of(self, message)))
            return
        # As by hand: a command keeps its name, an alias is one word.
        fit = [row for row in rows if row[0] not in self.allmodules.commands and len(row[0].split()) == 1]
        taken = {alias: command for alias, command in fit if self.allmodules.add_alias(alias, command)}
        settings = self.lookup("Settings")
        settings.set("aliases", {**settings.get("aliases", {}), **taken})
        await utils.answer(message, self.strings("aliases_taken").format(len(taken), all=len(rows)))

    async def _read(self, message):
        """The JSON in the file at hand."""
        reply = await message.get_reply_message()
        holder = next((m for m in (message, reply) if m and m.file), None)
        if holder is None:
            raise FileError
        try:
            return json.loads(await holder.download_media(bytes))
        except (ValueError, TypeError, RecursionError) as error:
            raise FileError from error

    async def _send(self, message, name: str, value, caption: str) -> None:
        document = io.BytesIO(json.dumps(value, indent=2, ensure_ascii=False).encode())
        document.name = name
        await utils.answer_file(message, document, caption)


def _listed(value) -> list:
    """What has to be a list. Raises `FileError` when it is not."""
    if not isinstance(value, list):
        raise FileError
    return value


def _folder(address: str):
    """`(page, owner/repository, branch, path/)` of a folder on GitHub; `None` for other addresses. No branch is the main one."""
    found = _PAGE.fullmatch(address)
    if found is None:
        return None
    page, repository, branch, path = found.groups("")
    return page, repository, branch, f"{path.strip('/')}/" if path.strip("/") else ""


def _modules_in(folder: tuple) -> list:
    """The addresses of the Python files of a folder. Raises `SourceError` when it cannot be read, `FileError` when it has none."""
    _, repository, branch, path = folder
    where = f"https://api.github.com/repos/{repository}/contents/{path}" + (f"?ref={branch}" if branch else "")
    try:
        links = [row["download_url"] for row in json.loads(download(where)) if row["name"].endswith(".py")]
    except (ValueError, TypeError, KeyError) as error:
        raise FileError from error
    if not links:
        raise FileError
    return links
