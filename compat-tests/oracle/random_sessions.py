"""Prints what a library's sessions make of random data, in memory, as text and as files. Usage: random_sessions.py LIB SEED COUNT (see asking.py)."""
import base64
import os
import sqlite3
import struct
import sys
import tempfile
import uuid

from asking import DATE, ask_all
from random_objects import Holder, channel, chat, entity, user

FOLDER = tempfile.mkdtemp()
ADDRESSES = ["149.154.167.51", "2001:67c:4e8:f002::a", "0.0.0.0", "::1", "not an address", None, ""]
KEY = bytes(range(256))


def described(session):
    key = session.auth_key
    return [session.dc_id, session.server_address, session.port, bool(key), key and key.key and key.key.hex()[:16], key and key.key_id, session.takeout_id]


def text_session(ask):
    kind = ask.rng.randrange(8)
    address = ask.pick(b"\x95\x9a\xa7\x33", bytes(range(16)), b"")
    packed = struct.pack(f">B{len(address)}sH256s", ask.rng.randrange(6), address, 443, ask.pick(KEY, bytes(256)))
    whole = "1" + base64.urlsafe_b64encode(packed).decode()
    given = [whole, whole, whole, whole[:-4], "2" + whole[1:], "1", ask.pick("", None, "1garbage", "1%%%", "x", "1" + "A" * 352, "1" + "A" * 368), whole[:-1]][kind]

    def answer():
        session = ask.load("sessions").StringSession(given)
        return [described(session), session.save()]

    return [given], answer


def saved_text(ask):
    which, address, key = ask.pick("MemorySession", "StringSession", "SQLiteSession"), ask.pick(*ADDRESSES), ask.pick(KEY, KEY, KEY, b"", None, b"short")
    dc, port = ask.pick(2, 2, 0, 300, None), ask.pick(443, 80, None, 70000)

    def answer():
        sessions = ask.load("sessions")
        session = getattr(sessions, which)()
        session.set_dc(dc, address, port)
        session.auth_key = ask.load("crypto").AuthKey(key) if key is not None else None
        return [sessions.StringSession.save(session), described(session), described(session.clone())]

    return [which, dc, address, port, key], answer


def coded(ask):
    data, text = ask.data(), ask.pick("AAAA", "AA", "-_-_", "****", "ж", "")
    return [data, text], lambda: [ask.load("sessions").StringSession.encode(data), ask.load("sessions").StringSession.decode(text)]


def learned(ask):
    """A session in memory or in a file that learned some entities, asked for them."""
    which = ask.pick("MemorySession", "SQLiteSession", "StringSession")
    some = [ask.pick(user, user, chat, channel, entity)(ask) for _ in range(ask.rng.randrange(4))]
    way = ask.pick("list", "users", "chats", "one", "nothing")
    key = ask.pick(
        ask.number(), -ask.number(), "some_name", "@Some_Name", "somechannel", "t.me/SomeChannel", "+7 999", "7999", "Alice", "", "nobody here", None, 5.5,
        ask.pick(*some) if some else None, ask.make("PeerUser", ask.number()), ask.make("PeerChannel", 5), "t.me/joinchat/" + base64.urlsafe_b64encode(struct.pack(">LLQ", 1, 77, 2)).decode()[:22],
    )  # fmt: skip
    number = ask.number()

    def answer():
        session = getattr(ask.load("sessions"), which)()
        told = {"list": some, "users": Holder(users=some), "chats": Holder(chats=some, users=()), "nothing": None}
        session.process_entities(some[0] if way == "one" and some else Holder(user=some[0], chat=some[0]) if way == "nothing" and some else told.get(way))
        rows = [session.get_entity_rows_by_id(number), session.get_entity_rows_by_id(number, exact=False), session.get_entity_rows_by_phone("7999")]
        rows += [session.get_entity_rows_by_username("some_name"), session.get_entity_rows_by_name("Alice"), session.get_entity_rows_by_id(-number)]
        if len({getattr(one, "id", None) for one in some}) < len(some):
            return None  # which of two comes first is chance
        return [[row and list(row) for row in rows[:2]], rows[2] is None, rows[3] is None, rows[4] is None, attempt(session.get_input_entity, key)]

    return [which, way, some, key, number], answer


def attempt(function, *given):
    try:
        return [function(*given)]
    except Exception as error:
        return error


def rows(ask):
    one = entity(ask)
    return [one], lambda: ask.load("sessions").MemorySession()._entities_to_rows([one])


