"""The names of the Bot API library that modules import, in its second and third dialect at once.

Objects can be made and read; calls of `Bot` go through `_transport`, which raises as long as there is no inline bot.
"""

import importlib

__version__ = "3.26.0"
__api_version__ = "9.1"

_HOMES = {
    "Bot": "client.bot",
    "Dispatcher": "dispatcher",
    "Router": "router",
    "BaseMiddleware": "router",
    "F": "magic",
    "html": "utils.text_decorations:html_decoration",
    "md": "utils.text_decorations:markdown_decoration",
    "flags": "router:flags",
}
_PARTS = frozenset(
    (
        "types",
        "enums",
        "exceptions",
        "filters",
        "utils",
        "client",
        "methods",
        "dispatcher",
        "fsm",
        "executor",
        "contrib",
        "router",
    )
)

__all__ = [
    "Bot",
    "Dispatcher",
    "Router",
    "BaseMiddleware",
    "F",
    "html",
    "md",
    "flags",
    "types",
    "enums",
    "filters",
    "methods",
    "executor",
    "utils",
]


def __getattr__(name: str):
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    if name in _HOMES:
        home, _, inner = _HOMES[name].partition(":")
        value = getattr(importlib.import_module(f"{__name__}.{home}"), inner or name)
        globals()[name] = value
        return value
    raise AttributeError(f"module `{__name__}` has no `{name}`")
