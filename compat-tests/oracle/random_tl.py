"""Prints what a library makes of schema objects with odd values, of readers, buttons and requests to be resolved. Usage: random_tl.py LIB SEED COUNT.

Values that are right are the business of tl_values.py. See asking.py for the lines.
"""
import copy
import datetime
import inspect
import io
import json
import pickle
import sys

from asking import DATE, Absent, ask_all
from random_objects import Holder, channel, chat, document, entity, geo, media, message, odd, peer, photo, user

SELF = 5
NAMES = ["PeerUser", "InputPeerUser", "MessageEntityBold", "MessageEntityTextUrl", "InputDocument", "PhotoSize", "ReactionEmoji", "UserStatusOnline",
         "InputGeoPoint", "DocumentAttributeVideo", "InputDialogPeerFolder", "ChatBannedRights", "KeyboardButtonRow", "InputMessageID", "TextWithEntities",
         "InputPhoto", "WallPaperSettings", "PeerNotifySettings", "InputReplyToMessage", "DialogFilter", "RestrictionReason"]  # fmt: skip


def parameters(cls):
    return [one for one in inspect.signature(cls).parameters.values() if one.name != "self"]


def odd_value(ask):
    values = [
        0, 1, -1, 2**31, 2**63, -(2**31) - 1, "text", "😀", "", b"data", None, True, False, 1.5, [], [1], ["a"], (), {}, object, DATE, datetime.timedelta(days=1),
        DATE.date(), DATE.replace(tzinfo=None), ask.make("PeerUser", 5), ask.make("InputPeerSelf"), [ask.make("InputPeerSelf")], {1}, range(2),
    ]  # fmt: skip
    return ask.pick(*values)


def constructed(ask):
    """An object of odd values: its fields, texts and bytes, or the errors."""
    name = ask.pick(*NAMES)
    cls = getattr(ask.types, name)
    given = {one.name: odd_value(ask) for one in parameters(cls) if ask.rng.random() < 0.85}
    if ask.rng.random() < 0.05:
        given["no_such"] = 1

    def answer():
        made = cls(**given)
        return [made, attempt(str, made), attempt(made.stringify), attempt(made.to_json), attempt(lambda: packed(made, given))]

    return [name, given], answer


def packed(made, given):
    """Bytes; of what is added to now, only how many."""
    data = bytes(made)
    return len(data) if any(isinstance(one, datetime.timedelta) for one in given.values()) else data


def attempt(function, *given):
    try:
        return [function(*given)]
    except Exception as error:
        kind = type(error).__name__
        return [kind, None if kind == "TypeNotFoundError" else reworded(str(error))]


def reworded(text):
    """`struct` says the same in different words for different formats."""
    return "out of range" if "format requires" in text or "too large" in text or "argument out of range" in text else text


def placed(ask):
    """Constructors given too little, too much, or by place."""
    cls = getattr(ask.types, ask.pick(*NAMES))
    given = list(range(ask.rng.randrange(len(parameters(cls)) + 2)))
    return [cls.__name__, given], lambda: attempt(lambda: vars(cls(*given)))


def shape(ask):
    """What is to be seen of a class."""
    name = ask.pick(*NAMES, "Message", "MessageService", "User", "Channel")
    cls = getattr(ask.types, name)

    def answer():
        own = parameters(cls)
        return [
            cls.__name__, cls.__qualname__, cls.__module__.partition(".")[2], cls.CONSTRUCTOR_ID, cls.SUBCLASS_OF_ID, [one.name for one in own],
            [one.default is one.empty for one in own], cls.__hash__ is None,
        ]  # fmt: skip

    return name, answer


def compared(ask):
    kinds = [user, chat, channel, peer, geo, document, photo, message, odd]
    one = ask.pick(*kinds)(ask)
    other = ask.pick(one, ask.pick(*kinds)(ask), copy.copy(one))
    return [one, other], lambda: [one == other, one != other, other == one]


def handled(ask):
    """Objects that are copied, pickled, changed, asked for what they have not."""
    one = ask.pick(user, chat, channel, peer, geo, document, photo, media, message)(ask)

    def answer():
        again, deep, kept = copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))
        again.some_new_thing = 5
        return [
            again == one, deep == one, kept == one, again.some_new_thing, hasattr(one, "some_new_thing"), attempt(lambda: one.no_such_thing), attempt(hash, one),
            [name for name in vars(one) if name in one.to_dict()], attempt(len, one), attempt(iter, one), bool(one), bytes(deep) == bytes(kept),
        ]  # fmt: skip

    return [one], answer


