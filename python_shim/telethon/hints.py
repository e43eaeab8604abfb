"""Names for what arguments accept. Unions of TL classes are made when they are first named."""
import datetime
import typing

_ALIASES = {
    "Phone": lambda t: str,
    "Username": lambda t: str,
    "PeerID": lambda t: int,
    "Entity": lambda t: typing.Union[t.User, t.Chat, t.Channel],
    "FullEntity": lambda t: typing.Union[t.UserFull, t.messages.ChatFull, t.ChatFull, t.ChannelFull],
    "EntityLike": lambda t: typing.Union[str, int, t.TypePeer, t.TypeInputPeer, t.User, t.Chat, t.Channel],
    "EntitiesLike": lambda t: typing.Union[_of("EntityLike"), typing.Sequence[_of("EntityLike")]],
    "ButtonLike": lambda t: typing.Union[t.TypeKeyboardButton, _custom("Button")],
    "MarkupLike": lambda t: typing.Union[
        t.TypeReplyMarkup, _of("ButtonLike"), typing.Sequence[_of("ButtonLike")],
        typing.Sequence[typing.Sequence[_of("ButtonLike")]],
    ],
    "TotalList": lambda t: _total_list(),
    "DateLike": lambda t: typing.Optional[typing.Union[float, datetime.datetime, datetime.date, datetime.timedelta]],
    "LocalPath": lambda t: str,
    "ExternalUrl": lambda t: str,
    "BotFileID": lambda t: str,
    "FileLike": lambda t: typing.Union[
        str, bytes, typing.BinaryIO, t.TypeMessageMedia, t.TypeInputFile, t.TypeInputFileLocation
    ],
    "OutFileLike": lambda t: typing.Union[str, typing.Type[bytes], typing.BinaryIO],
    "MessageLike": lambda t: typing.Union[str, t.Message],
    "MessageIDLike": lambda t: typing.Union[int, t.Message, t.TypeInputMessage],
    "ProgressCallback": lambda t: typing.Callable[[int, int], None],
    "DialogLike": lambda t: typing.Union[_of("EntityLike"), t.TypeInputDialogPeer],
    "Reaction": lambda t: typing.Union[str, int, t.TypeReaction],
    "StoryItemLike": lambda t: typing.Union[int, t.TypeStoryItem],
}  # fmt: skip
__all__ = list(_ALIASES)


def _of(name):
    return globals().get(name) or __getattr__(name)


def _custom(name):
    from .tl import custom

    return getattr(custom, name)


def _total_list():
    from .helpers import TotalList

    return TotalList


def __getattr__(name):
    if name not in _ALIASES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .tl import types

    value = globals()[name] = _ALIASES[name](types)
    return value
