"""Filters under the second dialect's name."""

from ...filters import (
    BaseFilter,
    ChatTypeFilter,
    Command,
    CommandHelp,
    CommandSettings,
    CommandStart,
    Filter,
    IDFilter,
    Regexp,
    StateFilter,
    Text,
)
from . import state

BoundFilter = AbstractFilter = BaseFilter

__all__ = [
    "AbstractFilter",
    "BoundFilter",
    "BaseFilter",
    "ChatTypeFilter",
    "Command",
    "CommandHelp",
    "CommandSettings",
    "CommandStart",
    "Filter",
    "IDFilter",
    "Regexp",
    "StateFilter",
    "Text",
    "state",
]
