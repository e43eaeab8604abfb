"""Validators of config options: each turns what the owner typed into the value the module reads, or raises `ValidationError`."""

import functools
import re
import typing

from . import _graphemes
from . import _validator_docs as docs
from .translations import SUPPORTED_LANGUAGES

ConfigAllowedTypes = typing.Union[tuple, list, str, int, bool, None]


class ValidationError(Exception):
    """Raised when a value does not fit an option; the text is shown to the owner."""

    texts: typing.Optional[typing.Dict[str, str]] = None
    """The text by language, where the words are the host's."""


def _refusal(texts: typing.Dict[str, str]) -> ValidationError:
    error = ValidationError(texts["en"])
    error.texts = texts
    return error


class Validator:
    """A check with a description. `validator` is a callable of one value; `doc` a text or `{language: text}`."""

    def __init__(self, validator: typing.Callable, doc=None, _internal_id: typing.Optional[str] = None):
        self.validate = validator
        self.doc = dict.fromkeys(SUPPORTED_LANGUAGES, doc) if isinstance(doc, str) else doc
        self.internal_id = _internal_id


def _bounds(value, low, high, what: str):
    if low is not None and value < low:
        raise _refusal(docs.too_small(what, low))
    if high is not None and value > high:
        raise _refusal(docs.too_large(what, high))


class Boolean(Validator):
    """`True` or `False`, in any of the usual spellings."""

    _TRUE_VALUES = frozenset(("True", "true", "1", 1, True, "yes", "Yes", "on", "On", "y", "Y"))
    _FALSE_VALUES = frozenset(("False", "false", "0", 0, False, "no", "No", "off", "Off", "n", "N"))
    _ALL_VALUES = _TRUE_VALUES | _FALSE_VALUES

    def __init__(self):
        super().__init__(self._validate, docs.boolean(), _internal_id="Boolean")

    @staticmethod
    def _validate(value, /) -> bool:
        try:
            if value in Boolean._TRUE_VALUES:
                return True
            if value in Boolean._FALSE_VALUES:
                return False
        except TypeError:
            pass
        raise _refusal(docs.no_boolean())


class Integer(Validator):
    """A whole number within optional bounds, of an optional number of digits."""

    def __init__(self, *, digits=None, minimum=None, maximum=None):
        check = functools.partial(self._validate, digits=digits, minimum=minimum, maximum=maximum)
        super().__init__(check, docs.number("integer", minimum, maximum, digits), _internal_id="Integer")

    @staticmethod
    def _validate(value, /, *, digits=None, minimum=None, maximum=None) -> typing.Optional[int]:
        try:
            value = int(str(value).strip())
        except ValueError:
            raise _refusal(docs.no_number("integer", value)) from None
        _bounds(value, minimum, maximum, "number")
        if digits is not None and len(str(value)) != digits:
            raise _refusal(docs.wrong_length("number", digits))
        return value


class Float(Validator):
    """A number within optional bounds; a comma may stand for the point."""

    def __init__(self, minimum=None, maximum=None):
        check = functools.partial(self._validate, minimum=minimum, maximum=maximum)
        super().__init__(check, docs.number("float", minimum, maximum), _internal_id="Float")

    @staticmethod
    def _validate(value, /, *, minimum=None, maximum=None) -> float:
        try:
            value = float(str(value).strip().replace(",", "."))
        except ValueError:
            raise _refusal(docs.no_number("float", value)) from None
        _bounds(value, minimum, maximum, "number")
        return value


class Choice(Validator):
    """One of the given values."""

    def __init__(self, possible_values: typing.List[ConfigAllowedTypes], /):
        super().__init__(
            functools.partial(self._validate, possible_values=possible_values),
            docs.choice(possible_values),
            _internal_id="Choice",
        )

    @staticmethod
    def _validate(value, /, *, possible_values):
        if value in possible_values:
            return value
        for possible in possible_values:
            if str(possible) == str(value):
                return possible
        raise _refusal(docs.no_choice(value, possible_values))


