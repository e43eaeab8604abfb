"""Prints what a library's `utils` and `helpers` make of random input. Usage: random_utils.py LIB SEED COUNT (see asking.py)."""
import asyncio
import io
import sys

from asking import Absent, ask_all
from random_objects import (
    Holder, MIMES, attributes, bot_file_id, castable, channel, chat, document, entities, entity, file,
    file_name, link, media, named, odd, phone, photo, surrogate_text, user,
)  # fmt: skip


def of_utils(name, *arguments):
    """A question to a function of `utils`; each argument is made by a function of `ask`."""

    def question(ask):
        function = getattr(ask.load("utils"), name, None)
        if function is None:
            raise Absent
        given = [make(ask) for make in arguments]
        return given, lambda: function(*given)

    return question


def get_input_peer(ask):
    given = entity(ask)
    options = {name: ask.pick(True, False) for name in ("allow_self", "check_hash") if ask.rng.random() < 0.4}
    return [given, options], lambda: ask.load("utils").get_input_peer(given, **options)


def get_peer_id(ask):
    given, options = entity(ask), ask.pick({}, {}, {"add_mark": False})
    return [given, options], lambda: [ask.load("utils").get_peer_id(given, **options), given if hasattr(given, "to_dict") else None]


def get_input_media(ask):
    given = castable(ask)
    options = {name: True for name in ("is_photo", "force_document", "voice_note", "video_note", "supports_streaming") if ask.rng.random() < 0.2}
    if ask.rng.random() < 0.3:
        options["ttl"] = 9
    return [given, options], lambda: ask.load("utils").get_input_media(given, **options)


def get_attributes(ask):
    given = file_name(ask) if ask.rng.random() < 0.8 else ask.make("InputFile", 5, 3, file_name(ask), "m")
    options = {name: True for name in ("force_document", "voice_note", "video_note", "supports_streaming") if ask.rng.random() < 0.3}
    if ask.rng.random() < 0.3:
        options["attributes"] = attributes(ask)
    if ask.rng.random() < 0.2:
        options["mime_type"] = ask.pick(*MIMES)
    return [given, options], lambda: ask.load("utils").get_attributes(given, **options)


def resolve_id(ask):
    number = ask.pick(1, -1) * ask.pick(ask.number(), 10**12 - 1, 10**12, 10**12 + 1, ask.number() + 10**12)
    return number, lambda: [ask.load("utils").resolve_id(number)[0], ask.load("utils").resolve_id(number)[1].__name__]


def split_text(ask):
    text = surrogate_text(ask) * ask.pick(1, 1, 3)
    marks = entities(ask, text)
    options = ask.pick({"limit": 5}, {"limit": 11}, {"limit": 20, "max_entities": 2}, {}, {"limit": 7, "split_at": ("x",)}, {"limit": 9, "split_at": (r"\s", ".")})
    return [text, marks, options], lambda: list(ask.load("utils").split_text(text, marks, **options))


def get_inner_text(ask):
    text = surrogate_text(ask)
    marks = entities(ask, text)
    return [text, marks], lambda: ask.load("utils").get_inner_text(text, marks)


def strip_text(ask):
    text = ask.load("helpers").add_surrogate(surrogate_text(ask))
    marks = entities(ask, text)
    return [text, [one.to_dict() for one in marks]], lambda: [ask.load("helpers").strip_text(text, marks), marks]


def within_surrogate(ask):
    text = ask.load("helpers").add_surrogate(surrogate_text(ask))
    at, length = ask.rng.randrange(-2, len(text) + 3), ask.pick(None, None, len(text), 3)
    return [text, at, length], lambda: ask.load("helpers").within_surrogate(text, at, length=length)


def surrogates(ask):
    text = ask.pick(surrogate_text(ask), "\ud83d", "a\ud83dz", "\ude00\ud83d")
    return ascii(text), lambda: [ask.load("helpers").add_surrogate(text), ask.load("helpers").del_surrogate(ask.load("helpers").add_surrogate(text))]


def parse_mode(ask):
    modes = ["md", "MD", "markdown", "Markdown", "htm", "HTML", "html", "x", "", None, 5, (), [1], b"md", "mdv2", print, Holder(parse=1, unparse=2), "html "]
    mode = ask.pick(*modes)

    def answer():
        found = ask.load("utils").sanitize_parse_mode(mode)
        return found if found is None else getattr(found, "__name__", type(found).__name__).rpartition(".")[2]

    return mode if not callable(mode) else "print", answer


def chunks(ask):
    items, size = list(range(ask.rng.randrange(12))), ask.rng.randrange(1, 6)
    return [items, size], lambda: [list(one) for one in ask.load("utils").chunks(items, size)]


def list_like(ask):
    value = ask.pick([], (), set(), {}, range(3), (x for x in "a"), "ab", b"", frozenset(), iter([]), map(str, []), io.BytesIO(), None, 5)
    return type(value).__name__, lambda: ask.load("utils").is_list_like(value)


def entity_pair(ask):
    known = {5: user(ask), -7: chat(ask), -(10**12) - 9: channel(ask)}
    asked = ask.pick(0, None, *known, 8)
    cache = ask.load("_updates").EntityCache()
    return [asked, known], lambda: ask.load("utils")._get_entity_pair(asked, known, cache)


def entity_type(ask):
    given = entity(ask)
    return given, lambda: ask.load("helpers")._entity_type(given).name


def retry_range(ask):
    retries, force = ask.pick(0, 1, 3, None, -1), ask.pick(True, False)

    def answer():
        found = []
        for attempt in ask.load("helpers").retry_range(retries, force_retry=force):
            found.append(attempt)
            if len(found) > 6:
                break
        return found

    return [retries, force], answer


