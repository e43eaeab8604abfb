"""`base` filters."""

from . import BaseFilter, Filter

__all__ = ["BaseFilter", "Filter"]
