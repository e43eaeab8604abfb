"""Session files between the facade and the real libraries: whoever wrote one, the others read it.

Runs in the worker's Python; `OXIKKA_PEERS_PYTHON` names an interpreter in which the libraries are installed.
"""
import json
import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = str(Path(__file__).with_name("session_files.py"))
ORACLE = os.environ.get("OXIKKA_PEERS_PYTHON")
LIBRARIES = ("telethon", "hikkatl", "herokutl")
pytestmark = pytest.mark.skipif(not ORACLE, reason="OXIKKA_PEERS_PYTHON is not set")


def told(library, *arguments):
    command = [ORACLE] if library != "ours" else [os.readlink("/proc/self/exe"), "python"]
    done = subprocess.run([*command, SCRIPT, library.replace("ours", "telethon"), *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_file_of_theirs_is_read_and_stays_readable_for_them(library, tmp_path):
    told(library, "write", tmp_path / "one")
    theirs = told(library, "read", tmp_path / "one")
    assert told("ours", "read", tmp_path / "one") == theirs
    # The file is of the newest version now, which only the libraries of today know.
    if library != "hikkatl":
        assert told(library, "read", tmp_path / "one") == theirs


@pytest.mark.parametrize("library", ("telethon", "herokutl"))
def test_a_file_of_ours_is_read_by_them(library, tmp_path):
    told("ours", "write", tmp_path / "one")
    assert told(library, "read", tmp_path / "one") == told("ours", "read", tmp_path / "one")
