"""Settings: the prefix, the aliases and the language of the owner; what modules keep, taken away."""

import re

from .. import loader, main, utils
from .._internal import restart
from .._shown import prefix_of
from ..translations import MEME_LANGUAGES

LONGEST_PREFIX = 16


@loader.tds
class CoreMod(loader.Module):
    strings = {"name": "Settings"}

    def __init__(self):
        self.config = loader.ModuleConfig(
            loader.ConfigValue(
                "allow_nonstandart_prefixes",
                False,
                lambda: self.strings("long_prefixes"),
                validator=loader.validators.Boolean(),
            )
        )

    async def client_ready(self):
        self.allmodules.add_aliases(self.get("aliases", {}))

    @loader.command()
    async def setprefix(self, message):
        prefix = utils.get_args_raw(message)
        longest = LONGEST_PREFIX if self.config["allow_nonstandart_prefixes"] else 1
        if not 1 <= len(prefix) <= longest or any(letter.isspace() for letter in prefix):
            await utils.answer(message, self.strings("prefix_usage").format(prefix=prefix_of(self, message)))
            return
        # Another owner has a prefix of their own.
        user = None if message.out else message.sender_id
        before = self.get_prefix(user)
        if user is None:
            self._db.set(main.__name__, "command_prefix", prefix)
        else:
            prefixes = self._db.get(main.__name__, "command_prefixes", {})
            self._db.set(main.__name__, "command_prefixes", {**prefixes, str(user): prefix})
        await utils.answer(
            message,
            self.strings("prefix_set").format(new=utils.escape_html(prefix), old=utils.escape_html(before)),
        )

    @loader.command()
    async def addalias(self, message):
        alias, command = (*utils.get_args_raw(message).split(maxsplit=1), "", "")[:2]
        alias = alias.lower().removeprefix(self.get_prefix())
        name, _, arguments = command.strip().removeprefix(self.get_prefix()).partition(" ")
        command = f"{name.lower()} {arguments}".strip()
        if not alias or not command:
            await utils.answer(message, self.strings("alias_usage").format(prefix=prefix_of(self, message)))
        elif alias in self.allmodules.commands:
            await utils.answer(message, self.strings("alias_is_command").format(utils.escape_html(alias)))
        elif not self.allmodules.add_alias(alias, command):
            await utils.answer(message, self.strings("no_command").format(utils.escape_html(command)))
        else:
            self.set("aliases", {**self.get("aliases", {}), alias: command})
            await utils.answer(
                message,
                self.strings("alias_added").format(alias=utils.escape_html(alias), command=utils.escape_html(command)),
            )

    @loader.command()
    async def delalias(self, message):
        alias = utils.get_args_raw(message).strip().lower().removeprefix(self.get_prefix())
        if not alias:
            await utils.answer(message, self.strings("delalias_usage").format(prefix=prefix_of(self, message)))
            return
        kept = {name: command for name, command in self.get("aliases", {}).items() if name != alias}
        if not self.allmodules.remove_alias(alias):
            await utils.answer(message, self.strings("no_alias").format(utils.escape_html(alias)))
            return
        self.set("aliases", kept)
        await utils.answer(message, self.strings("alias_removed").format(utils.escape_html(alias)))

    @loader.command()
    async def aliases(self, message):
        lines = [
            f"<code>{utils.escape_html(alias)}</code> → {utils.escape_html(command)}"
            for alias, command in sorted(self.allmodules.aliases.items())
        ]
        if not lines:
            await utils.answer(message, self.strings("no_aliases"))
            return
        await utils.answer(message, "\n".join([self.strings("aliases"), *lines]))

    @loader.command()
    async def setlang(self, message):
        words = utils.get_args_raw(message).split()
        words = [word if utils.check_url(word) else word.lower() for word in words]
        if not words or not all(word in MEME_LANGUAGES or re.fullmatch(r"[a-z]{2}|https?://\S+", word) for word in words):
            await utils.answer(message, self.strings("lang_usage").format(prefix=prefix_of(self, message)))
            return
        await self._speak(message, words)

    @loader.command()
    async def dllangpack(self, message):
        address = utils.get_args_raw(message).strip()
        if address and not utils.check_url(address):
            await utils.answer(message, self.strings("pack_usage").format(prefix=prefix_of(self, message)))
            return
        chosen = str(self._db.get("hikka.translations", "lang", None) or "en").split()
        words = [word for word in chosen if not utils.check_url(word)] + ([address] if address else [])
        await self._speak(message, words)

    async def _speak(self, message, words):
        """Chooses these languages and packs for every module, and says so."""
        unreadable = await self.translator.choose(words)
        if unreadable:
            await utils.answer(message, self.strings("no_pack").format(utils.escape_html(unreadable)))
            return
        await self.allmodules.reload_translations()
        await utils.answer(message, self.strings("lang_set").format(utils.escape_html(" ".join(words))))

    # -- taking away -------------------------------------------------------------

    @loader.command()
    async def clearmodule(self, message):
        words = utils.get_args_raw(message).split()
        wanted = " ".join(word for word in words if word != "-f")
        module = self.allmodules.named(wanted) if wanted else None
        if not module:
            key = "no_module" if wanted else "clear_usage"
            await utils.answer(message, self.strings(key).format(utils.escape_html(wanted), prefix=prefix_of(self, message)))
            return
        name = type(module).__name__
        if "-f" not in words:
            await utils.answer(message, self.strings("clear_confirm").format(name=name, prefix=prefix_of(self, message)))
            return
        self._db.pop(name, None)
        await utils.answer(message, self.strings("cleared").format(name))

    @loader.command()
    async def cleardb(self, message):
        if "-f" not in utils.get_args_raw(message).split():
            await utils.answer(message, self.strings("all_confirm").format(prefix=prefix_of(self, message)))
            return
        self._db.clear()
        await utils.answer(message, self.strings("all_cleared"))
        await self._db.set(main.__name__, "command_prefix", ".")
        restart()

    @loader.command()
    async def remove_core_protection(self, message):
        if "-f" not in utils.get_args_raw(message).split():
            await utils.answer(message, self.strings("protection_confirm").format(prefix=prefix_of(self, message)))
            return
        self._db.set(main.__name__, "remove_core_protection", True)
        await utils.answer(message, self.strings("protection_off").format(prefix=prefix_of(self, message)))

    @loader.command()
    async def enable_core_protection(self, message):
        self._db.set(main.__name__, "remove_core_protection", False)
        await utils.answer(message, self.strings("protection_on"))
