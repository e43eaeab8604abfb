"""`command` filters."""

from . import Command, CommandObject, CommandStart

__all__ = ["Command", "CommandObject", "CommandStart"]
