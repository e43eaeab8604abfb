"""`InlineQuery`: somebody asks a bot inline. Only bots get these."""
import asyncio
import inspect

from ..tl import functions, types
from ._sender import SenderEvent
from .common import EventBuilder, name_inner_event
from .newmessage import _matcher


@name_inner_event
class InlineQuery(EventBuilder):
    """Selects queries by user and pattern."""

    def __init__(self, users=None, *, blacklist_users=False, func=None, pattern=None):
        super().__init__(users, blacklist_chats=blacklist_users, func=func)
        self.pattern = _matcher(pattern)

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of a query."""
        return cls.Event(update) if update.__class__.__name__ == "UpdateBotInlineQuery" else None

    def filter(self, event):
        """As the base, plus the pattern."""
        if self.pattern:
            match = self.pattern(event.text)
            if not match:
                return None
            event.pattern_match = match
        return super().filter(event)

    class Event(SenderEvent):
        """A query to be answered with results of `builder`."""

        def __init__(self, query):
            super().__init__(types.PeerUser(query.user_id), query.user_id)
            self.query = query
            self.pattern_match = None
            self._answered = False

        @property
        def id(self):
            """The query's id."""
            return self.query.query_id

        @property
        def text(self):
            """What was typed."""
            return self.query.query

        @property
        def offset(self):
            """Where the previous answer ended."""
            return self.query.offset

        @property
        def geo(self):
            """Where the user is, if it is known."""
            return self.query.geo

        @property
        def builder(self):
            """An `InlineBuilder`."""
            from ..tl.custom.inlinebuilder import InlineBuilder

            return InlineBuilder(self._client)

        async def answer(
            self,
            results=None,
            cache_time=0,
            *,
            gallery=False,
            next_offset=None,
            private=False,
            switch_pm=None,
            switch_pm_param="",
        ):
            """Answers, once; results may be awaitables."""
            if self._answered:
                return None
            waiting = [one if inspect.isawaitable(one) else _ready(one) for one in results or ()]
            request = functions.messages.SetInlineBotResultsRequest(
                query_id=self.query.query_id, results=list(await asyncio.gather(*waiting)), cache_time=cache_time,
                gallery=gallery, next_offset=next_offset, private=private,
                switch_pm=types.InlineBotSwitchPM(switch_pm, switch_pm_param) if switch_pm else None,
            )  # fmt: skip
            return await self._client(request)


async def _ready(value):
    return value
