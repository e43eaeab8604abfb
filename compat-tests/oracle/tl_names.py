"""Checks our schema tables against the classes of an installed Telethon: names, ids, subclass ids, field order, dates.

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


def dates(cls: type) -> set[str]:
    """Fields that Telethon reads as moments."""
    return set(re.findall(r"_(\w+) = reader\.tgread_date\(\)", inspect.getsource(cls.from_reader)))


def check(cls: type, ours: dict[str, Any]) -> list[str]:
    """Every difference between a Telethon class and our constructor, in words."""
    name = ".".join(filter(None, [ours["namespace"], ours["class"]]))
    module = cls.__module__.split(".tl.", 1)[1].split(".")
    fields = [field for field in ours["fields"] if field["kind"] != "Flags"]
    # A newer layer may add `true` flags under the same id.
    known = arguments(cls)
    names = [field["name"] for field in fields if field["kind"] != "True" or field["name"] in known]
    expected: dict[str, tuple[Any, Any]] = {
        "class": (cls.__name__, ours["class"]),
        "function": (issubclass(cls, tlobject.TLRequest), ours["function"]),
        "namespace": (module[1] if len(module) > 1 else "", ours["namespace"]),
        "subclass": (cls.SUBCLASS_OF_ID, ours["subclass"]),
        "fields": (known, sorted(names)),
        "order": (wire_order(cls), names),
        "dates": (dates(cls), {field["name"] for field in fields if field["kind"] == "Date"}),
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
