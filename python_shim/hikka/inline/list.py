"""The name under which modules import the manager's `list` part."""

from .core import InlineManager
from .types import InlineCall, InlineMessage, InlineQuery, InlineUnit


class List(InlineUnit):
    """Holds `list`, which is the manager's."""

    list = InlineManager.list


__all__ = ["List", "InlineCall", "InlineMessage", "InlineQuery", "InlineUnit"]
