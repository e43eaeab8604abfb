"""What a library makes of TL objects that are described as JSON. Usage: tl_values.py LIB ids|run|show < recipes.

`ids` lists the library's constructors. `run` prints a digest per view of each recipe's object, `show` the views themselves:
its bytes, and of the object that those bytes decode to: dict, JSON, both texts and the bytes again.
"""
import hashlib
import importlib
import inspect
import json
import sys
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def built(value, classes):
    """The Python value of a recipe: an object, bytes, a date, or what JSON says itself."""
    if isinstance(value, list):
        return [built(one, classes) for one in value]
    if not isinstance(value, dict):
        return value
    if "id" in value:
        return classes[value["id"]](**{name: built(one, classes) for name, one in value["fields"].items()})
    if "date" in value:
        moment = EPOCH + timedelta(seconds=value["date"])
        return moment.replace(tzinfo=None) if value["naive"] else moment
    return bytes.fromhex(value["bytes"])


def canonical(value):
    if isinstance(value, dict):
        return {name: canonical(one) for name, one in value.items()}
    if isinstance(value, list):
        return [canonical(one) for one in value]
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    return value if isinstance(value, (int, str, type(None))) else f"{type(value).__name__} {value}"


def arguments(cls):
    """Names of the constructor's arguments, sorted; those of the schema's class where a richer one stands for it."""
    cls = next((base for base in cls.__mro__ if base.__module__.split(".")[1:3] in (["tl", "types"], ["tl", "functions"])), cls)
    return [] if cls.__init__ is object.__init__ else sorted(inspect.signature(cls).parameters)


def views(recipe, classes, reader):
    try:
        made = built(recipe, classes)
        data = bytes(made)
    except Exception as error:
        return {"error": type(error).__name__}
    with reader(data) as source:
        again = source.tgread_object()
        left = len(source.read())
    return {
        "bytes": data.hex(),
        "built": canonical(made.to_dict()),
        "dict": canonical(again.to_dict()),
        "json": again.to_json(),
        "stringify": again.stringify(),
        "str": str(again),
        "again": bytes(again).hex(),
        "left": left,
        "equal": again == reader(data).tgread_object(),
    }


def main(library, what):
    def load(name):
        return importlib.import_module(f"{library}.{name}")

    classes = load("tl.alltlobjects").tlobjects
    if what == "ids":
        request = load("tl").TLRequest
        print(json.dumps([[one, cls.__name__, issubclass(cls, request), arguments(cls)] for one, cls in classes.items()]))
        return
    load("tl.patched")
    reader = load("extensions").BinaryReader
    for line in sys.stdin:
        found = views(json.loads(line), classes, reader)
        if what == "run":
            found = {name: hashlib.md5(json.dumps(one).encode()).hexdigest()[:12] for name, one in found.items()}
        print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
