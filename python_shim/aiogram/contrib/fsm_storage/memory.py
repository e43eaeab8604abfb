"""States in memory, in the second dialect."""

from ...fsm.storage.memory import MemoryStorage

__all__ = ["MemoryStorage"]
