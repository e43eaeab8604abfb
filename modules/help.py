"""Help: which modules are loaded, and what their commands do."""

import difflib
import inspect

from .. import loader, utils
from .._source import meta
from .._shown import prefix_of

FLAGS = ("-f", "-c", "-l")


@loader.tds
class Help(loader.Module):
    strings = {"name": "Help"}

    @loader.command()
    async def help(self, message):
        words = utils.get_args_raw(message).split()
        wanted = " ".join(word for word in words if word not in FLAGS)
        if not wanted:
            part = {"-c": True, "-l": False}.get(next((word for word in words if word in ("-c", "-l")), ""))
            await utils.answer(message, self._overview("-f" in words, part))
            return
        module, exact = self._find(wanted)
        if module is None:
            await utils.answer(message, self.strings("not_found").format(utils.escape_html(wanted)))
            return
        parts = [self.describe(module)]
        if developer := meta(getattr(module, "__source__", None) or "").get("developer"):
            parts.append(self.lookup("LoaderMod").strings("developer").format(utils.escape_html(developer)))
        await utils.answer(message, "\n\n".join(parts if exact else [*parts, self.strings("not_exact")]))

    @loader.command()
    async def helphide(self, message):
        hidden = set(self.get("hide", []))
        names = utils.get_args_raw(message).replace(",", " ").split()
        if not names:
            await utils.answer(message, self.strings("hide_usage").format(prefix=prefix_of(self, message)))
            return
        named = {name: self.allmodules.named(name) for name in names}
        unknown = [name for name, module in named.items() if not module]
        hidden ^= {type(module).__name__ for module in named.values() if module}
        self.set("hide", sorted(hidden))
        lines = [self.strings("hidden").format(utils.escape_html(", ".join(sorted(hidden)) or "-"))]
        lines += [self.strings("not_found").format(utils.escape_html(name)) for name in unknown]
        await utils.answer(message, "\n".join(lines))

    def describe(self, module) -> str:
        """One module as HTML: its name and version, what it is for, its commands with their texts."""
        lines = [f"<b>{utils.escape_html(title(module))}</b>"]
        if text := inspect.getdoc(module) if module.__doc__ else "":
            lines.append(f"<i>{utils.escape_html(text)}</i>")
        lines.append("")
        prefix = utils.escape_html(self.get_prefix())
        for name, function in sorted(module.commands.items()):
            lines.append(
                f"<code>{prefix}{utils.escape_html(name)}</code>{self._aliases(name, function)} {self._text(function)}"
            )
        for name, function in sorted(module.inline_handlers.items()):
            lines.append(f"<code>@bot {utils.escape_html(name)}</code> {self._text(function)}")
        if not module.commands and not module.inline_handlers:
            lines.append(self.strings("no_commands"))
        return "\n".join(lines)

    def _overview(self, with_hidden: bool, built_in=None) -> str:
        """All modules, or with `built_in` only the built-in ones, or only the others."""
        hidden = set(self.get("hide", []))
        shown, kept_back = [], 0
        for module in sorted(self.allmodules.modules, key=_order):
            if built_in is not None and _is_built_in(module) != built_in:
                continue
            # `unlisted` is what a module says that is not worth a line.
            if not with_hidden and getattr(module, "unlisted", False):
                continue
            if type(module).__name__ in hidden and not with_hidden:
                kept_back += 1
            elif module.commands:
                shown.append(module)
        lines = [self.strings("overview").format(modules=len(self.allmodules.modules), hidden=kept_back)]
        for module in shown:
            bullet = "▪️" if _is_built_in(module) else "▫️"
            names = " | ".join(sorted(module.commands))
            lines.append(f"{bullet} <code>{utils.escape_html(module.name)}</code>: {utils.escape_html(names)}")
        return "\n".join(lines)

    def _find(self, wanted: str):
        """The module of that name, class or command, and whether it was named exactly."""
        if module := self.allmodules.named(wanted):
            return module, True
        word = wanted.lower().removeprefix(self.get_prefix())
        owners = {name: module for module in self.allmodules.modules for name in module.commands}
        command = self.allmodules.find_alias(word) or word
        if command in owners:
            return owners[command], True
        names = {module.name.lower(): module for module in self.allmodules.modules} | owners
        near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
        return (names[near[0]], False) if near else (None, False)

    def _aliases(self, command: str, function) -> str:
        names = {alias for alias, target in self.allmodules.aliases.items() if target.split()[:1] == [command]}
        names.update(getattr(function, "aliases", None) or ())
        if alias := getattr(function, "alias", None):
            names.add(alias)
        return f" ({utils.escape_html(', '.join(sorted(names)))})" if names else ""

    def _text(self, function) -> str:
        return utils.escape_html(inspect.getdoc(function) or self.strings("undocumented"))


def title(module) -> str:
    """A module's display name with its version."""
    version = getattr(module, "__version__", None)
    numbers = version if isinstance(version, (tuple, list)) else [version]
    return f"{module.name} v{'.'.join(map(str, numbers))}" if version else module.name


def _is_built_in(module) -> bool:
    return str(getattr(module, "__origin__", "")).startswith("<core")


def _order(module):
    return not _is_built_in(module), module.name.lower()
