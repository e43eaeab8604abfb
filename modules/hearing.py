"""Hearing: which chats, users, modules and watchers are listened to, and who need not say a name."""

import datetime
import re

from telethon.errors import FloodWaitError
from telethon.utils import resolve_id

from .. import loader, main, utils
from .._shown import prefix_of

SWITCHES = ("no_nickname", "grep", "inlinelogs")
KEPT_ON = ("togglecmd", "togglemod", "security", "owneradd", "ownerrm", "restart")


@loader.tds
class HikkaSettingsMod(loader.Module):
    # Quirk: other modules know these settings by this module's name.
    strings = {"name": "HikkaSettings"}

    @loader.command()
    async def settings(self, message):
        wanted = utils.get_args_raw(message).lower()
        if wanted in SWITCHES:
            self._db.set(main.__name__, wanted, not self._is_on(wanted))
        elif wanted:
            known = ", ".join(SWITCHES)
            await utils.answer(message, self.strings("no_switch").format(utils.escape_html(wanted), known=known))
            return
        lines = [f"{'🟢' if self._is_on(name) else '⚪️'} <code>{name}</code>: {self.strings(name)}" for name in SWITCHES]
        await utils.answer(message, "\n".join([self.strings("switches").format(prefix=prefix_of(self, message)), *lines]))

    def _is_on(self, switch: str) -> bool:
        return bool(self._db.get(main.__name__, switch, False))

    def refusal(self, error, plain: str) -> str:
        """An error of Telegram for the owner; `plain` is how it calls itself."""
        if not isinstance(error, FloodWaitError):
            return self.strings("rpc_error").format(plain)
        request = utils.escape_html(type(error.request).__name__)
        return self.strings("flood_wait").format(time=datetime.timedelta(seconds=error.seconds), request=request)

    def too_long(self) -> str:
        """What stands beside the file that an answer became."""
        return self.strings("too_long")

    # -- lists of chats and users --------------------------------------------

    @loader.command()
    async def blacklist(self, message):
        await self._chat(message, listed=True)

    @loader.command()
    async def unblacklist(self, message):
        await self._chat(message, listed=False)

    async def _chat(self, message, listed: bool) -> None:
        words = utils.get_args_raw(message).split()
        chat = utils.get_chat_id(message)
        if words and re.fullmatch(r"-?\d{1,18}", words[0]):
            chat, _ = resolve_id(int(words.pop(0)))
        entry = chat
        if words:
            module = self.allmodules.named(words[0])
            if not module:
                await utils.answer(message, self.strings("no_module").format(utils.escape_html(words[0])))
                return
            entry = f"{chat}.{type(module).__name__}"
            # Other hosts wrote the module's path.
            self._list("blacklist_chats", f"{chat}.{type(module).__module__}", False)
        self._list("blacklist_chats", entry, listed)
        again = f"{prefix_of(self, message)}unblacklist {utils.escape_html(' '.join((str(chat), *words[:1])))}"
        key = "chat_ignored" if listed else "chat_heard"
        await utils.answer(message, self.strings(key).format(utils.escape_html(str(entry)), again=again))

    @loader.command()
    async def blacklistuser(self, message):
        await self._user(message, "blacklistuser", listed=True)

    @loader.command()
    async def unblacklistuser(self, message):
        await self._user(message, "unblacklistuser", listed=False)

    async def _user(self, message, name: str, listed: bool) -> None:
        people = self.lookup("HikkaSecurity")
        words = utils.get_args_raw(message).split()
        user = await people.named_user(message, words)
        if user is None:
            usage = self.strings("user_usage").format(prefix=prefix_of(self, message), name=name)
            await utils.answer(message, people.no_user(words) or usage)
            return
        if listed and people.is_owner(user):
            await utils.answer(message, self.strings("owner_heard").format(await people.title_of(user)))
            return
        self._list("blacklist_users", user, listed)
        key = "user_ignored" if listed else "user_heard"
        await utils.answer(message, self.strings(key).format(await people.title_of(user)))

    def _list(self, key: str, entry, listed: bool) -> None:
        kept = [other for other in self._db.get(main.__name__, key, []) if other != entry]
        self._db.set(main.__name__, key, kept + [entry] if listed else kept)

    def _toggle(self, key: str, entry) -> bool:
        listed = entry not in self._db.get(main.__name__, key, [])
        self._list(key, entry, listed)
        return listed

    # -- who need not say a name ---------------------------------------------

    @loader.command()
    async def nonick(self, message):
        on = not self._is_on("no_nickname")
        self._db.set(main.__name__, "no_nickname", on)
        await utils.answer(message, self.strings("nonick_on" if on else "nonick_off"))

    @loader.command()
    async def nonickuser(self, message):
        people = self.lookup("HikkaSecurity")
        words = utils.get_args_raw(message).split()
        user = await people.named_user(message, words)
        if user is None:
            usage = self.strings("user_usage").format(prefix=prefix_of(self, message), name="nonickuser")
            await utils.answer(message, people.no_user(words) or usage)
            return
        await self._excuse(message, "nonickusers", user, await people.title_of(user))

    @loader.command()
    async def nonickchat(self, message):
        if message.is_private:
            await utils.answer(message, self.strings("nonick_private"))
            return
        chat = utils.get_chat_id(message)
        await self._excuse(message, "nonickchats", chat, str(chat))

    async def nonickcmdcmd(self, message):
        typed = utils.get_args_raw(message).lower().removeprefix(self.get_prefix())
        command, handler = self.allmodules.find_command(typed)
        if handler is None:
            await self._unknown(message, "no_command", "nonickcmd_usage", typed)
            return
        await self._excuse(message, "nonickcmds", command, f"<code>{utils.escape_html(command)}</code>")

    async def _excuse(self, message, key: str, entry, shown: str) -> None:
        text = "excused" if self._toggle(key, entry) else "not_excused"
        await utils.answer(message, self.strings(text).format(shown))

    @loader.command()
    async def nonickusers(self, message):
        people = self.lookup("HikkaSecurity")
        names = [await people.title_of(user) for user in self._db.get(main.__name__, "nonickusers", [])]
        await self._excused(message, names)

    @loader.command()
    async def nonickchats(self, message):
        await self._excused(message, [str(chat) for chat in self._db.get(main.__name__, "nonickchats", [])])

    @loader.command()
    async def nonickcmds(self, message):
        await self._excused(message, [utils.escape_html(name) for name in self._db.get(main.__name__, "nonickcmds", [])])

    async def _excused(self, message, names: list) -> None:
        text = "\n".join([self.strings("all_excused"), *(f"▫️ {name}" for name in names)])
        await utils.answer(message, text if names else self.strings("none_excused"))

    # -- commands, modules and watchers that are off --------------------------

    async def togglecmdcmd(self, message):
        *where, typed = utils.get_args_raw(message).lower().split() or [""]
        typed = typed.removeprefix(self.get_prefix())
        command, handler = self.allmodules.find_command(typed)
        if where and (handler is None or self.allmodules.named(" ".join(where)) is not handler.__self__):
            typed, handler = " ".join([*where, typed]), None
        if handler is None or command in KEPT_ON:
            await self._unknown(message, "no_command" if handler is None else "kept_on", "togglecmd_usage", typed)
            return
        owner = type(handler.__self__).__name__
        off = {module: list(names) for module, names in self._db.get(main.__name__, "disabled_commands", {}).items()}
        names = off.setdefault(owner, [])
        names.remove(command) if command in names else names.append(command)
        self._db.set(main.__name__, "disabled_commands", {module: names for module, names in off.items() if names})
        await self._toggled(message, command in names, command)

    @loader.command()
    async def togglemod(self, message):
        wanted = utils.get_args_raw(message)
        module = self.allmodules.named(wanted) if wanted else None
        if not module or set(module.commands) & set(KEPT_ON):
            await self._unknown(message, "kept_on" if module else "no_module", "togglemod_usage", wanted)
            return
        await self._toggled(message, self._toggle("disabled_modules", type(module).__name__), module.name)

    async def _unknown(self, message, key: str, usage: str, typed: str) -> None:
        """Says why what was typed is not taken, or what to type when nothing was."""
        key = key if typed else usage
        await utils.answer(message, self.strings(key).format(utils.escape_html(typed), prefix=prefix_of(self, message)))

    async def _toggled(self, message, off: bool, name: str) -> None:
        await utils.answer(message, self.strings("off" if off else "on").format(utils.escape_html(name)))

    async def watcherscmd(self, message):
        off = self._db.get(main.__name__, "disabled_watchers", {})
        names = sorted({watcher.__self__.name for watcher in self.allmodules.watchers})
        lines = [
            f"{'🔴' if '*' in off.get(name, []) else '🟡' if off.get(name) else '🟢'} {utils.escape_html(name)}"
            + (f" ({self._spoken(off[name])})" if off.get(name) else "")
            for name in names
        ]
        await utils.answer(message, "\n".join([self.strings("watchers"), *lines]) if lines else self.strings("no_watchers"))

    @loader.command()
    async def watcherbl(self, message):
        here = utils.get_chat_id(message)

        def change(rules: list) -> list:
            return [rule for rule in rules if rule != here] if here in rules else [*rules, here]

        await self._watcher(message, "watcherbl_usage", utils.get_args_raw(message), change)

    async def watchercmd(self, message):
        words = utils.get_args_raw(message).split()
        named = {"-c": "only_chats", "-p": "only_pm", "-o": "out", "-i": "in"}
        asked = [named[word] for word in words if word in named]

        def change(rules: list) -> list:
            return asked or ([] if rules else ["*"])

        wanted = " ".join(word for word in words if word not in named)
        await self._watcher(message, "watcher_usage", wanted, change)

    async def _watcher(self, message, usage: str, wanted: str, change) -> None:
        module = self.allmodules.named(wanted) if wanted else None
        if not module or not module.watchers:
            await self._unknown(message, "no_watcher", usage, wanted)
            return
        off = dict(self._db.get(main.__name__, "disabled_watchers", {}))
        rules = change(list(off.pop(module.name, [])))
        self._db.set(main.__name__, "disabled_watchers", {**off, module.name: rules} if rules else off)
        await utils.answer(
            message, self.strings("reads").format(utils.escape_html(module.name), rules=self._spoken(rules))
        )

    def _spoken(self, rules: list) -> str:
        """Where a module reads along, from where its watchers are off."""
        keys = {"*": "nowhere", "only_chats": "only_chats", "only_pm": "only_pm", "out": "only_own", "in": "only_others"}
        said = [self.strings(keys[rule]) if rule in keys else self.strings("not_in").format(rule) for rule in rules]
        return ", ".join(said) or self.strings("everywhere")
