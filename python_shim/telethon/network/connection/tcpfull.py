"""The home of `ConnectionTcpFull`, by name."""
from . import ConnectionTcpFull
