"""The package that loaded modules live in, so that `from .. import loader, utils` reaches the host.

Its path is the folder of the built-in modules; what the owner loads has no file.
"""

import os
from pathlib import Path


def directory() -> Path:
    """The folder of the built-in modules: `OXIKKA_MODULES`, else `modules` beside the shim."""
    named = os.environ.get("OXIKKA_MODULES")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "modules"


__path__ = [str(directory())]
