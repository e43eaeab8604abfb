"""A peer of `make bench`: a real Hikka or Heroku from the user's checkout, as it starts itself, on the local data centre.

Arguments: HOST PORT KEY (the authorisation key in hex) ID DATA CHECKOUT; module files lie in DATA/modules. Ends by SIGTERM.
Left out, in its favour: inline bot, web pages, look-ups on the Internet. Its client library speaks a layer that the data
centre does not: Telethon, from which that one was made, stands in its place.
"""

import importlib
import importlib.abc
import importlib.util
import json
import logging
import os
import sys
from pathlib import Path

API_ID, API_HASH = 1, "0123456789abcdef0123456789abcdef"
CLIENTS = {"hikka": "hikkatl", "heroku": "herokutl"}
STAND_IN = "telethon"


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives Telethon's modules under the names of the host's client library."""

    def __init__(self, name: str) -> None:
        self.name = name

    def _own(self, name: str) -> str:
        return STAND_IN + name.removeprefix(self.name)

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] != self.name or importlib.util.find_spec(self._own(name)) is None:
            return None
        return importlib.util.spec_from_loader(name, self)

    def create_module(self, spec):
        module = importlib.import_module(self._own(spec.name))
        self.spec = module.__spec__
        return module

    def exec_module(self, module):
        module.__spec__ = self.spec


class SilentBot:
    """An inline bot that takes everything and answers nothing."""

    def __getattr__(self, name: str):
        async def nothing(*args, **kwargs):
            return None

        return nothing


def dress() -> None:
    """Gives Telethon what the host reads from its own client library beyond it."""
    html = importlib.import_module(f"{STAND_IN}.extensions.html")
    html.CUSTOM_EMOJIS = True


def write_account(name: str, host: str, port: int, key: bytes, person: int, data: Path) -> None:
    """The session, configuration and database of an account that is logged in and set up."""
    sessions, crypto = (importlib.import_module(f"{STAND_IN}.{part}") for part in ("sessions", "crypto"))
    session = sessions.SQLiteSession(str(data / f"{name}-{person}"))
    session.set_dc(2, host, port)
    session.auth_key = crypto.AuthKey(key)
    session.save()
    session.close()
    (data / "config.json").write_text(json.dumps({"api_id": API_ID, "api_hash": API_HASH, "app_name": "Bench"}))
    (data / f"config-{person}.json").write_text("{}")


def quieten(name: str) -> None:
    """Takes out what needs the Internet, and says when all modules are ready."""
    inline = importlib.import_module(f"{name}.inline.core")
    utils = importlib.import_module(f"{name}.utils")
    log = importlib.import_module(f"{name}.log")
    main = importlib.import_module(f"{name}.main")

    async def no_bot(self, *args, **kwargs):
        self.init_complete, self.bot, self.bot_id, self.bot_username = True, SilentBot(), 1, "no_bot"

    async def nothing(*args, **kwargs):
        return None

    async def tell(*args, **kwargs):
        print("the host is online", flush=True)

    inline.InlineManager.register_manager = no_bot
    utils.invite_inline_bot = nothing
    log.TelegramLogsHandler.install_tg_log = lambda *args: None
    type(getattr(main, name))._badge = tell


def main(host: str, port: str, key: str, person: str, data: str, checkout: str) -> None:
    data = Path(data)
    name = next(name for name in CLIENTS if (Path(checkout) / name / "main.py").exists())
    sys.path.insert(0, checkout)
    sys.meta_path.insert(0, StandIn(CLIENTS[name]))
    dress()
    os.chdir(checkout)
    sys.argv[1:] = ["--data-root", str(data), "--no-web", "--no-tty", "--root"]
    write_account(name, host, int(port), bytes.fromhex(key), int(person), data)
    importlib.import_module(f"{name}.log").init()
    # As it does with its own client library: each line that it keeps costs it a look at the whole stack.
    logging.getLogger(STAND_IN).setLevel(logging.WARNING)
    host_main = importlib.import_module(f"{name}.main")
    loader = importlib.import_module(f"{name}.loader")
    loader.LOADED_MODULES_PATH, loader.LOADED_MODULES_DIR = data / "modules", str(data / "modules")
    quieten(name)
    getattr(host_main, name).main()


if __name__ == "__main__":
    main(*sys.argv[1:])
