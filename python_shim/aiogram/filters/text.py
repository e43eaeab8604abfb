"""`text` filters."""

from . import Text

__all__ = ["Text"]
