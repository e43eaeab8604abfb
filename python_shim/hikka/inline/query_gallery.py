"""The name under which modules import the manager's `query_gallery` part."""

from .core import InlineManager
from .types import InlineCall, InlineMessage, InlineQuery, InlineUnit


class QueryGallery(InlineUnit):
    """Holds `query_gallery`, which is the manager's."""

    query_gallery = InlineManager.query_gallery


__all__ = ["QueryGallery", "InlineCall", "InlineMessage", "InlineQuery", "InlineUnit"]
