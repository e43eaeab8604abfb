"""`SQLiteSession`: a session in a file, as modules keep for accounts of their own. Reads versions 1 to 8, writes 8."""
import datetime
import os
import time

from .memory import MemorySession, _kind_to_keep, _marked, _SentFileType

EXTENSION = ".session"
CURRENT_VERSION = 8

_SENT_FILES = (
    "sent_files (md5_digest blob, file_size integer, type integer, id integer, hash integer, "
    "primary key(md5_digest, file_size, type))"
)
_UPDATE_STATE = "update_state (id integer primary key, pts integer, qts integer, date integer, seq integer)"
_TABLES = (
    "version (version integer primary key)",
    "sessions (dc_id integer primary key, server_address text, port integer, auth_key blob, takeout_id integer, tmp_auth_key blob)",
    "entities (id integer primary key, hash integer not null, username text, phone integer, name text, date integer)",
    _SENT_FILES,
    _UPDATE_STATE,
)
# What makes a file of a version one of the next.
_UPGRADES = {
    1: (),
    2: ("drop table sent_files", f"create table {_SENT_FILES}"),
    3: (f"create table {_UPDATE_STATE}",),
    4: ("alter table sessions add column takeout_id integer",),
    5: ("delete from entities",),
    6: ("alter table entities add column date integer",),
    7: ("alter table sessions add column tmp_auth_key blob",),
}


