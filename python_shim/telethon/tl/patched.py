"""The message classes of the schema joined with `custom.Message`.

From the import of this file on, decoding yields these classes and `types.Message` names them.
"""
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

MessageEmpty = _joined("MessageEmpty")
MessageService = _joined("MessageService")
Message = _joined("Message")

# Modules of layers before 177 take `AddChatUserRequest`'s answer for `Updates`: its `.updates` are then looked through.
native.class_of("", "Updates", False).__getitem__ = lambda self, index: self.updates[index]
