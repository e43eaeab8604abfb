"""`build_reply_markup`: buttons in whatever shape to a `ReplyMarkup`."""
from .. import utils
from ..tl import types

_REPLY_MARKUP, _BUTTON, _INLINE_BUTTON = 0xE2E10EF2, 0x0BAD74A3, 0x463A75A2


class ButtonMethods:
    """One static method, as it has always been."""

    @staticmethod
    def build_reply_markup(buttons, inline_only=False):
        """Buttons, rows of them, or a finished markup; inline and other buttons cannot be mixed."""
        if buttons is None:
            return None
        if getattr(buttons, "SUBCLASS_OF_ID", None) == _REPLY_MARKUP:
            return buttons
        rows, options, inline = [], {}, None
        for row in _rows(buttons):
            made = []
            for button in row:
                raw = _raw(button, options)
                family = getattr(raw, "SUBCLASS_OF_ID", None)
                if inline is not None and inline != (family == _INLINE_BUTTON):
                    raise ValueError("You cannot mix inline with normal buttons")
                inline = family == _INLINE_BUTTON
                # Quirk: what is no button counts as one that is not inline, and is left out.
                if family in (_BUTTON, _INLINE_BUTTON):
                    made.append(raw)
            if made:
                rows.append(made)
        if inline_only and not inline:
            raise ValueError("You cannot use non-inline buttons here")
        if inline:
            return types.ReplyInlineMarkup([types.KeyboardInlineButtonRow(row) for row in rows])
        return types.ReplyKeyboardMarkup([types.KeyboardButtonRow(row) for row in rows], **options)


def _rows(buttons):
    if not utils.is_list_like(buttons):
        return [[buttons]]
    buttons = list(buttons)
    if not buttons or not utils.is_list_like(buttons[0]):
        return [buttons]
    return buttons


def _raw(button, options):
    """The TL button; keyboard options that wrapped buttons carry are collected."""
    for name in ("resize", "single_use", "selective", "persistent", "placeholder"):
        value = getattr(button, name, None)
        if value is not None and hasattr(button, "button"):
            options[name] = value
    return getattr(button, "button", button)
