"""The home of `ConnectionTcpObfuscated`, by name."""
from . import ConnectionTcpObfuscated
