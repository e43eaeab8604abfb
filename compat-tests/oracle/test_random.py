"""Random questions to the facade and to the real libraries: the answer is what one of them says, or there is a row here that says why not.

Runs in the worker's Python; `OXIKKA_PEERS_PYTHON` names an interpreter in which the libraries are installed.
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
SEED, COUNT = os.environ.get("OXIKKA_RANDOM_SEED", "1"), os.environ.get("OXIKKA_RANDOM_COUNT", "80")
SCRIPTS = ("random_utils.py", "random_errors.py", "random_events.py", "random_sessions.py", "random_tl.py", "random_custom.py")
ABSENT = "absent"
pytestmark = pytest.mark.skipif(not ORACLE, reason="OXIKKA_PEERS_PYTHON is not set")

# Where ours may differ: (area, what question and their answer contain, reason).
MEANT = [
    ("built", "InputBotInlineMessageID64", "the owner of an inline message is read where this layer has it, not from half of the message's number"),
    ("built", '"sender_id": null', "the sender of own messages in private chats is filled in, as one of the forks does"),
    ("of the server", '"text": " (caused by', "where the original says nothing, ours reads the error's name aloud"),
    ("named", '"text": " (caused by', "where the original says nothing, ours reads the error's name aloud"),
    ("of the server", "MSG_VOICE_", "one fork's own words"),
    ("named", "MsgVoice", "one fork's own words"),
    ("of the server", "PAYMENT_REQUIRED", "one fork's own words"),
    ("named", "PaymentRequiredError", "one fork's own words"),
    ("pack_bot_file_id", "has no attribute 'location'", "photos have no ids any more: the original stumbles over it, ours is None"),
]


@lru_cache(maxsize=None)
def lines(script, library, oracle):
    command = [ORACLE] if oracle else [os.readlink("/proc/self/exe"), "python"]
    # Dialects of html are compared by text_dialects.py.
    environment = {**os.environ, "OXIKKA_HTML_DIALECT": "telethon"}
    done = subprocess.run([*command, str(HERE / script), library, SEED, COUNT], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def is_meant(ours, theirs):
    return any(ours[0] == row[0] and row[1] in json.dumps([ours[2], answer]) for row in MEANT for answer in theirs)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_answer_is_what_one_of_the_libraries_says(script):
    wrong, asked = [], 0
    for ours, *theirs in zip(lines(script, "telethon", False), *(lines(script, one, True) for one in LIBRARIES), strict=True):
        answers = [row[3] for row in theirs if row[2] == ours[2] and ABSENT not in (row[3], ours[3])]
        asked += bool(answers)
        if answers and ours[3] not in answers and not is_meant(ours, answers):
            wrong.append((ours, answers))
    assert wrong[:5] == [] and asked > len(lines(script, "telethon", False)) * 0.7
