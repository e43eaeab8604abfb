"""What became of every public name of the client libraries and of the hosts: done, to come with the inline bot, or refused with the reason.

`oxikka python compat-tests/surface/names.py --write` writes docs/compatibility/; test_compatibility.py checks names and pages.
"""

import ast
import asyncio
import enum
import importlib
import inspect
import sys
import textwrap
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from name_states import BUILT_IN, CHECKED_ON, DONE, OVERRIDDEN, REFUSED, SAMPLES, LATER, TITLES

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "docs" / "compatibility"
LISTS = ("client", "host")


@lru_cache(maxsize=None)
def names(which):
    """`[(section, name, alternatives)]` of a list; an alternative is the parameters of one spelling."""
    found, section = {}, ""
    for line in (HERE / "public_names" / f"{which}.txt").read_text().splitlines():
        if line.startswith("["):
            section = line[1:-1]
        elif line and not line.startswith("#"):
            name, is_function, rest = line.partition("(")
            spellings = found.setdefault((section, name), [])
            if is_function:
                spellings.append([one for one in rest[:-1].split(", ") if one])
    return [(section, name, spellings) for (section, name), spellings in found.items()]


def state(section, name):
    """`("done" | "later" | "refused", reason)`."""
    full = f"{section}.{name}"
    if full in DONE:
        return "done", None
    for word, table in (("refused", REFUSED), ("later", LATER)):
        for pattern, reason in table.items():
            if fnmatchcase(full, pattern):
                return word, reason
    if fnmatchcase(full, BUILT_IN) and missing(section, name):
        return "refused", "the inside of a built-in module: ours are written anew, `lookup` finds them under the old names"
    return "done", None


# -- done ---------------------------------------------------------------------------------------------------------


def holder(section):
    """The module or class of a section."""
    parts = CHECKED_ON.get(section, section).split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        try:
            found = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not name.startswith(error.name):
                raise
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise ImportError(section)


def missing(section, name):
    """Why a name cannot be had, or `None`."""
    try:
        place = holder(section)
    except (ImportError, AttributeError) as error:
        return str(error)
    if hasattr(place, name) or inspect.isclass(place) and name in _instance_attributes(place):
        return None
    if section in SAMPLES and hasattr(SAMPLES[section](place), name):
        return None
    return f"{section} has no {name}"


def fault(section, name, spellings):
    """What is wrong with a name that counts as done, or `None`."""
    lacking = missing(section, name)
    if lacking:
        return lacking
    found = getattr(holder(section), name, None)
    if found is None or not spellings:
        return None
    found = holder(section) if name == "__init__" else found
    if isinstance(found, enum.EnumMeta):
        return None  # how one is called is the standard library's, and not the same in every version
    if not callable(found):
        return f"{section}.{name} cannot be called"
    if _is_stub(found) and not any(fnmatchcase(f"{section}.{name}", one) for one in OVERRIDDEN):
        return f"{section}.{name} does nothing but raise"
    if fnmatchcase(section, BUILT_IN):
        return None  # called by nobody but their host
    lacks = [f"{section}.{name} does not take `{one}`" for spelling in spellings for one in _not_taken(found, spelling)]
    return "; ".join(lacks) or None


@lru_cache(maxsize=None)
def _instance_attributes(cls):
    """What the class's own methods and annotations say its instances have."""
    found = set()
    for one in cls.__mro__:
        slots = one.__dict__.get("__slots__", ())
        found |= {*one.__dict__.get("__annotations__", ()), *((slots,) if isinstance(slots, str) else slots)}
        tree = _syntax(one)
        for node in ast.walk(tree) if tree else ():
            is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
            if is_own and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
    return frozenset(found)


def _syntax(thing):
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None


def _is_stub(function):
    """Whether a function's only statement is to raise."""
    tree = _syntax(inspect.unwrap(getattr(function, "__func__", function)))
    if not isinstance(tree, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    is_text = isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Constant)
    statements = tree.body[1:] if is_text else tree.body
    return len(statements) == 1 and isinstance(statements[0], ast.Raise)


def _not_taken(function, spelling):
    """Parameters of a spelling that a function takes neither by name nor, where they have one, by place."""
    try:
        own = [one for one in inspect.signature(function).parameters.values() if one.name != "self"]
    except ValueError:
        return []
    kinds = {one.kind for one in own}
    by_name = {one.name for one in own}
    places = sum(one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for one in own)
    has_place = True
    lacking = []
    for at, wanted in enumerate(spelling):
        if wanted == "*":
            has_place = False
        elif wanted not in by_name and inspect.Parameter.VAR_KEYWORD not in kinds:
            if not has_place or at >= places and inspect.Parameter.VAR_POSITIONAL not in kinds:
                lacking.append(wanted)
    return lacking


# -- not done -----------------------------------------------------------------------------------------------------


def refusal(section, name, spellings):
    """The text of the error that using a name raises; `None` when it works."""
    try:
        place = holder(section)
        made = _instance(place) if inspect.isclass(place) else place
        found = getattr(made, name)
        if callable(found):
            _use(found, spellings)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def claims(section, name, text):
    """Whether an error's text says what is missing: the name, or what its section is about."""
    return any(one.lower() in text.lower() for one in (name, *section.split(".")[1:]))


def _instance(cls):
    from telethon import TelegramClient

    if issubclass(cls, TelegramClient):
        return cls(None, 1, "hash")
    return object.__new__(cls)


def _use(function, spellings):
    """Calls with as many arguments as the function insists on, and waits."""
    try:
        own = inspect.signature(function).parameters.values()
    except ValueError:
        own = ()
    insisted = [one for one in own if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    by_name = {one.name: None for one in insisted if one.kind is one.KEYWORD_ONLY}
    answer = function(*(None for one in insisted if one.name not in by_name), **by_name)
    if inspect.isawaitable(answer):
        asyncio.run(_awaited(answer))


async def _awaited(answer):
    return await answer


# -- pages --------------------------------------------------------------------------------------------------------


def page(which):
    """The generated page of a list."""
    sections = {}
    for section, name, _ in names(which):
        sections.setdefault(section, {}).setdefault(state(section, name), []).append(name)
    counts = {word: 0 for word in ("done", "later", "refused")}
    for states in sections.values():
        for (word, _), found in states.items():
            counts[word] += len(found)
    lines = [*TITLES[which], "", ", ".join(f"{count} {word}" for word, count in counts.items()) + ".", ""]
    whole = {}
    for section, states in sections.items():
        if len(states) == 1 and next(iter(states))[0] != "done":
            whole.setdefault(next(iter(states)), []).append(section)
            continue
        lines += [f"## {section}", ""]
        for (word, reason), found in sorted(states.items(), key=lambda item: (item[0][0], item[0][1] or "")):
            listed = ", ".join(f"`{name}`" for name in sorted(found))
            lines += textwrap.wrap(f"{word}{f' ({reason})' if reason else ''}: {listed}", 140, break_on_hyphens=False) + [""]
    lines += ["## Whole files and classes", ""]
    for (word, reason), found in sorted(whole.items()):
        listed = ", ".join(f"`{section}`" for section in sorted(found))
        lines += textwrap.wrap(f"{word} ({reason}): {listed}", 140, break_on_hyphens=False) + [""]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments):
    for which in LISTS:
        if "--write" in arguments:
            PAGES.mkdir(exist_ok=True)
            (PAGES / f"{which}.md").write_text(page(which))
        else:
            print(page(which))


if __name__ == "__main__":
    main(sys.argv[1:])
