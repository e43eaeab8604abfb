"""Checks our schema tables against the classes of an installed Telethon: names, ids, subclass ids, fields, flags.

Usage: cargo run -p ox-tl --example dump_schema > schema.jsonl; python tl_names.py schema.jsonl
Only constructors whose id both sides know are compared, since the layers differ; the rest is counted and printed.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from typing import Any

from telethon.tl import alltlobjects, tlobject  # type: ignore[import-untyped]



def arguments(cls: type) -> list[str]:
    """The constructor's arguments; a class without fields has no constructor of its own."""
    if cls.__init__ is object.__init__:
        return []
    return sorted(inspect.signature(cls).parameters)


def wire_order(cls: type) -> list[str]:
    """The fields as `from_reader` meets them."""
    source = inspect.getsource(cls.from_reader)
    read = re.findall(r"^ +_(\w+) = ", source, re.MULTILINE)
    return [name for name in dict.fromkeys(read) if name in arguments(cls)]


# Protocol internals whose `bytes` Telethon's own schema calls `string`; the same on the wire.
BYTES_NOT_STRING = {"MsgsStateInfo.info", "MsgsAllInfo.info", "AccessPointRule.phone_prefix_rules"}

READS = {
    "read_int": "Int",
    "read_long": "Long",
    "read_double": "Double",
    "tgread_string": "String",
    "tgread_bytes": "Bytes",
    "tgread_bool": "Bool",
    "tgread_date": "Date",
    "read_large_int(bits=128)": "Int128",
    "read_large_int(bits=256)": "Int256",
}


def kinds(cls: type) -> dict[str, str]:
    """The fields that Telethon reads with one call of a primitive, and what they are."""
    source = inspect.getsource(cls.from_reader)
    reads = re.findall(r"^ +_(\w+) = reader\.(\w+)(\(.*\))$", source, re.MULTILINE)
    found = {name: READS.get(call) or READS.get(call + how) for name, call, how in reads}
    known = arguments(cls)
    internal = {field.split(".")[1] for field in BYTES_NOT_STRING if field.startswith(f"{cls.__name__}.")}
    return {name: kind for name, kind in found.items() if kind and name in known and name not in internal}


def flags(cls: type) -> dict[str, tuple[int, int]]:
    """The flag word and bit of every field that has one, told from the tests before the reads."""
    found: dict[str, tuple[int, int]] = {}
    pending: tuple[int, int] | None = None
    for line in inspect.getsource(cls.from_reader).splitlines():
        test = re.search(r"if (flags2?) & (\d+):", line)
        true = re.search(r"_(\w+) = bool\((flags2?) & (\d+)\)", line)
        read = re.match(r"^ +_(\w+) = (?!None)", line)
        if test:
            pending = (int(test[1] == "flags2"), int(test[2]).bit_length() - 1)
        elif true:
            found[true[1]] = (int(true[2] == "flags2"), int(true[3]).bit_length() - 1)
        elif pending and read:
            found[read[1]] = pending
            pending = None
    return found


def check(cls: type, ours: dict[str, Any]) -> list[str]:
    """Every difference between a Telethon class and our constructor, in words."""
    name = ".".join(filter(None, [ours["namespace"], ours["class"]]))
    module = cls.__module__.split(".tl.", 1)[1].split(".")
    fields = [field for field in ours["fields"] if field["kind"] != "Flags"]
    # A newer layer may add `true` flags under the same id.
    known = arguments(cls)
    primitives = kinds(cls)
    names = [field["name"] for field in fields if field["kind"] != "True" or field["name"] in known]
    expected: dict[str, tuple[Any, Any]] = {
        "class": (cls.__name__, ours["class"]),
        "function": (issubclass(cls, tlobject.TLRequest), ours["function"]),
        "namespace": (module[1] if len(module) > 1 else "", ours["namespace"]),
        "subclass": (cls.SUBCLASS_OF_ID, ours["subclass"]),
        "fields": (known, sorted(names)),
        "order": (wire_order(cls), names),
        "kinds": (primitives, {field["name"]: field["kind"] for field in fields if field["name"] in primitives}),
        "dates": (
            {name for name, kind in primitives.items() if kind == "Date"},
            {field["name"] for field in fields if field["kind"] == "Date"},
        ),
        "flags": (flags(cls), {field["name"]: tuple(field["flag"]) for field in fields if field["flag"] and field["name"] in names}),
    }
    return [f"{name}: {what}: theirs {theirs}, ours {our}" for what, (theirs, our) in expected.items() if theirs != our]


def generated(cls: type) -> type:
    """The class made from the schema behind a patched one."""
    if not cls.__module__.endswith(".patched"):
        return cls
    return next(base for base in cls.__mro__ if base.__module__.endswith(".tl.types"))


def main(path: str) -> int:
    """Compares everything and says so; 1 when anything differs."""
    with open(path, encoding="ascii") as lines:
        ours = {row["id"]: row for row in map(json.loads, lines)}
    theirs = {number: generated(cls) for number, cls in alltlobjects.tlobjects.items() if ".core." not in cls.__module__}
    shared = sorted(ours.keys() & theirs.keys())
    differences = [line for number in shared for line in check(theirs[number], ours[number])]
    print("\n".join(differences))
    only_theirs = sorted(theirs[number].__name__ for number in theirs.keys() - ours.keys())
    print(f"layer {alltlobjects.LAYER}: {len(shared)} shared, {len(ours) - len(shared)} only ours, "
          f"{len(only_theirs)} only theirs, {len(differences)} differences")
    print("only theirs:", ", ".join(only_theirs))
    return 1 if differences or not shared else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
