"""Short name of `telethon.tl.types`."""
import sys

from .tl import types

sys.modules[__name__] = types
