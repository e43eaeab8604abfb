"""`loader.tds`: docstrings of a module that follow its strings."""

import functools
import inspect

from ._members import get_commands, get_inline_handlers
from .translations import UNKNOWN


def _documented(mod):
    """(`string key prefix`, {name: bound method}) of everything that carries a docstring."""
    yield "_cmd_doc_", get_commands(mod)
    yield "_ihandle_doc_", get_inline_handlers(mod)


def _function(method):
    return getattr(method, "__func__", method)


def _language_keywords(function) -> dict:
    """`{"ru": text}` of the `ru_doc="…"` marks on a method."""
    marks = getattr(function, "__dict__", {})
    return {
        name[:-4]: text
        for name, text in marks.items()
        if name.endswith("_doc") and len(name) == 6 and isinstance(text, str)
    }


def _fill_strings(mod) -> None:
    cls = type(mod)
    for prefix, members in _documented(mod):
        for name, method in members.items():
            for language, text in _language_keywords(_function(method)).items():
                attribute = f"strings_{language}"
                if not isinstance(getattr(mod, attribute, None), dict):
                    setattr(cls, attribute, {})
                getattr(mod, attribute).setdefault(f"{prefix}{name}", text)


def _translate(mod) -> None:
    def text(key, fallback):
        value = mod.strings.get(key) if key in _all_keys(mod) else None
        return value if isinstance(value, str) and value != UNKNOWN else fallback

    for prefix, members in _documented(mod):
        for name, method in members.items():
            function = _function(method)
            if not hasattr(function, "_original_doc"):
                _set(function, "_original_doc", function.__doc__)
            _set(
                function,
                "__doc__",
                text(f"{prefix}{name}", function._original_doc if hasattr(function, "_original_doc") else None),
            )
    mod.__doc__ = text("_cls_doc", type(mod).__doc__)


def _all_keys(mod) -> set:
    keys = set()
    for attribute in dir(mod):
        if attribute.startswith("strings_") and isinstance(getattr(mod, attribute, None), dict):
            keys.update(getattr(mod, attribute))
    strings = mod.strings
    keys.update(strings)
    external = getattr(strings, "external_strings", None) or {}
    keys.update(external)
    known = getattr(strings, "pack_keys", None)
    return keys | known() if known else keys


def _set(target, name, value) -> None:
    try:
        setattr(target, name, value)
    except (AttributeError, TypeError):
        pass


def translatable_docstring(cls):
    """Class decorator: docstrings of the class, its commands and inline handlers come from its strings in the owner's language."""
    original = cls.config_complete

    @functools.wraps(original)
    def config_complete(self, reload_dynamic_translate: bool = False, *args, **kwargs):
        _fill_strings(self)
        _translate(self)
        if reload_dynamic_translate:
            return None
        return original(self, *args, **kwargs)

    config_complete.__tds__ = True
    cls.config_complete = config_complete
    strings = cls.__dict__.get("strings")
    if not isinstance(strings, dict):
        inherited = getattr(cls, "strings", None)
        if isinstance(inherited, dict):
            cls.strings = strings = dict(inherited)
    if isinstance(strings, dict):
        _class_docs(cls, strings)
    return cls


def _class_docs(cls, strings: dict) -> None:
    """What a docstring says stands before what the strings of the module's own language say."""
    for name in dir(cls):
        function = getattr(cls, name, None)
        if not callable(function) or not getattr(function, "__doc__", None):
            continue
        if name.endswith("cmd") or getattr(function, "is_command", None) is True:
            key = "_cmd_doc_" + (name[:-3] if name.endswith("cmd") else name)
        elif name.endswith("_inline_handler") or getattr(function, "is_inline_handler", None) is True:
            key = "_ihandle_doc_" + (name[: -len("_inline_handler")] if name.endswith("_inline_handler") else name)
        else:
            continue
        strings[key] = inspect.getdoc(function)
    if cls.__doc__:
        strings["_cls_doc"] = inspect.getdoc(cls)
