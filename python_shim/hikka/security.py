"""Who may run what: permission bits, the decorators that set them, and the check that modules ask.

Commands that reach the dispatcher have been checked by the core with the same facts; this file answers `check_security`.
"""

import logging
import time
import typing

from ._takeover import Replaceable

logger = logging.getLogger(__name__)

OWNER = 1 << 0
SUDO = 1 << 1
SUPPORT = 1 << 2
GROUP_OWNER = 1 << 3
GROUP_ADMIN_ADD_ADMINS = 1 << 4
GROUP_ADMIN_CHANGE_INFO = 1 << 5
GROUP_ADMIN_BAN_USERS = 1 << 6
GROUP_ADMIN_DELETE_MESSAGES = 1 << 7
GROUP_ADMIN_PIN_MESSAGES = 1 << 8
GROUP_ADMIN_INVITE_USERS = 1 << 9
GROUP_ADMIN = 1 << 10
GROUP_MEMBER = 1 << 11
PM = 1 << 12
EVERYONE = 1 << 13

_NAMES = (
    "OWNER",
    "SUDO",
    "SUPPORT",
    "GROUP_OWNER",
    "GROUP_ADMIN_ADD_ADMINS",
    "GROUP_ADMIN_CHANGE_INFO",
    "GROUP_ADMIN_BAN_USERS",
    "GROUP_ADMIN_DELETE_MESSAGES",
    "GROUP_ADMIN_PIN_MESSAGES",
    "GROUP_ADMIN_INVITE_USERS",
    "GROUP_ADMIN",
    "GROUP_MEMBER",
    "PM",
    "EVERYONE",
)
BITMAP = {name: globals()[name] for name in _NAMES}
GROUP_ADMIN_ANY = sum(1 << bit for bit in range(4, 11))
DEFAULT_PERMISSIONS = OWNER
PUBLIC_PERMISSIONS = GROUP_OWNER | GROUP_ADMIN_ANY | GROUP_MEMBER | PM
ALL = (1 << 13) - 1

_RIGHTS = {
    GROUP_ADMIN_ADD_ADMINS: "add_admins",
    GROUP_ADMIN_CHANGE_INFO: "change_info",
    GROUP_ADMIN_BAN_USERS: "ban_users",
    GROUP_ADMIN_DELETE_MESSAGES: "delete_messages",
    GROUP_ADMIN_PIN_MESSAGES: "pin_messages",
    GROUP_ADMIN_INVITE_USERS: "invite_users",
}


class SecurityGroup(typing.NamedTuple):
    """Users who share permissions."""

    name: str
    users: typing.List[int]
    permissions: typing.List[dict]


def _sec(func, flags: int):
    target = getattr(func, "__func__", func)
    target.security = getattr(target, "security", 0) | OWNER | flags
    return func


def _decorator(name: str, flags: int):
    def decorator(func):
        return _sec(func, flags)

    decorator.__name__ = decorator.__qualname__ = name
    decorator.__doc__ = f"Lets those with `{name}` run the command, as far as the owner allows it at all."
    return decorator


owner = _decorator("owner", OWNER)
sudo = _decorator("sudo", SUDO)
support = _decorator("support", SUPPORT)
group_owner = _decorator("group_owner", GROUP_OWNER)
group_admin_add_admins = _decorator("group_admin_add_admins", GROUP_ADMIN_ADD_ADMINS)
group_admin_change_info = _decorator("group_admin_change_info", GROUP_ADMIN_CHANGE_INFO)
group_admin_ban_users = _decorator("group_admin_ban_users", GROUP_ADMIN_BAN_USERS)
group_admin_delete_messages = _decorator("group_admin_delete_messages", GROUP_ADMIN_DELETE_MESSAGES)
group_admin_pin_messages = _decorator("group_admin_pin_messages", GROUP_ADMIN_PIN_MESSAGES)
group_admin_invite_users = _decorator("group_admin_invite_users", GROUP_ADMIN_INVITE_USERS)
group_admin = _decorator("group_admin", GROUP_ADMIN)
group_member = _decorator("group_member", GROUP_MEMBER)
pm = _decorator("pm", PM)
unrestricted = _decorator("unrestricted", ALL)
inline_everyone = _decorator("inline_everyone", EVERYONE)


