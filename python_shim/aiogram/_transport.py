"""The one place where a call of `Bot` leaves this package. Whoever runs a bot replaces `invoke`."""

import typing

from _ox.no_bot import NoBot


class BotUnavailable(NoBot):
    """Raised by every call of a bot while there is none."""


async def _no_bot(bot, method: str, parameters: dict) -> typing.Any:
    raise BotUnavailable(f"`bot.{method}` needs the inline bot, which is not set up")


invoke: typing.Callable[..., typing.Awaitable[typing.Any]] = _no_bot
