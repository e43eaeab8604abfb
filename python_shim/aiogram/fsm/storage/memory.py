"""States in memory."""


class MemoryStorage:
    """Keeps nothing of its own: contexts hold their state."""

    async def close(self) -> None:
        """Nothing is open."""


SimpleEventIsolation = DisabledEventIsolation = MemoryStorage
