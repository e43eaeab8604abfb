"""Reads the part of YAML that language packs use: sections, then `key: text` with plain, quoted, block and folded texts.

Anything beyond that raises `PackError` with its line; this is not a YAML parser.
"""

import re

_KEY = re.compile(r"""^( *)(?:"([^"]+)"|'([^']+)'|([^\s:#"'][^:]*?))[ ]*:(?:[ ]+(.*)|)$""")
_BLOCK = re.compile(r"^([|>])([+-]?)[ ]*(?:#.*)?$")
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "\0",
    "\\": "\\",
    '"': '"',
    "/": "/",
    " ": " ",
    "e": "\x1b",
    "a": "\a",
    "b": "\b",
}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


class PackError(ValueError):
    """Raised for text that is not a language pack."""


def parse(text: str) -> dict:
    """`{section: {key: text}}`, `{language: {section: {key: text}}}`; a key without a section stays at the top."""
    lines, at = text.replace("\r\n", "\n").split("\n"), 0
    open_ = [(-1, {})]
    while at < len(lines):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith("#") or line.rstrip() in ("---", "..."):
            at += 1
            continue
        found = _KEY.match(line.rstrip())
        if found is None:
            raise PackError(f"line {at + 1} of the language pack is neither a section nor a key")
        indent = len(found[1])
        key = next(name for name in found.groups()[1:4] if name is not None)
        while open_[-1][0] >= indent:
            open_.pop()
        section = open_[-1][1]
        value, at = _value(lines, at, indent, found[5] or "")
        if value is not None:
            section[key] = value
        elif len(open_) < 3:
            section[key] = section[key] if isinstance(section.get(key), dict) else {}
            open_.append((indent, section[key]))
        else:
            raise PackError(f"line {at} of the language pack nests too deep")
    return open_[0][1]


def _value(lines: list, at: int, indent: int, first: str):
    """`(text, next line)` of a key's value; the text is `None` when a nested section follows."""
    block = _BLOCK.match(first)
    if block:
        return _block(lines, at + 1, indent, block[1] == ">", block[2])
    if first[:1] in ("{", "[", "&", "*", "!"):
        raise PackError(f"line {at + 1} of the language pack holds more than a text")
    if first[:1] in ('"', "'"):
        return _quoted(lines, at, first)
    if not first or first.startswith("#"):
        following = next((line for line in lines[at + 1 :] if line.strip() and not line.lstrip().startswith("#")), "")
        deeper = len(following) - len(following.lstrip(" ")) > indent
        if not deeper:
            return "", at + 1
        if _KEY.match(following.rstrip()):
            return None, at + 1
    return _plain(lines, at, indent, first)


def _plain(lines: list, at: int, indent: int, first: str):
    parts, at = [re.split(r"[ ]#", first)[0].strip()], at + 1
    while (
        at < len(lines)
        and lines[at].strip()
        and len(lines[at]) - len(lines[at].lstrip(" ")) > indent
        and not _KEY.match(lines[at].rstrip())
    ):
        parts.append(lines[at].strip())
        at += 1
    return " ".join(part for part in parts if part), at


def _block(lines: list, at: int, indent: int, folded: bool, chomp: str):
    body = []
    while at < len(lines) and (not lines[at].strip() or len(lines[at]) - len(lines[at].lstrip(" ")) > indent):
        body.append(lines[at])
        at += 1
    depth = min((len(line) - len(line.lstrip(" ")) for line in body if line.strip()), default=0)
    body = [line[depth:].rstrip("\r") for line in body]
    trailing = 0
    while body and not body[-1].strip():
        body.pop()
        trailing += 1
    text = re.sub(r"(?<=\S)\n(?=\S)", " ", "\n".join(body)) if folded else "\n".join(body)
    return text + ("" if chomp == "-" or not body else "\n" * (1 + (trailing if chomp == "+" else 0))), at


def _quoted(lines: list, at: int, first: str):
    quote, text = first[0], first
    end = _closing(text, quote)
    while end is None:
        at += 1
        if at >= len(lines):
            raise PackError("a quoted text of the language pack does not end")
        part = lines[at].strip()
        if quote == '"' and text.endswith("\\"):
            text = text[:-1] + part
        elif not part:
            text += "\n"
        else:
            text += part if text.endswith("\n") else " " + part
        end = _closing(text, quote)
    inner = text[1:end]
    return (inner.replace("''", "'") if quote == "'" else _ESCAPE.sub(_unescape, inner)), at + 1


def _closing(text: str, quote: str):
    """Where a quoted text ends, `None` when it does not."""
    at = text.find(quote, 1)
    while at > 0:
        if quote == '"':
            before = text[:at]
            if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                return at
        elif text[at + 1 : at + 2] == "'":
            at += 1
        else:
            return at
        at = text.find(quote, at + 1)
    return None


def _unescape(found) -> str:
    for group in found.groups()[:3]:
        if group:
            return chr(int(group, 16))
    return _ESCAPES.get(found[4], found[4])
