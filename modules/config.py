"""Configuration: the options of modules, shown and changed by text."""

import logging
import re

from .. import loader, utils
from .._shown import prefix_of

logger = logging.getLogger(__name__)


@loader.tds
class HikkaConfigMod(loader.Module):
    # Quirk: modules find the configurator as `lookup("HikkaConfig")`.
    strings = {"name": "HikkaConfig"}

    @loader.command(alias="cfg")
    async def configcmd(self, message):
        text = utils.get_args_raw(message).strip()
        if not text:
            await utils.answer(message, self._configurable())
            return
        module, option = self._split(text)
        if module is None:
            await utils.answer(message, self.strings("no_module").format(utils.escape_html(text)))
        elif option and option not in module.config:
            await utils.answer(message, self._no_option(module, option))
        elif option:
            await utils.answer(message, self._page(module, option))
        else:
            await utils.answer(message, self._options(module))

    @loader.command(alias="fcfg")
    async def fconfig(self, message):
        text = utils.get_args_raw(message).strip()
        module, rest = self._split(text)
        if module is None and text:
            await utils.answer(message, self.strings("no_module").format(utils.escape_html(_first_name(text))))
            return
        changes = _changes(module, rest) if module is not None else []
        if len(changes) == 1 and not changes[0][1] and (reply := await message.get_reply_message()):
            changes = [(changes[0][0], reply.raw_text)]
        if not changes or not changes[0][1]:
            await utils.answer(message, self.strings("usage").format(prefix=prefix_of(self, message)))
            return
        await utils.answer(message, "\n".join(self._change(module, option, value) for option, value in changes))

    def _change(self, module, option: str, value: str) -> str:
        """Changes an option. Gives what there is to say."""
        if option not in module.config:
            return self._no_option(module, option)
        try:
            module.config[option] = module.config.getdef(option) if value == "--default" else value
        except loader.validators.ValidationError as error:
            said = self._spoken(getattr(error, "texts", None)) or str(error)
            return self.strings("bad_value").format(re.sub("`([^`]+)`", r"<code>\1</code>", utils.escape_html(said)))
        return self.strings("set").format(self._option(module, option, documented=False))

    def _split(self, text: str) -> tuple:
        """The module or library with options that a text begins with, in quotes or not, and the rest; `None` and the text otherwise."""
        if text[:1] in ("'", '"') and text[:1] in text[1:]:
            name, _, rest = text[1:].partition(text[0])
            return self._module(name), rest.strip()
        words = text.split(" ")
        for count in range(1, len(words) + 1):
            if module := self._module(" ".join(words[:count])):
                return module, " ".join(words[count:]).strip()
        return None, text

    def _module(self, name: str):
        """The module or library of that name, if it has options."""
        module = self.allmodules.named(name)
        return module if module and getattr(module, "config", None) else None

    def _configurable(self) -> str:
        """The names of all that has options: modules, then libraries."""
        holders = sorted(self.allmodules.modules, key=_name) + sorted(self.allmodules.libraries, key=_name)
        names = [f"▫️ {utils.escape_html(_title(holder))}" for holder in holders if getattr(holder, "config", None)]
        usage = self.strings("usage").format(prefix=prefix_of(self))
        return "\n".join([self.strings("configurable"), *names, "", usage] if names else [self.strings("nothing")])

    def _options(self, module) -> str:
        """All options of a module, those in folders below the others."""
        folders: dict = {}
        for option in module.config:
            folders.setdefault(getattr(module.config._config[option], "folder", None), []).append(option)
        lines = [self.strings("options").format(utils.escape_html(_title(module)))]
        for folder in sorted(folders, key=lambda folder: folder or ""):
            lines += [f"📁 <b>{utils.escape_html(folder)}</b>"] if folder else []
            lines += [self._option(module, option) for option in folders[folder]]
        return "\n".join(lines)

    def _page(self, module, option: str) -> str:
        """One option with its default and what it may be."""
        value = module.config._config[option]
        lines = [self._option(module, option)]
        lines.append(self.strings("default").format(utils.escape_html(self._shown(module, option, value.default))))
        if doc := self._spoken(getattr(value.validator, "doc", None)):
            lines.append(self.strings("must_be").format(utils.escape_html(str(doc))))
        return "\n".join(lines)

    def _spoken(self, text):
        """A text, or the one of several that is in the owner's language."""
        if not isinstance(text, dict):
            return text
        return next((text[language] for language in [*self.translator.languages, "en"] if language in text), None)

    def _no_option(self, module, option: str) -> str:
        known = utils.escape_html(", ".join(module.config))
        return self.strings("no_option").format(option=utils.escape_html(option), known=known)

    def _option(self, module, option: str, documented: bool = True) -> str:
        value = module.config[option]
        line = f"▫️ <code>{utils.escape_html(option)}</code> = <code>{utils.escape_html(self._shown(module, option, value))}</code>"
        text = _told(module, option) if documented else ""
        return f"{line}\n{utils.escape_html(text)}" if text else line

    def _shown(self, module, option: str, value) -> str:
        validator = getattr(module.config._config[option], "validator", None)
        return "*****" if getattr(validator, "internal_id", None) == "Hidden" and value else repr(value)


def _title(holder) -> str:
    return str(getattr(holder, "name", type(holder).__name__))


def _name(holder) -> str:
    return _title(holder).lower()


def _told(module, option: str) -> str:
    """What a module says of an option; nothing when it fails to."""
    try:
        return str(module.config.getdoc(option) or "")
    except Exception:
        logger.warning("the text of the option `%s` of `%s` failed", option, _title(module), exc_info=True)
        return ""


def _changes(module, text: str) -> list:
    """`[(option, value)]` of `option value && option value…`; a value may hold `&&` where no option of the module follows."""
    first, *rest = text.split("&&")
    changes = [_option_first(module, first.strip())]
    for part in rest:
        option, value = _option_first(module, part.strip())
        if value and option in module.config:
            changes.append((option, value))
        else:
            changes[-1] = changes[-1][0], f"{changes[-1][1]} && {part.strip()}"
    return changes


def _first_name(text: str) -> str:
    """The first word, or what is in quotes there."""
    quoted = re.match(r"""(['"])(.+?)\1""", text)
    return quoted[2] if quoted else text.split()[0]


def _option_first(module, text: str) -> tuple:
    """The option that a text begins with, also one of several words, and the rest; without an option the first word."""
    known = (option for option in module.config if text == option or text.startswith(f"{option} "))
    option = max(known, key=len, default=text.partition(" ")[0])
    return option, text[len(option) :].strip()
