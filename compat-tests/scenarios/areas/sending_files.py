"""`send_file` with everything: albums, media of every kind, attributes, times, captions, thumbs, what is guessed."""

from __future__ import annotations

import datetime
import io
import os
import pathlib
import tempfile
from typing import Any

from telethon import Button, types

from ._sendable import named, picture


def photo(name: str = "p.png") -> io.BytesIO:
    return named(picture(), name)


def brief(message: Any) -> Any:
    """What an album's message is."""
    kind = type(message.media).__name__ if message.media else None
    return [message.message, kind, message.file and message.file.name, message.grouped_id is not None, message.reply_to_msg_id is not None]


async def a_mixed_album_keeps_its_order(client: Any, world: Any) -> Any:
    files = [photo("1.png"), named(b"\0\0\0\x20ftypisom", "2.mp4"), photo("3.jpg")]
    sent = await client.send_file(world.bob.username, files, caption=["one", "**two**", "three"], supports_streaming=True)
    return [sent, len({message.grouped_id for message in sent})]


async def an_album_with_one_caption(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, [photo("1.png"), photo("2.png")], caption="only **one**")
    return [brief(message) for message in sent]


async def an_album_with_too_many_captions(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, [photo("1.png"), photo("2.png")], caption=["a", "b", "c"])
    return [brief(message) for message in sent]


async def an_album_over_ten_is_split(client: Any, world: Any) -> Any:
    progress: list[Any] = []
    files = [named(bytes([n]) * 20, f"{n}.txt") for n in range(13)]
    captions = [f"caption {n}" for n in range(13)]
    # The other's total is what is left of the files; ours stays what it was.
    sent = await client.send_file(world.bob.username, files, caption=captions, progress_callback=lambda done, _: progress.append(done))
    return [[brief(message) for message in sent], len({message.grouped_id for message in sent}), progress]


async def an_album_with_entities(client: Any, world: Any) -> Any:
    entities = [[types.MessageEntityBold(0, 3)], [types.MessageEntityItalic(0, 3)]]
    sent = await client.send_file(world.bob.username, [photo("1.png"), photo("2.png")], caption=["one", "two"], formatting_entities=entities)
    return [[message.message, message.entities] for message in sent]


async def an_album_of_what_was_sent(client: Any, world: Any) -> Any:
    first = await client.send_file("me", photo())
    second = await client.send_file("me", photo("q.png"))
    sent = await client.send_file(world.bob.username, [first.media, second.photo], caption=["a", "b"])
    return [brief(message) for message in sent]


async def an_album_in_answer_and_in_silence(client: Any, world: Any) -> Any:
    before = await client.send_message(world.bob.username, "before")
    sent = await client.send_file(world.bob.username, [photo("1.png"), photo("2.png")], reply_to=before, silent=True, background=True)
    return [brief(message) for message in sent]


async def a_tuple_and_a_single_album(client: Any, world: Any) -> Any:
    return [
        [brief(message) for message in await client.send_file("me", (photo("1.png"),))],
        [brief(message) for message in await client.send_message("me", "text", file=[photo("1.png"), photo("2.png")])],
    ]


async def a_video_that_streams(client: Any, world: Any) -> Any:
    attributes = [types.DocumentAttributeVideo(7, 320, 240, supports_streaming=True)]
    return [
        await client.send_file("me", named(b"\0\0\0\x20ftypisom", "v.mp4"), supports_streaming=True),
        await client.send_file("me", named(b"\0\0\0\x20ftypisom", "v.mp4"), attributes=attributes, thumb=photo("t.jpg")),
        await client.send_file("me", named(b"\0\0\0\x20ftypisom", "v.mp4"), force_document=True),
        await client.send_file("me", named(b"\0\0\0\x20ftypisom", "v.mp4"), nosound_video=True),
        await client.send_file("me", named(b"text", "v.txt"), nosound_video=True),
    ]


async def voices_with_attributes(client: Any, world: Any) -> Any:
    wave = [types.DocumentAttributeAudio(3, voice=True, waveform=b"\x01\x02")]
    return [
        await client.send_file("me", named(b"OggS", "v.ogg"), voice_note=True, attributes=wave),
        await client.send_file("me", named(b"ID3", "song.mp3"), caption="song"),
        await client.send_file("me", named(b"OggS", "v"), voice_note=True, mime_type="audio/ogg"),
        await client.send_file("me", named(b"\0\0\0\x20ftypisom", "r.mp4"), video_note=True, thumb=picture()),
    ]


async def what_goes_by_itself(client: Any, world: Any) -> Any:
    handle = await client.upload_file(picture(), file_name="t.png")
    spoiler = await client.send_file("me", types.InputMediaUploadedPhoto(handle, spoiler=True))
    return [
        spoiler, await client.send_file(world.bob.username, photo(), ttl=5),
        await client.send_file(world.bob.username, named(b"\0\0\0\x20ftypisom", "v.mp4"), ttl=5),
    ]