class MultiChoice(Validator):
    """Some of the given values, each at most once."""

    def __init__(self, possible_values: typing.List[ConfigAllowedTypes], /):
        super().__init__(
            functools.partial(self._validate, possible_values=possible_values),
            docs.multichoice(possible_values),
            _internal_id="MultiChoice",
        )

    @staticmethod
    def _validate(value, /, *, possible_values):
        if not isinstance(value, (list, tuple)):
            value = [value]
        chosen = []
        for item in value:
            item = Choice._validate(item, possible_values=possible_values)
            if item not in chosen:
                chosen.append(item)
        return chosen


class Series(Validator):
    """A list, typed with commas between the items; what is empty once it was checked is dropped."""

    def __init__(self, validator: typing.Optional[Validator] = None, min_len=None, max_len=None, fixed_len=None):
        check = functools.partial(
            self._validate, validator=validator, min_len=min_len, max_len=max_len, fixed_len=fixed_len
        )
        super().__init__(check, docs.series(validator, min_len, max_len, fixed_len), _internal_id="Series")

    @staticmethod
    def _validate(value, /, *, validator=None, min_len=None, max_len=None, fixed_len=None) -> list:
        if not isinstance(value, (list, tuple, set)):
            value = str(value).split(",")
        value = list(value)
        if fixed_len is not None and len(value) != fixed_len:
            raise _refusal(docs.wrong_length("list", fixed_len))
        _bounds(len(value), min_len, max_len, "list")
        value = [item.strip() if isinstance(item, str) else item for item in value]
        if isinstance(validator, Validator):
            value = [validator.validate(item) for item in value]
        # Quirk: what counts as nothing is dropped, zeros too, as it always was (test_utils_results.py).
        return [item for item in value if item]


class Link(Validator):
    """A URL with a host."""

    def __init__(self):
        super().__init__(self._validate, docs.link(), _internal_id="Link")

    @staticmethod
    def _validate(value, /) -> str:
        from urllib.parse import urlparse

        try:
            if not urlparse(value).netloc:
                raise ValueError
        except Exception:
            raise _refusal(docs.no_link(value)) from None
        return value


class String(Validator):
    """A text; lengths are counted in characters as a reader sees them."""

    def __init__(self, length=None, min_len=None, max_len=None):
        check = functools.partial(self._validate, length=length, min_len=min_len, max_len=max_len)
        super().__init__(check, docs.string(length, min_len, max_len), _internal_id="String")

    @staticmethod
    def _validate(value, /, *, length=None, min_len=None, max_len=None) -> str:
        value = str(value)
        # Bounds that are no numbers bind nothing.
        length, low, high = (one if isinstance(one, int) else None for one in (length, min_len, max_len))
        if length is not None and _graphemes.length(value) != length:
            raise _refusal(docs.wrong_length("text", length))
        if low is not None or high is not None:
            _bounds(_graphemes.length(value), low, high, "text")
        return value


class RegExp(Validator):
    """A text that matches a regular expression from its start."""

    def __init__(self, regex: str, flags: typing.Optional[re.RegexFlag] = None, description=None):
        flags = flags or 0
        try:
            re.compile(regex, flags=flags)
        except re.error as error:
            raise Exception(f"`{regex}` is not a regular expression") from error
        super().__init__(
            functools.partial(self._validate, regex=regex, flags=flags),
            description or docs.regexp(regex),
            _internal_id="RegExp",
        )

    @staticmethod
    def _validate(value, /, *, regex: str, flags=0) -> str:
        if not re.match(regex, str(value), flags=flags or 0):
            raise _refusal(docs.no_match(value, regex))
        return str(value)


