"""Files: sent, fetched, copied."""

from __future__ import annotations

import io
import os
import tempfile
from typing import Any

from telethon import functions, types, utils

from ._sendable import named, picture


async def bytes_are_sent(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, b"some bytes")
    return [sent, await sent.download_media(bytes)]


async def a_named_file_with_a_caption(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, named(b"print(1)", "a.py"), caption="**code**", reply_to=None, silent=True)
    return [sent, sent.file.name, sent.file.mime_type, await client.download_media(sent, bytes)]


async def a_file_by_path(client: Any, world: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "notes.txt")
        with open(path, "wb") as file:
            file.write(b"notes " * 100)
        sent = await client.send_file(world.bob.username, path, caption="notes")
        there = os.path.join(folder, "copy.txt")
        saved = await sent.download_media(there)
        inside = await sent.download_media(folder + os.sep)
        with open(saved, "rb") as file:
            same = file.read() == b"notes " * 100
        return [sent, os.path.basename(saved), os.path.basename(inside), same]


async def a_photo(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, named(picture(), "p.png"), caption="grey")
    return [bool(sent.photo), bool(sent.document), await sent.download_media(bytes) == picture(), sent.file.ext]


async def a_photo_as_a_document(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, named(picture(), "p.png"), force_document=True)
    return [bool(sent.photo), sent.file.name, sent.file.mime_type, sent.file.size]


async def a_message_with_a_file(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "caption", file=named(b"x" * 10, "x.bin"), force_document=True)


async def a_voice_note_and_a_round_video(client: Any, world: Any) -> Any:
    return [
        await client.send_file(world.bob.username, named(b"OggS" + b"\0" * 20, "v.ogg"), voice_note=True),
        await client.send_file(world.bob.username, named(b"\0\0\0\x20ftypisom", "v.mp4"), video_note=True, supports_streaming=True),
    ]


async def attributes_given_outright(client: Any, world: Any) -> Any:
    attributes = [types.DocumentAttributeFilename("given.name"), types.DocumentAttributeAudio(5, title="Song", performer="Band")]
    sent = await client.send_file(world.bob.username, b"data", attributes=attributes, mime_type="audio/x-given")
    return [sent, sent.audio is not None, sent.file.title, sent.file.performer, sent.file.duration]


async def an_album(client: Any, world: Any) -> Any:
    files = [named(b"one", "1.txt"), named(b"two", "2.txt"), named(b"three", "3.txt")]
    sent = await client.send_file(world.bob.username, files, caption=["first", "", "**third**"], force_document=True)
    return [sent, len({message.grouped_id for message in sent})]


async def a_file_is_sent_again(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, b"again", caption="first")
    return [
        await client.send_file("me", sent.media, caption="second"), await client.send_file("me", sent.document),
        await client.send_file("me", sent), await client.send_message(world.carol.username, sent),
    ]


async def an_upload_by_hand(client: Any, world: Any) -> Any:
    handle = await client.upload_file(b"by hand", file_name="hand.txt")
    seen: list[tuple[int, int]] = []
    other = await client.upload_file(named(b"y" * 200_000, "y.bin"), progress_callback=lambda *at: seen.append(at), part_size_kb=64)
    return [type(handle).__name__, handle.name, handle.parts, handle.md5_checksum, other.parts, seen]


async def a_big_download_in_parts(client: Any, world: Any) -> Any:
    data = b"big" * 100_000
    sent = await client.send_file(world.bob.username, named(data, "big.bin"))
    parts = [len(bytes(part)) async for part in client.iter_download(sent.media, request_size=64 * 1024)]
    some = [len(bytes(part)) async for part in client.iter_download(sent.media, offset=100_000, limit=2, request_size=32 * 1024)]
    strided = [len(bytes(part)) async for part in client.iter_download(sent.media, stride=128 * 1024, chunk_size=4096, request_size=4096)]
    return [parts, some, strided, len(await client.download_file(sent.media)), len(await client.download_media(sent, bytes))]


async def progress_of_a_download(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, named(b"z" * 150_000, "z.bin"))
    seen: list[tuple[int, int]] = []
    buffer = io.BytesIO()
    await sent.download_media(buffer, progress_callback=lambda *at: seen.append(at))
    return [seen, len(buffer.getvalue())]


async def a_file_is_edited_in(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, named(b"one", "1.txt"), caption="one")
    edited = await client.edit_message(sent, "two", file=named(b"two", "2.txt"))
    return [edited, await edited.download_media(bytes)]


async def nothing_to_download(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "no media")
    return [await sent.download_media(bytes), await client.download_profile_photo(world.bob.username, bytes)]


async def a_profile_photo(client: Any, world: Any) -> Any:
    await world.act(world.bob, shows_himself)
    data = await client.download_profile_photo(world.bob.username, bytes)
    photos = await client.get_profile_photos(world.bob.username)
    return [data == picture(), len(photos), photos.total, type(photos[0]).__name__]


async def shows_himself(client: Any) -> None:
    file = await client.upload_file(picture(), file_name="p.png")
    await client(functions.photos.UploadProfilePhotoRequest(file=file))


async def what_cannot_be_sent(client: Any, world: Any) -> Any:
    return [await world.error(client.send_file(world.bob.username, value)) for value in (None, "/there/is/no/such.file", 5)]


async def a_document_is_an_input(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, b"input")
    return [utils.get_input_media(sent.media), utils.get_input_document(sent.document), utils.get_attributes(named(b"", "a.mp3"))[0]]
