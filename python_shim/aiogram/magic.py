"""`F`: conditions written as expressions, such as `F.text == "hi"`."""

import operator
import typing


class MagicFilter:
    """Steps that are taken on an event when `resolve` is called."""

    def __init__(self, steps: typing.Tuple[typing.Callable, ...] = ()):
        object.__setattr__(self, "_steps", steps)

    def _then(self, step: typing.Callable) -> "MagicFilter":
        return MagicFilter((*self._steps, step))

    def resolve(self, value):
        """The value after all steps; `None` when one cannot be taken."""
        for step in self._steps:
            try:
                value = step(value)
            except (AttributeError, TypeError, KeyError, IndexError):
                return None
        return value

    def __getattr__(self, name: str) -> "MagicFilter":
        if name.startswith("__"):
            raise AttributeError(name)
        return self._then(lambda value: getattr(value, name))

    def __getitem__(self, key) -> "MagicFilter":
        return self._then(lambda value: value[key])

    def __call__(self, *args, **kwargs) -> "MagicFilter":
        return self._then(lambda value: value(*args, **kwargs))

    def _compare(self, check, other) -> "MagicFilter":
        return self._then(lambda value: check(value, other.resolve(value) if isinstance(other, MagicFilter) else other))

    def __eq__(self, other):
        return self._compare(operator.eq, other)

    def __ne__(self, other):
        return self._compare(operator.ne, other)

    def __lt__(self, other):
        return self._compare(operator.lt, other)

    def __le__(self, other):
        return self._compare(operator.le, other)

    def __gt__(self, other):
        return self._compare(operator.gt, other)

    def __ge__(self, other):
        return self._compare(operator.ge, other)

    def __invert__(self):
        return self._then(operator.not_)

    def __and__(self, other):
        return MagicFilter((lambda event: self.resolve(event) and other.resolve(event),))

    def __or__(self, other):
        return MagicFilter((lambda event: self.resolve(event) or other.resolve(event),))

    def in_(self, values) -> "MagicFilter":
        """Whether the value is one of some."""
        return self._then(lambda value: value in values)

    def contains(self, part) -> "MagicFilter":
        """Whether the value holds something."""
        return self._then(lambda value: part in value)

    def startswith(self, start) -> "MagicFilter":
        """Whether the text begins so."""
        return self._then(lambda value: value.startswith(start))

    def endswith(self, end) -> "MagicFilter":
        """Whether the text ends so."""
        return self._then(lambda value: value.endswith(end))

    def regexp(self, pattern, **_) -> "MagicFilter":
        """Whether the text matches."""
        import re

        return self._then(lambda value: re.match(pattern, value))

    def func(self, function, *args, **kwargs) -> "MagicFilter":
        """What a function makes of the value."""
        return self._then(lambda value: function(value, *args, **kwargs))

    def as_(self, name: str) -> "MagicFilter":
        """The value under a name, for the handler."""
        return self._then(lambda value: {name: value} if value else value)

    __hash__ = object.__hash__


F = MagicFilter()
