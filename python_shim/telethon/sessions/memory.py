"""A session in memory: data centre, key, entities, sent files, update states. Everything ends with the process.

The account's own session holds no key and says so; a session that a module makes keeps what the module puts there.
"""
import enum

from .._missing import withheld
from .abstract import Session

# InputPeer, InputUser, InputChannel: they need no looking up.
_INPUTS = (0xC91C90B6, 0xE669BF46, 0x40F202FD)


class _SentFileType(enum.Enum):
    DOCUMENT = 0
    PHOTO = 1

    @staticmethod
    def from_type(cls):
        """The kind of `InputDocument` or `InputPhoto`."""
        kind = {"InputDocument": "DOCUMENT", "InputPhoto": "PHOTO"}.get(getattr(cls, "__name__", None))
        if kind is None:
            raise ValueError("The cls must be either InputDocument/InputPhoto")
        return _SentFileType[kind]


class MemorySession(Session):
    """What a session knows, in attributes."""

    # Set on the session of the account's own client.
    _is_withheld = False

    def __init__(self):
        super().__init__()
        self._dc_id, self._server_address, self._port = 0, None, None
        self._auth_key = self._tmp_auth_key = self._takeout_id = None
        self._entities, self._files, self._update_states = set(), {}, {}

    def set_dc(self, dc_id, server_address, port):
        """Notes the data centre."""
        self._dc_id, self._server_address, self._port = dc_id or 0, server_address, port

    @property
    def dc_id(self):
        """The data centre."""
        return self._dc_id

    @property
    def server_address(self):
        """Its address."""
        return self._server_address

    @property
    def port(self):
        """Its port."""
        return self._port

    @property
    def auth_key(self):
        """The key, or None; the account's own is withheld."""
        if self._is_withheld and self._auth_key is None:
            raise withheld("session.auth_key")
        return self._auth_key

    @auth_key.setter
    def auth_key(self, value):
        self._auth_key = value

    @property
    def tmp_auth_key(self):
        """The key that lasts for a day, or None."""
        return self._tmp_auth_key

    @tmp_auth_key.setter
    def tmp_auth_key(self, value):
        self._tmp_auth_key = value

    @property
    def takeout_id(self):
        """The id of a takeout."""
        return self._takeout_id

    @takeout_id.setter
    def takeout_id(self, value):
        self._takeout_id = value

    def get_update_state(self, entity_id):
        """The state stored for an id."""
        return self._update_states.get(entity_id)

    def set_update_state(self, entity_id, state):
        """Stores a state."""
        self._update_states[entity_id] = state

    def get_update_states(self):
        """All states."""
        return self._update_states.items()

    def save(self):
        """Nothing is kept."""

    def delete(self):
        """Nothing is there."""

    # -- entities -------------------------------------------------------------------------------------------------

    @staticmethod
    def _entity_values_to_row(id, hash, username, phone, name):
        return id, hash, username, phone, name

    def _entity_to_row(self, e):
        from .. import utils
        from ..tl import TLObject

        if not isinstance(e, TLObject):
            return None
        try:
            peer = utils.get_input_peer(e, allow_self=False)
            marked_id = utils.get_peer_id(peer)
        except TypeError:
            return None  # no access hash, or that of a `min` constructor
        kind = type(peer).__name__
        if kind not in ("InputPeerUser", "InputPeerChannel", "InputPeerChat"):
            return None
        access_hash = 0 if kind == "InputPeerChat" else peer.access_hash
        username = (getattr(e, "username", None) or "").lower() or None
        name = utils.get_display_name(e) or None
        return self._entity_values_to_row(marked_id, access_hash, username, getattr(e, "phone", None), name)

    def _entities_to_rows(self, tlo):
        from .. import utils
        from ..tl import TLObject

        if isinstance(tlo, TLObject) or not utils.is_list_like(tlo):
            many = [found for found in (getattr(tlo, "chats", None), getattr(tlo, "users", None)) if utils.is_list_like(found)]
            one = [getattr(tlo, name) for name in ("user", "chat") if hasattr(tlo, name)]
            tlo = [*one, *(entity for entities in many for entity in entities)]
        return [row for row in map(self._entity_to_row, tlo) if row]

    def process_entities(self, tlo):
        """Learns the users and chats of an answer, or of a list."""
        self._entities |= set(self._entities_to_rows(tlo))

    def _row(self, matches):
        return next(((row[0], row[1]) for row in self._entities if matches(row)), None)

    def get_entity_rows_by_phone(self, phone):
        """(marked id, access hash) or None."""
        return self._row(lambda row: row[3] == phone)

    def get_entity_rows_by_username(self, username):
        """(marked id, access hash) or None."""
        return self._row(lambda row: row[2] == username)

    def get_entity_rows_by_name(self, name):
        """(marked id, access hash) or None."""
        return self._row(lambda row: row[4] == name)

    def get_entity_rows_by_id(self, id, exact=True):
        """(marked id, access hash) or None; not exact: of any kind of peer."""
        ids = (id,) if exact else _marked(id)
        return self._row(lambda row: row[0] in ids)

    def get_input_entity(self, key):
        """The `InputPeer` of something castable, an id, a phone, a username, an old invite link or a name."""
        from .. import utils
        from ..tl import TLObject

        try:
            return key if key.SUBCLASS_OF_ID in _INPUTS else utils.get_input_peer(key)
        except (AttributeError, TypeError):
            is_exact = isinstance(key, TLObject) or not isinstance(key, int) or key < 0
            key = utils.get_peer_id(key) if isinstance(key, TLObject) else key
        row = None
        if isinstance(key, str):
            row = self._row_of_text(key) or self.get_entity_rows_by_name(key)
        elif isinstance(key, int):
            row = self.get_entity_rows_by_id(key, is_exact)
        if not row:
            raise ValueError("Could not find input entity with key ", key)
        return _input_peer(*row)

    def _row_of_text(self, text):
        from .. import utils

        phone = utils.parse_phone(text)
        if phone:
            return self.get_entity_rows_by_phone(phone)
        username, is_invite = utils.parse_username(text)
        if username and not is_invite:
            return self.get_entity_rows_by_username(username)
        chat = utils.resolve_invite_link(text)[1]
        return self.get_entity_rows_by_id(chat, exact=False) if chat else None

    # -- files ----------------------------------------------------------------------------------------------------

    def cache_file(self, md5_digest, file_size, instance):
        """Notes a sent file."""
        kind = _kind_to_keep(instance)
        self._files[(md5_digest, file_size, kind)] = (instance.id, instance.access_hash)

    def get_file(self, md5_digest, file_size, cls):
        """A sent file, or None."""
        row = self._files.get((md5_digest, file_size, _SentFileType.from_type(cls)))
        return cls(*row) if row else None


def _kind_to_keep(instance):
    try:
        return _SentFileType.from_type(type(instance))
    except ValueError:
        raise TypeError(f"Cannot cache {type(instance)} instance") from None


def _marked(number):
    """The marked ids that a bare id may stand for."""
    from .. import utils
    from ..tl import types

    return tuple(utils.get_peer_id(cls(number)) for cls in (types.PeerUser, types.PeerChat, types.PeerChannel))


def _input_peer(marked_id, access_hash):
    from .. import utils
    from ..tl import types

    bare, kind = utils.resolve_id(marked_id)
    if kind is types.PeerChat:
        return types.InputPeerChat(bare)
    cls = types.InputPeerUser if kind is types.PeerUser else types.InputPeerChannel
    return cls(bare, access_hash)
