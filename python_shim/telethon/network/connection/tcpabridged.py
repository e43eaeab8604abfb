"""The home of `ConnectionTcpAbridged`, by name."""
from . import ConnectionTcpAbridged
