"""The name under which modules import the manager's `gallery` part."""

from .core import InlineManager
from .types import InlineCall, InlineMessage, InlineQuery, InlineUnit


class Gallery(InlineUnit):
    """Holds `gallery`, which is the manager's."""

    gallery = InlineManager.gallery


__all__ = ["Gallery", "InlineCall", "InlineMessage", "InlineQuery", "InlineUnit"]
