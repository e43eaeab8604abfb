"""The facade beside the real libraries: same values, same names, or a row here that says why not.

Runs in the worker's Python; `OXIKKA_PEERS_PYTHON` names an interpreter in which telethon, hikkatl and herokutl are installed.
"""
import json
import os
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ORACLE = os.environ.get("OXIKKA_PEERS_PYTHON")
LIBRARIES = ("telethon", "hikkatl", "herokutl")
pytestmark = pytest.mark.skipif(not ORACLE, reason="OXIKKA_PEERS_PYTHON is not set")


@lru_cache(maxsize=None)
def printed(script, library, oracle):
    command = [ORACLE] if oracle else [os.readlink("/proc/self/exe"), "python"]
    done = subprocess.run([*command, str(HERE / script), library], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def values(library):
    return printed("facade_values.py", library, oracle=True)


AREAS = [
    "html.parse", "html.unparse", "html.unparse given", "markdown.parse", "markdown.unparse", "parse_username",
    "parse_phone", "get_peer_id", "get_input_peer", "resolve_id", "split_text", "strip_text", "waveform", "rle",
    "file id", "attributes", "kinds", "session", "factorize", "reader",
]  # fmt: skip


@pytest.mark.parametrize("area", AREAS)
def test_every_value_is_what_one_of_the_libraries_says(area):
    ours = printed("facade_values.py", "telethon", oracle=False)[area]
    theirs = [values(library)[area] for library in LIBRARIES]
    wrong = [(i, one, [t[i] for t in theirs]) for i, one in enumerate(ours) if one not in [t[i] for t in theirs]]
    assert not wrong


def test_passwords_have_the_same_digest():
    assert printed("facade_values.py", "telethon", oracle=False)["password"] == values("telethon")["password"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_errors_have_the_same_classes_bases_codes_and_attributes(library):
    ours, theirs = printed("facade_values.py", "telethon", oracle=False)["errors"], values(library)["errors"]
    assert {name: row for name, row in theirs.items() if ours.get(name) != row} == {}


# What the libraries have and the facade has not, with the reason.
NOT_OURS = {
    "__init__",  # constructors of wrapped objects are nobody's business
}
TAKES_ANYTHING = {
    # Logging in belongs to the core: these refuse whatever they are given.
    "client.TelegramClient": {"edit_2fa", "qr_login", "send_code_request", "sign_in", "sign_up", "start", "takeout", "send_email_code", "verify_email"},
    # Keywords are passed on.
    "tl.custom.Button": {"request_location", "request_phone", "request_poll", "text"},
    "tl.custom.InlineBuilder": {"article", "document", "game", "photo"},
    "tl.tlobject.TLRequest": {"read_result"},
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_public_member_is_there_with_its_parameters(library):
    ours = printed("facade_surface.py", "telethon", oracle=False)["classes"]
    missing = []
    for cls, members in printed("facade_surface.py", library, oracle=True)["classes"].items():
        for name, parameters in members.items():
            if name in NOT_OURS:
                continue
            if name not in ours.get(cls, {}):
                missing.append(f"{cls}.{name}")
            elif parameters and ours[cls][name] is not None and name not in TAKES_ANYTHING.get(cls, ()):
                missing += [f"{cls}.{name}({one}=)" for one in parameters if one != "self" and one not in ours[cls][name]]
    assert missing == []
