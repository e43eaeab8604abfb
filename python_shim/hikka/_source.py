"""A module's source text: its magic comments, the small rewriting that old spellings need, and its place in `sys.modules`."""

import importlib
import importlib.util
import linecache
import re
import sys
import types
import typing
from importlib.abc import SourceLoader

from ._errors import ForeignModule, ModuleExit, NoModule, ScopeError

_URL = r"[-[\]_.~:/?#@!$&'()*+,;%<=>a-zA-Z0-9]+"
# Patterns stay texts until they are needed: compiling them all would be felt at every start.
_PACKAGES = rf"^\s*# ?{{}}:(?: ?)((?:{_URL} )*(?:{_URL}))\s*$"
_GATE = r"^[ \t]*#[ \t]*scope:[ \t]*(hikka_min|heroku_min|geektg_min)[ \t]+(\d+)\.(\d+)\.(\d+)"
_META = r"^[ \t]*#[ \t]*meta[ \t]*([a-z ]+?)[ \t]*:[ \t]*(.+?)[ \t]*$"
_PACKURL = r"^[ \t]*#[ \t]*packurl[ \t]*:[ \t]*(\S+)"
_COOKIE = r"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)"


def __getattr__(name: str):
    if name in ("VALID_PIP_PACKAGES", "VALID_APT_PACKAGES"):
        return re.compile(_PACKAGES.format("requires" if "PIP" in name else "packages"), re.MULTILINE)
    raise AttributeError(f"module `{__name__}` has no `{name}`")


class StringLoader(SourceLoader):
    """A loader that holds its source; `data` (bytes) and `get_source()` are read by other modules."""

    def __init__(self, data: typing.Union[str, bytes], origin: str):
        self.data = data.encode("utf-8") if isinstance(data, str) else data
        self.origin = origin

    def get_source(self, _=None) -> str:
        return self.data.decode("utf-8")

    def get_code(self, fullname: str) -> typing.Optional[types.CodeType]:
        return compile(compilable(self.get_source()), self.origin, "exec", dont_inherit=True)

    def get_filename(self, *args, **kwargs) -> str:
        return self.origin

    def get_data(self, *args, **kwargs) -> bytes:
        return self.data

    def is_package(self, fullname: str) -> bool:
        return False


class BuiltInLoader(StringLoader):
    """The loader of a built-in module: its source is in a file, and its code comes from Python's cache beside it where that is current."""

    def __init__(self, path: str, origin: str):
        with open(path, "rb") as file:
            super().__init__(file.read(), origin)
        self.path = path

    def get_code(self, fullname: str) -> types.CodeType:
        import _imp
        from importlib.machinery import SourceFileLoader

        code = SourceFileLoader(fullname, self.path).get_code(fullname)
        _imp._fix_co_filename(code, self.origin)
        return code


def compilable(source: str) -> str:
    """The source with a byte order mark dropped and an encoding cookie made harmless: it has been decoded already, and some
    files name a codec that a package of their time registered."""
    lines = source.lstrip("\ufeff").split("\n")
    for at in range(min(2, len(lines))):
        if "coding" in lines[at] and re.match(_COOKIE, lines[at]):
            lines[at] = "#"
    return "\n".join(lines)


def check_scopes(source: str) -> None:
    """Raises `ScopeError` when a version gate asks for more than the dialect's version, `ForeignModule` for modules of pyrogram."""
    from .version import GATES

    if "@Client.on_message" in source:
        raise ForeignModule("modules written for pyrogram are not supported").saying("foreign", family="pyrogram")
    gates = re.findall(_GATE, source, re.MULTILINE) if "_min" in source else ()
    for dialect, *numbers in gates:
        wanted = tuple(map(int, numbers))
        if wanted > GATES[dialect]:
            asked = f"{dialect} {'.'.join(numbers)}"
            raise ScopeError(f"the module asks for {asked}").saying("asks_for", version=asked)


