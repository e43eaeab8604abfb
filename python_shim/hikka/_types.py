"""The old name of `types`."""

from . import types as _types
from .types import *  # noqa: F403


def __getattr__(name: str):
    return getattr(_types, name)
