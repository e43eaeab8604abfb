"""The host's pure functions beside what the real hosts give (utils_results.json, recorded by oracle/host_utils.py): equal to one of
them, or a row here that says why not."""

import json
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.append(str(HERE.parents[1] / "oracle"))
import host_utils  # noqa: E402

ROWS = json.loads((HERE / "utils_results.json").read_text())
OURS = host_utils.results("hikka")
# Patterns of labels, most of them about inputs that the hosts stumble over.
DIFFERENT = {
    "get_args_*(* '')": "no arguments is an empty list, not an error",
    "get_args_split_by(* '', *)": "no arguments is an empty list, not an error",
    "get_args_html(*tg-emoji*)": "custom emoji are written in the one spelling that both read",
    "validate_html(*)": "escaped once",
    "remove_emoji(*": "an emoji goes as a whole, with its joiners and selectors",
    "smart_split(*": "white space is cut between parts only; no part is shorter for the length of the ones before",
    "format_file_size(*": "the number, not its format",
    "NoneType().validate(*": "nothing is what passes, not everything else",
    "EntityLike().validate(*": "can be used at all",
    "NamedTupleMiddlewareList index": "finds it",
    "NamedTupleMiddlewareList pop": "takes the last without a number",
}

if sys.version_info < (3, 11):
    DIFFERENT["check_url(*"] = "addresses are taken apart by the standard library; CPython 3.11 recorded the rows"


def reason(label):
    return next((why for pattern, why in DIFFERENT.items() if fnmatchcase(label, pattern)), None)


def test_every_result_is_one_of_the_hosts_or_has_its_reason():
    wrong = {label: (OURS[label], said) for label, *said in ROWS if OURS[label] not in said and not reason(label)}
    assert wrong == {}


def test_every_call_was_recorded():
    assert set(OURS) == {label for label, *_ in ROWS}


@pytest.mark.parametrize("pattern", DIFFERENT)
def test_every_reason_is_still_needed(pattern):
    assert any(fnmatchcase(label, pattern) and OURS[label] not in said for label, *said in ROWS)


@pytest.mark.parametrize("text", [one for one in host_utils.HTML if one])
def test_parts_of_a_text_are_no_longer_than_asked_and_lose_only_white_space(text):
    from hikka import utils

    from telethon.extensions import html

    long = text * 6
    parts = list(utils.smart_split(long, [], 20))
    assert all(len(html.parse(part)[0].encode("utf-16-le")) // 2 <= 20 for part in parts)
    assert "".join("".join(parts).split()) == "".join(utils.escape_html(long).split())
