"""The compat run's rows."""

import pytest
from _ox import compat

GOOD = """
from .. import loader
class GoodMod(loader.Module):
    strings = {"name": "Good"}
    def __init__(self): self.config = loader.ModuleConfig("K", 1, "doc")
    async def bcmd(self, m): pass
    async def acmd(self, m): pass
    async def watcher(self, m): pass
    async def q_inline_handler(self, q): pass
    async def p_callback_handler(self, c): pass
    @loader.loop(interval=3, autostart=True)
    async def tick(self): pass
"""


@pytest.fixture
def examine(modules, run):
    return lambda source: run(compat.examine(modules, "modules/x.py", source, False, 0.2))


def test_row_of_a_module_that_loads(examine):
    assert examine(GOOD) == {
        "path": "modules/x.py",
        "outcome": "loaded",
        "ready": "ok",
        "error": None,
        "missing": [],
        "class": "GoodMod",
        "name": "Good",
        "commands": ["a", "b"],
        "watchers": 1,
        "inline_handlers": ["q"],
        "callback_handlers": ["p"],
        "loops": [["tick", 3, True]],
        "config": ["K"],
    }


@pytest.mark.parametrize(
    "source, outcome, error, line, missing",
    [
        ("\nimport nobodys_package.part", "needs_package", "ModuleNotFoundError", 2, ["nobodys_package"]),
        ("from ..nothing import x", "failed", "ModuleNotFoundError", 1, ["hikka.nothing"]),
        ("from ..utils import nothing", "failed", "ImportError", 1, ["hikka.utils.nothing"]),
        ("from .. import loader\nloader.nothing", "failed", "AttributeError", 2, ["hikka.loader.nothing"]),
        ("def f(:", "failed", "SyntaxError", 1, []),
        ("x = 1", "no_module", "NoModule", None, []),
        ("1 / 0", "failed", "ZeroDivisionError", 1, []),
    ],
)
def test_row_of_a_module_that_does_not(examine, source, outcome, error, line, missing):
    row = examine(source)
    assert (row["outcome"], row["error"]["class"], row["error"]["line"], row["missing"], row["ready"]) == (
        outcome,
        error,
        line,
        missing,
        None,
    )


@pytest.mark.parametrize(
    "body, expected", [("raise KeyError('k')", "KeyError"), ("import asyncio; await asyncio.sleep(9)", "TimeoutError")]
)
def test_client_ready_is_reported(examine, body, expected):
    row = examine(GOOD + f"    async def client_ready(self): {body}\n")
    assert row["outcome"] == "loaded" and row["ready"]["class"] == expected
