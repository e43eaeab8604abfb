"""The name of the connection that modules hand to `Bot`; it connects nothing."""


class AiohttpSession:
    """Options of a connection."""

    def __init__(self, **options):
        self.options = options

    async def close(self) -> None:
        """Nothing is open."""
