"""Prints what a library's event builders and events make of random arguments and updates. Usage: random_events.py LIB SEED COUNT (see asking.py)."""
import asyncio
import re
import sys

from asking import DATE, ask_all
from random_objects import Holder, channel, chat, geo, input_peer, media, peer, photo, user

BUILDERS = ["NewMessage", "MessageEdited", "MessageDeleted", "MessageRead", "ChatAction", "UserUpdate", "CallbackQuery", "InlineQuery", "Album", "Raw"]
SELF = 5


class Client:
    """As much of a client as resolving and building need."""

    parse_mode = _parse_mode = None
    _self_id = SELF

    def __init__(self, ask):
        self.ask, self._mb_entity_cache = ask, ask.load("_updates").EntityCache()
        self._entity_cache = self._mb_entity_cache

    async def get_input_entity(self, what):
        if isinstance(what, str):
            return self.ask.types.InputPeerUser(len(what), 7)
        return self.ask.load("utils").get_input_peer(what)

    async def get_me(self, input_peer=False):
        return self.ask.types.InputPeerUser(SELF, 7)

    async def get_peer_id(self, what):
        return self.ask.load("utils").get_peer_id(what if type(what).__name__ != "InputPeerSelf" else self.ask.types.PeerUser(SELF))


def chats(ask):
    one = lambda: ask.pick(ask.number(), -ask.number(), -(10**12) - 7, "name", peer(ask), input_peer(ask), user(ask), 5, 7, -7)  # noqa: E731
    return ask.pick(None, None, one(), [one() for _ in range(ask.rng.randrange(3))], (one(),), {5, 7}, range(3))


def condition(ask):
    return ask.pick(None, None, None, is_true, is_nothing, 5, "")


def is_true(event):
    return True


def is_nothing(event):
    return 0


PATTERNS = [None, None, "a", "(?i)A(.*)", r"\d+", "", "(", re.compile("a"), re.compile(b"a"), is_true, is_nothing, 5, [], ["a"], b"a", Holder(match=is_true), Holder(match=1), type]


def arguments(ask, which):
    given = {}
    if which == "Raw":
        classes = ask.types
        kinds = [None, [], classes.UpdateNewMessage, (classes.UpdateNewMessage, classes.UpdateDeleteMessages), [int], 5, "x", [5], classes.UpdateNewMessage(None, 1, 2), {int}]
        if ask.rng.random() < 0.9:
            given["types"] = ask.pick(*kinds)
    elif ask.rng.random() < 0.5:
        given["users" if which == "InlineQuery" else "chats"] = chats(ask)
        if ask.rng.random() < 0.3:
            given["blacklist_users" if which == "InlineQuery" else "blacklist_chats"] = ask.pick(True, False, None, 1)
    if ask.rng.random() < 0.3:
        given["func"] = condition(ask)
    for name, values in OPTIONS.get(which, {}).items():
        if ask.rng.random() < 0.4:
            given[name] = chats(ask) if values is None else ask.pick(*values)
    if ask.rng.random() < 0.04:
        given["no_such"] = 1
    return given


FLAGS = (True, False, None, 1, 0)
OPTIONS = {
    "NewMessage": {"incoming": FLAGS, "outgoing": FLAGS, "forwards": FLAGS, "from_users": None, "pattern": PATTERNS},
    "MessageEdited": {"incoming": FLAGS, "outgoing": FLAGS, "forwards": FLAGS, "from_users": None, "pattern": PATTERNS},
    "MessageRead": {"inbox": FLAGS},
    "CallbackQuery": {"data": (None, "a", b"a", "", re.compile("a"), is_true, 5), "pattern": PATTERNS},
    "InlineQuery": {"pattern": PATTERNS},
}


