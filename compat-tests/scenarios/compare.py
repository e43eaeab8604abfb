"""What two outcomes have to share: names for what is random, and the differences that are left.

Housekeeping is what a client asks on its own account; everything else that differs and may is a row of
`exceptions.py`.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import re
from typing import Any

from exceptions import EXCEPTIONS, HOUSEKEEPING, RANDOM_FIELDS

# Ids of people, chats and messages stay below; hashes, photo ids and random ids are above.
RANDOM_ABOVE = 1 << 44
NOW_SECONDS, SOON_SECONDS = 15 * 60, 300 * 24 * 3600
# Parts of larger files go side by side in ours, and those that come from the server may be larger: their bytes count.
CARRIED_ABOVE = 512 * 1024
UPLOADS = ("SaveFilePartRequest", "SaveBigFilePartRequest")
# What a file without a name is called.
RANDOM_NAME = re.compile(r"-?\d{15,20}")


class Names:
    """Gives what is random in one outcome a name by its first appearance."""

    def __init__(self, now: datetime.datetime) -> None:
        self.now, self.known = now, {}  # type: ignore[var-annotated]

    def name(self, kind: str, value: Any) -> str:
        names = self.known.setdefault(kind, {})
        return names.setdefault(value, f"<{kind} {len(names) + 1}>")

    def normal(self, value: Any, key: str = "") -> Any:
        """The value without what is random in it."""
        if isinstance(value, dict):
            return {name: self.normal(inner, name) for name, inner in value.items() if name not in RANDOM_FIELDS}
        if isinstance(value, list):
            return [self.normal(inner, key) for inner in value]
        if isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) > RANDOM_ABOVE:
            return self.name("number", value)
        if isinstance(value, str):
            return self.text(value, key)
        return value

    def text(self, value: str, key: str) -> str:
        if value.startswith("date:"):
            return self.date(value)
        if key in ("file_reference", "hash"):
            return self.name(key, value)
        if RANDOM_NAME.fullmatch(value):
            return self.name("digits", value)
        return value

    def date(self, value: str) -> str:
        try:
            moment = datetime.datetime.fromisoformat(value[len("date:") :])
        except ValueError:
            return value
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
        away = (moment - self.now).total_seconds()
        if abs(away) < NOW_SECONDS:
            return "date:now"
        return f"date:in {round(away / 3600)} h" if abs(away) < SOON_SECONDS else value


def decode(hex_line: str, plain: Any) -> list[Any]:
    """Recorded requests as trees, as the real Telethon reads them; raw where its layer has no such constructor."""
    return [tree(bytes.fromhex(word), plain) for word in hex_line.split()]


def tree(body: bytes, plain: Any) -> Any:
    from telethon.errors import TypeNotFoundError
    from telethon.extensions import BinaryReader

    with BinaryReader(body) as reader:
        try:
            request = reader.tgread_object()
            rest = reader.read()
        except (TypeNotFoundError, BufferError, io.UnsupportedOperation):
            return {"_": "raw", "body": "base64:" + base64.b64encode(body).decode()}
    row = {"request": plain(request)}
    if rest:
        row["rest"] = plain(rest)
    return row


def requests_of(trees: list[Any]) -> list[Any]:
    """Without housekeeping; the parts of a large file as one row, where the first of them was."""
    rows = [row for row in trees if row.get("request", row).get("_") not in HOUSEKEEPING]
    files: dict[str, list[Any]] = {}
    for row in rows:
        files.setdefault(_file_of(row), []).append(row["request"] if "request" in row else row)
    files.pop("", None)
    used = str([row for row in rows if not _file_of(row)])
    large = {file: parts for file, parts in files.items() if _reach(parts) > CARRIED_ABOVE or _is_left(parts, used)}
    seen: set[str] = set()
    kept = []
    for row in rows:
        file = _file_of(row)
        if file not in large:
            kept.append(row)
        elif file not in seen:
            seen.add(file)
            kept += [] if _is_left(large[file], used) else [_whole(large[file], used)]
    return kept


def _file_of(row: dict[str, Any]) -> str:
    """What tells the parts of one file from others; empty for other requests."""
    request = row.get("request", row)
    if request.get("_") == "GetFileRequest":
        where = {key: value for key, value in request["location"].items() if key != "file_reference"}
        return f"down {where}"
    return f"up {request['file_id']}" if request.get("_") in UPLOADS else ""


def _reach(parts: list[Any]) -> int:
    """Bytes of an upload; how far a download looked."""
    if parts[0]["_"] == "GetFileRequest":
        return max(part["offset"] + part["limit"] for part in parts)
    return len(_content(parts))


def _content(parts: list[Any]) -> bytes:
    numbered = {part["file_part"]: base64.b64decode(part["bytes"].removeprefix("base64:")) for part in parts}
    return b"".join(numbered[number] for number in sorted(numbered))


def _is_left(parts: list[Any], used: str) -> bool:
    """Whether this is a big upload that came to nothing: how much of it was sent, if anything, is chance."""
    return "file_total_parts" in parts[0] and str(parts[0]["file_id"]) not in used


def _whole(parts: list[Any], used: str) -> dict[str, Any]:
    first = parts[0]
    if first["_"] == "GetFileRequest":
        return {"_": "a large download", "location": {**first["location"], "file_reference": None}}
    if str(first["file_id"]) not in used:
        return {"_": "a large upload that nothing uses", "kind": first["_"], "file_id": first["file_id"]}
    content = _content(parts)
    whole = {"_": "a large upload", "kind": first["_"], "file_id": first["file_id"], "size": len(content)}
    return {**whole, "total": first.get("file_total_parts"), "sha256": hashlib.sha256(content).hexdigest()}


def differences(ours: Any, theirs: Any, scenario: str, part: str) -> list[str]:
    """Where the two differ, less the reviewed exceptions; each as `path: ours … theirs …`."""
    found: list[str] = []
    _walk(ours, theirs, "", "", scenario, part, found)
    return found


def _walk(ours: Any, theirs: Any, path: str, holder: str, scenario: str, part: str, found: list[str]) -> None:
    if ours == theirs:
        return
    if isinstance(ours, dict) and isinstance(theirs, dict) and _kind(ours) == _kind(theirs):
        holder = str(ours.get("_") or ours.get("error") or holder)
        for key in sorted(ours.keys() | theirs.keys()):
            missing = object()
            left, right = ours.get(key, missing), theirs.get(key, missing)
            if left == right or excepted(part, scenario, holder, key, ours.get(key), theirs.get(key)):
                continue
            if left is missing or right is missing:
                kept = right if left is missing else left
                which = "only theirs has" if left is missing else "only ours has"
                found.append(f"{path}.{key} ({holder}): {which} {short(kept)}")
            else:
                _walk(left, right, f"{path}.{key}", holder, scenario, part, found)
        return
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for at, (left, right) in enumerate(zip(ours, theirs)):
            _walk(left, right, f"{path}[{at}]", holder, scenario, part, found)
        return
    found.append(f"{path} ({holder}): ours {short(ours)} theirs {short(theirs)}")


def _kind(value: dict[str, Any]) -> Any:
    return value.get("_"), value.get("error")


_used: set[int] = set()


def excepted(part: str, scenario: str, holder: str, key: str, ours: Any, theirs: Any) -> bool:
    """Whether a reviewed row lets this field differ."""
    for number, row in enumerate(EXCEPTIONS):
        if row.matches(part, scenario, holder, key, ours, theirs):
            _used.add(number)
            return True
    return False


def unused() -> list[Any]:
    """Rows that no difference needed in this run."""
    return [row for number, row in enumerate(EXCEPTIONS) if number not in _used]


def short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 600 else text[:600] + "…"
