"""The type language: base classes, types and functions."""
from .tlobject import TLObject, TLRequest
from . import types, functions
from . import alltlobjects
