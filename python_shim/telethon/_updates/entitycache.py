"""Access hashes by marked id: fed by every answer and update, persisted by the core in batches.

A miss is asked of the core, which never blocks on the network; what it does not know is remembered as unknown.
"""
from ..tl import types
from .session import Entity, EntityType

_MARK = 1000000000000
_UNKNOWN_LIMIT = 4096


class EntityCache:
    """Both spellings of the cache: `get(bare id)` of newer libraries, `cache[marked id]` of older ones."""

    # The account's peers are the core's to keep; those of a module's own client stay here.
    asks_core = False

    def __init__(self, hash_map=None, self_id=None, self_bot=None):
        self._rows = {}
        self._unknown = set()
        self._names = {}
        self._pending = {}
        self._flusher = None
        self.self_id = self_id
        self.self_bot = self_bot
        for bare, (access_hash, kind) in (hash_map or {}).items():
            self.put(Entity(kind, bare, access_hash))

    @property
    def hash_map(self):
        """{bare id: (hash, type)}, a copy."""
        return {_bare(marked): (row[0], row[1]) for marked, row in self._rows.items()}

    def set_self_user(self, id, bot, hash=None):
        """Notes who is logged in."""
        self.self_id, self.self_bot = id, bool(bot)
        if hash:
            self.put(Entity(EntityType.BOT if bot else EntityType.USER, id, hash))

    def extend(self, users, chats):
        """Learns the entities that came with an answer or an update."""
        for user in users:
            if user.__class__.__name__ == "User" and user.access_hash is not None and not user.min:
                self._learn(user.id, user.access_hash, EntityType.BOT if user.bot else EntityType.USER, user)
        for chat in chats:
            kind = chat.__class__.__name__
            if kind in ("Channel", "ChannelForbidden"):
                if chat.access_hash is not None and not getattr(chat, "min", False):
                    self._learn(-(_MARK + chat.id), chat.access_hash, _channel_kind(chat), chat)
            elif kind in ("Chat", "ChatForbidden"):
                self._learn(-chat.id, 0, EntityType.GROUP, chat)
        if self._pending and self._flusher is None:
            self._flush_soon()

    def _learn(self, marked, access_hash, kind, entity):
        is_user = kind in (EntityType.USER, EntityType.BOT)
        username = None if kind is EntityType.GROUP else getattr(entity, "username", None)
        known = self._rows.get(marked)
        # Every update comes through here: what can be looked up by has not changed, so nothing is written.
        if known is not None and known[0] == access_hash and known[2] == username:
            return
        name = " ".join(filter(None, (entity.first_name, entity.last_name))) if is_user else entity.title
        phone = entity.phone if is_user else None
        self._rows[marked] = (access_hash, kind, username, phone, name)
        self._unknown.discard(marked)
        # The core hears of them a moment later.
        if username:
            self._names[username.lower()] = marked
        if phone:
            self._names["+" + phone] = marked
        if self.asks_core:
            self._pending[marked] = {"id": marked, "hash": access_hash, "username": username, "phone": phone, "name": name}

    def _flush_soon(self):
        import asyncio

        try:
            self._flusher = asyncio.get_running_loop().call_soon(self.flush)
        except RuntimeError:
            pass  # outside the loop: the next answer or update takes the rows along

    def flush(self):
        """Hands the new rows to the core."""
        from _ox.link import link

        rows, self._pending, self._flusher = list(self._pending.values()), {}, None
        if rows:
            link.control("peers", {"rows": rows}, wait=False)

    def put(self, entity):
        """Stores an `Entity`."""
        kind = entity.ty.canonical()
        marked = entity.id if kind is EntityType.USER else -entity.id if kind is EntityType.GROUP else -(_MARK + entity.id)
        self._rows[marked] = (entity.hash, entity.ty, None, None, None)
        self._unknown.discard(marked)

    def get(self, id):
        """The `Entity` of a bare id, or None: users, then channels, then chats."""
        for marked in (id, -(_MARK + id), -id) if id > 0 else (id,):
            row = self._rows.get(marked)
            if row is not None:
                return Entity(row[1], _bare(marked), row[0])
        return None

    def get_input(self, marked):
        """The `InputPeer` of a marked id, from here or from the core; None when nobody knows its hash."""
        row = self._rows.get(marked)
        if row is not None:
            return _input_peer(marked, row[0])
        if marked in self._unknown:
            return None
        if not -(1 << 63) <= marked < 1 << 63:
            # Quirk: what the hosts' session files answer to such a number.
            raise OverflowError("Python int too large to convert to SQLite INTEGER")
        return self._ask({"ask": "peer", "id": int(marked)}, marked)

    def find(self, **key):
        """The `InputPeer` by `username=` or `phone=`, from here or from the core's store, or None."""
        name = key["username"].lower() if "username" in key else "+" + key["phone"]
        row = self._rows.get(self._names.get(name))
        if row is not None:
            return _input_peer(self._names[name], row[0])
        return self._ask({"ask": "peer", **key}, None)

    def find_named(self, name):
        """The `InputPeer` of somebody whose name is exactly this one, from here or from the core's store, or None."""
        known = next((marked for marked, row in self._rows.items() if row[4] == name), None)
        if known is not None:
            return _input_peer(known, self._rows[known][0])
        return self._ask({"ask": "peer", "name": name}, None)

    def _ask(self, question, marked):
        from _ox.link import link

        if not self.asks_core:
            return None
        try:
            found = link.ask(question)
        except ConnectionError:
            # Offline, as in tests of modules: nobody is known.
            return None
        if not found:
            if marked is not None:
                if len(self._unknown) >= _UNKNOWN_LIMIT:
                    self._unknown.clear()
                self._unknown.add(marked)
            return None
        known, access_hash = found["id"], found.get("hash") or 0
        kind = EntityType.USER if known > 0 else EntityType.GROUP if known >= -_MARK else EntityType.CHANNEL
        self._rows[known] = (access_hash, kind, found.get("username"), found.get("phone"), found.get("name"))
        return _input_peer(known, access_hash)

    def __getitem__(self, marked):
        found = self._rows.get(marked)
        if found is None:
            raise KeyError(f"No cached entity for the given key: {marked}")
        return _input_peer(marked, found[0])

    def __contains__(self, marked):
        return marked in self._rows

    def __len__(self):
        return len(self._rows)

    def get_all_entities(self):
        """Every known `Entity`."""
        return [Entity(row[1], _bare(marked), row[0]) for marked, row in self._rows.items()]

    def retain(self, filter):
        """Forgets the ids for which `filter(bare id)` is false."""
        self._rows = {marked: row for marked, row in self._rows.items() if filter(_bare(marked))}

    def add(self, entities, **_):
        """The older spelling of `extend`: learns whatever users and chats are in there."""
        learn_from(self, entities)


