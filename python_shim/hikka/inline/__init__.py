"""The inline bot's side of the host. Names are loaded when they are asked for, as most modules need none of them."""

import importlib

_FILE_OF = {
    "InlineManager": "core",
    "Utils": "utils",
    **dict.fromkeys(
        (
            "BotInlineCall",
            "BotInlineMessage",
            "BotMessage",
            "GeekInlineQuery",
            "InlineCall",
            "InlineMessage",
            "InlineQuery",
            "InlineUnit",
            "HerokuReplyMarkup",
            "HikkaReplyMarkup",
        ),
        "types",
    ),
}
_AIOGRAM = frozenset(
    (
        "AiogramMessage",
        "CallbackQuery",
        "ChosenInlineResult",
        "InlineKeyboardButton",
        "InlineKeyboardMarkup",
        "InlineQueryResultArticle",
        "InlineQueryResultPhoto",
        "InputMediaPhoto",
        "InputTextMessageContent",
    )
)

__all__ = [*_FILE_OF, "rand"]


def __getattr__(name: str):
    if name in _FILE_OF:
        return getattr(importlib.import_module(f"{__name__}.{_FILE_OF[name]}"), name)
    if name in ("rand", "array_sum"):
        from .. import utils

        return getattr(utils, name)
    if name in _AIOGRAM:
        from aiogram import types

        return getattr(types, name.removeprefix("Aiogram"))
    raise AttributeError(f"module `{__name__}` has no `{name}`")
