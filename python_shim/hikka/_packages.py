"""Requirements of modules beside each other: what is ours and stays ours, what others have asked for, which versions came.

Version numbers are compared by their release part, which is what modules write. Installing is `_requirements`' part.
"""

import itertools
import re
import sys
import typing

# Distributions that bring along what is built in here, or what installs them.
OURS = frozenset(
    (
        "telethon",
        "telethon-mod",
        "hikkatl",
        "hikka-tl",
        "hikka-tl-new",
        "herokutl",
        "heroku-tl",
        "heroku-tl-new",
        "hikka",
        "heroku",
        "friendly-telegram",
        "aiogram",
        "-ox",
        "oxikka",
        "pip",
        "uv",
    )
)
_CLAUSE = r"(===|==|~=|!=|<=|>=|<|>)\s*([^,;\s]+)"


def project(requirement: str) -> str:
    """The normalised name at the beginning of a requirement."""
    name = re.split(r"[=<>!~;\[@\s]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def clauses(requirement: str) -> typing.List[typing.Tuple[str, str]]:
    """`[(">=", "1.2"), …]` of a requirement; empty for addresses."""
    return [] if "/" in requirement or "@" in requirement else re.findall(_CLAUSE, requirement.partition(";")[0])


def is_ours(requirement: str) -> bool:
    """Whether the package is built in here, belongs to Python, or is what installs packages."""
    name = project(requirement)
    return name in OURS or name.replace("-", "_") in sys.stdlib_module_names


def satisfies(version: str, requirement: str) -> bool:
    """Whether a version is one that the requirement allows."""
    return all(_holds(version, sign, wanted) for sign, wanted in clauses(requirement))


def _release(version: str) -> tuple:
    numbers = re.match(r"v?(?:\d+!)?((?:\d+\.)*\d+)", version.strip())
    return tuple(map(int, numbers[1].split("."))) if numbers else ()


def _holds(version: str, sign: str, wanted: str) -> bool:
    have, want = _release(version), _release(wanted)
    if not have or not want:
        return True
    if sign in ("==", "!=") and wanted.endswith(".*"):
        return (have[: len(want)] == want) == (sign == "==")
    if sign == "~=":
        return have >= want and have[: len(want) - 1] == want[:-1]
    size = max(len(have), len(want))
    have, want = have + (0,) * (size - len(have)), want + (0,) * (size - len(want))
    return {
        "==": have == want,
        "===": have == want,
        "!=": have != want,
        "<": have < want,
        ">": have > want,
        "<=": have <= want,
        ">=": have >= want,
    }[sign]


def asked_by_others(modules, own_source: str) -> typing.List[typing.Tuple[str, str]]:
    """`[(display name, requirement with versions)]` of all loaded modules but the one that the source is a version of."""
    from . import _source

    found = []
    for module in modules.modules if modules is not None else ():
        source = getattr(module, "__source__", "")
        if "requires:" not in source or re.search(rf"^class {type(module).__name__}\b", own_source, re.MULTILINE):
            continue
        shown = str(getattr(module, "name", type(module).__name__))
        found += [(shown, one) for one in _source.requirements(source) if clauses(one) and not is_ours(one)]
    return found


def disagreement(wanted: typing.List[str], others: typing.List[typing.Tuple[str, str]]) -> typing.Optional[str]:
    """Why the requirements cannot be met beside those of other modules, as far as their own numbers tell."""
    for mine, (shown, theirs) in itertools.product(wanted, others):
        if project(mine) != project(theirs):
            continue
        pinned = ((mine, theirs), (theirs, mine))
        exact = ((number, other) for one, other in pinned for sign, number in clauses(one) if sign[:2] == "==" and "*" not in number)
        if not _overlap(mine, theirs) or any(not satisfies(number, other) for number, other in exact):
            return f"it wants {mine}, and the module `{shown}` wants {theirs}"
    return None


def _overlap(mine: str, theirs: str) -> bool:
    """Whether the lower bounds of each leave room below the upper bounds of the other."""
    both = clauses(mine) + clauses(theirs)
    low = [number for sign, number in both if sign in (">=", ">", "~=", "==") and "*" not in number]
    return not low or all(_holds(max(low, key=_release), sign, number) for sign, number in both if sign in ("<", "<="))


def missing(wanted: typing.Iterable[str]) -> typing.List[str]:
    """Those that are not installed. Addresses are left out: what they bring is not known before."""
    import importlib.metadata

    found = []
    for requirement in wanted:
        if is_ours(requirement) or "/" in requirement:
            continue
        try:
            version = importlib.metadata.version(project(requirement))
        except (importlib.metadata.PackageNotFoundError, ValueError):
            version = ""
        if not version or not satisfies(version, requirement):
            found.append(requirement)
    return found


def installed(wanted: typing.Iterable[str]) -> typing.List[str]:
    """`name==version` of those that are installed, as the overlay and the venv have them now; what is not stays as asked for."""
    import importlib.metadata

    found = []
    for requirement in wanted:
        if is_ours(requirement):
            continue
        try:
            found.append(f"{project(requirement)}=={importlib.metadata.version(project(requirement))}")
        except (importlib.metadata.PackageNotFoundError, ValueError):
            found.append(requirement)
    return found
