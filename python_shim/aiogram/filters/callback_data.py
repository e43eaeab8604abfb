"""Data of buttons as objects, packed as `prefix:value:value`."""

import typing


class CallbackData:
    """A subclass names its fields by annotations and its prefix by `prefix=`; `CallbackData("prefix", "field")` is the second dialect's way."""

    __prefix__ = ""
    __separator__ = ":"

    def __init_subclass__(cls, prefix: str = "", sep: str = ":", **options):
        cls.__prefix__, cls.__separator__ = prefix or cls.__prefix__, sep

    def __new__(cls, *args, **kwargs):
        if cls is CallbackData:
            return _Factory(*args, **kwargs)
        return super().__new__(cls)

    def __init__(self, **values):
        for name in self._names():
            setattr(self, name, values.get(name, getattr(type(self), name, None)))

    @classmethod
    def _names(cls) -> typing.List[str]:
        return [
            name
            for base in reversed(cls.__mro__)
            for name in base.__dict__.get("__annotations__", {})
            if not name.startswith("__")
        ]

    def pack(self) -> str:
        """The data as a text."""
        values = (getattr(self, name) for name in self._names())
        return self.__separator__.join(
            [self.__prefix__, *("" if value is None else str(getattr(value, "value", value)) for value in values)]
        )

    @classmethod
    def unpack(cls, value: str) -> "CallbackData":
        """The data of a text."""
        prefix, *parts = value.split(cls.__separator__)
        names = cls._names()
        if prefix != cls.__prefix__ or len(parts) != len(names):
            raise ValueError(f"`{value}` is not data of `{cls.__name__}`")
        hints = typing.get_type_hints(cls)
        return cls(
            **{
                name: hints[name](part) if hints.get(name) in (int, float) and part else part or None
                for name, part in zip(names, parts)
            }
        )

    @classmethod
    def filter(cls, rule=None):
        """A filter for buttons with this data."""
        return _DataFilter(cls)


class _DataFilter:
    def __init__(self, data: type):
        self.data = data

    async def __call__(self, query, *_, **__):
        try:
            return {"callback_data": self.data.unpack(query.data or "")}
        except (ValueError, TypeError):
            return False


class _Factory:
    """The second dialect's `CallbackData`."""

    def __init__(self, prefix: str, *parts: str, sep: str = ":"):
        self.prefix, self.sep, self._parts = prefix, sep, parts

    def new(self, *args, **kwargs) -> str:
        """The data as a text."""
        values = [*map(str, args), *(str(kwargs[name]) for name in self._parts[len(args) :])]
        return self.sep.join([self.prefix, *values])

    def parse(self, callback_data: str) -> dict:
        """The data of a text."""
        prefix, *parts = callback_data.split(self.sep)
        if prefix != self.prefix:
            raise ValueError(f"`{callback_data}` does not begin with `{self.prefix}`")
        return {"@": prefix, **dict(zip(self._parts, parts))}

    def filter(self, **config):
        """A filter for buttons with this data."""

        async def check(query):
            try:
                data = self.parse(query.data)
            except ValueError:
                return False
            fits = all(
                data.get(key) in (value if isinstance(value, (list, tuple, set)) else (value,))
                for key, value in config.items()
            )
            return {"callback_data": data} if fits else False

        return check
