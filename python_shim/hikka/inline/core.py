"""`InlineManager` (`self.inline`). It exists from the start; while there is no inline bot, `init_complete` is false and whatever needs the
bot raises `InlineUnavailable`, which says so. Its parts that need aiogram's names are put together at their first use."""

import logging
import typing

from .. import _failures
from .._errors import InlineUnavailable
from .bot_pm import BotPM
from .utils import Utils

logger = logging.getLogger(__name__)


class InlineManager(Utils, BotPM):
    """What modules know as `self.inline`."""

    def __init__(self, client, db, allmodules):
        self._client, self._db, self._allmodules = client, db, allmodules
        self.translator = allmodules.translator
        self._units: typing.Dict[str, dict] = {}
        self._forms = self._galleries = self._units
        self._custom_map: typing.Dict[str, dict] = {}
        self.fsm: typing.Dict[str, str] = {}
        self._web_auth_tokens: list = []
        self._error_events: dict = {}
        self._markup_ttl = 60 * 60 * 24
        self.init_complete = False
        self.bot_id = self.bot_username = self._bot_username = None
        self._token = False
        self._name = self._me = None
        self.__bot = self.__dispatcher = None

    @property
    def bot(self):
        """An `aiogram.Bot`; its calls raise while there is no inline bot."""
        if self.__bot is None:
            from aiogram import Bot

            self.__bot = Bot("0:none", parse_mode="HTML")
        return self.__bot

    _bot = bot

    @property
    def _dp(self):
        """An `aiogram.Dispatcher`; routers can be put in, nothing reaches them yet."""
        if self.__dispatcher is None:
            from aiogram import Dispatcher

            self.__dispatcher = Dispatcher(self.bot)
        return self.__dispatcher

    async def form(self, text, message, reply_markup=None, **options):
        """Opens a form."""
        await self._refuse("`inline.form`", message)

    async def gallery(self, message, next_handler, caption="", **options):
        """Opens a gallery."""
        await self._refuse("`inline.gallery`", message)

    async def list(self, message, strings, **options):
        """Opens a list of pages."""
        await self._refuse("`inline.list`", message)

    async def query_gallery(self, query, items, **options):
        """Answers an inline query with galleries."""
        raise InlineUnavailable("`inline.query_gallery`")

    async def _refuse(self, what: str, message) -> None:
        """Raises the error, which modules may keep to themselves: therefore the chat is told first."""
        error = InlineUnavailable(what)
        try:
            if getattr(message, "out", False):
                await message.edit(_failures.shown(self._allmodules, _failures.typed_command(message), error))
        except Exception:
            logger.debug("the error could not be shown in the chat", exc_info=True)
        raise error

    async def _invoke_unit(self, unit_id: str, message):
        raise InlineUnavailable("opening an inline message")

    async def register_manager(self, after_break: bool = False, ignore_token_checks: bool = False) -> None:
        """Starting an inline bot is not supported yet."""
        raise InlineUnavailable("`register_manager`")

    def register_bot_update_handler(self, *args, **kwargs) -> None:
        """Accepted; nothing reaches the handler while there is no inline bot."""

    def unregister_bot_update_handler(self, *args, **kwargs) -> None:
        """Accepted."""

    def pop_web_auth_token(self, token: str) -> bool:
        """Whether a token of the browser's login was confirmed through the bot; it counts once."""
        if token not in self._web_auth_tokens:
            return False
        self._web_auth_tokens.remove(token)
        return True
