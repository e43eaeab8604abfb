"""Packages that a module needs: found from its ImportError, installed into the overlay, and the source run again."""

import asyncio
import functools
import importlib
import logging
import sys
import typing

from . import _packages, _source
from ._errors import LoadError

logger = logging.getLogger(__name__)

PACKAGE_OF = {
    "sklearn": "scikit-learn",
    "pil": "Pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "yaml": "PyYAML",
    "dateutil": "python-dateutil",
    "speech_recognition": "SpeechRecognition",
    "crypto": "pycryptodome",
    "magic": "python-magic",
    "dotenv": "python-dotenv",
    "googleapiclient": "google-api-python-client",
    "git": "GitPython",
    "docx": "python-docx",
    "telegraph": "telegraph",
    "youtube_dl": "youtube-dl",
    "yt_dlp": "yt-dlp",
    "dns": "dnspython",
    "jwt": "PyJWT",
    "moviepy": "moviepy<2",
    "cpuinfo": "py-cpuinfo",
    "ffmpeg": "ffmpeg-python",
    "fitz": "PyMuPDF",
    "github": "PyGithub",
    "google": "google-genai",
    "google.generativeai": "google-generativeai",
    "google.protobuf": "protobuf",
    "imdb": "cinemagoer",
    "nacl": "PyNaCl",
    "openssl": "pyOpenSSL",
    "pdfminer": "pdfminer.six",
    "pkg_resources": "setuptools<81",
    "pytgcalls": "py-tgcalls",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "speedtest": "speedtest-cli",
    "telebot": "pyTelegramBotAPI",
}
# What newer releases have dropped, and the release that still had it.
LAST_WITH = {
    "emoji.UNICODE_EMOJI": "emoji<2",
    "emoji.distinct_emoji_lis": "emoji<2",
    "moviepy.editor": "moviepy<2",
    "pytgcalls.StreamType": "py-tgcalls<1",
}
# A module that misses one package after another is given up after so many installations.
ROUNDS = 6
OURS = frozenset(("telethon", "hikkatl", "herokutl", "hikka", "heroku", "friendly_telegram", "userbot", "aiogram", "_ox"))


class RequirementsFailed(LoadError):
    """Raised when the packages of a module could not be installed."""


def wanted(error: ImportError, source: str, tried: typing.Collection[tuple] = ()) -> typing.List[str]:
    """What to install after an ImportError: the `# requires:` line, then the missing name's package; what was `tried`
    is not named again. Empty when installing cannot help."""
    named = [name for name in _source.requirements(source) if not _packages.is_ours(name)]
    top = missing_name(error)
    missing = []
    if top is not None:
        project = package_of(error.name or top)
        same = (name for name in named if _packages.project(name) == _packages.project(project))
        missing = [dropped(error) or next(same, project)]
    return next((names for names in (named, missing) if names and tuple(names) not in tried), [])


def package_of(name: str) -> str:
    """The package that brings a dotted module name along."""
    parts = name.lower().split(".")
    dotted = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((PACKAGE_OF[one] for one in dotted if one in PACKAGE_OF), name.partition(".")[0])


def dropped(error: ImportError) -> typing.Optional[str]:
    """The older release that an ImportError asks for; `None` when it is not about a dropped name."""
    _, found, rest = str(error).partition("cannot import name '")
    name = f"{error.name}.{rest.partition(chr(39))[0]}" if found else error.name
    return LAST_WITH.get(name or "")


def missing_name(error: ImportError) -> typing.Optional[str]:
    """The third-party top-level name that an ImportError misses; `None` when it is not about one."""
    top = (error.name or "").partition(".")[0]
    return top if top and top not in OURS and top not in sys.stdlib_module_names else None


async def install(packages: typing.List[str], constraints: typing.Sequence[str] = ()) -> typing.Optional[str]:
    """Installs packages into the overlay, within what others need. Gives `None`, or what was said of the failure."""
    from _ox import native

    try:
        limits = {"constraints": list(constraints)} if constraints else {}
        async with _installing():
            result = await native.install_packages(packages, _packages.OVERLAY, **limits)
    except Exception as error:
        return str(error) or repr(error)
    _packages.drop_stale(result["installed"])
    importlib.invalidate_caches()
    return None if result["ok"] else result["log"] or "no reason was given"


@functools.lru_cache(maxsize=1)
def _lock(loop) -> asyncio.Lock:
    return asyncio.Lock()


def _installing() -> asyncio.Lock:
    """Held while packages are installed: two at once would disturb each other."""
    return _lock(asyncio.get_running_loop())


