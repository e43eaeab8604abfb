"""The home of `ConnectionTcpIntermediate`, by name."""
from . import ConnectionTcpIntermediate
