"""`exceptions`, `markdown`, `keyboard`, `text_decorations` and others."""

import importlib

_PARTS = frozenset(
    (
        "exceptions",
        "markdown",
        "keyboard",
        "text_decorations",
        "callback_data",
        "executor",
        "chat_action",
        "deep_linking",
        "media_group",
    )
)


def __getattr__(name: str):
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module `{__name__}` has no `{name}`")
