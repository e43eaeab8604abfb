"""Everything that is taken for a date, and what decoding gives."""
from datetime import date, datetime, timedelta, timezone

from telethon.tl import types

wire = lambda value: int.from_bytes(native.TLObject.serialize_datetime(value), "little", signed=True)
moment = datetime(2024, 2, 29, 12, 30, 15, 999999)
known = 1709209815
assert wire(moment) == wire(moment.replace(tzinfo=timezone.utc)) == known
assert wire(moment.replace(tzinfo=timezone(timedelta(hours=-3)))) == known + 3 * 3600
assert wire(date(2024, 2, 29)) == 1709164800
assert wire(5) == 5 and wire(5.9) == 5 and wire(None) == 0 and wire(0) == 0
assert wire(datetime(1969, 12, 31, 23, 59, 59)) == -1
assert wire(datetime(1969, 12, 31, 23, 59, 59, 500000)) == 0
assert wire(datetime(2100, 1, 1)) == (4102444800 + 2**31) % 2**32 - 2**31
now = datetime.now(timezone.utc).timestamp()
assert abs(wire(timedelta(days=1)) - now - 86400) < 3 and abs(wire(timedelta(0)) - now) < 3
try:
    wire("tomorrow")
except TypeError as error:
    assert str(error) == 'Cannot interpret "tomorrow" as a date.'
else:
    raise AssertionError
status = types.UserStatusOffline(moment)
back = native.decode(bytes(status)).was_online
assert back == moment.replace(microsecond=0, tzinfo=timezone.utc) and back.tzinfo is timezone.utc
assert native.decode(bytes(types.UserStatusOffline(0))).was_online == datetime(1970, 1, 1, tzinfo=timezone.utc)
for seconds in (-(2**31), -1, 1, 951782399, 951782400, 2**31 - 1):
    assert native.decode(bytes(types.UserStatusOffline(seconds))).was_online == datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
