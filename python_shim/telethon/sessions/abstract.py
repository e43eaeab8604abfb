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
