"""The home of `Connection`, by name."""
from . import Connection
