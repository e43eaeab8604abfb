"""The base of all types: fields by position or by name, both dialects' conversions, changeable."""

import json
import typing

_RENAMED = {
    "thumb_url": "thumbnail_url",
    "thumb_width": "thumbnail_width",
    "thumb_height": "thumbnail_height",
    "thumb": "thumbnail",
    "thumb_file_id": "thumbnail_file_id",
    "thumb_mime_type": "thumbnail_mime_type",
}
_OTHER_NAME = {**_RENAMED, **{new: old for old, new in _RENAMED.items()}, "from": "from_user"}


class TelegramObject:
    """A type of the Bot API. `_fields` are its fields in the order of positional arguments; fields that were not given are `None`."""

    _fields: typing.Tuple[str, ...] = ()
    _defaults: typing.Dict[str, typing.Any] = {}
    bot = None

    def __init__(self, *args, **kwargs):
        if len(args) > len(self._fields):
            raise TypeError(
                f"{type(self).__name__} takes at most {len(self._fields)} positional arguments, {len(args)} were given"
            )
        self.__dict__.update(self._defaults)
        self.__dict__.update(zip(self._fields, args))
        for name, value in kwargs.items():
            self.__dict__["from_user" if name in ("from", "from_") else name] = value

    def __init_subclass__(cls, **options):
        super().__init_subclass__()

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        other = _OTHER_NAME.get(name)
        if other is not None and other in self.__dict__:
            return self.__dict__[other]
        if name in self._fields or other in self._fields:
            return None
        raise AttributeError(f"`{type(self).__name__}` has no `{name}`")

    def __getitem__(self, name: str):
        return getattr(self, name)

    def __setitem__(self, name: str, value) -> None:
        setattr(self, name, value)

    def __contains__(self, name: str) -> bool:
        return self.__dict__.get(name) is not None

    def __eq__(self, other) -> bool:
        return type(other) is type(self) and self.to_python() == other.to_python()

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self._given())})"

    def _given(self) -> typing.List[tuple]:
        return [
            (key, value)
            for key, value in self.__dict__.items()
            if value is not None and not key.startswith("_") and key not in ("bot", "row_width")
        ]

    def to_python(self) -> dict:
        """The object as plain data; what was not given is left out."""
        return {"from" if key == "from_user" else key: _plain(value) for key, value in self._given()}

    to_dict = to_python

    def as_json(self) -> str:
        """The object as JSON."""
        return json.dumps(self.to_python(), ensure_ascii=False, default=str)

    def model_dump(self, *_, **__) -> dict:
        """The object's fields by name."""
        return dict(self._given())

    dict = model_dump

    def model_dump_json(self, **_) -> str:
        """The object as JSON."""
        return self.as_json()

    json = model_dump_json

    def model_copy(self, *, update: typing.Optional[typing.Dict] = None, deep: bool = False):
        """A copy with some fields replaced."""
        import copy

        twin = copy.deepcopy(self) if deep else copy.copy(self)
        twin.__dict__.update(update or {})
        return twin

    copy = model_copy

    @classmethod
    def model_validate(cls, data, **_):
        """An object of plain data."""
        return cls(**data)

    to_object = parse_obj = model_validate

    def as_(self, bot):
        """Says whose object this is; gives itself."""
        self.__dict__["bot"] = bot
        return self

    def _call(self, method: str, **parameters):
        """A call of the object's bot."""
        bot = self.__dict__.get("bot")
        if bot is None:
            from ..client.bot import Bot

            bot = Bot.get_current() or Bot("0:none")
        return bot._request(method, {key: value for key, value in parameters.items() if value is not None})


class MutableTelegramObject(TelegramObject):
    """The base that the third dialect gives to objects that may be changed; all may here."""


def _plain(value):
    if isinstance(value, TelegramObject):
        return value.to_python()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return getattr(value, "value", value) if type(value).__module__ == "aiogram.enums" else value
