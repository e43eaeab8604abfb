"""Usernames, phones, links and long texts: parsing and splitting."""
import re
import struct

from .helpers import add_surrogate, del_surrogate

USERNAME_RE = re.compile(r"@|(?:https?://)?(?:www\.)?(?:telegram\.(?:me|dog)|t\.me)/(@|\+|joinchat/)?")
TG_JOIN_RE = re.compile(r"tg://(join)\?invite=")
VALID_USERNAME_RE = re.compile(r"^[a-z](?:(?!__)\w){1,30}[a-z\d]$", re.IGNORECASE)
_PHONE_NOISE = re.compile(r"[+()\s-]")


def parse_phone(phone):
    """Digits of a phone number, or None if it is not one."""
    if isinstance(phone, int):
        return str(phone)
    digits = _PHONE_NOISE.sub("", str(phone))
    return digits if digits.isdigit() else None


def parse_username(username):
    """(name or invite hash, whether it is an invite); (None, False) when neither."""
    username = username.strip()
    prefix = USERNAME_RE.match(username) or TG_JOIN_RE.match(username)
    if prefix:
        username = username[prefix.end() :]
        if prefix.lastindex:
            return username, True
        username = username.rstrip("/")
    if VALID_USERNAME_RE.match(username):
        return username.lower(), False
    return None, False


def get_inner_text(text, entities):
    """The pieces of text that the entities cover."""
    text = add_surrogate(text)
    return [del_surrogate(text[entity.offset : entity.offset + entity.length]) for entity in entities]


def split_text(text, entities, *, limit=4096, max_entities=100, split_at=(r"\n", r"\s", ".")):
    """Yields (text, entities) parts within the limits, cut at the first separator that works."""
    text = add_surrogate(text)
    separators = [re.compile(pattern) for pattern in split_at]
    while True:
        room = limit
        if len(entities) > max_entities:
            last = entities[max_entities - 1]
            room = min(limit, last.offset + last.length)
        cut = _cut(text, room, separators) if len(text) > room else None
        if cut is None:
            yield del_surrogate(text), entities
            return
        before, after = _split_entities(entities, cut)
        yield del_surrogate(text[:cut]), before
        text, entities = text[cut:], after


def _cut(text, room, separators):
    for separator in separators:
        for position in range(room - 1, -1, -1):
            found = separator.match(text, position)
            if found:
                return found.end()
    return None


def _split_entities(entities, cut):
    before, after = [], []
    for entity in entities:
        end = entity.offset + entity.length
        if entity.offset >= cut:
            after.append(_moved(entity, offset=entity.offset - cut))
        elif end > cut:
            before.append(_moved(entity, length=cut - entity.offset))
            after.append(_moved(entity, offset=0, length=end - cut))
        else:
            before.append(entity)
    return before, after


def _moved(entity, **changes):
    fields = entity.to_dict()
    del fields["_"]
    return entity.__class__(**{**fields, **changes})


def resolve_invite_link(link):
    """(creator id, chat id, random) of old invite links; Nones for the newer, opaque ones."""
    from ._files import decode_base64

    code, is_link = parse_username(link)
    if not is_link:
        code = link
    if re.match(r"[a-fA-F\d]+", code) and len(code) in (24, 32):
        payload = bytes.fromhex(code)
    else:
        payload = decode_base64(code) or b""
    if len(payload) == 12:
        return (0, *struct.unpack(">LQ", payload))
    if len(payload) == 16:
        return struct.unpack(">LLQ", payload)
    return None, None, None


def resolve_inline_message_id(inline_msg_id):
    """(message id, peer, dc id, access hash) of an inline message id as bots see it."""
    from ._files import decode_base64
    from .tl import types

    try:
        dc_id, message_id, pid, access_hash = struct.unpack("<iiiq", decode_base64(inline_msg_id))
    except (struct.error, TypeError):
        return None, None, None, None
    peer = types.PeerChannel(-pid) if pid < 0 else types.PeerUser(pid)
    return message_id, peer, dc_id, access_hash