def formatted(ask):
    """`pretty_format`, `to_json` and the static serializers on whatever."""
    base = ask.load("tl").TLObject
    values = [
        peer(ask), [peer(ask), 5], {"_": "Name", "a": 1, "b": [b"x", None]}, {"a": 1}, "te'xt\n", b"\xff", None, True, 1.5, DATE, (1, 2), [], {}, {"_": "Empty"}, [[1], [2, [3]]],
        Holder(a=1).__class__, user(ask), {"_": "N", "when": DATE, "data": b"\x01"}, [{"_": "A", "x": "y"}],
    ]  # fmt: skip
    value, indent = ask.pick(*values), ask.pick(None, None, 0, 2)
    data = ask.pick(b"", b"a", "text", "😀" * 70, b"x" * 253, b"x" * 254, None, 5, bytearray(b"ab"))
    moment = ask.pick(None, 0, 5, 1.5, DATE, DATE.replace(tzinfo=None), DATE.date(), "text", DATE.replace(year=1969), DATE.replace(year=2100), True, -5)
    return [value, indent, data, moment], lambda: [
        attempt(lambda: base.pretty_format(value, indent=indent)), attempt(base.serialize_bytes, data), attempt(base.serialize_datetime, moment),
    ]  # fmt: skip


def as_json(ask):
    one = ask.pick(user, photo, document, message)(ask)

    def answer():
        stream = io.StringIO()
        return [json.loads(one.to_json()), one.to_json(stream, indent=2), stream.getvalue(), one.to_json(sort_keys=True), attempt(lambda: one.to_json(default=lambda x: "?"))]

    return [one], answer


def read(ask):
    """A reader over random bytes, asked for this and that."""
    data = ask.pick(ask.data(60), bytes(peer(ask)) + ask.data(8), b"\x15\xc4\xb5\x1c\x02\0\0\0" + bytes(peer(ask)) * 2, b"\xb5\x75\x72\x99" + ask.data(4), b"\x37\x97\x79\xbc", b"")
    steps = [ask.pick("read_byte", "read_int", "read_long", "read_float", "read_double", "read_large_int", "tgread_bytes", "tgread_string", "tgread_bool", "tgread_date",
                      "tgread_object", "tgread_vector", "tell_position", "read", "unsigned", "back", "get_bytes") for _ in range(ask.rng.randrange(1, 5))]  # fmt: skip
    special = {"read_large_int": (128,), "read": (ask.pick(0, 3, 100, -1),), "back": (-1,)}

    def answer():
        found = []
        with ask.load("extensions").BinaryReader(data) as reader:
            for step in steps:
                ways = {"unsigned": lambda: reader.read_int(signed=False), "back": lambda: reader.set_position(1)}
                found.append(attempt(ways[step] if step in ways else getattr(reader, step), *(() if step in ways else special.get(step, ()))))
        return found

    return [data, steps], answer


# -- buttons ------------------------------------------------------------------------------------------------------


TEXTS = ["press", "", "😀", "x" * 70, None, 5]


def button(ask):
    """A name of `Button` and its arguments."""
    style = {"style": ask.pick("primary", "danger", "SUCCESS", "odd", 5)} if ask.rng.random() < 0.15 else {}
    if ask.rng.random() < 0.1:
        style["icon"] = 77
    keyboard = {name: ask.flag() for name in ("resize", "single_use", "selective", "persistent") if ask.rng.random() < 0.2}
    if ask.rng.random() < 0.1:
        keyboard["placeholder"] = "type"
    text = ask.pick(*TEXTS[:3]) if ask.rng.random() < 0.85 else ask.pick(*TEXTS)
    ways = {
        "inline": ([text, *ask.pick([], [b"data"], ["data"], [None], [5], [b"x" * 65], [b""])], style), "url": ([text, *ask.pick([], ["https://e.org"], [None])], style),
        "switch_inline": ([text, *ask.pick([], ["query"], ["query", True])], style), "text": ([text], {**style, **keyboard}),
        "request_location": ([text], {**style, **keyboard}), "request_phone": ([text], {**style, **keyboard}),
        "request_poll": ([text], {**style, **keyboard, **ask.pick({}, {"force_quiz": True})}), "buy": ([text], style), "game": ([text], style),
        "auth": ([text, *ask.pick([], ["https://e.org"])], {**style, **ask.pick({}, {"bot": ask.make("InputUser", 5, 6)}, {"write_access": True}, {"fwd_text": "f"}, {"bot": 5})}),
        "clear": ([], ask.pick({}, {"selective": True})), "force_reply": ([], ask.pick({}, {"selective": True}, {"single_use": True, "placeholder": "p"})),
    }  # fmt: skip
    name = ask.pick(*ways)
    return name, *ways[name]


def buttons(ask):
    name, given, options = button(ask)

    def answer():
        made = getattr(ask.load("tl.custom").Button, name)(*given, **options)
        return seen(made)

    return [name, given, options], answer


def seen(made):
    if hasattr(made, "button"):
        return [type(made).__name__, made.button, made.resize, made.single_use, made.selective, getattr(made, "persistent", None), getattr(made, "placeholder", None)]
    return made


def markup(ask):
    described = [[button(ask) for _ in range(ask.rng.randrange(4))] for _ in range(ask.rng.randrange(4))]
    form = ask.pick("rows", "rows", "row", "one", "tuple", "none", "odd", "markup", "empty rows")

    def made(one):
        return getattr(ask.load("tl.custom").Button, one[0])(*one[1], **one[2])

    def answer():
        rows = [[made(one) for one in row] for row in described]
        flat = [one for row in rows for one in row]
        given = {"rows": rows, "row": flat, "one": flat[0] if flat else None, "tuple": tuple(map(tuple, rows)), "none": None, "odd": ask.pick("text", 5, [5], [["a"]], [None]),
                 "markup": ask.make("ReplyInlineMarkup", []), "empty rows": [[], []]}[form]  # fmt: skip
        return ask.load("client").TelegramClient.build_reply_markup(given)

    return [form, described], answer


