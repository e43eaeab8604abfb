"""All named RPC errors, made from `table` one by one as they are asked for."""
import re
from collections.abc import Mapping

from . import rpcbaseerrors
from .rpcbaseerrors import *  # noqa: F403 (old code imports the bases from here)
from .rpcbaseerrors import base_errors

_by_name = None
_by_class = {}
_patterns = None


def _index():
    global _by_name, _patterns
    if _by_name is None:
        from . import table

        _by_name = {name: code for code, names in table.NAMES.items() for name in names.split()}
        _by_class.update((table.class_name(name), name) for name in _by_name)
        _patterns = [(re.compile(pattern), row[0]) for pattern, row in table.NUMBERED.items()]
        _by_class.update((row[0], None) for row in table.NUMBERED.values())
    return _by_name


def __getattr__(name):
    if name == "__all__":
        _index()
        bases = [cls.__name__ for cls in base_errors.values()]
        return [*_by_class, *bases, "RPCError", "BotTimeout", "base_errors", "rpc_errors_dict", "rpc_errors_re"]
    if name == "rpc_errors_re":
        from . import table

        return tuple((pattern, globals().get(row[0]) or __getattr__(row[0])) for pattern, row in table.NUMBERED.items())
    if name.endswith("Error"):
        _index()
        if name in _by_class:
            cls = globals()[name] = _make(name, _by_class[name])
            return cls
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__getattr__("__all__")})


def error_class(rpc_name):
    """(class, captured number or None) for the server's name, or (None, None)."""
    known = rpc_name.upper()
    if known in _index():
        return rpc_errors_dict[known], None
    for pattern, name in _patterns:
        found = pattern.match(rpc_name)
        if found:
            return _class(name), int(found[1])
    return None, None


def _class(name):
    return globals().get(name) or __getattr__(name)


def _make(name, rpc_name):
    from . import descriptions, table

    if rpc_name is None:
        _, code, attribute = next(row for row in table.NUMBERED.values() if row[0] == name)
        return _numbered(name, base_errors[code], attribute, descriptions.NUMBERED[name])
    description = descriptions.NAMED.get(rpc_name) or rpc_name.lower().replace("_", " ")
    return _named(name, base_errors[_by_name[rpc_name]], description)


def _named(name, base, description):
    def __init__(self, request):
        self.request = request
        Exception.__init__(self, description + self._fmt_request(request))

    def __reduce__(self):
        return type(self), (self.request,)

    return _class_of(name, base, description, __init__, __reduce__)


def _numbered(name, base, attribute, description):
    def __init__(self, request, capture=0):
        self.request = request
        setattr(self, attribute, int(capture))
        Exception.__init__(self, description.format(int(capture)) + self._fmt_request(request))

    def __reduce__(self):
        return type(self), (self.request, getattr(self, attribute))

    return _class_of(name, base, description, __init__, __reduce__)


def _class_of(name, base, description, *methods):
    for method in methods:
        method.__qualname__ = f"{name}.{method.__name__}"
    return type(base)(name, (base,), {"__module__": __name__, "__doc__": description, **{one.__name__: one for one in methods}})


class _ErrorsByName(Mapping):
    """RPC name -> class, each made when looked up."""

    def __getitem__(self, rpc_name):
        if rpc_name not in _index():
            raise KeyError(rpc_name)
        from . import table

        return _class(table.class_name(rpc_name))

    def __iter__(self):
        return iter(_index())

    def __len__(self):
        return len(_index())


rpc_errors_dict = _ErrorsByName()
del rpcbaseerrors
