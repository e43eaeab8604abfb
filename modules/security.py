"""Security: who else may give commands to this userbot, and how far the rights of a command go."""

import re

from telethon.errors import BadRequestError
from telethon.tl.types import User

from .. import loader, security, utils
from .._shown import prefix_of

CONFIRM = {"owner": "owner_confirm", "sudo": "sudo_confirm", "support": "support_confirm"}
ADDED = {"owner": security.OWNER, "sudo": security.SUDO, "support": security.SUPPORT}
BITS = {name.lower(): bit for name, bit in security.BITMAP.items() if name != "EVERYONE"}
# How a name or number that means nobody is refused.
UNKNOWN = (ValueError, BadRequestError)
INLINE_BITS = {**{name: BITS[name] for name in ADDED}, "everyone": security.EVERYONE}


@loader.tds
class HikkaSecurityMod(loader.Module):
    # Quirk: other modules and old databases know the owners' list and the groups by this module's name.
    strings = {"name": "HikkaSecurity"}

    async def client_ready(self):
        self._apply_groups()

    # -- people --------------------------------------------------------------

    @loader.command()
    async def owneradd(self, message):
        await self._add(message, "owner")

    @loader.command()
    async def sudoadd(self, message):
        await self._add(message, "sudo")

    @loader.command()
    async def supportadd(self, message):
        await self._add(message, "support")

    @loader.command()
    async def ownerrm(self, message):
        await self._remove(message, "owner")

    @loader.command()
    async def sudorm(self, message):
        await self._remove(message, "sudo")

    @loader.command()
    async def supportrm(self, message):
        await self._remove(message, "support")

    @loader.command()
    async def ownerlist(self, message):
        await self._list(message, "owner")

    @loader.command()
    async def sudolist(self, message):
        await self._list(message, "sudo")

    @loader.command()
    async def supportlist(self, message):
        await self._list(message, "support")

    async def _add(self, message, kind: str) -> None:
        words = utils.get_args_raw(message).split()
        named = [word for word in words if word != "-f"]
        user = await self.named_user(message, named)
        if user is None:
            text = self.no_user(named) or self.strings("add_usage").format(prefix=prefix_of(self, message), kind=kind)
        elif user == self.tg_id or user in self._people(kind):
            text = self.strings("already_added").format(name=await self.title_of(user), kind=kind)
        elif "-f" not in words:
            text = self.strings(CONFIRM[kind]).format(
                name=await self.title_of(user), id=user, prefix=prefix_of(self, message)
            )
        else:
            self._db.set(security.__name__, kind, [*self._people(kind), user])
            text = self.strings("added").format(name=await self.title_of(user), kind=kind)
            if not ADDED[kind] & self._bound():
                text += "\n" + self.strings("beyond_bound").format(prefix=prefix_of(self, message), kind=kind)
        await utils.answer(message, text)

    async def _remove(self, message, kind: str) -> None:
        named = utils.get_args_raw(message).split()
        user = await self.named_user(message, named)
        if user is None or user == self.tg_id or user not in self._people(kind):
            unknown = self.no_user(named) if user is None else ""
            await utils.answer(message, unknown or self.strings("not_added").format(kind=kind))
            return
        self._db.set(security.__name__, kind, [other for other in self._people(kind) if other != user])
        await utils.answer(message, self.strings("removed").format(name=await self.title_of(user), kind=kind))

    async def _list(self, message, kind: str) -> None:
        people = [user for user in self._people(kind) if user != self.tg_id]
        if not people:
            await utils.answer(message, self.strings("nobody").format(kind=kind))
            return
        lines = [f"▫️ {await self.title_of(user)} (<code>{user}</code>)" for user in people]
        await utils.answer(message, "\n".join([self.strings("people").format(kind=kind), *lines]))

    def _people(self, kind: str) -> list:
        return list(self._db.get(security.__name__, kind, []))

    # -- masks ---------------------------------------------------------------

    @loader.command()
    async def security(self, message):
        await self._masks(message, BITS, lambda name: self.allmodules.find_command(name.removeprefix(self.get_prefix())))

    @loader.command()
    async def inlinesec(self, message):
        handlers = self.allmodules.inline_handlers
        await self._masks(message, INLINE_BITS, lambda name: (name, handlers.get(name)))

    async def _masks(self, message, bits: dict, find) -> None:
        words = utils.get_args_raw(message).lower().split()
        name = words.pop(0) if words and words[0][0] not in "+-" and words[0] != "reset" else None
        function = None
        if name not in (None, "default"):
            name, function = find(name)
            if function is None:
                await utils.answer(message, self.strings("no_command").format(utils.escape_html(name)))
                return
        unknown = [word for word in words if word != "reset" and (word[0] not in "+-" or word[1:] not in bits)]
        if unknown or "-owner" in words:
            key = "no_bit" if unknown else "owner_stays"
            known = ", ".join(bits)
            await utils.answer(message, self.strings(key).format(utils.escape_html(" ".join(unknown)), known=known))
            return
        if words:
            self._change(name, function, words, bits)
        await utils.answer(message, self._shown(name, function, bits))

    def _change(self, name, function, words: list, bits: dict) -> None:
        guard = self._client.dispatcher.security
        mask = security.OWNER if "reset" in words else self._mask(name, function)
        for word in words:
            if word[0] == "+":
                mask |= bits[word[1:]]
            elif word[0] == "-":
                mask &= ~bits[word[1:]]
        if function is not None:
            guard.set_mask(function, None if words == ["reset"] else mask)
        else:
            self._db.set(security.__name__, "default" if name else "bounding_mask", mask)

    def _mask(self, name, function) -> int:
        guard = self._client.dispatcher.security
        if function is not None:
            own = guard.own_mask(function)
            return guard.default if own is None else own
        return guard.default if name else self._bound()

    def _bound(self) -> int:
        return self._db.get(security.__name__, "bounding_mask", security.DEFAULT_PERMISSIONS)

    def _shown(self, name, function, bits: dict) -> str:
        mask = self._mask(name, function)
        key = "bound" if name is None else "default" if function is None else "mask"
        lines = [self.strings(key).format(_names(mask, bits), name=utils.escape_html(name or ""))]
        if name is not None and mask & ~self._bound():
            lines.append(self.strings("cut").format(_names(mask & self._bound(), bits), prefix=prefix_of(self)))
        return "\n".join(lines)

    # -- groups --------------------------------------------------------------

    @loader.command()
    async def newsgroup(self, message):
        name = utils.get_args_raw(message)
        if len(name.split()) != 1:
            await utils.answer(message, self.strings("group_usage").format(prefix=prefix_of(self, message)))
        elif name in self.groups():
            await utils.answer(message, self.strings("group_exists").format(utils.escape_html(name)))
        else:
            self.keep_groups({**self.groups(), name: {"name": name, "users": [], "permissions": []}})
            await utils.answer(message, self.strings("group_made").format(utils.escape_html(name)))

    @loader.command()
    async def delsgroup(self, message):
        groups = self.groups()
        group = await self._named_group(message, groups, utils.get_args_raw(message), "delsgroup")
        if group is not None:
            del groups[group["name"]]
            self.keep_groups(groups)
            await utils.answer(message, self.strings("group_gone").format(utils.escape_html(group["name"])))

    @loader.command()
    async def sgroups(self, message):
        names = [f"▫️ <code>{utils.escape_html(name)}</code> ({len(group['users'])})" for name, group in self.groups().items()]
        text = "\n".join([self.strings("groups"), *names]) if names else self.strings("no_groups")
        await utils.answer(message, text)

    @loader.command()
    async def sgroup(self, message):
        group = await self._named_group(message, self.groups(), utils.get_args_raw(message), "sgroup")
        if group is None:
            return
        lines = [self.strings("group").format(utils.escape_html(group["name"]))]
        lines += [f"▫️ {await self.title_of(user)} (<code>{user}</code>)" for user in group["users"]]
        lines += [f"▪️ <code>{utils.escape_html(rule['rule_type'] + '/' + rule['rule'])}</code>" for rule in group["permissions"]]
        await utils.answer(message, "\n".join(lines) if lines[1:] else lines[0] + " -")

    @loader.command()
    async def sgroupadd(self, message):
        await self._member(message, "sgroupadd", joins=True)

    @loader.command()
    async def sgroupdel(self, message):
        await self._member(message, "sgroupdel", joins=False)

    async def _member(self, message, command: str, joins: bool) -> None:
        name, *words = utils.get_args_raw(message).split() or [""]
        user = await self.named_user(message, words)
        groups = self.groups()
        usage = self.strings("member_usage").format(prefix=prefix_of(self, message), name=command)
        if not name:
            await utils.answer(message, usage)
            return
        group = await self._named_group(message, groups, name, command)
        if group is None:
            return
        if user is None:
            await utils.answer(message, self.no_user(words) or usage)
            return
        if (user in group["users"]) == joins:
            key = "member_already" if joins else "member_not"
        else:
            key = "member_added" if joins else "member_gone"
            group["users"] = [other for other in group["users"] if other != user] + ([user] if joins else [])
            self.keep_groups(groups)
        await utils.answer(
            message, self.strings(key).format(name=await self.title_of(user), group=utils.escape_html(group["name"]))
        )

    async def _named_group(self, message, groups: dict, name: str, command: str):
        if name not in groups:
            known = utils.escape_html(", ".join(groups) or "-")
            usage = self.strings("named_usage").format(prefix=prefix_of(self, message), name=command, known=known)
            await utils.answer(message, self.strings("no_group").format(utils.escape_html(name)) if name else usage)
            return None
        return groups[name]

    def groups(self) -> dict:
        """`{name: {"name", "users", "permissions"}}`, a copy."""
        return {
            name: {"name": name, "users": list(group["users"]), "permissions": list(group["permissions"])}
            for name, group in self.get("sgroups", {}).items()
        }

    def keep_groups(self, groups: dict) -> None:
        """Stores the groups and puts them into force."""
        self.set("sgroups", groups)
        self._apply_groups()

    def _apply_groups(self) -> None:
        groups = {name: security.SecurityGroup(**group) for name, group in self.groups().items()}
        self._client.dispatcher.security.apply_sgroups(groups)

    # -- names ---------------------------------------------------------------

    async def named(self, message, words: list):
        """The user or chat that is named by id or username, or the sender of the message that is replied to; else `None`."""
        if words:
            who = int(words[0]) if re.fullmatch(r"-?\d{1,18}", words[0]) else words[0]
            try:
                return await self._client.get_entity(who)
            except UNKNOWN:
                return None
        reply = await message.get_reply_message()
        return await reply.get_sender() if reply else None

    async def named_user(self, message, words: list):
        """The id of the user who is named or replied to, or `None`; an id alone need not be known."""
        entity = await self.named(message, words)
        if entity is not None:
            # Ids of chats are numbers of their own: somebody else may have the same one.
            return entity.id if isinstance(entity, User) else None
        return int(words[0]) if words and re.fullmatch(r"\d{1,18}", words[0]) else None

    def is_owner(self, user: int) -> bool:
        """Whether somebody is obeyed in everything, whatever lists say."""
        return user == self.tg_id or user in self._people("owner")

    def no_user(self, words: list) -> str:
        """That there is nobody of the name that was typed; empty when none was."""
        return self.strings("no_user").format(utils.escape_html(words[0])) if words else ""

    async def title_of(self, user: int) -> str:
        """The name of a user or chat as HTML, its id when it has none."""
        try:
            entity = await self._client.get_entity(user)
        except UNKNOWN:
            return str(user)
        return utils.escape_html(getattr(entity, "first_name", None) or getattr(entity, "title", None) or str(user))


def _names(mask: int, bits: dict) -> str:
    return ", ".join(name for name, bit in bits.items() if mask & bit) or "-"
