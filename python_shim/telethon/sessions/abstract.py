"""The interface of sessions."""
from .._missing import withheld


class Session:
    """Where an account is connected, and whom it knows."""

    def __init__(self):
        """Nothing to prepare."""

    def clone(self, to_instance=None):
        """An empty session of the same kind."""
        return to_instance or self.__class__()

    @property
    def auth_key(self):
        """Withheld, unless a module put its own there."""
        raise withheld("session.auth_key")

    def set_dc(self, dc_id, server_address, port):
        """Notes the data centre."""
        raise NotImplementedError

    @property
    def dc_id(self):
        """The data centre."""
        raise NotImplementedError

    @property
    def server_address(self):
        """Its address."""
        raise NotImplementedError

    @property
    def port(self):
        """Its port."""
        raise NotImplementedError

    @property
    def takeout_id(self):
        """The id of a takeout."""
        raise NotImplementedError

    def get_update_state(self, entity_id):
        """The state stored for an id."""
        raise NotImplementedError

    def set_update_state(self, entity_id, state):
        """Stores a state."""
        raise NotImplementedError

    def get_update_states(self):
        """All states."""
        raise NotImplementedError

    def process_entities(self, tlo):
        """Learns entities."""
        raise NotImplementedError

    def get_input_entity(self, key):
        """The `InputPeer` of a key."""
        raise NotImplementedError

    def cache_file(self, md5_digest, file_size, instance):
        """Notes a sent file."""
        raise NotImplementedError

    def get_file(self, md5_digest, file_size, cls):
        """A sent file."""
        raise NotImplementedError

    def save(self):
        """Nothing is kept."""

    def close(self):
        """Nothing is open."""

    def delete(self):
        """Nothing is there."""
        return False

    @classmethod
    def list_sessions(cls):
        """No session is listed."""
        return []
