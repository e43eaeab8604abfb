"""Handlers: registering them, and giving each update to those who want it, in order."""
import asyncio
import inspect

from .. import errors, events
from ..events._interest import interest_of
from ..tl import functions


class _Registered(tuple):
    """(builder, callback), as hosts expect it in `_event_builders`; interest id and module on the side."""

    interest = None
    module = ""


class _Nothing:
    """What there is to await when nobody wanted the update."""

    def __await__(self):
        return iter(())


_NOTHING = _Nothing()


class UpdateMethods:
    """`on`, `add_event_handler` and the dispatch behind them."""

    def on(self, event):
        """Decorator: `add_event_handler` for a function."""

        def decorator(function):
            self.add_event_handler(function, event)
            return function

        return decorator

    def add_event_handler(self, callback, event=None):
        """Registers a handler; without a builder it gets raw updates, unless it carries builders itself."""
        builders = events._get_handlers(callback)
        if builders is None:
            builders = [event() if isinstance(event, type) else event or events.Raw()]
        for builder in builders:
            self._register(builder, callback)

    def _register(self, builder, callback):
        from _ox import context

        entry = _Registered((builder, callback))
        entry.interest = self._interests.register(*interest_of(builder))
        entry.module = context.module.get()
        self._event_builders.append(entry)

    def remove_event_handler(self, callback, event=None):
        """Removes a handler (for one builder type, or all); how many entries there were."""
        wanted = event if event is None or isinstance(event, type) else type(event)
        gone = [e for e in self._event_builders if e[1] == callback and (not wanted or isinstance(e[0], wanted))]
        for entry in gone:
            self._event_builders.remove(entry)
            self._forget(entry)
        return len(gone)

    def _forget(self, entry):
        if getattr(entry, "interest", None) is not None:
            self._interests.unregister(entry.interest)

    def list_event_handlers(self):
        """[(callback, builder)] in order."""
        return [(callback, builder) for builder, callback in self._event_builders]

    async def set_receive_updates(self, receive_updates):
        """Updates always flow; this only notes the wish."""
        self._no_updates = not receive_updates
        if receive_updates:
            await self(functions.updates.GetStateRequest())

    def run_until_disconnected(self):
        """Awaitable that ends with the client; blocks when no loop runs."""
        if self.loop.is_running():
            return self._run_until_disconnected()
        return self.loop.run_until_complete(self._run_until_disconnected())

    async def _run_until_disconnected(self):
        if self._attached:
            return await self.disconnected
        try:
            await self(functions.updates.GetStateRequest())
            await self.disconnected
            if self._updates_error is not None:
                raise self._updates_error
        finally:
            await self.disconnect()

    async def catch_up(self):
        """The core catches up by itself."""

    def _dispatch_update(self, update, users, chats, targets=None):
        """Gives an update to conversations and handlers in a task; returns something to await.

        `targets` are interest ids; without them every builder is asked.
        """
        from .. import utils

        self._entity_cache.extend(users, chats)
        entries = [entry for entry in self._event_builders if _is_target(entry, targets)]
        if not entries and not self._conversations:
            return _NOTHING
        update._entities = {utils.get_peer_id(entity): entity for entity in (*users, *chats)}
        task = (self._loop or self.loop).create_task(self._run_handlers(update, entries))
        self._event_handler_tasks.add(task)
        task.add_done_callback(self._event_handler_tasks.discard)
        return task

    async def _run_handlers(self, update, entries):
        built = EventBuilderDict(self, update)
        for conversations in list(self._conversations.values()):
            for conversation in list(conversations):
                await conversation._on_update(built)
        for entry in entries:
            if not await self._give(entry, built):
                break

    async def _give(self, entry, built):
        """Runs one handler if it wants the event; False when nobody after it shall get the update."""
        from _ox import context

        builder, callback = entry
        event = built[type(builder)]
        if not event:
            return True
        name = getattr(callback, "__name__", repr(callback))
        # The task's own context: what the handler does counts as its module's.
        context.module.set(getattr(entry, "module", ""))
        try:
            if not builder.resolved:
                await builder.resolve(self)
            wanted = builder.filter(event)
            if inspect.isawaitable(wanted):
                wanted = await wanted
        except Exception:
            self._log[__name__].exception("Unhandled exception in the filter of %s", name)
            return True
        return await self._run(callback, event, name) if wanted else True

    async def _run(self, callback, event, name):
        try:
            await callback(event)
        except errors.AlreadyInConversationError:
            self._log[__name__].debug('handler "%s" already has an open conversation, ignoring new one', name)
        except events.StopPropagation:
            return False
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if getattr(task, "cancelling", int)():
                raise
            self._log[__name__].exception("Unhandled exception on %s", name)
        except Exception:
            self._log[__name__].exception("Unhandled exception on %s", name)
        return True

    async def _dispatch_event(self, event):
        """Gives an event that was not born from one update (an album) to the handlers of its builder."""
        for entry in list(self._event_builders):
            builder = entry[0]
            if isinstance(builder, events.Raw) or not isinstance(event, builder.Event):
                continue
            if not await self._give(entry, {type(builder): event}):
                break


def _is_target(entry, targets):
    interest = getattr(entry, "interest", None)
    return targets is None or interest is None or interest in targets


class EventBuilderDict:
    """The events of one update, one per builder type, made when first wanted and shared."""

    def __init__(self, client, update, others=None):
        self.client, self.update, self.others = client, update, others
        self._built = {}

    def __getitem__(self, builder):
        if builder not in self._built:
            self._built[builder] = self._build(builder)
        return self._built[builder]

    def _build(self, builder):
        try:
            event = builder.build(self.update, self.others, self.client._self_id)
        except Exception:
            self.client._log[__name__].exception("Unhandled exception while building %s", builder.__name__)
            return None
        if isinstance(event, events.EventCommon):
            event.original_update = self.update
            event._entities = self.update._entities
            event._set_client(self.client)
        elif event:
            event._client = self.client
        return event