def last_words(log: str) -> str:
    """The line of an installation that failed which says why."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else log)[:300]


class Installation:
    """The packages of one module: `recorded` are the versions that it was installed with before, `others` what other modules asked for."""

    def __init__(self, modules=None, name: str = "", recorded: typing.Sequence[str] = (), allowed=True, told=None, ahead=False):
        self.recorded = {_packages.project(one): one for one in recorded if "==" in one}
        self.allowed, self.told, self.ahead = allowed, told, ahead
        self._modules, self._name = modules, name
        self.tried: typing.List[tuple] = []
        self.used: typing.List[str] = []
        self.reasons: typing.List[typing.Tuple[str, str, typing.Optional[tuple]]] = []
        self.changed: typing.List[dict] = []

    def next(self, error: ImportError, source: str) -> typing.List[str]:
        """What to install after an ImportError; empty when nothing more can be done."""
        if not self.allowed or len(self.tried) >= ROUNDS:
            return []
        return wanted(error, source, self.tried)

    async def run(self, packages: typing.List[str], source: str) -> None:
        """Installs; a failure is kept until it is known whether the module works without. Raises `RequirementsFailed` at once when
        two modules disagree."""
        self.tried.append(tuple(packages))
        others = _packages.asked_by_others(self._modules, source)
        exact = [self.recorded.get(_packages.project(one), one) for one in packages]
        if found := _packages.disagreement(exact, others):
            mine, shown, theirs = found
            why = f"{' '.join(packages)} cannot be installed: it wants {mine}, and the module `{shown}` wants {theirs}"
            raise RequirementsFailed(why).saying("disagree", mine=mine, other=shown, theirs=theirs)
        logger.info("installing %s for `%s`", " ".join(exact), self._name)
        if self.told is not None:
            await self.told(exact)
        limits = [theirs for _, theirs in others]
        log = await install(exact, limits + self._as_before(exact, limits))
        if log is not None and self.recorded:
            log = await install(exact, limits)
        if log is None:
            self.used += packages
            for other, name, before, now in _packages.changed_for_others(self._modules, self._name):
                logger.warning("`%s` brought %s %s; `%s` was installed with %s", self._name, name, now, other, before)
                self.changed.append({"other": other, "package": name, "before": before, "now": now})
        else:
            self.reasons.append((" ".join(exact), last_words(log), _packages.in_the_way(log, others)))
            logger.warning("`%s`: %s", self._name, self.failure())

    def failure(self) -> RequirementsFailed:
        """What is raised when a module does not work without what could not be installed."""
        packages, reasons, limits = (dict.fromkeys(part) for part in zip(*self.reasons))
        packages, reason = " ".join(packages), "; ".join(reasons)
        for other, theirs in filter(None, limits):
            error = RequirementsFailed(f"{packages} cannot be installed: the module `{other}` wants {theirs}")
            return error.saying("in_the_way", packages=packages, other=other, theirs=theirs)
        error = RequirementsFailed(f"{packages} could not be installed: {reason}")
        return error.saying("packages_failed", packages=packages, reason=reason)

    def _as_before(self, exact: typing.List[str], limits: typing.List[str]) -> typing.List[str]:
        """The versions that came with the module before, of what it does not name itself and others do not limit."""
        named = {_packages.project(one) for one in (*exact, *limits)}
        return [pin for name, pin in self.recorded.items() if name not in named]


async def execute_with_requirements(module, source: str, installation: typing.Optional[Installation] = None) -> None:
    """Runs a module's source; after an ImportError installs what it needs and runs it again.

    The names of one `# requires:` line are installed together; where that fails, or does not bring what is missing, the
    missing package follows alone: modules forget to name what the hosts of their time had installed anyway. With `ahead`, what the
    line names is there before the first run, for modules that import late; one that cannot be had is no obstacle then.
    """
    installation = installation or Installation(name=module.__name__)
    for skipped in filter(_packages.is_ours, _source.requirements(source)):
        logger.info("`%s` asks for %s, which is built in and stays as it is", module.__name__, skipped)
    if installation.allowed and installation.ahead and (packages := _packages.missing(_source.requirements(source))):
        await installation.run(packages, source)
    while True:
        try:
            _source.execute(module)
            return
        except ImportError as error:
            packages = installation.next(error, source)
            if not packages:
                if installation.reasons:
                    raise installation.failure() from error
                raise
            older = dropped(error) in packages
            top = missing_name(error)
        await installation.run(packages, source)
        if older:
            for name in [name for name in sys.modules if name.partition(".")[0] == top]:
                del sys.modules[name]
        for name in [name for name in vars(module) if not name.startswith("__")]:
            del vars(module)[name]
