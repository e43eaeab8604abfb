"""The host package: what modules import as `..loader`, `..utils`, `..main` and so on.

It also answers to `heroku` and `friendly_telegram`; the finder for those names lives in `_ox.aliases`.
Importing it costs nothing: every part is loaded by who needs it.
"""

from .version import __version__

__all__ = ["__version__"]
