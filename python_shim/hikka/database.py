"""`Database`: the account's store as a dict of owners, each read from the core at its first use.

Writes go to the core at once. A list or dict that was handed out and changed in place is found at the owner's next write, at `save()`,
at unload and at stop.
"""

import json
import logging
import typing

from . import _owners
from .pointers import (
    BaseSerializingMiddlewareDict,
    BaseSerializingMiddlewareList,
    NamedTupleMiddlewareDict,
    NamedTupleMiddlewareList,
    PointerDict,
    PointerList,
)

logger = logging.getLogger(__name__)

__all__ = [
    "Database",
    "NoAssetsChannel",
    "PointerList",
    "PointerDict",
    "NamedTupleMiddlewareDict",
    "NamedTupleMiddlewareList",
    "BaseSerializingMiddlewareDict",
    "BaseSerializingMiddlewareList",
]


class NoAssetsChannel(Exception):
    """Raised when assets are asked for and there is no place that keeps them."""


NoContentChannel = NoAssetsChannel


class Stored(int):
    """What `set` gives: a truth value that can also be awaited, which waits until the write is on disk."""

    def __await__(self):
        return _flushed().__await__()

    def __repr__(self) -> str:
        return repr(bool(self))

    __str__ = __repr__


async def _flushed() -> bool:
    from _ox.link import link

    await link.control("flush", {})
    return True


