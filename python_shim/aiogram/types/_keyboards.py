"""Keyboards, with the second dialect's way of filling them."""

from ._object import TelegramObject


class InlineKeyboardButton(TelegramObject):
    """A button under a message."""

    _fields = (
        "text",
        "url",
        "login_url",
        "callback_data",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "callback_game",
        "pay",
        "web_app",
        "copy_text",
        "style",
        "icon_custom_emoji_id",
        "switch_inline_query_chosen_chat",
    )


class _Keyboard(TelegramObject):
    _rows = ""

    def _row_list(self) -> list:
        rows = self.__dict__.get(self._rows)
        if rows is None:
            rows = self.__dict__[self._rows] = []
        return rows

    def add(self, *buttons):
        """Adds buttons in new rows of `row_width`; gives itself."""
        width = self.row_width or 3
        for at in range(0, len(buttons), width):
            self._row_list().append(list(buttons[at : at + width]))
        return self

    def row(self, *buttons):
        """Adds buttons as one new row; gives itself."""
        self._row_list().append(list(buttons))
        return self

    def insert(self, button):
        """Adds a button to the last row, or to a new one when that is full; gives itself."""
        rows = self._row_list()
        if rows and len(rows[-1]) < (self.row_width or 3):
            rows[-1].append(button)
        else:
            rows.append([button])
        return self

    def __iter__(self):
        return iter(self._row_list())


class InlineKeyboardMarkup(_Keyboard):
    """Buttons under a message, in rows."""

    _fields = ("row_width", "inline_keyboard")
    _rows = "inline_keyboard"

    def __init__(self, *args, **kwargs):
        if args and isinstance(args[0], list):
            args, kwargs = args[1:], {"inline_keyboard": args[0], **kwargs}
        super().__init__(*args, **kwargs)
        self.__dict__.setdefault("row_width", 3)
        self._row_list()


class ReplyKeyboardMarkup(_Keyboard):
    """Buttons in place of the keyboard, in rows."""

    _fields = (
        "keyboard",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
        "row_width",
        "is_persistent",
    )
    _rows = "keyboard"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__.setdefault("row_width", 3)
        self._row_list()
