"""A session in memory. A key that a module brings along stays its own; the account's is withheld."""
from .._missing import withheld
from .abstract import Session


class MemorySession(Session):
    """Data centre, address and entities; everything ends with the process."""

    def __init__(self):
        super().__init__()
        self._dc_id, self._server_address, self._port = 0, None, None
        self._own_key, self._takeout_id = None, None
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
        """The key that a module brought along; the account's own is withheld."""
        if self._own_key is None:
            raise withheld("session.auth_key")
        return self._own_key

    @auth_key.setter
    def auth_key(self, value):
        self._own_key = value

    @property
    def _auth_key(self):
        return self.auth_key

    @_auth_key.setter
    def _auth_key(self, value):
        self._own_key = value

    tmp_auth_key = property(lambda self: None, lambda self, value: None, doc="Never kept.")

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

    def process_entities(self, tlo):
        """Entities are kept by the client."""

    def get_input_entity(self, key):
        """The `InputPeer` of something castable; nothing else is known here."""
        from .. import utils

        try:
            return utils.get_input_peer(key)
        except TypeError:
            raise ValueError("Could not find input entity with key ", key) from None

    def get_entity_rows_by_phone(self, phone):
        """Nothing is known here."""

    def get_entity_rows_by_username(self, username):
        """Nothing is known here."""

    def get_entity_rows_by_name(self, name):
        """Nothing is known here."""

    def get_entity_rows_by_id(self, id, exact=True):
        """Nothing is known here."""

    def cache_file(self, md5_digest, file_size, instance):
        """Notes a sent file."""
        self._files[(md5_digest, file_size, type(instance).__name__)] = (instance.id, instance.access_hash)

    def get_file(self, md5_digest, file_size, cls):
        """A sent file, or None."""
        row = self._files.get((md5_digest, file_size, cls.__name__))
        return cls(*row) if row else None
