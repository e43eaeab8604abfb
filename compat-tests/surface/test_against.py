"""Results of `oxikka compat` beside another host's."""
import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = str(Path(__file__).parent.parent / "corpus" / "against.py")
FACTS = {"class": "GoodMod", "name": "Good", "commands": ["a"], "watchers": 0, "config": []}


@pytest.fixture
def against(tmp_path):
    def ask(rows, reference, *options):
        (tmp_path / "ours.json").write_text(json.dumps({"modules": rows}))
        (tmp_path / "theirs.json.gz").write_bytes(gzip.compress(json.dumps(reference).encode()))
        command = [os.readlink("/proc/self/exe"), "python", SCRIPT, str(tmp_path / "ours.json"), str(tmp_path / "theirs.json.gz"), *options]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return ask


def row(path, **changed):
    return {"path": path, "outcome": "loaded", "error": None, **FACTS, **changed}


def test_equal_rows_pass_wherever_the_folder_lies(against):
    reference = {"modules/o__r/modules/a.py": {"hikka": "loaded", "heroku": "error", **FACTS}}
    assert against([row("/home/modules/x/modules/o__r/modules/a.py")], reference) == (0, "1 files, 1 load; of 1 that load there 1 register the same: 100.00 %\n")


def test_another_command_or_a_failure_is_named_and_counts(against):
    reference = {f"modules/o__r/{one}.py": {"hikka": "error", "heroku": "loaded", **FACTS} for one in "abc"}
    failed = {"outcome": "failed", "error": {"class": "NameError", "message": "name 'x' is not defined"}}
    code, said = against([row("modules/o__r/a.py"), row("modules/o__r/b.py", commands=["z"]), row("modules/o__r/c.py", **failed)], reference)
    assert code == 1
    assert "commands: ['z'], there ['a']" in said and "failed: NameError: name 'x' is not defined" in said and "33.33 %" in said
    assert against([row("modules/o__r/a.py"), row("modules/o__r/b.py", commands=["z"])], reference, "--at-least", "50")[0] == 0


def test_what_loads_nowhere_does_not_count(against):
    reference = {"modules/o__r/a.py": {"hikka": "loaded", "heroku": "loaded", **FACTS}, "modules/o__r/b.py": {"hikka": "syntax", "heroku": "syntax"}}
    assert against([row("modules/o__r/a.py"), row("modules/o__r/b.py", outcome="failed")], reference)[0] == 0


def test_files_that_the_reference_does_not_know_are_an_error(against):
    code, said = against([row("modules/o__r/a.py")], {})
    assert code == 1 and "none of the 1 files" in said
