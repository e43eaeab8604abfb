"""The message classes of the schema joined with `custom.Message`.

From the import of this file on, decoding yields these classes and `types.Message` names them.
"""
from inspect import Parameter, Signature

from _ox import native

from .custom.message import Message as _CustomMessage
from .custom.peerid import PeerId


def _joined(name):
    generated = native.class_of("", name, False)
    stored_from_id = generated.__dict__.get("from_id")
    body = {"__module__": "telethon.tl.patched", "__doc__": generated.__doc__, "__slots__": ()}
    # `vars(message)` lists the schema's fields, as it does for every other object.
    body["__dict__"] = native.TLObject.__dict__["__dict__"]
    if stored_from_id is not None:
        body["old_from_id"] = property(stored_from_id.__get__, doc="The peer as the schema has it.")
        body["from_id"] = _from_id(stored_from_id)
    for field in _ALL_FIELDS:
        if field not in generated.__dict__:
            body[field] = None
    body["__init__"], body["__signature__"] = _constructor(generated), _SIGNATURE
    joined = type(generated)(name, (_CustomMessage, generated), body)
    native.override(generated, joined)
    return joined


def _from_id(stored):
    """`from_id` as a number that also answers as a peer, whichever dialect a module speaks."""

    def read(self):
        peer = stored.__get__(self)
        if peer is None:
            sender = self._sender_id
            return None if sender is None else PeerId.of(sender)
        return PeerId.of_peer(peer)

    def write(self, value):
        if isinstance(value, int) and not hasattr(value, "CONSTRUCTOR_ID"):
            value = PeerId.of(value).peer
        stored.__set__(self, getattr(value, "peer", value))

    return property(read, write)


_ALL_FIELDS = tuple(
    dict.fromkeys(
        name
        for cls in ("Message", "MessageService")
        for name, _, _ in native.fields(native.class_of("", cls, False))
    )
)

_REQUIRED = ("id", "peer_id")
# Whatever kind of message is made, its constructor takes the fields of all, in the order of a text message.
_FIRST, _LAST = (*_REQUIRED, "date", "message"), ("action", "reactions_are_possible")
_ORDER = (*_FIRST, *(name for name in _ALL_FIELDS if name not in _FIRST + _LAST), *_LAST)
_SIGNATURE = Signature(
    [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=Parameter.empty if name in _REQUIRED else None) for name in _ORDER]
)


def _constructor(generated):
    own = [name for name, _, _ in native.fields(generated)]
    can_do_without_a_peer = any(name == "peer_id" and flag is not None for name, _, flag in native.fields(generated))

    def __init__(self, *args, **kwargs):
        if can_do_without_a_peer and len(args) == 1:
            kwargs.setdefault("peer_id", None)
        given = _SIGNATURE.bind(*args, **kwargs).arguments
        _CustomMessage.__init__(self, **{name: given.pop(name, None) for name in own})
        for name, value in given.items():
            setattr(self, name, value)

    return __init__


MessageEmpty = _joined("MessageEmpty")
MessageService = _joined("MessageService")
Message = _joined("Message")

# Modules of layers before 177 take `AddChatUserRequest`'s answer for `Updates`: its `.updates` are then looked through.
native.class_of("", "Updates", False).__getitem__ = lambda self, index: self.updates[index]
