"""What decoded objects look like: flags are booleans, absent fields None, compressed answers readable."""
import gzip

from telethon.tl import functions, types

user = types.User(5, first_name="Ann", premium=True)
assert user.verified is None
back = native.decode(bytes(user))
assert back.verified is False and back.premium is True and back.last_name is None and back.first_name == "Ann"
assert back.status is None and type(back) is types.User
vector = bytes.fromhex("15c4b51c02000000") + bytes(types.PeerUser(1)) + bytes(types.PeerChat(2))
assert native.decode(vector) == [types.PeerUser(1), types.PeerChat(2)]
packed = bytes.fromhex("a1cf7230") + native.TLObject.serialize_bytes(gzip.compress(vector))
assert native.decode(packed) == native.decode(vector)
data = b"junk" + bytes(types.PeerUser(9)) + b"more"
assert native.decode_at(data, 4) == (types.PeerUser(9), 16)
assert native.decode_at(data, 8, types.PeerUser) == (types.PeerUser(9), 16)
bad = native.decode(bytes(types.DataJSON(b"\xff\xfea")))
assert bad.data == "\ufffd\ufffda"


class Reader:
    def __init__(self, data):
        self.data, self.position = data, 0

    def get_bytes(self):
        return self.data

    def tell_position(self):
        return self.position

    def set_position(self, position):
        self.position = position

    def read_int(self):
        self.position += 4
        return int.from_bytes(self.data[self.position - 4 : self.position], "little", signed=True)


reader = Reader(bytes(types.PeerUser(9)))
reader.read_int()
assert types.PeerUser.from_reader(reader) == types.PeerUser(9) and reader.position == 12
ints = Reader(bytes.fromhex("15c4b51c020000000100000002000000"))
assert functions.contacts.GetContactIDsRequest.read_result(ints) == [1, 2]
assert functions.contacts.GetContactIDsRequest(0).read_result(Reader(ints.data)) == [1, 2]
