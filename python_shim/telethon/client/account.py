"""Takeout sessions."""
from .._missing import not_supported


class AccountMethods:
    """Takeouts are not offered."""

    def takeout(self, finalize=True, **options):
        """Not supported."""
        raise not_supported("client.takeout")

    async def end_takeout(self, success):
        """There is none to end."""
        return False
