"""`Dispatcher`: a router that would read updates itself; here the core reads them."""

from .._transport import BotUnavailable
from ..fsm.context import FSMContext
from ..router import Router


class Dispatcher(Router):
    """The router at the top."""

    def __init__(self, bot=None, *, storage=None, **options):
        super().__init__(name="dispatcher")
        self.bot = bot
        self.storage = storage
        self.workflow_data: dict = {}

    async def start_polling(self, *bots, **options):
        """Raises: a second reader of updates is not supported."""
        raise BotUnavailable("`start_polling` of a bot of a module's own is not supported")

    def run_polling(self, *bots, **options):
        """Raises: a second reader of updates is not supported."""
        raise BotUnavailable("`run_polling` of a bot of a module's own is not supported")

    async def stop_polling(self) -> None:
        """Nothing is read."""

    def stop(self) -> None:
        """Nothing is read."""

    async def feed_update(self, bot, update, **data):
        """Raises: updates are handed out by the core."""
        raise BotUnavailable("`feed_update` is not supported")

    def setup_middleware(self, middleware) -> None:
        """Keeps a middleware."""
        self.observers["update"].middlewares.append(middleware)

    @property
    def middleware(self):
        """Where middlewares are set up in the second dialect."""
        return type("Setup", (), {"setup": staticmethod(self.setup_middleware)})()


__all__ = ["Dispatcher", "FSMContext", "Router"]
