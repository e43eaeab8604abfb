"""`Button`: short ways to make buttons of every kind."""
from ... import utils
from .. import types

_STYLES = ("primary", "danger", "success")


def _style(style, icon):
    if style is not None and (not isinstance(style, str) or style.lower() not in _STYLES):
        colours = "'primary' (blue) , 'danger' (red) and 'success' (green)"
        raise ValueError(f"Invalid value. Must be either one of {colours} , or None")
    options = {f"bg_{style.lower()}": True} if style else {}
    return types.KeyboardButtonStyle(icon=icon, **options)


def _inline(text, kind, style, icon):
    return types.KeyboardInlineButton(text, kind, style=_style(style, icon))


class Button:
    """A keyboard button together with what its whole keyboard shall be like."""

    def __init__(self, button, *, resize=None, single_use=None, selective=None, persistent=None, placeholder=None):
        self.button = button
        self.resize, self.single_use, self.selective = resize, single_use, selective
        self.persistent, self.placeholder = persistent, placeholder

    @staticmethod
    def _is_inline(button):
        return button.__class__.__name__ == "KeyboardInlineButton"

    @staticmethod
    def inline(text, data=None, style=None, icon=None):
        """Sends `data` (at most 64 bytes, the text by default) to the bot."""
        if not data:
            data = text.encode()
        elif not isinstance(data, (bytes, bytearray, memoryview)):
            data = str(data).encode()
        if len(data) > 64:
            raise ValueError("Too many bytes for the data")
        return _inline(text, types.InlineButtonTypeCallback(bytes(data)), style, icon)

    @staticmethod
    def switch_inline(text, query="", same_peer=False, style=None, icon=None):
        """Starts an inline query, in this chat or another."""
        return _inline(text, types.InlineButtonTypeSwitchInline(query, same_peer=same_peer), style, icon)

    @staticmethod
    def url(text, url=None, style=None, icon=None):
        """Opens an address."""
        return _inline(text, types.InlineButtonTypeUrl(url or text), style, icon)

    @staticmethod
    def auth(text, url=None, style=None, icon=None, *, bot=None, write_access=False, fwd_text=None):
        """Opens an address and logs in there."""
        kind = types.InputInlineButtonTypeUrlAuth(
            url=url or text, bot=utils.get_input_user(bot or types.InputUserSelf()),
            request_write_access=write_access, fwd_text=fwd_text,
        )  # fmt: skip
        return _inline(text, kind, style, icon)

    @staticmethod
    def buy(text, style=None, icon=None):
        """Pays an invoice."""
        return _inline(text, types.InlineButtonTypeBuy(), style, icon)

    @staticmethod
    def game(text, style=None, icon=None):
        """Plays a game."""
        return _inline(text, types.InlineButtonTypeGame(), style, icon)

    @classmethod
    def text(cls, text, *, style=None, icon=None, **keyboard):
        """Sends its own text."""
        return cls._plain(text, types.ButtonTypeDefault(), style, icon, keyboard)

    @classmethod
    def request_location(cls, text, style=None, icon=None, **keyboard):
        """Sends the location."""
        return cls._plain(text, types.ButtonTypeRequestGeoLocation(), style, icon, keyboard)

    @classmethod
    def request_phone(cls, text, style=None, icon=None, **keyboard):
        """Sends the phone number."""
        return cls._plain(text, types.ButtonTypeRequestPhone(), style, icon, keyboard)

    @classmethod
    def request_poll(cls, text, style=None, icon=None, *, force_quiz=False, **keyboard):
        """Makes a poll."""
        return cls._plain(text, types.ButtonTypeRequestPoll(quiz=force_quiz), style, icon, keyboard)

    @classmethod
    def _plain(cls, text, kind, style, icon, keyboard):
        return cls(types.KeyboardButton(text, kind, style=_style(style, icon)), **keyboard)

    @staticmethod
    def clear(selective=None):
        """Takes the keyboard away."""
        return types.ReplyKeyboardHide(selective=selective)

    @staticmethod
    def force_reply(single_use=None, selective=None, placeholder=None):
        """Asks for a reply."""
        return types.ReplyKeyboardForceReply(single_use=single_use, selective=selective, placeholder=placeholder)
