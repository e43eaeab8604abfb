"""Modules of TL classes that make a class when it is first asked for.

The schema lives in the native part; here are only the module objects, their `__all__`, `__dir__` and the
`TypeX` unions. What older layers named differently is in `aliases`.
"""
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

from _ox import native

# Names that a star import of the generated modules has always brought along.
_LEAKED = ("TLObject", "TLRequest", "datetime", "Optional", "List", "Union", "TYPE_CHECKING", "os", "struct")
_MESSAGES = frozenset(("Message", "MessageService", "MessageEmpty"))


class SchemaModule(ModuleType):
    """One namespace of `telethon.tl.types` or `telethon.tl.functions`."""

    def __getattr__(self, name):
        if name == "__all__":
            value = _public_names(self)
        elif name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        else:
            value = _resolve(self, name)
        _held(self)[name] = value
        return value

    def __dir__(self):
        return sorted({*_held(self), *_public_names(self)})

    @property
    def __dict__(self):
        # Quirk: evaluators of all ages look through `__dict__` for what they offer, where nothing is before it was asked for.
        held = _held(self)
        if self.__name__ not in _complete:
            _complete.add(self.__name__)
            for name in _public_names(self):
                if name not in held:
                    getattr(self, name)
        return held


_held = ModuleType.__dict__["__dict__"].__get__
"""What a namespace holds so far."""
_complete = set()


def install(module_name, kind):
    """Turns an imported package into the root of `kind` and registers its namespaces as submodules."""
    root = sys.modules[module_name]
    root.__class__ = SchemaModule
    root._kind, root._namespace = kind, ""
    for namespace in native.namespaces(kind):
        full = f"{module_name}.{namespace}"
        child = SchemaModule(full, f"TL {kind} of the namespace {namespace}.")
        child._kind, child._namespace = kind, namespace
        child.__package__ = module_name
        child.__spec__ = ModuleSpec(full, None)
        sys.modules[full] = child
        _held(root)[namespace] = child


def _public_names(module):
    kind, namespace = module._kind, module._namespace
    found = list(native.names(kind, namespace))
    if kind == "types":
        found += ["Type" + name for name in native.abstract_types(namespace)]
    if not namespace:
        found += native.namespaces(kind)
    return found + list(_LEAKED)


def _resolve(module, name):
    from . import aliases

    kind, namespace = module._kind, module._namespace
    if name in _LEAKED:
        return _leaked(name)
    if not namespace and kind == "types" and name in _MESSAGES:
        from . import patched

        return getattr(patched, name)
    try:
        cls = native.class_of(namespace, name, kind == "functions")
    except AttributeError:
        pass
    else:
        return aliases.adapt(kind, namespace, cls)
    if name.startswith("Type"):
        union = type_union(namespace, name[4:])
        if union is not None:
            return union
    found = aliases.find(kind, namespace, name)
    if found is not None:
        return found
    raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")


def type_union(namespace, abstract):
    """`typing.Union` of the constructors of an abstract type (the class itself when there is one only)."""
    from typing import Union

    members = native.members(namespace, abstract)
    if not members:
        return None
    root = sys.modules["telethon.tl.types"]
    classes = tuple(getattr(root.__dict__[ns] if ns else root, cls) for ns, cls in members)
    return Union[classes]


def _leaked(name):
    if name in ("TLObject", "TLRequest"):
        return getattr(native, name)
    if name == "datetime":
        from datetime import datetime

        return datetime
    if name in ("os", "struct"):
        return __import__(name)
    import typing

    return getattr(typing, name)
