"""The name under which modules import the manager's `gallery` part."""

from .core import InlineManager
from .types import InlineCall, InlineMessage, InlineQuery, InlineUnit


class Gallery(InlineUnit):
    """Holds `gallery`, which is the manager's."""

    gallery = InlineManager.gallery


class ListGalleryHelper:
    """Gives the items of a list one after another, again and again."""

    def __init__(self, lst):
        self.lst = lst
        self._current_index = -1

    def __call__(self):
        self._current_index = (self._current_index + 1) % len(self.lst)
        return self.lst[self._current_index]

    def by_index(self, index: int):
        """The item at a place, counted on after the end."""
        return self.lst[index % len(self.lst)]


__all__ = ["Gallery", "ListGalleryHelper", "InlineCall", "InlineMessage", "InlineQuery", "InlineUnit"]
