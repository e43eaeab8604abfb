"""The name under which hosts expose the rewriting of older modules."""

from . import rewrite


def compat(code: str) -> str:
    """Rewrites a module's source."""
    return rewrite(code)
