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
}
OURS = frozenset(("telethon", "hikkatl", "herokutl", "hikka", "heroku", "friendly_telegram", "aiogram", "_ox"))


class RequirementsFailed(LoadError):
    """Raised when the packages of a module could not be installed."""


def wanted(error: ImportError, source: str) -> typing.List[str]:
    """What to install after an ImportError: the `# requires:` line, else the missing name's package; empty when installing cannot help."""
    named = _source.requirements(source)
    if named:
        return [name for name in named if name.split("==")[0].lower() not in OURS]
    top = (error.name or "").partition(".")[0]
    if not top or top in OURS or top in sys.stdlib_module_names:
        return []
    return [PACKAGE_OF.get(top.lower(), top)]


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
    """Runs a module's source; after an ImportError installs what it needs and runs it once more."""
    try:
        _source.execute(module)
        return
    except ImportError as error:
        packages = wanted(error, source) if install_allowed else []
        if not packages:
            raise
        first = error
    logger.info("installing %s for `%s`", " ".join(packages), module.__name__)
    if before_install is not None:
        await before_install(packages)
    reason = await install(packages)
    if reason is not None:
        raise RequirementsFailed(f"{' '.join(packages)} could not be installed: {reason}") from first
    for name in [name for name in vars(module) if not name.startswith("__")]:
        del vars(module)[name]
    _source.execute(module)
