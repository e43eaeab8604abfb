"""Calls as objects: `SendMessage(chat_id=…)` holds its name and parameters until a bot makes it."""

import re


class TelegramMethod:
    """A call."""

    name = ""

    def __init__(self, **parameters):
        self.parameters = parameters
        self.bot = None

    def __getattr__(self, name: str):
        try:
            return self.__dict__["parameters"][name]
        except KeyError:
            raise AttributeError(name) from None

    def as_(self, bot) -> "TelegramMethod":
        """Says which bot makes the call."""
        self.bot = bot
        return self

    def __await__(self):
        from .client.bot import Bot

        return (self.bot or Bot.get_current() or Bot())(self).__await__()


def __getattr__(name: str):
    if not re.fullmatch(r"[A-Z][A-Za-z]+", name):
        raise AttributeError(f"module `{__name__}` has no `{name}`")
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    cls = globals()[name] = type(
        name, (TelegramMethod,), {"name": snake, "__module__": __name__, "__doc__": f"The call `{snake}`."}
    )
    return cls
