"""Settings: the prefix, the aliases and the language of the owner."""

import re

from .. import loader, main, translations, utils


@loader.tds
class CoreMod(loader.Module):
    strings = {"name": "Settings"}

    async def client_ready(self):
        self.allmodules.add_aliases(self.get("aliases", {}))

    @loader.command()
    async def setprefix(self, message):
        prefix = utils.get_args_raw(message)
        if len(prefix) != 1 or prefix.isspace():
            await utils.answer(message, self.strings("prefix_usage").format(prefix=self.get_prefix()))
            return
        before = self.get_prefix()
        self._db.set(main.__name__, "command_prefix", prefix)
        await utils.answer(
            message,
            self.strings("prefix_set").format(new=utils.escape_html(prefix), old=utils.escape_html(before)),
        )

    @loader.command()
    async def addalias(self, message):
        alias, _, command = utils.get_args_raw(message).lower().partition(" ")
        command = command.strip().removeprefix(self.get_prefix())
        if not alias or not command:
            await utils.answer(message, self.strings("alias_usage").format(prefix=self.get_prefix()))
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
        alias = utils.get_args_raw(message).strip().lower()
        kept = {name: command for name, command in self.get("aliases", {}).items() if name != alias}
        if not alias or not self.allmodules.remove_alias(alias):
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
        languages = utils.get_args_raw(message).lower().split()
        if not languages or not all(re.fullmatch("[a-z]{2}", language) for language in languages):
            await utils.answer(message, self.strings("lang_usage").format(prefix=self.get_prefix()))
            return
        self._db.set(translations.__name__, "lang", " ".join(languages))
        await self.translator.init()
        await self.allmodules.reload_translations()
        await utils.answer(message, self.strings("lang_set").format(" ".join(languages)))
