"""str, stringify, to_dict, to_json: the very texts."""
import io
import json
from datetime import datetime, timezone

from telethon.tl import types

photo = types.InputPhoto(1, 2, b"\x01\x02")
assert str(photo) == "InputPhoto(id=1, access_hash=2, file_reference=b'\\x01\\x02')"
assert repr(photo).startswith("<telethon.tl.types.InputPhoto object at ")
assert photo.stringify() == "InputPhoto(\n\tid=1,\n\taccess_hash=2,\n\tfile_reference=b'\\x01\\x02'\n)"
assert photo.to_dict() == {"_": "InputPhoto", "id": 1, "access_hash": 2, "file_reference": b"\x01\x02"}
assert json.loads(photo.to_json()) == {"_": "InputPhoto", "id": 1, "access_hash": 2, "file_reference": "AQI="}
assert photo.to_json(indent=1).startswith('{\n "_"')
out = io.StringIO()
assert photo.to_json(out) is None and json.loads(out.getvalue())["id"] == 1
status = types.UserStatusOffline(datetime(2024, 1, 2, tzinfo=timezone.utc))
assert json.loads(status.to_json())["was_online"] == "2024-01-02T00:00:00+00:00"
assert str(status) == "UserStatusOffline(was_online=datetime.datetime(2024, 1, 2, 0, 0, tzinfo=datetime.timezone.utc))"
assert str(types.InputPeerSelf()) == "InputPeerSelf()" and types.InputPeerSelf().stringify() == "InputPeerSelf(\n)"
ids = types.InputMessageID(1)
vector = types.InputMediaPoll(types.InputMediaEmpty(), [1, 2])
assert vector.to_dict()["correct_answers"] == [1, 2] and vector.to_dict()["solution_entities"] == []
assert vector.to_dict()["poll"] == {"_": "InputMediaEmpty"}
assert "correct_answers=[\n\t\t1,\n\t\t2,\n\t]" in vector.stringify()
assert "solution_entities=[\n\t]" in vector.stringify()
pretty = native.TLObject.pretty_format
assert pretty([1, "a", {"x": (1,)}]) == "[1, 'a', dict(x=[1])]"
assert pretty({"_": "N", "a": 1, "b": None}, 0) == "N(\n\ta=1,\n\tb=None\n)"