class TelegramID(Validator):
    """The id of a user or chat; the mark of channels is removed."""

    def __init__(self):
        super().__init__(self._validate, docs.telegram_id(), _internal_id="TelegramID")

    @staticmethod
    def _validate(value, /) -> int:
        text = str(value).strip()
        try:
            number = int(text[4:] if text.startswith("-100") else text)
        except ValueError:
            raise _refusal(docs.no_id(value)) from None
        if not 0 <= number < 2**64:
            raise _refusal(docs.no_id(value))
        return number


class Union(Validator):
    """What any of the given validators accepts, tried in order."""

    def __init__(self, *validators: Validator):
        super().__init__(
            functools.partial(self._validate, validators=validators), docs.union(validators), _internal_id="Union"
        )

    @staticmethod
    def _validate(value, /, *, validators):
        for validator in validators:
            try:
                return validator.validate(value)
            except ValidationError:
                continue
        raise _refusal(docs.none_of_them(value))


class NoneType(Validator):
    """Nothing: an empty value."""

    def __init__(self):
        super().__init__(self._validate, docs.none(), _internal_id="NoneType")

    @staticmethod
    def _validate(value, /) -> None:
        # Quirk: the real hosts raised for what is empty and gave `None` for everything else (test_validators: none_type).
        if value is None or value == "" or str(value).lower() in ("none", "null"):
            return None
        raise _refusal(docs.not_empty(value))


class Hidden(Validator):
    """A secret: checked by the validator inside, shown masked."""

    def __init__(self, validator: typing.Optional[Validator] = None):
        validator = validator or String()
        super().__init__(functools.partial(self._validate, validator=validator), validator.doc, _internal_id="Hidden")

    @staticmethod
    def _validate(value, /, *, validator: Validator):
        return validator.validate(value)


class Emoji(Validator):
    """One or more emojis and nothing else."""

    def __init__(self, length=None, min_len=None, max_len=None):
        check = functools.partial(self._validate, length=length, min_len=min_len, max_len=max_len)
        super().__init__(check, docs.emoji(length, min_len, max_len), _internal_id="Emoji")

    @staticmethod
    def _validate(value, /, *, length=None, min_len=None, max_len=None) -> str:
        value = str(value)
        parts = _graphemes.graphemes(value)
        if length is not None and len(parts) != length:
            raise _refusal(docs.wrong_length("emojis", length))
        _bounds(len(parts), min_len, max_len, "emojis")
        if not all(map(_graphemes.is_emoji, parts)):
            raise _refusal(docs.more_than_emojis(value))
        return value


class EntityLike(RegExp):
    """A username, a link to a user or chat, or an id."""

    _REGEX = r"^(?:@|https?://t\.me/)?(?:[a-zA-Z0-9_]{4,32}|[a-zA-Z0-9_]{1,32}\?[a-zA-Z0-9_]{1,32})$|^-?\d+$"

    def __init__(self):
        super().__init__(self._REGEX, description=docs.entity_like())
        self.internal_id = "EntityLike"

    @staticmethod
    def _validate(value, /, *, regex: str, flags=0) -> typing.Union[str, int]:
        value = RegExp._validate(value, regex=regex, flags=flags)
        if value.lstrip("-").isdigit():
            return int(value[4:] if value.startswith("-100") else value)
        if value.startswith("http"):
            value = "@" + value.split("t.me/", 1)[1]
        return value


class RandomLinkList(list):
    """A list of links whose text is one of them, at random."""

    def __str__(self) -> str:
        import random

        return str(random.choice(self)) if self else ""

    def __bytes__(self) -> bytes:
        return str(self).encode()

    def __repr__(self) -> str:
        return str(self)


class RandomLink(Series):
    """A list of links, read as a random one of them."""

    def __init__(self):
        super().__init__(Link(), min_len=1)
        inner = self.validate
        self.validate = lambda value: RandomLinkList(inner(value))
        self.doc = docs.random_link()


def __getattr__(name: str):
    if name == "ALLOWED_EMOJIS":
        raise AttributeError("`ALLOWED_EMOJIS` is not kept here; use `Emoji()`")
    raise AttributeError(name)