def requirements(source: str) -> list:
    """The packages of the `# requires:` line."""
    if "requires:" not in source:
        return []
    found = re.search(_PACKAGES.format("requires"), source, re.MULTILINE)
    return [name for name in found[1].split(" ") if name and name[0] not in "-_."] if found else []


def meta(source: str) -> dict:
    """`# meta key: value` lines; the first of each key counts."""
    found = {}
    for key, value in re.findall(_META, source, re.MULTILINE) if "meta" in source else ():
        found.setdefault(key.replace(" ", ""), value)
    return found


def pack_url(source: str) -> typing.Optional[str]:
    """The address of the strings pack that the module names."""
    found = re.search(_PACKURL, source, re.MULTILINE) if "packurl" in source else None
    return found[1] if found else None


def module_uid(name: str) -> str:
    """The last part of a module's name, made from where it came from; it holds no dot."""
    return name.replace("%", "%%").replace(".", "%d")


def create(source: typing.Union[str, StringLoader], name: str, origin: str) -> types.ModuleType:
    """An empty module with its loader, registered in `sys.modules` under `name`."""
    loader = source if isinstance(source, StringLoader) else StringLoader(source, origin)
    spec = importlib.util.spec_from_loader(name, loader, origin=origin)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    text = loader.get_source()
    linecache.cache[origin] = (len(text), None, text.splitlines(keepends=True), origin)
    return module


def execute(module: types.ModuleType) -> None:
    """Runs a module's source."""
    loader = module.__spec__.loader
    if isinstance(loader, BuiltInLoader):
        exec(loader.get_code(module.__name__), module.__dict__)
        return
    from .compat import rewrite

    code = compile(rewrite(compilable(loader.get_source())), loader.origin, "exec", dont_inherit=True)
    # Quirk: the oldest host installed gettext, so its modules call `_("text")` (test_loading: gettext_is_there).
    module.__dict__.setdefault("_", str)
    try:
        exec(code, module.__dict__)
    except AttributeError as error:
        if not _import_part(error):
            raise
        exec(code, module.__dict__)
    except (SystemExit, KeyboardInterrupt) as error:
        raise ModuleExit.of(error) from error


def _import_part(error: AttributeError) -> bool:
    """Whether a package's attribute was missing that is a part of it and could be imported now.

    Quirk: modules write `import PIL` and use `PIL.Image`, which works where another module imported it (test_loading: parts_of_packages).
    """
    package = error.obj
    if not isinstance(package, types.ModuleType) or not hasattr(package, "__path__"):
        return False
    try:
        importlib.import_module(f"{package.__name__}.{error.name}")
    except ImportError:
        return False
    return True


def discover(module: types.ModuleType):
    """The instance of the module's class.

    The first `Module` subclass defined in the file, else the first imported one, else the last class named `…Mod`, else what
    `register(name)` gives. Raises `NoModule` when there is none of these.
    """
    from ._module import Module

    classes = [value for value in vars(module).values() if isinstance(value, type)]
    subclasses = [cls for cls in classes if issubclass(cls, Module) and cls is not Module]
    own = [cls for cls in subclasses if cls.__module__ == module.__name__]
    chosen = own[0] if own else subclasses[0] if subclasses else None
    if chosen is None:
        named = [value for name, value in vars(module).items() if isinstance(value, type) and name.endswith("Mod")]
        if named:
            chosen = (
                named[-1]
                if issubclass(named[-1], Module)
                else type(named[-1].__name__, (named[-1], Module), {"__module__": module.__name__})
            )
    if chosen is not None:
        return chosen()
    register = vars(module).get("register")
    if not callable(register):
        raise NoModule("the file holds no module class").saying("no_class")
    name = _RegisterName(module.__name__)
    instance = register(name)
    instance = name.given if instance is None else instance
    if not isinstance(instance, Module):
        raise NoModule("`register` gave no module").saying("no_class")
    return instance


class _RegisterName(str):
    """What `register` is called with: the module's name for some hosts, a callable that takes the instance for others."""

    given = None

    def __call__(self, instance) -> None:
        self.given = instance
