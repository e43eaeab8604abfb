"""Prints random TL objects of our schema as JSON recipes for tl_values.py. Usage: oxikka python tl_recipes.py SEED ROUNDS < ids.

Only constructors that are on standard input (a JSON list of ids) appear, at any depth.
"""
import json
import random
import sys

from _ox import native

DEEP = 3
# Telethon takes numbers in them that are out of range for marked ones, and changes them.
PEERS = ("PeerUser", "PeerChat", "PeerChannel")
TEXTS = ["", "a", "hello", "Привет 😀", "x" * 253, "y" * 254, "z" * 300, "quote ' \" \\", "line\nbreak\t"]
INTS = [0, 1, -1, 7, 2**31 - 1, -(2**31)]
LONGS = [*INTS, 2**63 - 1, -(2**63), 10**12]


class Schema:
    """Fields and abstract types of the constructors that may be used."""

    def __init__(self, ids):
        self.fields, self.members, self.names, self.requests = {}, {}, {}, []
        for one in ids:
            cls = native.constructor_by_id(one)
            self.names[one] = cls.__name__
            if issubclass(cls, native.TLRequest) and not native.fields(cls):
                self.requests.append(one)
            self.fields[one] = [(name, kind, tuple(flag) if flag else None) for name, kind, flag in native.fields(cls)]
        for namespace in ("", *native.namespaces("types")):
            for name in native.abstract_types(namespace):
                full = f"{namespace}.{name}" if namespace else name
                found = (native.class_of(ns, cls, False).CONSTRUCTOR_ID for ns, cls in native.members(namespace, name))
                self.members[full] = [one for one in found if one in self.fields]
        self.depths = {}
        while self._deepen():
            pass

    def _deepen(self):
        """One step towards how deep each constructor must be at least; those that never end have no depth."""
        before = dict(self.depths)
        for one, fields in self.fields.items():
            needed = [self._needed(kind) for _, kind, flag in fields if flag is None]
            if None not in needed:
                self.depths[one] = 1 + max(needed, default=0)
        return before != self.depths

    def _needed(self, kind):
        if kind in PLAIN or kind == "X" or kind.lower().startswith("vector<"):
            return 0
        known = [self.depths[one] for one in self.members.get(kind, ()) if one in self.depths]
        return min(known, default=None)


PLAIN = {
    "int": lambda rng: rng.choice(INTS) if rng.random() < 0.5 else rng.randrange(-(2**31), 2**31),
    "long": lambda rng: rng.choice(LONGS) if rng.random() < 0.5 else rng.randrange(-(2**63), 2**63),
    "double": lambda rng: rng.choice([0.0, 1.5, -2.25, 1e300, rng.random()]),
    "int128": lambda rng: rng.randrange(-(2**127), 2**127),
    "int256": lambda rng: rng.randrange(-(2**255), 2**255),
    "string": lambda rng: rng.choice(TEXTS),
    "bytes": lambda rng: {"bytes": rng.choice([b"", b"\0", b"abc", bytes(rng.randrange(256) for _ in range(rng.choice([5, 253, 254, 260])))]).hex()},
    "Bool": lambda rng: rng.random() < 0.5,
    "true": lambda rng: True,
    "date": lambda rng: rng.choice([{"date": rng.randrange(1, 2**31), "naive": rng.random() < 0.3}, rng.randrange(1, 2**31), {"date": 2**31 - 1, "naive": False}]),
}  # fmt: skip


class Maker:
    """Random recipes."""

    def __init__(self, schema, rng):
        self.schema, self.rng = schema, rng

    def object(self, one, depth=0):
        fields, present = {}, {}
        for name, kind, flag in self.schema.fields[one]:
            if flag is not None:
                possible = self._possible(kind)
                # Fields that share a bit are there together.
                wanted = present.setdefault(flag, self.rng.random() < (0.6 if depth < DEEP else 0.05) and possible)
                if not wanted:
                    if kind == "true" and self.rng.random() < 0.3 and self._alone(one, flag):
                        fields[name] = False
                    continue
            fields[name] = self.value(kind, depth)
            if name.endswith("_id") and self.schema.names[one] in PEERS:
                fields[name] = self.rng.randrange(1, 10**10)
        if self.schema.names[one] == "MessageEmpty":
            # Telethon's class of that name demands it although the schema does not.
            fields.setdefault("peer_id", None)
        return {"id": one, "fields": fields}

    def _alone(self, one, flag):
        return sum(other == flag for _, _, other in self.schema.fields[one]) == 1

    def _possible(self, kind):
        inner = kind.split("<")[-1].rstrip(">")
        return kind in PLAIN or inner in PLAIN or self.schema._needed(inner) is not None

    def value(self, kind, depth):
        if kind in PLAIN:
            return PLAIN[kind](self.rng)
        if kind.lower().startswith("vector<"):
            inner = kind[7:-1]
            count = self.rng.choice([0, 1, 2, 3]) if depth < DEEP and self._possible(inner) else 0
            return [self.value(inner, depth + 1) for _ in range(count)]
        members = self.schema.requests if kind == "X" else self.schema.members[kind]
        found = [one for one in members if one in self.schema.depths]
        if depth >= DEEP:
            least = min(self.schema.depths[one] for one in found)
            found = [one for one in found if self.schema.depths[one] == least]
        return self.object(self.rng.choice(found), depth + 1)


def main(seed, rounds):
    rng = random.Random(int(seed))
    schema = Schema(json.load(sys.stdin))
    maker = Maker(schema, rng)
    for one in schema.fields:
        if one not in schema.depths:
            print(f"left out: {native.constructor_by_id(one).__name__}", file=sys.stderr)
        else:
            for _ in range(int(rounds)):
                print(json.dumps(maker.object(one)))


if __name__ == "__main__":
    main(*sys.argv[1:])
