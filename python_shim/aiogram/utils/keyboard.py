"""Builders of keyboards."""

from ..types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup


class KeyboardBuilder:
    """Collects buttons in rows."""

    _button = InlineKeyboardButton
    max_width = 8

    def __init__(self, markup=None, **_):
        self._rows = [list(row) for row in markup or []]

    @property
    def buttons(self):
        """All buttons in order."""
        return (button for row in self._rows for button in row)

    def button(self, **fields):
        """Adds one button by its fields; gives itself."""
        return self.add(self._button(**fields))

    def add(self, *buttons):
        """Adds buttons, filling the last row first; gives itself."""
        for button in buttons:
            if self._rows and len(self._rows[-1]) < self.max_width:
                self._rows[-1].append(button)
            else:
                self._rows.append([button])
        return self

    def row(self, *buttons, width=None):
        """Adds buttons in new rows; gives itself."""
        width = width or self.max_width
        self._rows += [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]
        return self

    def adjust(self, *sizes: int, repeat: bool = False):
        """Lays all buttons out in rows of these sizes, the last (or with `repeat` all) again and again; gives itself."""
        sizes, buttons, rows, at = sizes or (self.max_width,), list(self.buttons), [], 0
        while buttons:
            size = sizes[at % len(sizes)] if repeat else sizes[min(at, len(sizes) - 1)]
            rows.append(buttons[:size])
            buttons, at = buttons[size:], at + 1
        self._rows = rows
        return self

    def export(self) -> list:
        """The rows."""
        return [list(row) for row in self._rows]

    def attach(self, builder):
        """Adds the rows of another builder; gives itself."""
        self._rows += builder.export()
        return self

    def copy(self):
        """A builder with the same rows."""
        return type(self)(self._rows)


class InlineKeyboardBuilder(KeyboardBuilder):
    """Buttons under a message."""

    def as_markup(self, **options) -> InlineKeyboardMarkup:
        """The keyboard."""
        return InlineKeyboardMarkup(inline_keyboard=self.export(), **options)


class ReplyKeyboardBuilder(KeyboardBuilder):
    """Buttons in place of the keyboard."""

    max_width = 10

    def button(self, **fields):
        """Adds one button by its fields; gives itself."""
        from ..types import KeyboardButton

        return self.add(KeyboardButton(**fields))

    def as_markup(self, **options) -> ReplyKeyboardMarkup:
        """The keyboard."""
        return ReplyKeyboardMarkup(keyboard=self.export(), **options)
