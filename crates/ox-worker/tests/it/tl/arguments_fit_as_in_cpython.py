"""Constructor arguments: order, defaults, and the texts of what does not fit."""
import inspect

Send = native.class_of("messages", "SendMessageRequest", True)
User = native.class_of("", "InputPeerUser", False)
Self_ = native.class_of("", "InputPeerSelf", False)


def refuses(text, call):
    try:
        call()
    except TypeError as error:
        assert str(error) == text, str(error)
    else:
        raise AssertionError(text)


assert User(1, 2).access_hash == 2 and User(access_hash=2, user_id=1).user_id == 1
names = list(inspect.signature(Send).parameters)
assert names[:4] == ["peer", "message", "no_webpage", "silent"]
assert inspect.signature(Send).parameters["random_id"].default is None
assert Send("me", "x").silent is None
refuses("InputPeerUser.__init__() missing 2 required positional arguments: 'user_id' and 'access_hash'", lambda: User())
refuses("InputPeerUser.__init__() missing 1 required positional argument: 'access_hash'", lambda: User(1))
refuses("InputPeerUser.__init__() got an unexpected keyword argument 'hash'", lambda: User(1, 2, hash=3))
refuses("InputPeerUser.__init__() got multiple values for argument 'user_id'", lambda: User(1, 2, user_id=3))
refuses("InputPeerUser.__init__() takes 3 positional arguments but 4 were given", lambda: User(1, 2, 3))
refuses("InputPeerSelf.__init__() takes 1 positional argument but 2 were given", lambda: Self_(1))
Forward = native.class_of("messages", "ForwardMessagesRequest", True)
ids = Forward("a", [1, 2, 3], "b").random_id
assert len(ids) == 3 == len(set(ids))
assert Send("me", "x").random_id != Send("me", "x").random_id and Send("me", "x", random_id=5).random_id == 5


class Mine(User):
    def __init__(self, user_id, extra):
        super().__init__(user_id, 0)
        self.extra = extra


assert bytes(Mine(7, "x")) == bytes(User(7, 0))
assert list(inspect.signature(Mine).parameters) == ["user_id", "extra"]
try:
    native.TLObject(1)
except TypeError:
    pass
else:
    raise AssertionError
