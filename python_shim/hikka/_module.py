"""`loader.Module`: the class that every module derives from."""

import asyncio
import typing

from . import _members
from ._errors import LoadError

JSONSerializable = typing.Union[str, int, float, bool, list, dict, None]


def _listing(function):
    """A property over the members of a module; assigning to it is accepted and ignored, as old modules do that."""
    return property(lambda self: function(self), lambda self, value: None)


class Module:
    """A module. Everything a subclass reads from `self` beyond its own is set by the host before `config_complete`."""

    strings = {"name": "Unknown"}
    geektg = True
    allmodules = None
    # What the module asks the owner, while it does: its class, the chat, the reason.
    hikka_wait_channel_approve = heroku_wait_channel_approve = None
    __origin__ = "<unknown>"

    commands = hikka_commands = heroku_commands = _listing(_members.get_commands)
    inline_handlers = hikka_inline_handlers = heroku_inline_handlers = _listing(_members.get_inline_handlers)
    callback_handlers = hikka_callback_handlers = heroku_callback_handlers = _listing(_members.get_callback_handlers)
    watchers = hikka_watchers = heroku_watchers = _listing(_members.get_watchers)

    def __setattr__(self, name: str, value) -> None:
        object.__setattr__(self, name, value)
        # Modules make commands while they run: they count from now on.
        if name.endswith(_members.ENDINGS) and callable(value) and vars(self).get("_ox_taken_in"):
            self.allmodules.take_in(self)

    def config_complete(self):
        """Called when the options have their stored values."""

    async def client_ready(self, *client_and_db):
        """Called when the client is usable."""

    def internal_init(self):
        """Sets what a module reads from the host."""
        modules = self.allmodules
        self.db = self._db = modules.db
        self.client = self._client = modules.client
        self.lookup = modules.lookup
        self.get_prefix = modules.get_prefix
        self.get_prefixes = modules.get_prefixes
        self.inline = modules.inline
        self.allclients = modules.allclients
        self.tg_id = self._tg_id = modules.client.tg_id
        for name, value in (("log", modules.log), ("babel", modules.translator), ("_log", modules.log)):
            if not hasattr(self, name):
                setattr(self, name, value)
        self.is_external = not self.__origin__.startswith("<core")

    async def on_unload(self):
        """Called before the module goes."""

    async def on_dlmod(self):
        """Called after the owner installed the module, before `client_ready`."""

    async def _client_ready2(self, client, db):
        """Second phase of the oldest host; called after `client_ready` of those who define it."""

    async def invoke(self, command, args=None, peer=None, message=None, edit=False):
        """Runs a command by sending it: to `peer`, or in the chat of `message` (by editing it with `edit`). Gives the sent message."""
        if command not in self.allmodules.commands:
            raise ValueError(f"command `{command}` does not exist")
        if not message and not peer:
            raise ValueError("either `peer` or `message` is needed")
        text = f"{self.get_prefix()}{command} {args or ''}".strip()
        if peer:
            message = await self.client.send_message(peer, text)
        else:
            message = await (message.edit if edit else message.respond)(text)
        await self.allmodules.commands[command](message)
        return message

    async def animate(self, message, frames: typing.List[str], interval, *, inline: bool = False):
        """Shows frames one after another, at most ten a second. Gives the last message."""
        from . import utils

        interval = max(interval, 0.1)
        for frame in frames:
            if inline and not hasattr(message, "inline_message_id"):
                message = await self.inline.form(
                    message=message, text=frame, reply_markup={"text": "\u00ad", "data": "empty"}
                )
            elif inline:
                await message.edit(text=frame)
            else:
                message = await utils.answer(message, frame)
            await asyncio.sleep(interval)
        return message

    def get(self, key: str, default: JSONSerializable = None) -> JSONSerializable:
        """Reads a value that this module keeps."""
        return self._db.get(self.__class__.__name__, key, default)

    def set(self, key: str, value: JSONSerializable):
        """Keeps a value for this module."""
        return self._db.set(self.__class__.__name__, key, value)

    def pointer(self, key: str, default: JSONSerializable = None, item_type=None):
        """A list or dict of this module that writes itself back when changed."""
        return self._db.pointer(self.__class__.__name__, key, default, item_type)

    async def request_join(self, peer, reason: str, assure_joined: typing.Optional[bool] = False) -> bool:
        """Asks the owner to join a channel. Gives whether the account is a member; with `assure_joined` a refusal unloads the module."""
        from ._join import request_join

        joined = await request_join(self, peer, reason)
        if not joined and assure_joined:
            raise LoadError(f"the module needs you to be a member of {peer}").saying("must_join", chat=str(peer))
        return joined

    async def import_lib(
        self, url: str, *, suspend_on_error: typing.Optional[bool] = False, _did_requirements: bool = False
    ):
        """Loads a library from an address and gives its one instance."""
        from ._library import import_library

        return await import_library(self, url, suspend_on_error)

    @property
    def __module_hash__(self) -> typing.Optional[str]:
        """The SHA-256 of the source, in hexadecimal."""
        import hashlib

        source = getattr(self, "__source__", None)
        return None if source is None else hashlib.sha256(source.encode()).hexdigest()

    def __repr__(self) -> str:
        return f"<module {type(self).__name__} from {self.__origin__}>"
