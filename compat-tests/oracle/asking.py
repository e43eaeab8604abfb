"""How the random_*.py scripts ask a library: chance, the library's classes, and answers as JSON. Nothing of what is asked.

Each line that a script prints is [area, number, input, output]; inputs come from seed, area and number alone, so that every library is
asked the same. An output is a list of one value, an error's class and text, or "absent" where a library has no such class or function.
"""
import hashlib
import importlib
import json
import random
import re
from datetime import datetime, timezone

ABSENT = "absent"
DATE = datetime(2024, 2, 3, 4, 5, 6, tzinfo=timezone.utc)
NUMBERS = [0, 1, 5, 77, 777000, 9999999999, 10000000000, 10**12, 10**12 + 5, 2**31, 2**40 + 3]
HASHES = [0, 1, -1, 123456789, -(2**63), 2**63 - 1]
TEXTS = ["", "a", "Alice", "Боб", "😀", " x ", "ab\ncd", "a_b", "x" * 40]


class Absent(Exception):
    """The library has no such thing."""


class Asked:
    """A library under test: makes objects of its own classes from what chance says."""

    def __init__(self, library, rng):
        self.library, self.rng = library, rng
        self.types = self.load("tl.types")

    def load(self, name):
        return importlib.import_module(f"{self.library}.{name}")

    def pick(self, *values):
        return values[self.rng.randrange(len(values))]

    def one_of(self, names):
        """A name that stays the same when a library has a few more of them."""
        salt = str(self.rng.random())
        return min(names, key=lambda name: hashlib.sha256(f"{salt} {name}".encode()).digest())

    def number(self):
        return self.pick(*NUMBERS) if self.rng.random() < 0.7 else self.rng.randrange(1, 10**11)

    def hash(self):
        return self.pick(*HASHES) if self.rng.random() < 0.5 else self.rng.randrange(-(2**63), 2**63)

    def text(self):
        return self.pick(*TEXTS)

    def data(self, longest=40):
        return bytes(self.rng.randrange(256) for _ in range(self.rng.randrange(longest)))

    def maybe(self, value):
        return value if self.rng.random() < 0.7 else None

    def flag(self):
        return self.pick(None, True, False)

    def make(self, name, *args, **fields):
        """An object of a class of the schema; `messages.ChatFull` is one of a namespace."""
        place = self.types
        for part in name.split("."):
            place = getattr(place, part, None)
        if place is None:
            raise Absent
        return place(*args, **fields)


def shown(value):
    """A value as JSON that is equal for equal values, whatever the library."""
    if value is None or isinstance(value, (bool, str, float)):
        if isinstance(value, str):
            value = without_addresses(value) if " at 0x" in value else value
            return value if value.isascii() else ascii(value)
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "bytes " + bytes(value).hex()
    if isinstance(value, (list, tuple, set, frozenset)):
        return [shown(one) for one in value]
    if isinstance(value, dict):
        return {str(name): shown(one) for name, one in value.items() if "_" not in value or one is not None}
    if isinstance(value, type):
        return f"class {value.__name__}"
    if callable(getattr(value, "to_dict", None)):
        # Older layers have fewer fields.
        return {name: shown(one) for name, one in value.to_dict().items() if one is not None}
    if isinstance(value, BaseException):
        return [type(value).__name__, without_addresses(str(value))]
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{type(value).__name__} {without_addresses(str(value))}"


def without_addresses(text):
    text = re.sub(r"\bat 0x[0-9a-f]+", "at …", text)
    return re.sub(r"(?:\w+\.)*random_\w+\.|__main__\.", "", text)


def ask_all(areas, library, seed, count):
    """Prints a line for each question."""
    for area, question in areas.items():
        for number in range(count):
            ask = Asked(library, random.Random(f"{seed} {area} {number}"))
            try:
                given, answer = question(ask)
            except (Absent, TypeError):
                print(json.dumps([area, number, ABSENT, ABSENT]))
                continue
            given = shown(given)
            try:
                found = [shown(answer())]
            except Absent:
                found = ABSENT
            except Exception as error:
                found = shown(error)
            print(json.dumps([area, number, given, found]))
