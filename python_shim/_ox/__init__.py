"""The worker's own Python: boot, link, interests, names. Modules of users never import it.

Importing it makes every spelling of the two packages importable; the native part is `_ox.native`.
"""
from _ox import native
from _ox import aliases

__all__ = ["aliases", "native"]

aliases.install()
