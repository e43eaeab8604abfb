"""Running a bot of one's own, which is not supported inside the userbot."""

from ._transport import BotUnavailable


def start_polling(*args, **kwargs):
    """Raises: a second reader of updates is not supported."""
    raise BotUnavailable("`executor.start_polling` is not supported inside the userbot")


start_webhook = set_webhook = start_polling
