"""The error of whatever needs the inline bot while there is none: the host's own calls and those of aiogram."""


class NoBot(RuntimeError):
    """Something needs the inline bot, which is not set up."""
