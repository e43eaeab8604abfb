"""Bytes written by hand from the schema, both ways."""
from telethon.tl import functions, types

CASES = [
    (types.InputPeerSelf(), "c97ea07d"),
    (types.InputPeerUser(1, -2), "4ca5e8dd" "0100000000000000" "feffffffffffffff"),
    (types.InputPeerChat(5), "b95ca935" "0500000000000000"),
    (functions.help.GetConfigRequest(), "6b18f9c4"),
    (types.MessageEntityBold(3, 4), "c90b61bd" "03000000" "04000000"),
    (types.DataJSON("abcd"), "048d747d" "0461626364000000"),
    (functions.InvokeWithLayerRequest(5, functions.help.GetConfigRequest()), "0d0d9bda" "05000000" "6b18f9c4"),
]
for value, wire in CASES:
    assert bytes(value).hex() == wire, (value, bytes(value).hex())
    assert native.decode(bytes.fromhex(wire)) == value

send = functions.messages.SendMessageRequest(types.InputPeerSelf(), "hi", silent=True, random_id=1)
assert bytes(send).hex() == "628ff4fe" "20000000" "c97ea07d" "02686900" "0100000000000000"
send.entities = [types.MessageEntityBold(0, 2)]
assert bytes(send).hex().endswith("0100000000000000" "15c4b51c01000000" "c90b61bd0000000002000000")
assert bytes(send)[4:8].hex() == "28000000"
# A flag's field that is empty but not None is written.
send.entities = []
assert bytes(send).hex().endswith("0100000000000000" "15c4b51c00000000")
for length in (0, 1, 3, 253, 254, 255, 1000):
    wire = native.TLObject.serialize_bytes(b"x" * length)
    assert len(wire) % 4 == 0
    header = bytes([length]) if length < 254 else b"\xfe" + length.to_bytes(3, "little")
    assert wire.startswith(header + b"x" * length)
    data = types.DataJSON("x" * length)
    assert native.decode(bytes(data)).data == "x" * length
assert bytes(types.DataJSON(b"ab")) == bytes(types.DataJSON("ab"))
assert native.decode(bytes.fromhex("b5757299")) is True and native.decode(bytes.fromhex("379779bc")) is False
# False is a value of an optional Bool, and None is not.
topic = functions.messages.EditForumTopicRequest(types.InputPeerSelf(), 7, closed=False)
assert bytes(topic)[4:8].hex() == "04000000" and bytes(topic).hex().endswith("379779bc")
assert native.decode(bytes(topic)).closed is False and native.decode(bytes(topic)).hidden is None
