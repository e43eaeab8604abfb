"""The name under which modules import the manager's `form` part."""

from .core import InlineManager
from .types import InlineCall, InlineMessage, InlineQuery, InlineUnit


class Form(InlineUnit):
    """Holds `form`, which is the manager's."""

    form = InlineManager.form


__all__ = ["Form", "InlineCall", "InlineMessage", "InlineQuery", "InlineUnit"]
