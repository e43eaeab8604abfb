"""Names that userbot hosts import. Updates and their gaps are the core's business; only the cache does work."""
from .._missing import unsupported_class
from .entitycache import EntityCache
from .session import ChannelState, Entity, EntityType, SessionState

MessageBox = unsupported_class("MessageBox", __name__)


class GapError(ValueError):
    """A gap between updates; never raised here."""


class PrematureEndReason:
    """Why a difference ended early; never used here."""

    TEMPORARY_SERVER_ISSUES = 0
    BANNED = 1


__all__ = ["ChannelState", "Entity", "EntityCache", "EntityType", "GapError", "MessageBox", "PrematureEndReason", "SessionState"]
