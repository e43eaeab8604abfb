"""`ModuleConfig` and `ConfigValue`: the options of a module. Reading and keeping them in the database is `allmodules`' part."""

import asyncio
import copy
import logging
import typing

logger = logging.getLogger(__name__)

_EMPTY = {"String": "", "Integer": 0, "Boolean": False, "Series": [], "Float": 0.0}
_LITERAL_START = frozenset("0123456789+-.\"'([{TFNbBuUrRs")


class _Placeholder:
    """Says that no value was given."""


def _as_literal(value):
    """A string that spells a Python literal becomes the literal, tuples and sets become lists, their strings are stripped."""
    if isinstance(value, str):
        text = value.lstrip()
        if text and text[0] in _LITERAL_START:
            import ast

            try:
                value = ast.literal_eval(value)
            except Exception:
                pass
    if isinstance(value, (tuple, set)):
        value = list(value)
    if isinstance(value, list):
        value = [item.strip() if isinstance(item, str) else item for item in value]
    return value


class ConfigValue:
    """One option. Assigning `value` validates it; a bad value raises `ValidationError` at who assigns."""

    def __init__(
        self,
        option=None,
        default=None,
        doc="No description",
        value=_Placeholder,
        validator=None,
        on_change=None,
        folder=None,
    ):
        put = super().__setattr__
        put("option", option)
        put("default", default)
        put("doc", doc)
        put("validator", validator)
        put("on_change", on_change)
        put("folder", folder)
        put("_on_saved", None)
        put("_on_lent", None)
        put("_save_marker", False)
        if value is _Placeholder or isinstance(value, _Placeholder):
            self._put(default)
            self._announce()
        else:
            # Quirk: a value that is given at once is taken as it is, and nobody is told (test_config.py).
            put("value", _as_literal(value))

    def set_no_raise(self, value: typing.Any) -> bool:
        """Sets a value that comes from the database; a bad one leaves the default and gives `False`."""
        from .validators import ValidationError

        try:
            self._put(value)
        except ValidationError:
            logger.debug("config option `%s`: `%r` is not valid, default kept", self.option, value)
            super().__setattr__("value", copy.copy(self.default))
            return False
        return True

    def __setattr__(self, key: str, value: typing.Any, *, ignore_validation: bool = False):
        if key != "value":
            super().__setattr__(key, value)
            return
        if ignore_validation:
            super().__setattr__("value", value)
            return
        self._put(value)
        super().__setattr__("_save_marker", True)
        self._announce()
        if self._on_saved is not None:
            self._on_saved(self)

    def _put(self, value) -> None:
        value = _as_literal(value)
        if self.validator is not None:
            if value is not None:
                value = self.validator.validate(value)
            else:
                empty = _EMPTY.get(getattr(self.validator, "internal_id", None))
                value = list(empty) if isinstance(empty, list) else empty
        super().__setattr__("value", value)

    def _announce(self) -> None:
        if not callable(self.on_change):
            return
        try:
            result = self.on_change()
            if asyncio.iscoroutine(result):
                asyncio.ensure_future(result)
        except Exception:
            logger.debug("on_change of option `%s` failed", self.option, exc_info=True)

    def __repr__(self) -> str:
        shown = ("option", "default", "doc", "value", "validator", "on_change", "folder")
        return f"ConfigValue({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


class ModuleConfig(dict):
    """The options of a module: of `ConfigValue`s, or of `key, default, doc` triples in a row."""

    def __init__(self, *entries: typing.Union[str, ConfigValue]):
        if all(isinstance(entry, ConfigValue) for entry in entries):
            self._config = {entry.option: entry for entry in entries}
        else:
            # Options without a description are none, as in the old hosts.
            triples = zip(entries[::3], entries[1::3], entries[2::3])
            self._config = {key: ConfigValue(key, default, doc) for key, default, doc in triples}
        super().__init__((key, option.value) for key, option in self._config.items())

    def getdoc(self, key: str, message=None) -> str:
        """The description of an option; callables are called with the message, then without."""
        doc = self._config[key].doc
        if callable(doc):
            try:
                return doc(message)
            except Exception:
                return doc()
        return doc

    def getdef(self, key: str):
        """The default of an option."""
        return self._config[key].default

    def __setitem__(self, key: str, value: typing.Any):
        self._config[key].value = value
        super().__setitem__(key, self._config[key].value)

    def set_no_raise(self, key: str, value: typing.Any):
        """Sets a stored value; a bad one leaves the default."""
        self._config[key].set_no_raise(value)
        super().__setitem__(key, self._config[key].value)

    def __getitem__(self, key: str):
        return self.get(key)

    def get(self, key, default=None):
        option = self._config.get(key)
        if option is None:
            return default
        if option._on_lent is not None and isinstance(option.value, (list, dict)):
            option._on_lent(option)
        return option.value

    def reload(self):
        """Makes the dict show what the options hold."""
        for key, option in self._config.items():
            super().__setitem__(key, option.value)

    def change_validator(self, key: str, validator):
        """Gives an option another validator."""
        self._config[key].validator = validator


LibraryConfig = ModuleConfig
