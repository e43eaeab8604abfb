"""`InlineResults`: all that an inline bot offers for a query."""
import time

from .inlineresult import InlineResult


class InlineResults(list):
    """A list of `InlineResult` that knows how long it is good for."""

    def __init__(self, client, original, *, entity=None):
        super().__init__(InlineResult(client, one, original.query_id, entity=entity) for one in original.results)
        self.result = original
        self.query_id, self.cache_time = original.query_id, original.cache_time
        self._valid_until = time.time() + self.cache_time
        self.users = original.users
        self.gallery = bool(original.gallery)
        self.next_offset, self.switch_pm = original.next_offset, original.switch_pm

    def results_valid(self):
        """Whether the results can still be sent."""
        return time.time() < self._valid_until

    def _describe(self, spell):
        names = ("query_id", "cache_time", "users", "gallery", "next_offset", "switch_pm")
        more = ", ".join(f"{name}={getattr(self, name)}" for name in names)
        return f"[{', '.join(map(spell, self))}, {more}]"

    def __str__(self):
        return self._describe(str)

    def __repr__(self):
        return self._describe(repr)
