"""Short name of `telethon.tl.custom`."""
import sys

from .tl import custom

sys.modules[__name__] = custom
