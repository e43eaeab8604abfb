"""Equality, hashing, extra attributes, copies, pickles, weak references, collection of cycles."""
import copy
import gc
import pickle
import weakref

from telethon.tl import functions, types

a, b = types.InputPeerUser(1, 2), types.InputPeerUser(1, 2)
assert a == b and not a != b and a != types.InputPeerUser(1, 3) and a != types.InputPeerSelf() and a != 1
try:
    hash(a)
except TypeError as error:
    assert str(error) == "unhashable type: 'InputPeerUser'"
else:
    raise AssertionError
a.added = 5
assert vars(a) == {"user_id": 1, "access_hash": 2, "added": 5}
assert list(vars(a)) == ["user_id", "access_hash", "added"]
request = functions.messages.SendMessageRequest(a, "text", entities=[types.MessageEntityBold(0, 4)])
for twin in (copy.copy(request), copy.deepcopy(request), *(pickle.loads(pickle.dumps(request, p)) for p in range(2, 6))):
    assert twin is not request and twin == request and bytes(twin) == bytes(request)
    assert type(twin) is type(request)
deep = copy.deepcopy(request)
assert deep.peer is not request.peer and deep.peer.added == 5 and copy.copy(request).peer is request.peer
assert type(a).__module__ == "telethon.tl.types" and type(request).__module__ == "telethon.tl.functions.messages"
del a.user_id
try:
    a.user_id
except AttributeError:
    pass
else:
    raise AssertionError
cycle = types.InputPeerUser(1, 2)
cycle.me = cycle
cycle.user_id = cycle
gone = weakref.ref(cycle)
del cycle
gc.collect()
assert gone() is None