def nonce_keys(ask):
    server, new = ask.rng.randrange(-(2**127), 2**127), ask.rng.randrange(-(2**255), 2**255)
    return [server, new], lambda: ask.load("helpers").generate_key_data_from_nonce(server, new)


def total_list(ask):
    items, total = [ask.text() for _ in range(ask.rng.randrange(4))], ask.rng.randrange(9)

    def answer():
        found = ask.load("helpers").TotalList(items)
        before, found.total = found.total, total
        return [before, str(found), repr(found), found == items, found[:1], type(found[:1]).__name__]

    return [items, total], answer


def file_stream(ask):
    given = ask.pick(ask.data(), named(ask.data(), "n.txt"), io.BytesIO(ask.data()), 5, None)

    async def answer():
        async with ask.load("helpers")._FileStream(given) as stream:
            return [stream.file_size, stream.name, stream.read(), stream.seekable()]

    return given, lambda: asyncio.run(answer())


def maybe_async(ask):
    value = ask.pick(5, "x", None)

    async def later():
        return value

    return value, lambda: [asyncio.run(ask.load("utils").maybe_async(value)), asyncio.run(ask.load("utils").maybe_async(later()))]


AREAS = {
    "get_display_name": of_utils("get_display_name", entity),
    "get_extension": of_utils("get_extension", castable),
    "get_input_peer": get_input_peer,
    "get_input_channel": of_utils("get_input_channel", entity),
    "get_input_user": of_utils("get_input_user", entity),
    "get_input_dialog": of_utils("get_input_dialog", entity),
    "get_input_document": of_utils("get_input_document", castable),
    "get_input_photo": of_utils("get_input_photo", castable),
    "get_input_chat_photo": of_utils("get_input_chat_photo", castable),
    "get_input_geo": of_utils("get_input_geo", castable),
    "get_input_media": get_input_media,
    "get_input_message": of_utils("get_input_message", castable),
    "get_input_group_call": of_utils("get_input_group_call", castable),
    "get_input_location": of_utils("get_input_location", castable),
    "get_file_info": of_utils("_get_file_info", castable),
    "get_message_id": of_utils("get_message_id", castable),
    "get_message_id of an entity": of_utils("get_message_id", entity),
    "get_peer": of_utils("get_peer", entity),
    "get_peer_id": get_peer_id,
    "resolve_id": resolve_id,
    "get_attributes": get_attributes,
    "is_image": of_utils("is_image", file),
    "is_gif": lambda ask: (lambda given: (given, lambda: bool(ask.load("utils").is_gif(given))))(file(ask)),
    "is_audio": of_utils("is_audio", file),
    "is_video": of_utils("is_video", file),
    "extension": of_utils("_get_extension", file),
    "is_list_like": list_like,
    "parse_phone": of_utils("parse_phone", phone),
    "parse_username": of_utils("parse_username", link),
    "resolve_invite_link": of_utils("resolve_invite_link", link),
    "resolve_inline_message_id": of_utils("resolve_inline_message_id", lambda ask: ask.pick(link, bot_file_id, lambda ask: ask.data(20).hex())(ask)),
    "resolve_bot_file_id": of_utils("resolve_bot_file_id", lambda ask: ask.pick(bot_file_id, bot_file_id, bot_file_id, odd)(ask)),
    "pack_bot_file_id": of_utils("pack_bot_file_id", lambda ask: ask.pick(document, photo, media, odd)(ask)),
    "rle_decode": of_utils("_rle_decode", lambda ask: bytes(ask.pick(0, 0, 1, 3) for _ in range(ask.rng.randrange(9)))),
    "rle_encode": of_utils("_rle_encode", lambda ask: bytes(ask.pick(0, 0, 1, 3) for _ in range(ask.rng.randrange(9)))),
    "decode_base64": of_utils("_decode_telegram_base64", lambda ask: ask.pick(link(ask), "AbC", "AAAA", "ж", "", None, b"AA", 5)),
    "encode_base64": of_utils("_encode_telegram_base64", lambda ask: ask.pick(ask.data(), ask.data(), "x", None)),
    "get_appropriated_part_size": of_utils("get_appropriated_part_size", lambda ask: ask.pick(0, 5, 104857600, 104857601, 786432000, 786432001, 2**32)),
    "encode_waveform": of_utils("encode_waveform", lambda ask: ask.data()),
    "decode_waveform": of_utils("decode_waveform", lambda ask: ask.data()),
    "stripped_photo_to_jpg": of_utils("stripped_photo_to_jpg", lambda ask: ask.pick(b"", b"\x01", b"\x01\x05", b"\x01" + ask.data(), b"\x02abc", ask.data())),
    "photo_size": of_utils("_photo_size_byte_count", lambda ask: photo(ask).sizes[0]),
    "split_text": split_text,
    "get_inner_text": get_inner_text,
    "sanitize_parse_mode": parse_mode,
    "chunks": chunks,
    "get_entity_pair": entity_pair,
    "maybe_async": maybe_async,
    "strip_text": strip_text,
    "within_surrogate": within_surrogate,
    "surrogates": surrogates,
    "entity_type": entity_type,
    "retry_range": retry_range,
    "nonce_keys": nonce_keys,
    "total_list": total_list,
    "file_stream": file_stream,
}  # fmt: skip


if __name__ == "__main__":
    ask_all(AREAS, sys.argv[1], sys.argv[2], int(sys.argv[3]))
