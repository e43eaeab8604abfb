"""Packages that a module needs: found from its ImportError, installed into the overlay, and the source run again."""

import importlib
import logging
import sys
import typing

from . import _source
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
    "pkg_resources": "setuptools<81",
    "pytgcalls": "py-tgcalls",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "speedtest": "speedtest-cli",
    "telebot": "pyTelegramBotAPI",
}
# A module that misses one package after another is given up after so many installations.
ROUNDS = 6
OURS = frozenset(("telethon", "hikkatl", "herokutl", "hikka", "heroku", "friendly_telegram", "aiogram", "_ox"))


class RequirementsFailed(LoadError):
    """Raised when the packages of a module could not be installed."""


def wanted(error: ImportError, source: str, tried: typing.Collection[tuple] = ()) -> typing.List[str]:
    """What to install after an ImportError: the `# requires:` line, then the missing name's package; what was `tried`
    is not named again. Empty when installing cannot help."""
    named = [name for name in _source.requirements(source) if _project(name) not in OURS]
    top = missing_name(error)
    missing = []
    if top is not None:
        project = package_of(error.name or top)
        missing = [next((name for name in named if _project(name) == _project(project)), project)]
    return next((names for names in (named, missing) if names and tuple(names) not in tried), [])


def package_of(name: str) -> str:
    """The package that brings a dotted module name along."""
    parts = name.lower().split(".")
    dotted = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((PACKAGE_OF[one] for one in dotted if one in PACKAGE_OF), name.partition(".")[0])


def _project(requirement: str) -> str:
    name = requirement
    for sign in "=<>!~;[@":
        name = name.partition(sign)[0]
    return name.strip().lower().replace("_", "-")


def missing_name(error: ImportError) -> typing.Optional[str]:
    """The third-party top-level name that an ImportError misses; `None` when it is not about one."""
    top = (error.name or "").partition(".")[0]
    return top if top and top not in OURS and top not in sys.stdlib_module_names else None


async def install(packages: typing.List[str]) -> typing.Optional[str]:
    """Installs packages into the overlay. Gives `None`, or why it failed."""
    from _ox import native

    try:
        result = await native.install_packages(packages)
    except Exception as error:
        return str(error) or repr(error)
    importlib.invalidate_caches()
    return None if result["ok"] else _last_words(result["log"])


def _last_words(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return next(
        (line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else "no reason was given"
    )[:300]


async def execute_with_requirements(module, source: str, before_install=None, install_allowed: bool = True) -> None:
    """Runs a module's source; after an ImportError installs what it needs and runs it again.

    The names of one `# requires:` line are installed together; where that fails, or does not bring what is missing, the
    missing package follows alone: modules forget to name what the hosts of their time had installed anyway.
    """
    tried: typing.List[tuple] = []
    reason = None
    while True:
        try:
            _source.execute(module)
            return
        except ImportError as error:
            packages = wanted(error, source, tried) if install_allowed and len(tried) < ROUNDS else []
            if not packages:
                if reason is None:
                    raise
                names = " ".join(tried[-1])
                raise RequirementsFailed(f"{names} could not be installed: {reason}") from error
        tried.append(tuple(packages))
        logger.info("installing %s for `%s`", " ".join(packages), module.__name__)
        if before_install is not None:
            await before_install(packages)
        reason = await install(packages)
        for name in [name for name in vars(module) if not name.startswith("__")]:
            del vars(module)[name]
