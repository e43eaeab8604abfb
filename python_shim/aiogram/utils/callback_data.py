"""Data of buttons, under the second dialect's name."""

from ..filters.callback_data import CallbackData

__all__ = ["CallbackData"]
