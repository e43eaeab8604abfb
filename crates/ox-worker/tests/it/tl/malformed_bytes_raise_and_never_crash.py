"""Bytes that are cut, changed or nested without end raise an exception."""
import random

Message = native.class_of("", "Message", False)
User = native.class_of("", "User", False)
Peer = native.class_of("", "PeerUser", False)
Bold = native.class_of("", "MessageEntityBold", False)
whole = bytes(Message(1, Peer(2), 3, "text" * 40, entities=[Bold(1, 2)] * 3, from_id=Peer(4)))
for cut in range(len(whole)):
    try:
        native.decode(whole[:cut])
    except (ValueError, BufferError):
        pass
    else:
        raise AssertionError(cut)
try:
    native.decode(whole + b"\0\0\0\0")
except ValueError as error:
    assert "4 bytes after" in str(error)
chance = random.Random(7)
for _ in range(20000):
    broken = bytearray(whole)
    for _ in range(chance.randint(1, 4)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    try:
        native.decode(bytes(broken))
    except (ValueError, BufferError):
        pass
vector = bytes.fromhex("15c4b51c01000000")
for data in (vector * 100000, bytes.fromhex("15c4b51cffffffff"), bytes.fromhex("15c4b51cffffff7f") + b"x" * 64, b""):
    try:
        native.decode(data)
    except (ValueError, BufferError):
        pass
    else:
        raise AssertionError(data[:20])
try:
    native.decode(b"\1\2\3\4")
except native.UnknownConstructor as error:
    assert "0x04030201" in str(error)


class NotFound(Exception):
    pass


native.set_unknown_constructor(lambda identity, rest: NotFound(identity, rest))
try:
    native.decode(b"\1\2\3\4\5")
except NotFound as error:
    assert error.args == (0x04030201, b"\1\2\3\4\5")
else:
    raise AssertionError
