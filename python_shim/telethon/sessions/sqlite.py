"""`SQLiteSession`: reads the session files that modules keep for accounts of their own; writes nothing."""
import os

from .memory import MemorySession

EXTENSION = ".session"
CURRENT_VERSION = 8


class SQLiteSession(MemorySession):
    """A session file's data centre and key, when the file exists; otherwise as in memory."""

    save_entities = True

    def __init__(self, session_id=None, store_tmp_auth_key_on_disk=False):
        super().__init__()
        self.filename = ":memory:"
        self.store_tmp_auth_key_on_disk = store_tmp_auth_key_on_disk
        self._conn = None
        if session_id:
            self.filename = session_id if session_id.endswith(EXTENSION) else session_id + EXTENSION
            if os.path.isfile(self.filename):
                self._read()

    def _read(self):
        import sqlite3

        from ..crypto import AuthKey

        connection = sqlite3.connect(f"file:{self.filename}?mode=ro", uri=True)
        try:
            row = connection.execute("select dc_id, server_address, port, auth_key, takeout_id from sessions").fetchone()
        finally:
            connection.close()
        if row:
            self._dc_id, self._server_address, self._port, key, self._takeout_id = row
            self._own_key = AuthKey(key) if key else None

    def clone(self, to_instance=None):
        """An empty session that keeps the file's options."""
        cloned = super().clone(to_instance)
        cloned.save_entities = self.save_entities
        return cloned

    @classmethod
    def list_sessions(cls):
        """Names of the session files in the working directory."""
        return [os.path.splitext(name)[0] for name in os.listdir(".") if name.endswith(EXTENSION)]
