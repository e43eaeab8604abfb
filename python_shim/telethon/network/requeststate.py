"""`RequestState`: one request on its way from `_call` to the core."""
import asyncio


class RequestState:
    """A request, its place in the queue, and a future for whoever wants to watch or to answer it."""

    __slots__ = ("container_id", "msg_id", "request", "after", "threshold", "retries", "released", "_future", "_gate")

    def __init__(self, request, after=None):
        self.container_id = self.msg_id = None
        self.request, self.after = request, after
        self.threshold = self.retries = 0
        self.released = False
        self._future = self._gate = None

    @property
    def data(self):
        """The request's bytes."""
        return bytes(self.request)

    @property
    def future(self):
        """Gets the answer; a module that sets it answers in the server's place."""
        if self._future is None:
            self._future = asyncio.get_running_loop().create_future()
            self._future.add_done_callback(self._settled)
        return self._future

    def release(self):
        """Lets the request go."""
        self.released = True
        if self._gate is not None and not self._gate.done():
            self._gate.set_result(None)

    async def until_released(self):
        """Waits for the queue, or for an answer given in the server's place."""
        if self.answered:
            return
        self.future  # noqa: B018 (from here on an answer is noticed)
        self._gate = asyncio.get_running_loop().create_future()
        await self._gate

    @property
    def answered(self):
        """Whether the future is done already."""
        return self._future is not None and self._future.done()

    def settle(self, answer, error=None):
        """Tells those who watch the future."""
        if self._future is None or self._future.done():
            return
        if error is None:
            self._future.set_result(answer)
        elif isinstance(error, asyncio.CancelledError):
            self._future.cancel()
        else:
            self._future.set_exception(error)

    def _settled(self, future):
        if not future.cancelled():
            future.exception()
        if self._gate is not None and not self._gate.done():
            self._gate.set_result(None)