def files(ask):
    which = ask.pick("MemorySession", "SQLiteSession")
    kept = ask.pick(ask.make("InputPhoto", 5, 6, b""), ask.make("InputDocument", 7, 8, b""), ask.make("PeerUser", 5), None)
    wanted = ask.pick("InputPhoto", "InputDocument", "PeerUser")
    digest = ask.pick(b"a", b"b")

    def answer():
        session = getattr(ask.load("sessions"), which)()
        first = attempt(session.cache_file, b"a", 9, kept)
        # The library makes these of two values, which is one too few.
        found = attempt(session.get_file, digest, 9, getattr(ask.types, wanted))
        return [first, type(found).__name__ if isinstance(found, TypeError) else found]

    return [which, kept, wanted, digest], answer


def states(ask):
    which = ask.pick("MemorySession", "SQLiteSession")
    made = [ask.load("tl.types").updates.State(ask.rng.randrange(99), 2, DATE, 4, 5) for _ in range(2)]

    def answer():
        session = getattr(ask.load("sessions"), which)()
        session.set_update_state(0, made[0])
        session.set_update_state(7, made[1])
        found = session.get_update_state(0)
        return [[found.pts, found.qts, found.date.isoformat(), found.seq], session.get_update_state(9), sorted(number for number, _ in session.get_update_states())]

    return [which, made], answer


OLD = {
    "sessions": {
        1: "sessions (dc_id integer primary key, server_address text, port integer, auth_key blob)",
        5: "sessions (dc_id integer primary key, server_address text, port integer, auth_key blob, takeout_id integer)",
        8: "sessions (dc_id integer primary key, server_address text, port integer, auth_key blob, takeout_id integer, tmp_auth_key blob)",
    },
    "entities": {
        1: "entities (id integer primary key, hash integer not null, username text, phone integer, name text)",
        7: "entities (id integer primary key, hash integer not null, username text, phone integer, name text, date integer)",
    },
    "sent_files": {
        2: "sent_files (md5_digest blob, file_size integer, file_id integer, part_count integer, primary key(md5_digest, file_size))",
        3: "sent_files (md5_digest blob, file_size integer, type integer, id integer, hash integer, primary key(md5_digest, file_size, type))",
    },
    "update_state": {4: "update_state (id integer primary key, pts integer, qts integer, date integer, seq integer)"},
}  # fmt: skip


def old_file(version, path, key):
    """A session file as the library's older versions left them."""
    connection = sqlite3.connect(path)
    connection.execute("create table version (version integer primary key)")
    connection.execute("insert into version values (?)", (version,))
    for name, tables in OLD.items():
        known = [since for since in tables if since <= version]
        if known:
            connection.execute(f"create table {tables[max(known)]}")
        columns = {"sessions": [2, "1.2.3.4", 443, key, None, b""], "entities": [5, 6, "some_name", 7999, "Alice", 1]}.get(name)
        if columns and known:
            count = len(connection.execute(f"pragma table_info({name})").fetchall())
            connection.execute(f"insert into {name} values ({','.join('?' * count)})", columns[:count])
    connection.commit()
    connection.close()


def upgraded(ask):
    version, key = ask.rng.randrange(1, 9), ask.pick(KEY, KEY, b"")

    def answer():
        path = os.path.join(FOLDER, uuid.uuid4().hex)
        old_file(version, path + ".session", key)
        session = ask.load("sessions").SQLiteSession(path)
        first = [described(session), attempt(session.get_input_entity, "some_name")]
        session.process_entities([ask.make("User", id=9, access_hash=4, username="Other")])
        session.takeout_id = 5
        session.close()
        again = ask.load("sessions").SQLiteSession(path + ".session")
        return [*first, described(again), attempt(again.get_input_entity, "other"), session.delete(), session.delete()]

    return [version, len(key)], answer


def layout(ask):
    """What a new session's file looks like inside."""

    def answer():
        path = os.path.join(FOLDER, uuid.uuid4().hex)
        session = ask.load("sessions").SQLiteSession(path)
        session.set_dc(2, "1.2.3.4", 443)
        session.auth_key = ask.load("crypto").AuthKey(KEY)
        session.process_entities([ask.make("User", id=9, access_hash=4, username="Other", phone="7999", first_name="Alice")])
        session.save()
        session.close()
        connection = sqlite3.connect(path + ".session")
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by name")]
        columns = {name: [[column[1], column[2].lower(), column[3], column[5]] for column in connection.execute(f"pragma table_info({name})")] for name in tables}
        rows = {name: connection.execute(f"select * from {name}").fetchall() for name in tables if name != "entities"}
        return [columns, rows, connection.execute("select id, hash, username, phone, name from entities").fetchall()]

    return None, answer


AREAS = {
    "text": text_session, "saved as text": saved_text, "coded": coded, "learned": learned, "rows": rows, "files": files, "states": states, "upgraded": upgraded,
    "layout": layout,
}  # fmt: skip

if __name__ == "__main__":
    ask_all(AREAS, sys.argv[1], sys.argv[2], int(sys.argv[3]))
