"""Runs the handlers that an update reached. Which ones those are was decided by the core; here are only the parts that need Python."""

import asyncio
import logging
import typing

from _ox import context, tasks

from . import _command_text, _decisions, _failures, _tags
from ._errors import ModuleExit
from ._interest_table import module_of
from ._keyboards import en_keys, ru_keys  # noqa: F401
from ._takeover import Replaceable
from .security import SecurityManager

logger = logging.getLogger(__name__)

ALL_TAGS = _tags.ALL_TAGS
UNESCAPE = 0
"""The interest id that stands for: write the text without its doubled prefix."""
ASKED = 0xFFFFFFFF
"""The interest id that stands for: decide here, as modules have put functions of their own in the place of the host's."""


class CommandDispatcher(Replaceable):
    """The handlers of one account's modules."""

    def __init__(self, modules, client, db):
        self._modules, self._client, self._db = modules, client, db
        self.client = client
        self.security = SecurityManager(client, db)
        self.check_security = self.security.check
        self.raw_handlers: typing.List[typing.Callable] = []
        self._me = client.tg_id
        self._tasks: set = set()
        self._ratelimit_storage_user: dict = {}
        self._ratelimit_storage_chat: dict = {}
        self._cached_usernames: typing.List[str] = []

    async def init(self, client=None) -> None:
        """Accepted from older callers."""

    # -- from the core -------------------------------------------------------

    def handle_update(self, update, users, chats, targets: typing.Iterable[int], command=None) -> None:
        """Starts the handlers with the given interest ids; `command` is `(id, resolved name, text, filter)`. Ids of others are left alone."""
        targets = list(targets)
        found = [entry for entry in map(self._modules.interests.handler, targets) if entry is not None]
        asked_for_command = command is not None and command[0] == ASKED
        if asked_for_command or ASKED in targets or self._modules.interests.asks_commands is not None:
            found = self._decide_here(_decisions.event_of(self._client, update, users, chats), targets, command, found)
            command = None if asked_for_command else command
        if not found and command is None:
            return
        message = event_of(self._client, update, users, chats)
        runs = None if command is None else self._look_up(message, *command)
        wanted = []
        for kind, handler in found:
            if kind == "raw":
                wanted.append((handler, update))
            elif kind == "watcher" and _tags.passes(handler, message):
                if command is None or _tags.admits_command(handler, runs is not None):
                    wanted.append((handler, message))
        if runs:
            _command_text.replace(message, runs.text, runs.line_filter)
        if wanted:
            _with_texts(message)
            self._start_all(wanted, self.watcher_exc)
        if runs:
            self._start_command(message, runs)
        elif command is not None and command[0] == UNESCAPE:
            self._start(_command_text.unescaping(command[2]), message, self.watcher_exc)

    def _decide_here(self, event, targets, command, found: list) -> list:
        """Starts what modules in the host's place decide, and watchers that wait for that. Gives the handlers that are left."""
        asked_for_command = command is not None and command[0] == ASKED
        waiting = [entry for entry in found if _waits_for_command(entry)]
        lookup, end = _decisions.share(self._modules, event, free=not asked_for_command)
        try:
            if ASKED in targets:
                self._start(self.handle_incoming, event, self.watcher_exc)
            if asked_for_command:
                self._start(self.handle_command, event, self.watcher_exc)
            subject = _decisions.message_of(event)
            watchers = [self._watch_if_fits(handler, subject, lookup) for _, handler in waiting]
            self._keep(tasks.start_all(watchers))
        finally:
            end()
        return [entry for entry in found if entry not in waiting]

    async def _watch_if_fits(self, handler, message, lookup) -> None:
        if await _fits(handler, lookup) and _tags.passes(handler, message):
            await self.future_dispatcher(handler, _with_texts(message), self.watcher_exc)

    def _look_up(self, message, identity: int, name: str, text: str, line_filter: str):
        """The command that the core found in a message, unless it is not to run after all."""
        if identity == UNESCAPE or _decisions.keeps_data(message):
            return None
        entry = self._modules.interests.handler(identity)
        handler = self._modules.dispatch(name)[1] or (entry[1] if entry is not None else None)
        if handler is None:
            logger.debug("command `%s` came after its module went", name)
        elif _tags.passes(handler, message):
            return _decisions.Command(handler, text, line_filter)
        return None

    def _start_command(self, message, command: _decisions.Command) -> None:
        if command.line_filter:
            from . import _grep

            _grep.attach(message, *_grep.read(command.line_filter))
        self._start(command.handler, message, self.command_exc)

    def _start(self, handler, message, exception_handler) -> None:
        self._start_all([(handler, message)], exception_handler)

    def _start_all(self, wanted: typing.Iterable[tuple], exception_handler) -> None:
        run = self.future_dispatcher
        coroutines = [run(handler, subject, exception_handler) for handler, subject in wanted]
        self._keep(tasks.start_all(coroutines))

    def _keep(self, started: typing.Iterable[asyncio.Task]) -> None:
        for task in started:
            if not task.done():
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def future_dispatcher(self, func, message, exception_handler, *args) -> None:
        """One handler's task: runs it as its module, behind a fence."""
        # Quirk: modules and `utils.find_caller` look for a frame of this name with a local `func`.
        _hikka_client_id_logging_tag = self._client.tg_id  # noqa: F841
        context.module.set(module_of(func))
        try:
            await func(message)
        except (SystemExit, KeyboardInterrupt) as error:
            await exception_handler(ModuleExit.of(error), message, func, *args)
        except asyncio.CancelledError:
            logger.debug("handler `%s` was cancelled", getattr(func, "__name__", func))
            raise
        except Exception as error:
            await exception_handler(error, message, func, *args)
        finally:
            self._modules.interests.look_again(context.module.get())

    # -- errors --------------------------------------------------------------

    async def command_exc(self, error, message, func=None, *args) -> None:
        """Logs a command's error and shows it in the chat."""
        name = getattr(func, "__name__", "command")
        logger.error("command `%s` of `%s` failed", name, context.module.get(), exc_info=error)
        try:
            typed = _failures.typed_command(message, name.removesuffix("cmd"))
            text = _failures.shown(self._modules, typed, error)
            await (message.edit if getattr(message, "out", False) else message.reply)(text)
        except Exception:
            logger.debug("the error could not be shown in the chat", exc_info=True)

    async def watcher_exc(self, error, message, func=None, *args) -> None:
        """Logs a watcher's error."""
        logger.error(
            "watcher `%s` of `%s` failed", getattr(func, "__name__", "watcher"), context.module.get(), exc_info=error
        )

    # -- what modules call by hand, wrap and replace ------------------------

    async def handle_command(self, event) -> None:
        """Runs the command in a message, if there is one that its sender may run."""
        command = await _decisions.lookup_of(self._modules, event, free=False).command()
        if command is not None:
            message = _decisions.message_of(event)
            _command_text.replace(message, command.text, command.line_filter)
            self._start_command(message, command)

    async def handle_incoming(self, event) -> None:
        """Hands a message or chat action to all watchers that it reaches."""
        subject, lookup = _decisions.message_of(event), _decisions.lookup_of(self._modules, event, free=True)
        for target in await _decisions.watchers_of(event):
            entry = self._modules.interests.handler(target)
            if entry is None or not _tags.passes(entry[1], subject):
                continue
            if not _waits_for_command(entry) or await _fits(entry[1], lookup):
                self._start(entry[1], _with_texts(subject), self.watcher_exc)

    async def handle_raw(self, event) -> None:
        """Hands a raw update to all raw handlers of its type."""
        for handler in list(self.raw_handlers):
            if not handler.updates or isinstance(event, tuple(handler.updates)):
                self._start(handler, event, self.watcher_exc)