def plain_path(key: str) -> str:
    """The key of a mask without the package of the host that wrote it."""
    return key.partition("modules.")[2] or key


def _key(func) -> str:
    return f"{getattr(func, '__module__', '')}.{getattr(func, '__name__', '')}"


def _opens(rule: dict, command: str, module: str) -> bool:
    named = {"command": command, "module": module}.get(rule["rule_type"])
    wanted = rule["rule"].lower() if rule["rule_type"] == "command" else rule["rule"]
    return bool(named) and wanted == named


class SecurityManager(Replaceable):
    """The owner's security settings, read from the database whenever they are asked for."""

    _OWNER = "oxikka.security"

    def __init__(self, client, db):
        self._client, self._db = client, db
        self._sgroups: typing.Dict[str, SecurityGroup] = {}
        self._check = self.check

    def _value(self, key: str, default):
        return self._db.get(self._OWNER, key, default)

    @property
    def owner(self) -> typing.List[int]:
        """Ids of the owners, one's own among them."""
        owners = self._db.pointer(self._OWNER, "owner", [])
        own = self._client.tg_id
        if own not in owners:
            list.append(owners, own)
        return owners

    @property
    def sudo(self) -> typing.List[int]:
        """Ids with the `sudo` bit."""
        return self._db.pointer(self._OWNER, "sudo", [])

    @property
    def support(self) -> typing.List[int]:
        """Ids with the `support` bit."""
        return self._db.pointer(self._OWNER, "support", [])

    @property
    def all_users(self) -> typing.List[int]:
        """Ids of the owners and of all whom a rule or a group names, as they are now."""
        named = [*self.owner, *(rule["target"] for rule in self.tsec_user)]
        for group in self._sgroups.values():
            named += group.users
        users = self._db.pointer(self._OWNER, "all_users", [])
        if set(users) != set(named):
            users.data = list(dict.fromkeys(named))
        return users

    _all_users = all_users

    _owner, _sudo, _support = owner, sudo, support

    @property
    def any_admin(self) -> bool:
        """Whether every right of an administrator counts as all of them."""
        return self._value("any_admin", False)

    @property
    def default(self) -> int:
        """The mask of commands without one."""
        return self._value("default", DEFAULT_PERMISSIONS)

    _any_admin, _default = any_admin, default

    @property
    def tsec_user(self) -> list:
        """Rules for single users."""
        return self._live_rules("tsec_user")

    @property
    def tsec_chat(self) -> list:
        """Rules for single chats."""
        return self._live_rules("tsec_chat")

    _tsec_user, _tsec_chat = tsec_user, tsec_chat

    def _live_rules(self, key: str) -> list:
        rules = self._db.pointer(self._OWNER, key, [])
        now = time.time()
        kept = [rule for rule in rules if not rule.get("expires") or rule["expires"] > now]
        if len(kept) != len(rules):
            rules.data = kept
        return rules

    def apply_sgroups(self, sgroups: typing.Dict[str, SecurityGroup]) -> None:
        """Sets the security groups, for the core too."""
        self._sgroups = sgroups
        self._db.set(self._OWNER, "sgroups", {name: dict(group._asdict()) for name, group in sgroups.items()})

    def _reload_rights(self) -> None:
        """Settings are never cached, so there is nothing to reload."""

    async def init(self, client) -> None:
        """Accepted from older callers."""

    # -- rules ---------------------------------------------------------------

    def add_rule(self, target_type: str, target, rule: str, duration: int) -> None:
        """Adds a rule `command/<name>`, `module/<name>` or `inline/<name>` for a user or chat; `duration` in seconds, 0 is for ever."""
        if target_type not in ("user", "chat"):
            raise ValueError(f"`{target_type}` is neither `user` nor `chat`")
        kind, _, name = rule.partition("/")
        if kind not in ("command", "module", "inline") or not name:
            raise ValueError(f"`{rule}` is not a rule")
        if duration < 0:
            raise ValueError(f"`{duration}` seconds are no time")
        if duration < 0:
            raise ValueError(f"`{duration}` is no duration")
        from . import utils
        from telethon.utils import get_display_name

        getattr(self, f"tsec_{target_type}").append(
            {
                "target": target.id,
                "rule_type": kind,
                "rule": name,
                "expires": int(time.time() + duration) if duration else 0,
                "entity_name": get_display_name(target),
                "entity_url": utils.get_entity_url(target),
            }
        )

    def remove_rules(self, target_type: str, target_id: int) -> bool:
        """Removes all rules of a user or chat. Gives whether there were any."""
        return self._drop(target_type, lambda rule: rule["target"] == target_id)

    def remove_rule(self, target_type: str, target_id: int, rule_cont: str) -> bool:
        """Removes one rule of a user or chat by its name. Gives whether there was one."""
        return self._drop(target_type, lambda rule: rule["target"] == target_id and rule["rule"] == rule_cont)

    def _drop(self, target_type: str, gone) -> bool:
        if target_type not in ("user", "chat"):
            return False
        rules = getattr(self, f"tsec_{target_type}")
        kept = [rule for rule in rules if not gone(rule)]
        changed = len(kept) != len(rules)
        if changed:
            rules.data = kept
        return changed

    # -- masks ---------------------------------------------------------------

    def own_mask(self, func) -> typing.Optional[int]:
        """The mask of a handler without the bound: the owner's choice, else its decorators', else `None`."""
        masks = {plain_path(key): mask for key, mask in self._value("masks", {}).items()}
        return masks.get(plain_path(_key(func)), getattr(func, "security", None))

    def set_mask(self, func, mask: typing.Optional[int]) -> None:
        """Chooses the mask of a handler; `None` leaves it to its decorators again."""
        keys = self._keys(func)
        gone = [plain_path(key) for key in keys]
        masks = {key: kept for key, kept in self._value("masks", {}).items() if plain_path(key) not in gone}
        self._db.set(self._OWNER, "masks", masks if mask is None else {**masks, **dict.fromkeys(keys, mask)})

    def _keys(self, func) -> typing.List[str]:
        """The names of a handler: now, and from the next start on, when its module came without an address."""
        keys, owner = [_key(func)], type(getattr(func, "__self__", None))
        if ".__extmod_" in keys[0]:
            keys.append(f"hikka.modules.{owner.__name__}_{self._client.tg_id}.{getattr(func, '__name__', '')}")
        return keys

    def get_flags(self, func) -> int:
        """The bits that may run a handler, as far as the bounding mask goes."""
        mask = func if isinstance(func, int) else self.own_mask(func)
        mask = self.default if mask is None else mask
        if mask & ~ALL and not mask & EVERYONE:
            logger.error("the mask %s has bits that mean nothing, so that it allows nobody", mask)
            return 0
        return mask & self._value("bounding_mask", DEFAULT_PERMISSIONS)

    def check_tsec(self, user_id: int, command: str) -> bool:
        """Whether a rule or a group lets a user run a command."""
        modules = getattr(self._client, "loader", None)
        resolved, handler = modules.find_command(command) if modules else (command, None)
        module = type(getattr(handler, "__self__", None)).__name__
        return any(_opens(rule, resolved, module) for rule in self._rules_of(user_id))

    def _check_tsec_inline(self, user_id: int, command: str) -> bool:
        return any(
            rule["rule_type"] == "inline" and rule["rule"].lower() == command.lower()
            for rule in self._rules_of(user_id)
        )

    def _rules_of(self, user_id: int) -> typing.Iterator[dict]:
        now = time.time()
        yield from (rule for rule in self.tsec_user if rule["target"] == user_id)
        for group in self._sgroups.values():
            if user_id in group.users:
                yield from (rule for rule in group.permissions if not rule.get("expires") or rule["expires"] > now)

    # -- the check -----------------------------------------------------------

    async def check(self, message, func, user_id=None, inline_cmd=None, *, usernames=None) -> bool:
        """Whether the sender of a message (or a user, for inline) may run a handler or has one of some bits."""
        flags = self.get_flags(func)
        if not flags:
            return False
        user_id = user_id or getattr(message, "sender_id", None)
        if getattr(message, "post", False) and getattr(message, "edit_date", None):
            user_id = await self._editor(message)
            return user_id == self._client.tg_id
        if user_id == self._client.tg_id or getattr(message, "out", False) or user_id in self.owner:
            return True
        if user_id in self._db.get("oxikka.main", "blacklist_users", []):
            return False
        if flags & SUDO and user_id in self.sudo or flags & SUPPORT and user_id in self.support:
            return True
        if message is None:
            return bool(inline_cmd and self._check_tsec_inline(user_id, inline_cmd)) or bool(flags & EVERYONE)
        if self._by_rule(message, func, user_id):
            return True
        if (
            flags & GROUP_MEMBER
            and getattr(message, "is_group", False)
            or flags & PM
            and getattr(message, "is_private", False)
        ):
            return True
        return await self._by_rights(message, flags, user_id)

    def _by_rule(self, message, func, user_id: int) -> bool:
        from . import utils

        rules = list(self._rules_of(user_id))
        if not rules and not self.tsec_chat:
            return False
        chat = utils.get_chat_id(message)
        rules += [rule for rule in self.tsec_chat if str(rule["target"]) == str(chat)]
        module = type(getattr(func, "__self__", None)).__name__
        command = self._command_of(func, message)
        return any(_opens(rule, command, module) for rule in rules)

    def _command_of(self, func, message) -> str:
        """The name of a command's handler; for bits alone, the command in the message."""
        modules = getattr(self._client, "loader", None)
        for name, handler in modules.commands.items() if modules is not None and callable(func) else ():
            if handler == func:
                return name
        text = getattr(message, "raw_text", "") or ""
        prefix = modules.get_prefix(getattr(message, "sender_id", None)) if modules else "."
        if modules is None or not text.startswith(prefix):
            return ""
        words = text[len(prefix) :].split(maxsplit=1)
        return modules.find_command(words[0].split("@")[0])[0] if words else ""

    async def _by_rights(self, message, flags: int, user_id: int) -> bool:
        if not flags & (GROUP_OWNER | GROUP_ADMIN_ANY) or not (
            getattr(message, "is_group", False) or getattr(message, "is_channel", False)
        ):
            return False
        post = getattr(message, "post", False)
        try:
            permissions = await self._client.get_perms_cached(message.chat_id, self._client.tg_id if post else user_id)
        except Exception:
            logger.debug("the rights of %s in %s are not known", user_id, message.chat_id, exc_info=True)
            return False
        as_admin = bool(flags & GROUP_ADMIN or flags & GROUP_ADMIN_ANY and self.any_admin)
        if post:
            may_post = getattr(permissions, "is_creator", False) or getattr(permissions, "post_messages", False)
            return bool(may_post and as_admin)
        if getattr(permissions, "is_creator", False):
            return True
        if not getattr(permissions, "is_admin", False):
            return False
        if as_admin:
            return True
        return any(flags & bit and getattr(permissions, right, False) for bit, right in _RIGHTS.items())

    async def _editor(self, message) -> int:
        """Who edited a channel's post, by its log; 0 when that cannot be known."""
        try:
            async for event in self._client.iter_admin_log(message.chat_id, limit=10, edit=True):
                if event.changed_message and event.new.id == message.id:
                    return event.user_id
        except Exception:
            logger.debug("the editor of a post is not known", exc_info=True)
        return 0
