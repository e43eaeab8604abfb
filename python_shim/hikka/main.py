"""Starting the host for one account, and the names that modules read from `main`."""

import asyncio
import collections
import logging
import os
import typing
from pathlib import Path

from .version import __version__, geektg_version

logger = logging.getLogger(__name__)

BASE_DIR = os.getcwd()
BASE_PATH = Path(BASE_DIR)
CONFIG_PATH = BASE_PATH / "config.json"
IS_DOCKER = "DOCKER" in os.environ
IS_TERMUX = "com.termux" in os.environ.get("PREFIX", "")
IS_CODESPACES = IS_RAILWAY = IS_GOORM = IS_LAVHOST = IS_WSL = False
is_okteto = False
web_available = False
geektg = geektg_version
_API_TOKEN = collections.namedtuple("api_token", ("ID", "HASH"))
# The core puts the application's own id and hash in their place, in what a module's client sends.
_STAND_IN = _API_TOKEN(1, "never shown")

__all__ = ["__version__", "hikka", "heroku", "start", "stop", "get_config_key", "save_config_key"]


class InteractiveAuthRequired(Exception):
    """Raised by older hosts when nobody is there to log in."""


class SuperList(list):
    """A list of clients; an attribute that lists do not have is asked of every client."""

    def __getattribute__(self, attr: str) -> typing.Any:
        if hasattr(list, attr):
            return list.__getattribute__(self, attr)
        values = [getattr(client, attr) for client in self]
        if not any(map(callable, values)):
            return values

        def fan_out(*args, **kwargs):
            results = [value(*args, **kwargs) for value in values]
            if not any(map(asyncio.iscoroutine, results)):
                return results

            async def gathered():
                return [await result if asyncio.iscoroutine(result) else result for result in results]

            return gathered()

        return fan_out


class Host:
    """What modules read from `main.hikka` and `main.heroku`."""

    def __init__(self):
        self.clients = SuperList()
        self.arguments = None
        self.sessions: list = []
        self.proxy = self.conn = self.web = None
        self.omit_log = False
        self._ready: typing.Optional[asyncio.Event] = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The one event loop."""
        return asyncio.get_event_loop()

    @property
    def ready(self) -> asyncio.Event:
        """Set when all modules are loaded."""
        if self._ready is None:
            self._ready = asyncio.Event()
        return self._ready

    @property
    def api_token(self):
        """What stands for the application's id and hash, which never reach modules."""
        return _STAND_IN


hikka = heroku = geek = Host()
Hikka = Heroku = Host


def get_config_key(key: str) -> typing.Union[str, bool]:
    """A key of the program's own configuration, which modules do not see: always `False`."""
    return False


def save_config_key(key: str, value: str) -> bool:
    """The program's own configuration is not written by modules."""
    raise RuntimeError(f"`save_config_key`: `{key}` cannot be set by a module")


def get_app_name() -> str:
    """The name under which the account's device is listed."""
    return "Oxikka"


def build_client(me):
    """The client of the account that the core is logged in to."""
    from .tl_cache import CustomTelegramClient

    client = CustomTelegramClient(None, *_STAND_IN)
    client._attach(me)
    client.become(me)
    client.parse_mode = "HTML"
    return client


async def build(config: dict, me):
    """`Modules` of an account with its client, database and dispatcher; nothing is loaded yet."""
    from . import log
    from .allmodules import Modules
    from .database import Database
    from .dispatcher import CommandDispatcher
    from .translations import Translator

    log.init()
    log.of_account(me.id)
    log.hide_value(me.phone)
    client = build_client(me)
    db = Database(client)
    client.hikka_db = db
    translator = Translator(client, db, config.get("language") or "en")
    await translator.init()
    hikka.clients[:] = [client]
    modules = Modules(client, db, hikka.clients, translator, config.get("prefix") or ".")
    client.loader = modules
    client.dispatcher = CommandDispatcher(modules, client, db)
    modules.check_security = client.dispatcher.check_security
    modules.aliases.update(modules.kept_aliases())
    modules.takeover.begin()
    db._listeners.append(
        lambda owner, key: modules.interests.changed() if (owner, key) == ("oxikka.security", "masks") else None
    )
    return modules


async def start(config: dict, me):
    """Loads everything for the account `me` (a `User`), runs `client_ready`, tells the core what we listen to. Gives the client."""
    from _ox import boot, interests
    from _ox.link import link

    from . import _boot

    modules = await build(config, me)
    if config.get("mode") == "compat":
        from _ox import compat

        await compat.run(modules, config["compat"])
        return modules.client
    boot.route(
        lambda update, users, chats, targets, command: modules.client._dispatch_update(update, users, chats, targets)
    )
    boot.route(lambda *frame: modules.client.dispatcher.handle_update(*frame))
    await _boot.load_built_in(modules)
    sources = await _boot.load_stored(modules, config.get("modules") or [])
    modules._initial_registration = False
    await _boot.configure_all(modules, sources)
    await modules.send_ready()
    modules.interests.enabled = True
    modules.interests.sync()
    interests.send()
    modules.started = True
    hikka.ready.set()
    await link.control("ready", {})
    logger.info("%s modules with %s commands are loaded", len(modules.modules), len(modules.commands))
    return modules.client


async def stop() -> None:
    """Unloads the modules politely: what they changed in place is written, their loops end."""
    for client in list(hikka.clients):
        modules = client.loader
        for module in list(modules.modules):
            modules.unregister_loops(module, "stop")
        modules.db.save()
