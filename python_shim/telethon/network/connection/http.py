"""The home of `ConnectionHttp`, by name."""
from . import ConnectionHttp
