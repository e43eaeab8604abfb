"""`override`: decoding and `class_of` give the subclass, its hook runs, covered fields are respected."""
Made = native.class_of("", "PeerUser", False)


class Mixin:
    touched = None

    def shout(self):
        return f"user {self.user_id}!"


class Rich(Mixin, Made):
    def _init_decoded(self):
        self.touched = True


native.override(Made, Rich)
assert native.class_of("", "PeerUser", False) is Rich and native.constructor_by_id(Rich.CONSTRUCTOR_ID) is Rich
peer = native.decode(bytes(Rich(5)))
assert type(peer) is Rich and isinstance(peer, Made) and peer.touched and peer.shout() == "user 5!"
assert Rich(5).touched is None and bytes(Rich(5)) == bytes(Made(5)) and str(peer) == "PeerUser(user_id=5)"

Chat = native.class_of("", "PeerChat", False)
stored = Chat.__dict__["chat_id"]


class Marked(Chat):
    chat_id = property(lambda self: -stored.__get__(self), lambda self, value: stored.__set__(self, value))


native.override(Chat, Marked)
chat = native.decode(bytes(Marked(7)))
# What a richer class shows differently is listed as it is stored.
assert chat.chat_id == -7 and chat.to_dict() == {"_": "PeerChat", "chat_id": 7} and native.decode(bytes(chat)).chat_id == -7
for wrong in (int, Rich):
    try:
        native.override(Chat, wrong)
    except TypeError:
        pass
    else:
        raise AssertionError(wrong)
