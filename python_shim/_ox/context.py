"""Which module is running: set around every handler, read by whatever is attributed to a module."""
from contextvars import ContextVar

module: ContextVar[str] = ContextVar("module", default="")
