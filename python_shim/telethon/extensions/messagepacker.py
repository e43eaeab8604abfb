"""`MessagePacker`: the queue between `_call` and the core. Modules replace its methods; every request passes through them."""
import asyncio


class _Ready(asyncio.Event):
    """An event that also wakes whoever empties the queue, at once and not in the loop's next turn."""

    on_set = None

    def set(self):
        super().set()
        if self.on_set is not None:
            self.on_set()


class MessagePacker:
    """States of requests in the order in which they shall go; what is set ready is taken out."""

    def __init__(self, state=None, loggers=None):
        self._state, self._log = state, loggers
        self._deque = []
        self._ready = _Ready()

    def append(self, state):
        """Queues one request."""
        self._deque.append(state)
        self._ready.set()

    def extend(self, states):
        """Queues several requests, to go together."""
        self._deque.extend(states)
        self._ready.set()

    async def get(self):
        """Everything that was queued and not taken yet, once there is something; bytes are packed by the core."""
        await self._ready.wait()
        return self._take(), b""

    def _take(self):
        batch, self._deque[:] = list(self._deque), []
        self._ready.clear()
        return batch