def plainly(value):
    """Arguments and attributes, with functions by name."""
    if isinstance(value, re.Pattern):
        return f"pattern {value.pattern!r} {value.flags}"
    if callable(value) and not isinstance(value, type):
        if hasattr(value, "__self__") and isinstance(value.__self__, re.Pattern):
            return [value.__name__, plainly(value.__self__)]
        return getattr(value, "__name__", type(value).__name__)
    if isinstance(value, (list, tuple)):
        return [plainly(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return {name: plainly(one) for name, one in value.items()} if isinstance(value, dict) else value


def made(ask):
    """A builder's attributes, before and after names are looked up."""
    which = ask.pick(*BUILDERS)
    given = arguments(ask, which)

    def answer():
        builder = getattr(ask.load("events"), which)(**given)
        before = public(builder)
        asyncio.run(builder.resolve(Client(ask)))
        return [before, public(builder)]

    return [which, plainly(given)], answer


def public(builder):
    names = ("chats", "blacklist_chats", "resolved", "func", "incoming", "outgoing", "from_users", "forwards", "pattern", "match", "inbox", "types")
    return {name: plainly(getattr(builder, name)) for name in names if hasattr(builder, name)}


# -- updates ------------------------------------------------------------------------------------------------------


def text_message(ask, **fields):
    of = peer_of_a_chat(ask)
    return ask.make(
        "Message", id=ask.rng.randrange(1, 99), peer_id=of, date=DATE, message=ask.pick("a", "A b", "12", "", "x"), out=ask.flag(),
        from_id=ask.maybe(ask.make("PeerUser", ask.pick(5, 7, 9))), media=ask.maybe(media(ask)), **fields,
    )  # fmt: skip


def peer_of_a_chat(ask):
    return ask.pick(ask.make("PeerUser", ask.pick(5, 7)), ask.make("PeerChat", ask.pick(7, 9)), ask.make("PeerChannel", ask.pick(7, 9)))


def service_message(ask):
    actions = [
        lambda: ask.make("MessageActionChatAddUser", ask.pick([5], [7], [7, 9], [])), lambda: ask.make("MessageActionChatDeleteUser", ask.pick(5, 7)),
        lambda: ask.make("MessageActionChatJoinedByLink", 5), lambda: ask.make("MessageActionChatJoinedByRequest"), lambda: ask.make("MessageActionChatCreate", "t", [5, 7]),
        lambda: ask.make("MessageActionChannelCreate", "t"), lambda: ask.make("MessageActionChatEditTitle", "new"), lambda: ask.make("MessageActionChatEditPhoto", photo(ask)),
        lambda: ask.make("MessageActionChatDeletePhoto"), lambda: ask.make("MessageActionPinMessage"), lambda: ask.make("MessageActionGameScore", 6, 70),
        lambda: ask.make("MessageActionHistoryClear"), lambda: ask.make("MessageActionEmpty"), lambda: ask.make("MessageActionChatMigrateTo", 5),
    ]  # fmt: skip
    header = ask.make("MessageReplyHeader", reply_to_msg_id=3)
    return ask.make(
        "MessageService", id=ask.rng.randrange(1, 99), peer_id=peer_of_a_chat(ask), date=DATE, action=ask.pick(*actions)(),
        from_id=ask.maybe(ask.make("PeerUser", ask.pick(5, 7, 9))), reply_to=ask.maybe(header), out=ask.flag(),
    )  # fmt: skip


def update(ask):
    header = {"fwd_from": ask.make("MessageFwdHeader", date=DATE)} if ask.rng.random() < 0.2 else {}
    message = service_message(ask) if ask.rng.random() < 0.4 else text_message(ask, **header)
    kinds = [
        lambda: ask.make("UpdateNewMessage", message, 1, 1), lambda: ask.make("UpdateNewMessage", message, 1, 1), lambda: ask.make("UpdateNewChannelMessage", message, 1, 1),
        lambda: ask.make("UpdateEditMessage", message, 1, 1), lambda: ask.make("UpdateEditChannelMessage", message, 1, 1),
        lambda: ask.make("UpdateDeleteMessages", [1, 2], 1, 1), lambda: ask.make("UpdateDeleteChannelMessages", 7, [3], 1, 1),
        lambda: ask.make("UpdateReadHistoryOutbox", peer_of_a_chat(ask), 9, 1, 1), lambda: ask.make("UpdateReadChannelInbox", 7, 8, 0, 1),
        lambda: ask.make("UpdateReadHistoryInbox", peer=peer_of_a_chat(ask), max_id=9, still_unread_count=0, pts=1, pts_count=1),
        lambda: ask.make("UpdateReadChannelOutbox", 7, 8), lambda: ask.make("UpdateReadMessagesContents", [4, 6], 1, 1),
        lambda: ask.make("UpdateChannelReadMessagesContents", 7, [4]), lambda: ask.make("UpdateUserStatus", 7, status(ask)),
        lambda: ask.make("UpdateUserTyping", 7, typing(ask)), lambda: ask.make("UpdateChatUserTyping", 9, ask.make("PeerUser", 7), typing(ask)),
        lambda: ask.make("UpdateChannelUserTyping", 9, ask.make("PeerUser", 7), typing(ask)), lambda: ask.make("UpdatePinnedMessages", peer_of_a_chat(ask), [1, 2], 1, 1, pinned=ask.flag()),
        lambda: ask.make("UpdatePinnedChannelMessages", 7, [3], 1, 1, pinned=ask.flag()), lambda: ask.make("UpdateChatParticipantAdd", 7, 9, 5, DATE, 1),
        lambda: ask.make("UpdateChatParticipantDelete", 7, 9, 1), lambda: ask.make("UpdateBotCallbackQuery", 1, 7, peer_of_a_chat(ask), 3, 4, data=ask.pick(b"a", b"xa", b"", None)),
        lambda: ask.make("UpdateInlineBotCallbackQuery", 1, 7, inline_id(ask), 4, data=ask.pick(b"a", b"b")),
        lambda: ask.make("UpdateBotInlineQuery", 1, 7, ask.pick("a", "b a", ""), ask.pick("", "5"), geo=ask.maybe(geo(ask))),
        lambda: ask.make("UpdateConfig"),
    ]  # fmt: skip
    return ask.pick(*kinds)()


def inline_id(ask):
    if ask.rng.random() < 0.5:
        return ask.make("InputBotInlineMessageID64", 2, ask.pick(5, -7), 6, 8)
    return ask.make("InputBotInlineMessageID", 2, ask.pick(5 << 32 | 6, -(7 << 32) + 6), 8)


def status(ask):
    kinds = ["UserStatusOnline", "UserStatusOffline", "UserStatusRecently", "UserStatusLastWeek", "UserStatusLastMonth", "UserStatusEmpty"]
    which = ask.pick(*kinds)
    return ask.make(which, DATE) if which in kinds[:2] else ask.make(which)


def typing(ask):
    plain = ["Typing", "Cancel", "RecordVideo", "RecordAudio", "GeoLocation", "ChooseContact", "GamePlay", "RecordRound", "ChooseSticker"]
    counted = ["UploadVideo", "UploadAudio", "UploadPhoto", "UploadDocument", "UploadRound"]
    which = ask.pick(*plain, *counted)
    return ask.make(f"SendMessage{which}Action", 30) if which in counted else ask.make(f"SendMessage{which}Action")


ATTRIBUTES = {
    "NewMessage": ["chat_id", "is_private", "is_group", "is_channel", "sender_id", "raw_text", "out", "pattern_match", "id", "is_reply", "input_chat", "input_sender"],
    "MessageDeleted": ["deleted_id", "deleted_ids", "chat_id", "is_private", "is_group", "is_channel"],
    "MessageRead": ["max_id", "outbox", "inbox", "contents", "message_ids", "chat_id"],
    "ChatAction": ["new_pin", "pin", "new_photo", "photo", "user_added", "user_joined", "user_left", "user_kicked", "unpin", "created", "new_title", "new_score", "user_id", "user_ids",
                   "chat_id", "action_message", "is_private", "is_group", "added_by", "kicked_by", "user", "users", "input_user", "input_users"],
    "UserUpdate": ["status", "action", "typing", "uploading", "recording", "playing", "cancel", "geo", "audio", "video", "round", "contact", "document", "photo", "sticker", "last_seen",
                   "until", "online", "recently", "within_weeks", "within_months", "user_id", "chat_id", "sender_id", "is_private", "is_group"],
    "CallbackQuery": ["id", "message_id", "data", "chat_instance", "via_inline", "chat_id", "sender_id", "data_match", "pattern_match", "is_private"],
    "InlineQuery": ["id", "text", "offset", "geo", "sender_id", "chat_id", "pattern_match"],
}  # fmt: skip
ATTRIBUTES["MessageEdited"] = ATTRIBUTES["NewMessage"]


def built(ask):
    """What a builder makes of an update, and whether it wants it."""
    which = ask.pick(*ATTRIBUTES)
    for _ in range(20):
        given = arguments(ask, which)
        try:
            builder = getattr(ask.load("events"), which)(**given)
            break
        except Exception:
            continue
    came = update(ask)
    for _ in range(30):
        if builder.build(came, [], SELF) is not None:
            break
        came = update(ask)
    known = {7: user(ask), -7: chat(ask), -(10**12) - 7: channel(ask)}

    def answer():
        client = Client(ask)
        asyncio.run(builder.resolve(client))
        event = builder.build(came, [], SELF)
        if event is None:
            return None
        event._entities, event.original_update = known, came
        event._set_client(client)
        wanted = builder.filter(event)
        seen = {name: attribute(event, name) for name in ATTRIBUTES[which]}
        return [bool(wanted), wanted is event, seen, str(event), event.stringify(), list(event.to_dict())]

    return [which, plainly(given), came], answer


def attribute(event, name):
    try:
        found = getattr(event, name)
    except Exception as error:
        return [type(error).__name__, str(error)]
    if isinstance(found, re.Match):
        return [found[0], found.groups()]
    return plainly(found)


def read(ask):
    event = ask.load("events").MessageRead.Event(peer_of_a_chat(ask), ask.pick(5, 9), ask.pick(True, False), False, ask.pick(None, [3, 4], []))
    message = text_message(ask)
    asked = ask.pick(3, 5, 9, 99, [1, 50], message, [message, 3], (), range(3))
    return [event.max_id, asked], lambda: [event.is_read(asked), asked in event, event.inbox]


def registered(ask):
    events = ask.load("events")
    given = [ask.pick(events.NewMessage, events.Raw, events.MessageEdited, None, events.NewMessage(incoming=True)) for _ in range(ask.rng.randrange(4))]

    def answer():
        async def handler(event):
            pass

        found = [events.is_handler(handler), events.list(handler)]
        for one in given:
            assert events.register(one)(handler) is handler
        return [*found, events.is_handler(handler), [type(one).__name__ for one in events.list(handler)]]

    return [plainly(given)], answer


def raw(ask):
    events, classes = ask.load("events"), ask.types
    wanted = ask.pick(None, classes.UpdateNewMessage, (classes.UpdateUserStatus, classes.UpdateUserTyping), [classes.UpdateDeleteMessages])
    builder, came = events.Raw(wanted, func=ask.pick(None, is_true, is_nothing)), update(ask)
    return [plainly(wanted), came], lambda: [builder.build(came) is came, builder.filter(came) and type(builder.filter(came)).__name__]


AREAS = {"made": made, "built": built, "read": read, "registered": registered, "raw": raw}

if __name__ == "__main__":
    ask_all(AREAS, sys.argv[1], sys.argv[2], int(sys.argv[3]))