class SQLiteSession(MemorySession):
    """Every change goes to the file with the next `save` or `close`; without a name, to memory."""

    def __init__(self, session_id=None, store_tmp_auth_key_on_disk=False):
        super().__init__()
        self.filename = ":memory:"
        self.save_entities = True
        self.store_tmp_auth_key_on_disk = store_tmp_auth_key_on_disk
        if session_id:
            self.filename = session_id if session_id.endswith(EXTENSION) else session_id + EXTENSION
        self._conn = None
        if self._execute("select name from sqlite_master where type = 'table' and name = 'version'"):
            self._upgrade()
            self._read()
        else:
            for table in _TABLES:
                self._execute(f"create table {table}")
            self._execute("insert into version values (?)", CURRENT_VERSION)
            self._update_session_table()
            self.save()

    def _upgrade(self):
        (version,) = self._execute("select version from version")
        if version >= CURRENT_VERSION:
            return
        for old in range(version, CURRENT_VERSION):
            for statement in _UPGRADES.get(old, ()):
                self._execute(statement)
        self._execute("delete from version")
        self._execute("insert into version values (?)", CURRENT_VERSION)
        self.save()

    def _read(self):
        from ..crypto import AuthKey

        row = self._execute("select dc_id, server_address, port, auth_key, takeout_id, tmp_auth_key from sessions")
        if row:
            self._dc_id, self._server_address, self._port, key, self._takeout_id, temporary = row
            self._auth_key, self._tmp_auth_key = AuthKey(data=key), AuthKey(data=temporary)

    def clone(self, to_instance=None):
        """An empty session that keeps the file's options."""
        cloned = super().clone(to_instance)
        cloned.save_entities = self.save_entities
        return cloned

    def set_dc(self, dc_id, server_address, port):
        """Notes the data centre; the key is the file's."""
        from ..crypto import AuthKey

        super().set_dc(dc_id, server_address, port)
        self._update_session_table()
        row = self._execute("select auth_key, tmp_auth_key from sessions") or (None, None)
        self._auth_key, self._tmp_auth_key = (AuthKey(data=key) if key else None for key in row)

    @MemorySession.auth_key.setter
    def auth_key(self, value):
        """The key, or None."""
        self._auth_key = value
        self._update_session_table()

    @MemorySession.tmp_auth_key.setter
    def tmp_auth_key(self, value):
        """The key that lasts for a day, or None; written only if asked for."""
        self._tmp_auth_key = value
        self._update_session_table()

    @MemorySession.takeout_id.setter
    def takeout_id(self, value):
        """The id of a takeout."""
        self._takeout_id = value
        self._update_session_table()

    def _update_session_table(self):
        temporary = self._tmp_auth_key if self.store_tmp_auth_key_on_disk else None
        keys = [key.key if key else b"" for key in (self._auth_key, temporary)]
        self._execute("delete from sessions")
        self._execute(
            "insert or replace into sessions values (?,?,?,?,?,?)",
            self._dc_id, self._server_address, self._port, keys[0], self._takeout_id, keys[1],
        )  # fmt: skip

    # -- the file -------------------------------------------------------------------------------------------------

    def _cursor(self):
        if self._conn is None:
            import sqlite3

            self._conn = sqlite3.connect(self.filename, check_same_thread=False)
        return self._conn.cursor()

    def _execute(self, statement, *values):
        """The first row, or None."""
        rows = self._rows(statement, *values)
        return rows[0] if rows else None

    def _rows(self, statement, *values):
        cursor = self._cursor()
        try:
            return cursor.execute(statement, values).fetchall()
        finally:
            cursor.close()

    def save(self):
        """Writes what has changed."""
        if self._conn is not None:
            self._conn.commit()

    def close(self):
        """Writes what has changed and lets go of the file."""
        if self.filename != ":memory:" and self._conn is not None:
            self._conn.commit()
            self._conn.close()
            self._conn = None

    def delete(self):
        """Deletes the file."""
        if self.filename == ":memory:":
            return True
        try:
            os.remove(self.filename)
            return True
        except OSError:
            return False

    @classmethod
    def list_sessions(cls):
        """Names of the session files in the working directory."""
        return [os.path.splitext(name)[0] for name in os.listdir(".") if name.endswith(EXTENSION)]

    # -- update states --------------------------------------------------------------------------------------------

    def get_update_state(self, entity_id):
        """The state stored for an id, or None."""
        row = self._execute("select pts, qts, date, seq from update_state where id = ?", entity_id)
        return _state(*row) if row else None

    def set_update_state(self, entity_id, state):
        """Stores a state."""
        row = (entity_id, state.pts, state.qts, state.date.timestamp(), state.seq)
        self._execute("insert or replace into update_state values (?,?,?,?,?)", *row)

    def get_update_states(self):
        """Pairs of id and state."""
        return ((row[0], _state(*row[1:])) for row in self._rows("select id, pts, qts, date, seq from update_state"))

    # -- entities and files ---------------------------------------------------------------------------------------

    def process_entities(self, tlo):
        """Learns the users and chats of an answer, unless `save_entities` is off."""
        if not self.save_entities:
            return
        now = int(time.time())
        for row in self._entities_to_rows(tlo):
            self._execute("insert or replace into entities values (?,?,?,?,?,?)", *row, now)

    def get_entity_rows_by_phone(self, phone):
        """(marked id, access hash) or None."""
        return self._execute("select id, hash from entities where phone = ?", phone)

    def get_entity_rows_by_username(self, username):
        """(marked id, access hash) or None; who had the name before loses it."""
        rows = self._rows("select id, hash, date from entities where username = ?", username)
        if not rows:
            return None
        rows.sort(key=lambda row: row[2] or 0)
        for earlier in rows[:-1]:
            self._execute("update entities set username = null where id = ?", earlier[0])
        return rows[-1][:2]

    def get_entity_rows_by_name(self, name):
        """(marked id, access hash) or None."""
        return self._execute("select id, hash from entities where name = ?", name)

    def get_entity_rows_by_id(self, id, exact=True):
        """(marked id, access hash) or None; not exact: of any kind of peer."""
        if exact:
            return self._execute("select id, hash from entities where id = ?", id)
        return self._execute("select id, hash from entities where id in (?,?,?)", *_marked(id))

    def cache_file(self, md5_digest, file_size, instance):
        """Notes a sent file."""
        row = (md5_digest, file_size, _kind_to_keep(instance).value, instance.id, instance.access_hash)
        self._execute("insert or replace into sent_files values (?,?,?,?,?)", *row)

    def get_file(self, md5_digest, file_size, cls):
        """A sent file, or None."""
        found = self._execute(
            "select id, hash from sent_files where md5_digest = ? and file_size = ? and type = ?",
            md5_digest, file_size, _SentFileType.from_type(cls).value,
        )  # fmt: skip
        return cls(*found) if found else None


def _state(pts, qts, date, seq):
    from ..tl import types

    moment = datetime.datetime.fromtimestamp(date, tz=datetime.timezone.utc)
    return types.updates.State(pts, qts, moment, seq, unread_count=0)
