"""The interface of sessions."""
from abc import ABC, abstractmethod


class Session(ABC):
    """Where an account is connected, and whom it knows."""

    def __init__(self):
        """Nothing to prepare."""

    def clone(self, to_instance=None):
        """An empty session of the same kind."""
        return to_instance or self.__class__()

    @property
    @abstractmethod
    def auth_key(self):
        """The key, or None."""
        raise NotImplementedError

    @abstractmethod
    def set_dc(self, dc_id, server_address, port):
        """Notes the data centre."""
        raise NotImplementedError

    @property
    @abstractmethod
    def dc_id(self):
        """The data centre."""
        raise NotImplementedError

    @property
    @abstractmethod
    def server_address(self):
        """Its address."""
        raise NotImplementedError

    @property
    @abstractmethod
    def port(self):
        """Its port."""
        raise NotImplementedError

    @property
    @abstractmethod
    def takeout_id(self):
        """The id of a takeout."""
        raise NotImplementedError

    @abstractmethod
    def get_update_state(self, entity_id):
        """The state stored for an id."""
        raise NotImplementedError

    @abstractmethod
    def set_update_state(self, entity_id, state):
        """Stores a state."""
        raise NotImplementedError

    @abstractmethod
    def get_update_states(self):
        """All states."""
        raise NotImplementedError

    @abstractmethod
    def process_entities(self, tlo):
        """Learns entities."""
        raise NotImplementedError

    @abstractmethod
    def get_input_entity(self, key):
        """The `InputPeer` of a key."""
        raise NotImplementedError

    @abstractmethod
    def cache_file(self, md5_digest, file_size, instance):
        """Notes a sent file."""
        raise NotImplementedError

    @abstractmethod
    def get_file(self, md5_digest, file_size, cls):
        """A sent file."""
        raise NotImplementedError

    @abstractmethod
    def save(self):
        """Keeps what has changed."""
        raise NotImplementedError

    def close(self):
        """Lets go of what is open."""

    @abstractmethod
    def delete(self):
        """Forgets what was kept."""
        raise NotImplementedError

    @classmethod
    def list_sessions(cls):
        """No session is listed."""
        return []