async def captions_in_every_way(client: Any, world: Any) -> Any:
    return [
        await client.send_file("me", named(b"1", "1.txt"), caption="<b>bold</b>", parse_mode="html"),
        await client.send_file("me", named(b"2", "2.txt"), caption="**plain**", parse_mode=None),
        await client.send_file("me", named(b"3", "3.txt"), caption="given", formatting_entities=[types.MessageEntityCode(0, 5)]),
        await client.send_file("me", named(b"4", "4.txt"), caption=""),
        await client.send_file("me", named(b"5", "5.txt"), caption=None, link_preview=False, unknown=1),
    ]


async def types_and_names_that_are_guessed(client: Any, world: Any) -> Any:
    rows = []
    for name in (
        "a.mp3", "a.flac", "a.m4a", "a.aac", "a.ogg", "a.mp4", "a.mov", "a.avi", "a.webm", "a.gif", "a.webp", "a.bmp", "a.tgs",
        "a.py", "a.tar.gz", "a", "a.unknown", "A.MP4", "folder/inner.pdf", ".hidden", "ё.docx", "a.apk", "a.json",
    ):  # fmt: skip
        sent = await client.send_file("me", named(b"data", name))
        rows.append([name, sent.file.mime_type, sent.file.name, sent.file.ext, sent.document.attributes])
    return rows


async def an_image_by_any_name(client: Any, world: Any) -> Any:
    rows = []
    for name, options in (("p.PNG", {}), ("p.jpeg", {}), ("p.png", {"force_document": True}), ("p.webp", {}), ("p.png", {"mime_type": "image/x"})):
        sent = await client.send_file("me", photo(name), **options)
        rows.append([name, bool(sent.photo), sent.document and sent.document.mime_type, sent.document and sent.document.attributes])
    return rows


async def a_handle_is_sent(client: Any, world: Any) -> Any:
    image, other = await client.upload_file(picture(), file_name="p.png"), await client.upload_file(b"data", file_name="a.txt")
    first = await client.send_file("me", image)
    second = await client.send_file("me", other, caption="text", force_document=True)
    renamed = await client.upload_file(b"data")
    renamed.name = "given.mp3"
    return [bool(first.photo), second, await client.send_file("me", renamed)]


async def paths_of_every_kind(client: Any, world: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "notes.txt"
        path.write_bytes(b"notes")
        thumb = pathlib.Path(folder) / "thumb.jpg"
        thumb.write_bytes(picture(30, 20))
        with open(path, "rb") as file:
            opened = await client.send_file("me", file)
        sent = [await client.send_file("me", path, thumb=thumb), await client.send_file("me", str(path), thumb=str(thumb)), opened]
        missing = await world.error(client.send_file("me", os.path.join("no", "such.txt")))
        return [[message.file.name, message.file.size, bool(message.document.thumbs)] for message in sent] + [missing["error"]]


async def an_empty_file(client: Any, world: Any) -> Any:
    return [await world.error(client.send_file("me", named(b"", "empty.txt"))), (await client.upload_file(named(b"", "e.txt"))).parts]


async def addresses_are_left_to_the_server(client: Any, world: Any) -> Any:
    rows = []
    for address in ("https://example.com/p.jpg", "http://example.com/a.pdf"):
        try:
            await client.send_file("me", address, ttl=3 if address.endswith("pdf") else None)
            rows.append("sent")
        except Exception as error:
            rows.append(type(error).__name__)
    return rows


async def media_that_is_no_file(client: Any, world: Any) -> Any:
    return [
        await client.send_file("me", types.InputMediaContact("+1", "First", "Last", "")),
        await client.send_file("me", types.InputMediaGeoPoint(types.InputGeoPoint(1.0, 2.0)), caption="here"),
        await client.send_file("me", types.InputMediaVenue(types.InputGeoPoint(1.0, 2.0), "Title", "Street 1", "x", "id", "kind")),
        (await client.send_file("me", types.InputMediaDice("🎯"))).dice.emoticon,
    ]


async def a_file_by_its_bot_id(client: Any, world: Any) -> Any:
    sent = await client.send_file("me", named(b"some", "some.txt"))
    error = await world.error(client.send_file("me", "AAAA"))
    try:
        await client.send_file("me", sent.file.id)
        again = "sent"
    except Exception as failed:
        again = type(failed).__name__
    return [error["error"], again]


async def a_file_later_with_buttons(client: Any, world: Any) -> Any:
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=5)
    return [
        await client.send_file("me", named(b"1", "1.txt"), schedule=later),
        await client.send_file(world.bob.username, named(b"2", "2.txt"), buttons=[[Button.url("open", "https://example.com")]]),
        [brief(message) for message in await client.send_file(world.bob.username, [photo("1.png"), photo("2.png")], schedule=later)],
    ]


async def a_file_is_replaced_by_another(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, photo(), caption="one")
    document = await sent.edit("two", file=named(b"two", "2.txt"), force_document=True)
    same = await document.edit(file=sent.media, text="three")
    return [brief(document), brief(same)]


async def a_file_to_a_channel(client: Any, world: Any) -> Any:
    room = await world.room("broadcast")
    sent = await client.send_file(room, [photo("1.png"), photo("2.png")], caption="album")
    one = await client.send_file(room, named(b"x", "x.txt"), silent=True, clear_draft=True)
    return [[brief(message) for message in sent], brief(one)]
