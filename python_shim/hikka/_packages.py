"""Requirements of modules beside each other: what is ours and stays ours, what others have asked for, which versions came.

Version numbers are compared by their release part, which is what modules write. Installing is `_requirements`' part.
"""

import itertools
import os
import re
import sys
import typing

OVERLAY = os.path.join("packages", f"{sys.version_info[0]}.{sys.version_info[1]}")
"""Where packages of modules lie, below the worker's own folder: one folder for each Python."""

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
        "userbot",
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


def disagreement(
    wanted: typing.List[str], others: typing.List[typing.Tuple[str, str]]
) -> typing.Optional[typing.Tuple[str, str, str]]:
    """`(requirement, display name of the other module, what that wants)` when the requirements cannot be met beside those of other
    modules, as far as their own numbers tell."""
    for mine, (shown, theirs) in itertools.product(wanted, others):
        if project(mine) != project(theirs):
            continue
        pinned = ((mine, theirs), (theirs, mine))
        exact = ((number, other) for one, other in pinned for sign, number in clauses(one) if sign[:2] == "==" and "*" not in number)
        if not _overlap(mine, theirs) or any(not satisfies(number, other) for number, other in exact):
            return mine, shown, theirs
    return None


def in_the_way(log: str, others: typing.List[typing.Tuple[str, str]]) -> typing.Optional[typing.Tuple[str, str]]:
    """`(display name, requirement)` of the other module whose requirement an installation failed over, as far as its log tells."""
    found = re.search(r"error|conflict|no solution", log, re.IGNORECASE)
    said = re.sub(r"[-_.]+", "-", log[found.start() :].lower()) if found else ""
    return next((one for one in others if re.search(rf"(?<![\w-]){re.escape(project(one[1]))}(?![\w-])", said)), None)


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


def drop_stale(came: typing.Iterable[str]) -> None:
    """Takes the records of older versions away: pip leaves them in a folder of its target, and both would be found."""
    import shutil

    now = versions(came)
    folders = os.listdir(OVERLAY) if now and os.path.isdir(OVERLAY) else ()
    for folder in folders:
        name, _, version = folder.removesuffix(".dist-info").rpartition("-")
        if folder.endswith(".dist-info") and now.get(project(name), version) != version:
            shutil.rmtree(os.path.join(OVERLAY, folder), ignore_errors=True)


def with_what_they_need(names: typing.Iterable[str]) -> typing.List[str]:
    """The named packages and, behind them, all installed distributions that they brought along."""
    import importlib.metadata

    found, open_ = {}, [(name, True) for name in names]
    while open_:
        name, asked_for = open_.pop(0)
        key = project(name)
        if key in found or is_ours(name):
            continue
        try:
            needs = importlib.metadata.requires(key) or []
        except (importlib.metadata.PackageNotFoundError, ValueError):
            if not asked_for:
                continue
            needs = []
        found[key] = name
        open_ += [(need.partition(";")[0].strip(), False) for need in needs if "extra ==" not in need]
    return list(found.values())


def versions(recorded: typing.Iterable[str]) -> typing.Dict[str, str]:
    """`{project: version}` of what was recorded with its version."""
    return {project(one): one.partition("==")[2] for one in recorded if "==" in one}


def newest(rows: typing.Iterable[typing.Iterable[str]]) -> typing.List[str]:
    """What all rows name, each once: with the highest version that one of them recorded."""
    found: typing.Dict[str, str] = {}
    for one in itertools.chain.from_iterable(rows):
        before = found.get(project(one))
        if before is None or _release(one.partition("==")[2]) > _release(before.partition("==")[2]):
            found[project(one)] = one
    return list(found.values())


def changed_for_others(modules, own: str) -> typing.List[typing.Tuple[str, str, str, str]]:
    """`[(display name, project, version before, version now)]` where other modules were installed with another version."""
    import importlib.metadata

    changed = []
    for module in modules.modules if modules is not None else ():
        for name, before in getattr(module, "_ox_versions", {}).items():
            try:
                now = importlib.metadata.version(name)
            except (importlib.metadata.PackageNotFoundError, ValueError):
                continue
            if now != before and type(module).__module__ != own:
                changed.append((str(getattr(module, "name", type(module).__name__)), name, before, now))
                module._ox_versions[name] = now
    return changed