# -- requests -----------------------------------------------------------------------------------------------------


class Client:
    """Looks up what a request names: texts are users, by their length."""

    def __init__(self, ask):
        self.ask = ask

    async def get_input_entity(self, what):
        if isinstance(what, str):
            return self.ask.types.InputPeerUser(len(what), 7)
        if isinstance(what, int):
            bare, kind = self.ask.load("utils").resolve_id(what)
            return getattr(self.ask.types, "Input" + kind.__name__)(*((bare,) if kind.__name__ == "PeerChat" else (bare, 7)))
        return self.ask.load("utils").get_input_peer(what)

    async def get_peer_id(self, what, add_mark=True):
        return self.ask.load("utils").get_peer_id(await self.get_input_entity(what), add_mark=add_mark)

    async def _get_input_dialog(self, dialog):
        return self.ask.load("utils").get_input_dialog(await self.get_input_entity(dialog))

    async def _get_input_notify(self, notify):
        return notify if hasattr(notify, "CONSTRUCTOR_ID") else self.ask.types.InputNotifyPeer(await self.get_input_entity(notify))


def requests_of(ask):
    functions = ask.load("tl.functions")
    found = []
    for space in ("", "messages", "channels", "users", "contacts", "account", "photos", "stories", "phone", "bots", "stickers", "payments"):
        place = getattr(functions, space, None) if space else functions
        found += [f"{space}.{name}".strip(".") for name in dir(place or ()) if name.endswith("Request") and name != "TLRequest"]
    return found


LISTS = {}


def resolved(ask):
    """A request whose arguments are what modules write: names, numbers, whole objects."""
    import asyncio

    functions = ask.load("tl.functions")
    if ask.library not in LISTS:
        LISTS[ask.library] = [name for name in requests_of(ask) if has_peers(functions, name)]
    name = ask.one_of(LISTS[ask.library])
    cls = functions
    for part in name.split("."):
        cls = getattr(cls, part)
    given = {one.name: written(ask, one) for one in sorted(parameters(cls), key=lambda one: one.name)}

    def answer():
        made = cls(**given)
        try:
            asyncio.run(made.resolve(Client(ask), ask.load("utils")))
        except TypeError:
            return "not to be cast"  # which field is looked at first is its own business
        found = made.to_dict()
        return {key: value for key, value in found.items() if key != "random_id"}

    return [name, given], answer


PEERS = {"peer", "user", "channel", "user_id", "bot", "participant", "from_peer", "to_peer", "from_id", "send_as", "offset_peer", "saved_peer_id", "join_as",
         "owner_id", "admin_id", "group", "broadcast", "parent_peer", "peers", "users", "channels", "usernames", "to_id", "location", "bot_id", "my_channel"}  # fmt: skip
CASTS = {"media": media, "photo": photo, "document": document, "id": lambda ask: ask.pick(5, message(ask), photo(ask), [5, message(ask)], "name", user(ask)),
         "call": lambda ask: ask.make("InputGroupCall", 5, 6), "chat_id": lambda ask: ask.pick(5, -5, -(10**12) - 5, "name", chat(ask))}  # fmt: skip


def has_peers(functions, name):
    place = functions
    for part in name.split("."):
        place = getattr(place, part)
    return any(one.name in PEERS or one.name in CASTS for one in parameters(place))


def written(ask, parameter):
    if parameter.default is None and ask.rng.random() < 0.4:
        return None
    if parameter.name in PEERS:
        one = lambda: ask.pick("name", "longer_name", 77, -7, -(10**12) - 9, user(ask), chat(ask), channel(ask), peer(ask), ask.make("InputPeerSelf"))  # noqa: E731
        return [one() for _ in range(ask.rng.randrange(3))] if parameter.name.endswith("s") and parameter.name != "send_as" else one()
    return CASTS[parameter.name](ask) if parameter.name in CASTS else 5


def not_resolved(ask):
    """What calling with something else than a request says is the client's business; this is the cast of one value."""
    given = entity(ask)
    if not hasattr(ask.load("tl"), "TLRequest"):
        raise Absent
    request = ask.load("tl.functions").messages.ReadHistoryRequest(given, 0)
    import asyncio

    return [given], lambda: (asyncio.run(request.resolve(Client(ask), ask.load("utils"))), request.peer)[1]


AREAS = {
    "constructed": constructed, "placed": placed, "shape": shape, "compared": compared, "handled": handled, "formatted": formatted, "as json": as_json,
    "read": read, "buttons": buttons, "markup": markup, "resolved": resolved, "resolved peer": not_resolved,
}  # fmt: skip

if __name__ == "__main__":
    ask_all(AREAS, sys.argv[1], sys.argv[2], int(sys.argv[3]))
