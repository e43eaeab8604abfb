"""Writes or reads a session file with a client library. Usage: session_files.py LIB write|read PATH."""
import importlib
import json
import sys

KEY = bytes(range(256))


def main(library: str, what: str, path: str) -> None:
    def load(name):
        return importlib.import_module(f"{library}.{name}")

    types, session = load("tl.types"), load("sessions").SQLiteSession(path)
    if what == "write":
        session.set_dc(4, "149.154.167.91", 443)
        session.auth_key = load("crypto").AuthKey(KEY)
        people = [types.User(id=77, access_hash=-5, username="Some_Name", phone="7999", first_name="Alice", last_name="B")]
        session.process_entities(people + [types.ChannelForbidden(9, 6, "A channel")])
        session.save()
        session.close()
        return
    known = [session.get_input_entity(key).to_dict() for key in (77, "some_name", "+7999", "Alice B", -(10**12) - 9, types.PeerChannel(9))]
    key = session.auth_key.key
    print(json.dumps([session.dc_id, session.server_address, session.port, key.hex(), load("sessions").StringSession.save(session), known]))


if __name__ == "__main__":
    main(*sys.argv[1:])