def event_of(client, update, users, chats):
    """What watchers and commands get: the message, for service messages the chat action, else the update itself."""
    message = getattr(update, "message", None)
    if message is None or isinstance(message, str):
        message = _short_message(update)
        if message is None:
            return update
    entities = _entities(users, chats)
    if getattr(message, "_client", None) is None and hasattr(message, "_finish_init"):
        message._finish_init(client, entities, None)
    if type(message).__name__ != "MessageService":
        return message
    return _chat_action(client, update, entities) or message


def _short_message(update):
    return update if hasattr(update, "_finish_init") else None


def _entities(users, chats) -> dict:
    from telethon.utils import get_peer_id

    return {get_peer_id(entity): entity for entity in (*users, *chats)}


def _chat_action(client, update, entities: dict):
    from telethon import events

    try:
        event = events.ChatAction.build(update, None, client.tg_id)
        if event is None:
            return None
        event._entities = entities
        event._set_client(client)
        event.original_update = update
    except Exception:
        logger.debug("a service message could not be made a chat action", exc_info=True)
        return None
    return event


def _waits_for_command(entry: tuple) -> bool:
    kind, handler = entry
    return kind == "watcher" and _tags.depends_on_commands(handler)


async def _fits(handler, lookup) -> bool:
    """Whether a watcher wants what a message turns out to be: a command or none."""
    try:
        is_command = await lookup.command() is not None
    except Exception:
        logger.debug("whether a message is a command could not be found out", exc_info=True)
        is_command = False
    return _tags.admits_command(handler, is_command)


def _with_texts(message):
    """Watchers of old read `text`, `raw_text` and `out` of whatever they get."""
    for name in ("text", "raw_text", "out"):
        try:
            if not hasattr(message, name):
                setattr(message, name, "")
        except (AttributeError, TypeError):
            pass
    return message
