"""Short name of `telethon.tl.functions`."""
import sys

from .tl import functions

sys.modules[__name__] = functions
