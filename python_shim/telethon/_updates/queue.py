"""`client._updates_queue`: what modules put in is given to the client's handlers; what the server sends does not come through here."""
from .._missing import not_supported


class UpdatesQueue:
    """The putting half of a queue; nothing can be taken out, since nothing waits in it."""

    def __init__(self, client):
        self._client = client

    def put_nowait(self, updates):
        """Gives an `Updates` object, or a single update, to the handlers."""
        users, chats = getattr(updates, "users", None) or [], getattr(updates, "chats", None) or []
        inner = getattr(updates, "updates", None)
        for update in inner if isinstance(inner, list) else [getattr(updates, "update", updates)]:
            self._client._dispatch_update(update, users, chats)

    async def put(self, updates):
        """As `put_nowait`."""
        self.put_nowait(updates)

    def empty(self):
        """Always: nothing waits."""
        return True

    def qsize(self):
        """Always 0: nothing waits."""
        return 0

    async def get(self):
        """Not supported: handlers and `events.Raw` see every update."""
        raise not_supported("client._updates_queue.get")
