"""A watcher without tags that does next to nothing: what is measured is the way to it."""

from .. import loader


@loader.tds
class WatchMod(loader.Module):
    """Counts messages"""

    strings = {"name": "Watch"}
    seen = 0

    @loader.watcher()
    async def watcher(self, message):
        """Counts"""
        self.seen += 1
