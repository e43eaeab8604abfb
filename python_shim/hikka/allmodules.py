"""`Modules` (`self.allmodules`): what is loaded, and the tables of commands, watchers and handlers made from it.

Loading a file is `_lifecycle`'s part, choosing handlers for an update the dispatcher's.
"""

import logging
import typing

from . import _decisions, _lifecycle, _members
from ._errors import CoreUnloadError
from ._interest_table import InterestTable, module_of, remember_class
from ._keyboards import en_keys, ru_keys  # noqa: F401
from ._observed import TableDict, TableList
from ._options import OptionKeeper
from ._takeover import Replaceable, Takeover, made_by

logger = logging.getLogger(__name__)

SHADOWED = "core."
COVERING = "covering"
"""Key of the classes whose commands may take the place of built-in ones."""


class Modules(Replaceable):
    """All modules and libraries of one account."""

    _TABLES = {"commands": TableDict, "aliases": TableDict, "watchers": TableList}

    def __init__(self, client, db, allclients, translator, prefix: str = "."):
        from .inline.core import InlineManager

        self.interests = InterestTable(self)
        self.commands: typing.Dict[str, typing.Callable] = {}
        self.inline_handlers: typing.Dict[str, typing.Callable] = {}
        self.callback_handlers: typing.Dict[str, typing.Callable] = {}
        self.aliases: typing.Dict[str, str] = {}
        self.modules: list = []
        self.dragon_modules: list = []
        self.libraries: list = []
        self.watchers: list = []
        self._log_handlers: list = []
        self._core_commands: list = []
        self._shadowed: typing.Dict[str, typing.Callable] = {}
        self._initial_registration = True
        self.started = False
        # Those that the owner is installing just now: what they ask for may be downloaded anew.
        self.installing: list = []
        self._default_prefix = prefix
        self.allclients = allclients
        self.client = client
        self._db = self.db = db
        self._options = OptionKeeper(db)
        self.translator = translator
        self.secure_boot = False
        self.inline = InlineManager(client, db, self)
        self.use_inline = True
        self.added_modules = None
        self.takeover = Takeover(self)
        self.check_security = None
        client.hikka_inline = client.heroku_inline = client.geek_inline = self.inline

    def __setattr__(self, name: str, value) -> None:
        table = self._TABLES.get(name)
        if table is not None:
            value = table(value, self.interests.changed)
            self.interests.changed()
        super().__setattr__(name, value)

    # -- loading -------------------------------------------------------------

    async def load_source(self, source: str, origin: str = "<string>", name=None, save: bool = True, message=None):
        """Loads a module from its source, runs `client_ready` and, with `save`, keeps it for the next start.

        `origin` is its address or `<string>`; `message` is told when packages are installed. Raises `LoadError`, `SelfUnload`,
        `SelfSuspend` or what the module raised; the module is not loaded then, except after `SelfSuspend`.
        """

        async def on_install(packages) -> None:
            if message is not None:
                from .utils import answer, escape_html

                await answer(message, f"📦 <code>{escape_html(' '.join(packages))}</code> …")

        return await _lifecycle.install(self, source, origin, name=name, save=save, on_install=on_install)

    async def register_module(
        self, spec, module_name: str, origin: str = "<core>", save_fs: bool = False, is_dragon: bool = False
    ):
        """Registers the module of an import spec whose loader holds the source. `client_ready` is not run."""
        data = getattr(spec.loader, "data", None)
        source = data.decode() if isinstance(data, bytes) else data or spec.loader.get_source(module_name)
        return await _lifecycle.register(self, source, module_name, origin, getattr(spec, "origin", None) or origin)

    async def register_all(self, mods=None, no_external: bool = False) -> list:
        """Accepted from older callers; everything is registered once, at the start."""
        return list(self.modules)

    def unload_dragon(self, instance) -> bool:
        """There are no pyrogram modules to unload."""
        return False

    async def complete_registration(self, instance) -> None:
        """Takes an instance in; an older one of the same class goes first."""
        instance.allmodules = self
        remember_class(instance)
        instance.internal_init()
        old = self.replaced_by(instance)
        if old is not None:
            await _lifecycle.retire(self, old, "update")
        self.modules.append(instance)

    def replaced_by(self, instance):
        """The module whose place an instance takes: that of the same class. A built-in one stays beside what is loaded."""
        core = instance.__origin__.startswith("<core")
        same = (module for module in self._of_class(type(instance).__name__) if module is not instance)
        return next((module for module in same if core or not module.__origin__.startswith("<core")), None)

    async def unload_module(self, classname: str) -> typing.List[str]:
        """Unloads modules by class name or display name, and forgets their source. Gives the class names that went."""
        meant, gone = self._called(classname.lower()), []
        own = [module for module in meant if not module.__origin__.startswith("<core")]
        if meant and not own:
            name = type(meant[0]).__name__
            raise CoreUnloadError(name).saying("stays", module=name)
        for module in own:
            name = type(module).__name__
            await _lifecycle.retire(self, module, "unload")
            _lifecycle.forget(name)
            self._keep_covering(name, False)
            gone.append(name)
        return gone

    def _of_class(self, name: str) -> list:
        return [module for module in self.modules if type(module).__name__ == name]

    # -- configuration and readiness -----------------------------------------

    def load_config(self, holder) -> None:
        """Fills the options of a module or library with their stored values, and keeps later changes."""
        from . import log
        from ._config import ModuleConfig

        config = getattr(holder, "config", None)
        if not isinstance(config, ModuleConfig):
            return
        self._options.load(type(holder).__name__, config)
        log.hide_options(config)

    def send_config(self, *args, skip_hook: bool = False) -> None:
        """Sends their configuration to all modules."""
        for module in self.modules:
            self.send_config_one(module, skip_hook=skip_hook)

    def send_config_one(self, mod, *args, skip_hook: bool = False) -> None:
        """Gives a module its options, strings and name, then calls `config_complete`."""
        from .translations import Strings

        self.load_config(mod)
        if skip_hook:
            return
        mod.strings = Strings(mod, self.translator)
        mod.translator = self.translator
        if not isinstance(getattr(mod, "name", None), str):
            # A module's name is the same in every language, or it could not be looked up.
            mod.name = mod.strings._base_strings.get("name") or mod.strings["name"]
        mod.config_complete()

    async def send_ready(self, *args) -> None:
        """Runs `client_ready` of all modules at the same time."""
        import asyncio

        await asyncio.gather(*(self.send_ready_one_wrapper(module) for module in list(self.modules)))

    async def send_ready_one_wrapper(self, mod, *args, **kwargs) -> None:
        """`send_ready_one` behind a fence."""
        try:
            await self.send_ready_one(mod, *args, **kwargs)
        except (Exception, SystemExit):
            logger.exception("module `%s` did not become ready", type(mod).__name__)

    async def send_ready_one(self, mod, *args, no_self_unload: bool = False, from_dlmod: bool = False) -> None:
        """Runs `on_dlmod` and `client_ready` of a module, starts its loops and takes in its handlers."""
        await _lifecycle.make_ready(self, mod, no_self_unload=no_self_unload, from_dlmod=from_dlmod)

    # -- tables --------------------------------------------------------------

    def take_in(self, instance) -> None:
        """Takes in all handlers of a module, or those that are new."""
        self.register_commands(instance)
        self.register_watchers(instance)
        self.register_raw_handlers(instance)
        self.register_inline_stuff(instance)

    def register_commands(self, instance) -> None:
        """Takes in the commands of a module. Over another module's the later wins; over a built-in one only if the owner said so,
        the built-in one answers to `core.<name>` then."""
        core = instance.__origin__.startswith("<core")
        may_cover = not core and self.may_cover(instance)
        for name, function in instance.commands.items():
            built_in = self._built_in(name)
            if core:
                self._core_commands.append(name)
            elif built_in is not None:
                if not may_cover:
                    logger.warning("command `%s` of `%s` waits: a built-in one has this name", name, type(instance).__name__)
                    continue
                self._shadowed[name] = built_in
            self.commands[name] = function
        self.interests.changed()

    def _built_in(self, name: str) -> typing.Optional[typing.Callable]:
        """The built-in command of a name, covered or not."""
        return next(filter(self._is_core, (self._shadowed.get(name), self.commands.get(name))), None)

    def may_cover(self, instance) -> bool:
        """Whether the owner lets the commands of a module take the place of built-in ones."""
        return self._remove_core_protection or type(instance).__name__ in (self.db.get("oxikka.main", COVERING, None) or ())

    def waiting_names(self, instance) -> typing.List[str]:
        """The commands of a module that have the names of built-in ones and may not take their place."""
        if instance.__origin__.startswith("<core") or self.may_cover(instance):
            return []
        return [name for name in instance.commands if self._built_in(name) is not None]

    def let_cover(self, instance, allowed: bool) -> None:
        """Lets the commands of a module take the place of built-in ones, or takes that back."""
        self._keep_covering(type(instance).__name__, allowed)
        self.unregister_commands(instance, "update")
        self.register_commands(instance)

    def _keep_covering(self, name: str, allowed: bool) -> None:
        before = self.db.get("oxikka.main", COVERING, None) or []
        if (name in before) != allowed:
            self.db.set("oxikka.main", COVERING, [*before, name] if allowed else [one for one in before if one != name])

    @staticmethod
    def _is_core(function) -> bool:
        return str(getattr(getattr(function, "__self__", None), "__origin__", "")).startswith("<core")

    def register_watchers(self, instance) -> None:
        """Takes in the watchers of a module."""
        self.watchers[:] = [watcher for watcher in self.watchers if not is_method_of(watcher, instance)]
        self.watchers.extend(instance.watchers.values())
        self.interests.changed()

    register_watcher = register_watchers

    def register_raw_handlers(self, instance) -> None:
        """Takes in the raw update handlers of a module."""
        handlers = self.client.dispatcher.raw_handlers
        for handler in _members.get_raw_handlers(instance):
            if handler not in handlers:
                handlers.append(handler)
        self.interests.changed()

    def register_inline_stuff(self, instance) -> None:
        """Takes in the inline and callback handlers of a module."""
        self.inline_handlers.update(instance.inline_handlers)
        self.callback_handlers.update(instance.callback_handlers)

    def unregister_commands(self, instance, purpose: str) -> None:
        """Drops the commands of a module; those that it covered come back."""
        gone = set()
        for table in (self.commands, self._shadowed):
            for command, function in list(table.items()):
                if belongs(function, instance):
                    gone.add(command)
                    del table[command]
        for command in [command for command in self._shadowed if command not in self.commands]:
            self.commands[command] = self._shadowed.pop(command)
        for module in self.modules if gone - self.commands.keys() else ():
            if type(module).__name__ != type(instance).__name__:
                for command, function in module.commands.items():
                    if command in gone:
                        self.commands.setdefault(command, function)
        self.interests.changed()

    def unregister_watchers(self, instance, purpose: str) -> None:
        """Drops the watchers of a module."""
        self.watchers[:] = [watcher for watcher in self.watchers if not belongs(watcher, instance)]
        self.interests.changed()

    def unregister_raw_handlers(self, instance, purpose: str) -> None:
        """Drops the raw update handlers of a module."""
        handlers = self.client.dispatcher.raw_handlers
        handlers[:] = [handler for handler in handlers if not belongs(handler, instance)]
        self.interests.changed()

    def unregister_inline_stuff(self, instance, purpose: str) -> None:
        """Drops the inline and callback handlers of a module."""
        for table in (self.inline_handlers, self.callback_handlers):
            for key in [key for key, function in table.items() if belongs(function, instance)]:
                del table[key]

    def unregister_loops(self, instance, purpose: str) -> None:
        """Stops the loops of a module."""
        for _, loop in _members.get_loops(instance):
            loop.stop()

    # -- looking up ----------------------------------------------------------

    def lookup(self, modname: str, include_dragon: bool = False):
        """A library by class name, else the first module by class or display name, in any case; `False` when there is none."""
        wanted = str(modname).lower()
        for library in self.libraries:
            if type(library).__name__.lower() == wanted:
                return library
        called = self._called(wanted)
        return called[0] if called else self._lookup_alias(wanted)

    def named(self, name: str):
        """What the owner means by a name: as `lookup`, but a built-in module gives way to one that stands beside it."""
        found = self.lookup(name)
        beside = (module for module in self._called(str(name).lower()) if not module.__origin__.startswith("<core"))
        return next(beside, found) if str(getattr(found, "__origin__", "")).startswith("<core") else found

    def _called(self, wanted: str) -> list:
        """The modules of a class or display name in lower case; spaces round a name are none of it."""
        wanted = wanted.strip()
        return [
            module
            for module in self.modules
            if wanted in (type(module).__name__.lower(), str(getattr(module, "name", "")).lower().strip())
        ]

    def _lookup_alias(self, wanted: str):
        """Built-in modules under the names that other hosts gave them."""
        name = _lifecycle.BUILT_IN_NAMES.get(wanted)
        return self.lookup(name) if name is not None and name != wanted else False

    def get_classname(self, name: str) -> str:
        """The class name of a module by its display name; the name itself when there is none."""
        return next(
            (
                type(module).__name__
                for module in self.modules
                if str(getattr(module, "name", "")).lower() == name.lower()
            ),
            name,
        )

    def get_prefix(self, userbot=None) -> str:
        """The command prefix, of a user when one is named."""
        return _decisions.prefix_of(self, userbot)

    def get_prefixes(self) -> set:
        """All prefixes that anybody may use."""
        return {self.get_prefix(), *(self.db.get("oxikka.main", "command_prefixes", {}) or {}).values()}

    def find_alias(self, alias: str, include_legacy: bool = False) -> typing.Optional[str]:
        """The command that a decorator's `alias` or `aliases` names; with `include_legacy` also the owner's aliases."""
        word = str(alias or "").lower()
        for name, function in self.commands.items():
            if word and word in command_aliases(function):
                return name
        return self.aliases.get(word) if include_legacy else None

    def find_command(self, word: str) -> typing.Tuple[str, typing.Optional[typing.Callable]]:
        """`(name, handler)` of what a word means, also while that is off; without arguments that an alias brings along."""
        word = word.lower()
        if word.startswith(SHADOWED) and word[len(SHADOWED) :] in self._shadowed:
            return word, self._shadowed[word[len(SHADOWED) :]]
        name = next((name for name in self._meanings(word) if name in self.commands), None)
        return (word, None) if name is None else (name, self.commands[name])

    def _meanings(self, word: str) -> typing.Iterator[typing.Optional[str]]:
        yield word
        if meant := self.aliases.get(word, "").partition(" ")[0].lower():
            yield meant
            yield self.find_alias(meant)
        yield self.find_alias(word)

    def dispatch(self, _command: str) -> typing.Tuple[str, typing.Optional[typing.Callable]]:
        """`(resolved command, handler)` of a typed command word, with the arguments that an alias brings along.

        The handler is `None` when nothing answers to the word, or what does is off.
        """
        word = _command.lower()
        name, handler = self.find_command(word)
        if handler is None or self._is_off(name, handler):
            return word, None
        arguments = "" if name == word else self.aliases.get(word, "").partition(" ")[2].lstrip()
        return f"{name} {arguments}".rstrip(), handler

    def _is_off(self, name: str, handler) -> bool:
        modules = self.db.get("oxikka.main", "disabled_modules", None) or ()
        commands = self.db.get("oxikka.main", "disabled_commands", None) or {}
        if not modules and not commands:
            return False
        names = {module_of(handler), _plain_path(getattr(handler, "__module__", None) or "")}
        off = [one.lower() for module, some in commands.items() if _plain_path(module) in names for one in some]
        return name in off or not names.isdisjoint(map(_plain_path, modules))

    # -- aliases and the rest ------------------------------------------------

    def add_aliases(self, aliases: dict) -> None:
        """Adds many aliases."""
        for alias, command in aliases.items():
            self.add_alias(alias, command)

    def add_alias(self, alias: str, cmd: str, args: typing.Optional[str] = None) -> bool:
        """Lets a command answer to another word. `False` when there is no such command."""
        if cmd.split(" ")[0].lower() not in self.commands:
            return False
        self.aliases[alias.lower().strip()] = f"{cmd} {args}" if args else cmd
        self._keep_aliases()
        return True

    def remove_alias(self, alias: str) -> bool:
        """Takes an alias back. `False` when there was none."""
        known = self.aliases.pop(alias.lower().strip(), None) is not None
        if known:
            self._keep_aliases()
        return known

    def kept_aliases(self) -> dict:
        """The owner's aliases as they are stored."""
        return self.db.get("oxikka.main", "aliases", {}) or {}

    def _keep_aliases(self) -> None:
        if self.kept_aliases() != self.aliases:
            self.db.set("oxikka.main", "aliases", dict(self.aliases))

    async def log(self, *args, **kwargs) -> None:
        """Accepted from older modules, which reported events to a log group."""

    def register_logger(self, handler) -> None:
        """Accepted from older modules; nothing is logged through it."""
        self._log_handlers.append(handler)

    async def reload_translations(self) -> bool:
        """Reads the language packs again and gives all modules their strings in the new language."""
        if not await self.translator.init():
            return False
        for module in self.modules:
            await _lifecycle.load_pack(module, getattr(module, "__source__", ""), fresh=False)
            try:
                module.config_complete(reload_dynamic_translate=True)
            except TypeError:
                pass
            except Exception:
                logger.debug("module `%s` could not be translated", type(module).__name__, exc_info=True)
        return True

    @property
    def _remove_core_protection(self) -> bool:
        return bool(self.db.get("oxikka.main", "remove_core_protection", False))

    @property
    def get_approved_channel(self):
        """The next channel that the owner allowed to join; joining is the owner's own act here."""
        return None


def _plain_path(path: str) -> str:
    """A module's path without the package, as the core compares it."""
    return path.partition("modules.")[2] or path


def belongs(function, instance) -> bool:
    """Whether a handler is of this module or of an older one of the same name, method or not."""
    return is_method_of(function, instance) or made_by(function, instance)


def is_method_of(function, instance) -> bool:
    """Whether a handler is a method of this module or of one of the same name; a built-in one has nothing in common with others."""
    owner = getattr(function, "__self__", None)
    if owner is None or type(owner).__name__ != type(instance).__name__:
        return False
    return str(getattr(owner, "__origin__", "")).startswith("<core") == instance.__origin__.startswith("<core")


def command_aliases(function) -> typing.List[str]:
    """The words of `alias=` and `aliases=` on a command, in lower case."""
    alias, aliases = getattr(function, "alias", None), getattr(function, "aliases", None)
    words = [alias] if isinstance(alias, str) else list(alias) if isinstance(alias, (list, tuple, set)) else []
    words += [aliases] if isinstance(aliases, str) else list(aliases) if isinstance(aliases, (list, tuple, set)) else []
    return [word.lower() for word in words if isinstance(word, str)]