def _text(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def _kept(key) -> str:
    """A key as JSON has it: numbers and the like are texts from the next start on."""
    return key if isinstance(key, str) else next(iter(json.loads(_text({key: 0}))))


_WHOLE = object()


class Database(dict):
    """`{owner: {key: value}}`. Owners are listed as modules spell them; the store has its own names."""

    def __init__(self, client=None):
        super().__init__()
        self._client = client
        self._owners: typing.Optional[set] = None
        self._written: typing.Dict[str, typing.Dict[str, str]] = {}
        self._lent: typing.Dict[str, set] = {}
        self._listeners: list = []
        self._before_save: list = []
        self._assets = None

    # -- reading -------------------------------------------------------------

    def _owner(self, owner: str, create: bool = False) -> typing.Optional[dict]:
        """The live dict of an owner, read from the core when it is new here."""
        name = _owners.to_module(_owners.to_store(owner))
        known = dict.get(self, name)
        if known is None:
            known = self._read(name)
            if known or create:
                dict.__setitem__(self, name, known)
        return known or (known if create else None)

    def _read(self, name: str) -> dict:
        from _ox.link import link

        stored = _owners.to_store(name)
        # Most modules have stored nothing: one question for the list spares one for each time they look.
        return (stored in self._stored() and link.ask({"ask": "owner", "owner": stored})) or {}

    def _stored(self) -> set:
        """The owners that have something in the store, by the store's names."""
        from _ox.link import link

        if self._owners is None:
            self._owners = set(link.ask({"ask": "owners"}) or ())
        return self._owners

    def _lend(self, name: str, values: dict, key: typing.Optional[str] = None) -> None:
        """Notes what is handed out and how it looks before, so that changes in place can be found; without a key, all of it."""
        lent = self._lent.get(name, ())
        if isinstance(lent, _Everything) or key in lent:
            return
        written = self._written.setdefault(name, {})
        for one in values if key is None else (key,):
            if one not in written:
                written[one] = _text(values[one])
        if key is None:
            self._lent[name] = _Everything()
        else:
            self._lent.setdefault(name, set()).add(key)

    def _list_owners(self) -> None:
        for stored in self._stored():
            self._owner(stored)

    def get(self, owner: str, key=_WHOLE, default=None):
        """The live value of a key, or `default`. With one argument: the owner's dict, as of any dict."""
        values = self._owner(owner)
        if key is _WHOLE:
            return default if values is None else self[owner]
        if values is None or key not in values:
            return default
        value = values[key]
        if isinstance(value, (list, dict)):
            self._lend(_owners.to_module(_owners.to_store(owner)), values, key)
        return value

    def __getitem__(self, owner: str) -> dict:
        values = self._owner(owner)
        if values is None:
            raise KeyError(owner)
        self._lend(_owners.to_module(_owners.to_store(owner)), values)
        return values

    def __contains__(self, owner) -> bool:
        return isinstance(owner, str) and self._owner(owner) is not None

    def __iter__(self):
        self._list_owners()
        return iter([name for name in dict.keys(self) if dict.__getitem__(self, name)])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def keys(self):
        return {name: None for name in self}.keys()

    def values(self):
        return {name: self[name] for name in self}.values()

    def items(self):
        return {name: self[name] for name in self}.items()

    def copy(self) -> dict:
        return dict(self.items())

    def __eq__(self, other) -> bool:
        return self is other or isinstance(other, dict) and self.copy() == other

    __hash__ = None

    def __repr__(self) -> str:
        return object.__repr__(self)

    def __deepcopy__(self, memo) -> dict:
        import copy

        return copy.deepcopy(self.copy(), memo)

    def __reduce__(self):
        return dict, (self.copy(),)

    # -- writing -------------------------------------------------------------

    def set(self, owner: str, key: str, value) -> Stored:
        """Keeps a value; it must be JSON. Raises `RuntimeError` for what is not."""
        try:
            text, _ = _text(value), _kept(key)
        except (TypeError, ValueError):
            raise RuntimeError(
                f"the value of `{owner}`.`{key}` cannot be kept: it is not JSON ({type(value).__name__})"
            ) from None
        name = _owners.to_module(_owners.to_store(owner))
        self._owner(owner, create=True)[key] = value
        if self._owners is not None:
            self._owners.add(_owners.to_store(name))
        self._write(name, key, text)
        self._find_changes(name)
        return Stored(True)

    def _write(self, name: str, key: str, text: typing.Optional[str]) -> None:
        from _ox.link import link

        written = self._written.setdefault(name, {})
        if text is None:
            written.pop(key, None)
        else:
            written[key] = text
        stored = _owners.to_store(name)
        link.store(stored, _kept(key), text)
        for listener in self._listeners:
            listener(stored, key)

    def _find_changes(self, name: str) -> None:
        """Writes what was lent out and is different now."""
        lent, values = self._lent.get(name), dict.get(self, name)
        if not lent or values is None:
            return
        written = self._written.setdefault(name, {})
        keys = list(values) if isinstance(lent, _Everything) else [key for key in lent if key in values]
        for key in keys:
            try:
                text, _ = _text(values[key]), _kept(key)
            except (TypeError, ValueError):
                logger.warning("`%s`.`%s` was changed to something that is not JSON and is not kept", name, key)
                continue
            if written.get(key) != text:
                self._write(name, key, text)
        if isinstance(lent, _Everything):
            for key in [key for key in written if key not in values]:
                self._write(name, key, None)

    def save(self) -> bool:
        """Writes whatever was changed in place."""
        for prepare in self._before_save:
            prepare()
        for name in list(self._lent):
            self._find_changes(name)
        return Stored(True)

    async def remote_force_save(self) -> bool:
        """Waits until everything is on disk."""
        self.save()
        return await _flushed()

    def remove(self, owner: str, key: str) -> None:
        """Drops one key."""
        values = self._owner(owner)
        if values is not None and key in values:
            del values[key]
            self._write(_owners.to_module(_owners.to_store(owner)), key, None)

    def __setitem__(self, owner: str, value: dict) -> None:
        for key in [key for key in self._owner(owner, create=True) if key not in value]:
            self.remove(owner, key)
        for key, item in value.items():
            self.set(owner, key, item)

    def __delitem__(self, owner: str) -> None:
        values = self._owner(owner)
        if values is None:
            raise KeyError(owner)
        for key in list(values):
            self.remove(owner, key)
        # Known to be empty, not unknown: the core may still have what is being removed.
        dict.__setitem__(self, _owners.to_module(_owners.to_store(owner)), {})

    def pop(self, owner: str, *default):
        if owner not in self:
            if default:
                return default[0]
            raise KeyError(owner)
        value = dict(self[owner])
        del self[owner]
        return value

    def popitem(self):
        for owner in self:
            return owner, self.pop(owner)
        raise KeyError("the database is empty")

    def setdefault(self, owner: str, default=None) -> dict:
        if owner not in self:
            self[owner] = default or {}
        self._owner(owner, create=True)
        return self[owner] if owner in self else self._lend_new(owner)

    def _lend_new(self, owner: str) -> dict:
        values = self._owner(owner, create=True)
        self._lend(_owners.to_module(_owners.to_store(owner)), values)
        return values

    def update(self, *args, **kwargs) -> None:
        for owner, values in dict(*args, **kwargs).items():
            self[owner] = values

    def __ior__(self, other):
        self.update(other)
        return self

    def clear(self) -> None:
        for owner in list(self):
            del self[owner]

    # -- the rest of the face ------------------------------------------------

    def pointer(self, owner: str, key: str, default=None, item_type=None):
        """A list or dict that writes itself back, by the type of the stored value or the default; other values as they are."""
        value = self.get(owner, key, default)
        if isinstance(value, list):
            pointer = PointerList(self, owner, key, default)
            return NamedTupleMiddlewareList(pointer, item_type) if item_type is not None else pointer
        if isinstance(value, dict):
            pointer = PointerDict(self, owner, key, default)
            return NamedTupleMiddlewareDict(pointer, item_type) if item_type is not None else pointer
        if item_type is not None:
            raise ValueError("`item_type` needs a list or a dict")
        return value

    def process_db_autofix(self, db: dict) -> bool:
        """Drops from a dict what a database cannot hold: owners that are no dicts. Gives whether the rest is JSON."""
        try:
            _text(db)
        except (TypeError, ValueError):
            return False
        for owner in [owner for owner, values in db.items() if not isinstance(values, dict)]:
            logger.warning("`%s` is left out: it holds no keys", owner)
            del db[owner]
        return True

    async def redis_init(self) -> bool:
        """There is no second place to keep things: always `False`."""
        return False

    async def init(self) -> None:
        """Nothing is read ahead of its use."""

    def read(self) -> None:
        """Nothing is read ahead of its use."""

    async def store_asset(self, message) -> int:
        """Keeps a message or a file in the account's assets group. Gives the number to fetch it by."""
        from ._assets import group

        peer = await group(self, self._client, make=True)
        if hasattr(message, "SUBCLASS_OF_ID"):
            return (await self._client.send_message(peer, message)).id
        return (await self._client.send_message(peer, file=message, force_document=True)).id

    async def fetch_asset(self, asset_id: int):
        """The message that `store_asset` gave the number of; `None` when it is gone. Raises `NoAssetsChannel` when there is no group."""
        from ._assets import group

        peer = await group(self, self._client, make=False)
        if peer is None:
            raise NoAssetsChannel("nothing was ever kept as an asset")
        found = await self._client.get_messages(peer, ids=[asset_id])
        return found[0] if found else None


class _Everything(set):
    """Says that an owner's whole dict was handed out."""

    def __bool__(self) -> bool:
        return True

    def add(self, key) -> None:
        pass
