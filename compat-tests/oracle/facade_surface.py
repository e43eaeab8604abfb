"""Prints the public surface of a client library as JSON: modules, classes, members, parameters. Usage: facade_surface.py LIB."""
import importlib
import inspect
import json
import sys

MODULES = [
    "", "client", "custom", "errors", "errors.common", "errors.rpcbaseerrors", "events", "events.common", "extensions",
    "extensions.html", "extensions.markdown", "helpers", "hints", "password", "sessions", "utils", "tl", "tl.custom",
    "tl.patched", "tl.tlobject", "tl.alltlobjects", "requestiter", "network", "network.connection", "crypto", "version",
    "_updates",
]  # fmt: skip
CLASSES = {
    "client": ["TelegramClient"],
    "tl.custom": [
        "AdminLogEvent", "Button", "ChatGetter", "Conversation", "Dialog", "Draft", "File", "Forward", "InlineBuilder",
        "InlineResult", "InlineResults", "InputSizedFile", "Message", "MessageButton", "ParticipantPermissions",
        "SenderGetter",
    ],
    "events": [
        "Album", "CallbackQuery", "ChatAction", "InlineQuery", "MessageDeleted", "MessageEdited", "MessageRead",
        "NewMessage", "Raw", "UserUpdate", "StopPropagation",
    ],
    "sessions": ["MemorySession", "SQLiteSession", "StringSession"],
    "requestiter": ["RequestIter"],
    "extensions": ["BinaryReader"],
    "crypto": ["AuthKey", "AES", "AESModeCTR"],
    "tl.tlobject": ["TLObject", "TLRequest"],
}  # fmt: skip


def main(library: str) -> None:
    found: dict = {"modules": {}, "classes": {}}
    for name in MODULES:
        module = importlib.import_module(".".join(filter(None, (library, name))))
        found["modules"][name] = public(module)
        for cls_name in CLASSES.get(name, ()):
            cls = getattr(module, cls_name, None)
            if not isinstance(cls, type):
                cls = getattr(importlib.import_module(f"{module.__name__}.{cls_name.lower()}"), cls_name)
            found["classes"][f"{name}.{cls_name}"] = members(cls)
            if hasattr(cls, "Event") and isinstance(cls.Event, type):
                found["classes"][f"{name}.{cls_name}.Event"] = members(cls.Event)
    json.dump(found, sys.stdout)


def public(module) -> list:
    """Names without an underscore that are the library's own."""
    names = getattr(module, "__all__", None) or dir(module)
    own = []
    for name in names:
        value = getattr(module, name)
        origin = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", None) or ""
        if not name.startswith("_") and origin.partition(".")[0] in (module.__name__.partition(".")[0], ""):
            own.append(name)
    return sorted(own)


def members(cls) -> dict:
    """{name: parameter names, or None for what is not a function}."""
    names = {name for name in type.__dir__(cls) if not name.startswith("_")}
    return {name: parameters(getattr(cls, name)) for name in sorted(names | {"__init__"})}


def parameters(member):
    if not inspect.isroutine(member):
        return None
    try:
        return [one.name for one in inspect.signature(member).parameters.values() if one.kind not in (2, 4)]
    except ValueError:
        return []


if __name__ == "__main__":
    main(sys.argv[1])