def learn_from(cache, answer):
    """Feeds the cache with the users and chats of an answer, whatever its shape."""
    if isinstance(answer, (list, tuple)):
        cache.extend([x for x in answer if x.__class__.__name__ == "User"], answer)
        return
    shape = _shapes.get(type(answer))
    if shape is None:
        shape = _shapes[type(answer)] = _shape(answer)
    lists, itself, single = shape
    if lists:
        users, chats = getattr(answer, "users", None), getattr(answer, "chats", None)
        if users or chats:
            cache.extend(users if isinstance(users, list) else (), chats if isinstance(chats, list) else ())
            return
    if itself:
        cache.extend([answer], [answer])
    for name in single:
        inner = getattr(answer, name, None)
        if getattr(inner, "SUBCLASS_OF_ID", None) in _USERS_AND_CHATS:
            cache.extend([inner], [inner])


_USERS_AND_CHATS = (0x2DA17977, 0xC5AF5D94)
# class -> where its objects keep users and chats: in lists, in themselves, in single fields
_shapes = {}


def _shape(answer):
    family = getattr(answer, "SUBCLASS_OF_ID", None)
    if family is None:
        return False, False, ()
    lists = hasattr(answer, "users") or hasattr(answer, "chats")
    itself = family in _USERS_AND_CHATS
    return lists, itself, () if itself else tuple(name for name in ("user", "chat") if hasattr(answer, name))


def _channel_kind(chat):
    if getattr(chat, "gigagroup", False):
        return EntityType.GIGAGROUP
    return EntityType.MEGAGROUP if chat.megagroup else EntityType.CHANNEL


def _bare(marked):
    return marked if marked > 0 else -marked - _MARK if marked < -_MARK else -marked


def _input_peer(marked, access_hash):
    if marked > 0:
        return types.InputPeerUser(marked, access_hash)
    if marked >= -_MARK:
        return types.InputPeerChat(-marked)
    return types.InputPeerChannel(-marked - _MARK, access_hash)
