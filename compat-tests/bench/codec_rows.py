"""Times a client library's codec and text dialects; prints one JSON object. Usage: codec_rows.py [import].

With `import` it only measures what importing all types and functions costs; a process can do that once.
Run by `oxikka python` and by an interpreter with Telethon; both import `telethon`.
"""
import asyncio
import gc
import json
import os
import sys
import time

BOLD, SENTENCE = "MessageEntityBold", "Съешь же ещё этих мягких французских булок, да выпей чаю 😀. "


def memory():
    """Private memory of this process, in KiB."""
    with open(f"/proc/{os.getpid()}/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_"))


def imported():
    """CPU seconds and KiB of importing every type and function, beside a bare interpreter with asyncio."""
    gc.collect()
    before, start = memory(), time.process_time()
    from telethon.tl import functions, types

    found = [getattr(types, "Message"), getattr(functions.messages, "SendMessageRequest")]
    spent = time.process_time() - start
    gc.collect()
    return {"import": spent, "import memory": memory() - before, "found": len(found)}


def each(call, rounds=15, seconds=0.08):
    """Seconds per call: the best of some rounds."""
    call()
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < seconds / 4:
        call()
        count += 1
    best = float("inf")
    gc.collect()
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(count):
            call()
        best = min(best, (time.perf_counter() - start) / count)
    return best


def message(types):
    """A message with a photo and twelve entities."""
    sizes = [types.PhotoSize(kind, w, w, w * 90) for kind, w in (("m", 320), ("x", 800), ("y", 1280))]
    photo = types.Photo(id=5, access_hash=77, file_reference=bytes(range(30)), date=1700000000, sizes=sizes, dc_id=2)
    entities = [getattr(types, BOLD)(5 * n, 4) for n in range(10)]
    entities += [types.MessageEntityTextUrl(60, 4, "https://example.com/a"), types.MessageEntityMentionName(70, 4, 123456789)]
    return types.Message(
        id=1001, peer_id=types.PeerChannel(1234567890), date=1700000000, message=SENTENCE * 3, from_id=types.PeerUser(987654321),
        media=types.MessageMediaPhoto(photo=photo), entities=entities, views=100, forwards=3, out=False, mentioned=True,
        reply_to=types.MessageReplyHeader(reply_to_msg_id=1000),
    )  # fmt: skip


def users(types):
    """The answer to a request for 200 users."""
    found = []
    for number in range(200):
        photo = types.UserProfilePhoto(photo_id=number + 10**15, dc_id=2, stripped_thumb=bytes(20))
        found.append(types.User(
            id=10**9 + number, access_hash=-(10**17) - number, first_name=f"Name{number}", last_name="Surname", username=f"user_{number}",
            photo=photo, status=types.UserStatusOffline(1700000000), contact=number % 2 == 0, premium=number % 3 == 0,
        ))  # fmt: skip
    return types.contacts.Contacts(contacts=[], saved_count=0, users=found)


def request(types, functions):
    """What sending a formatted message puts on the wire."""
    entities = [getattr(types, BOLD)(5 * n, 4) for n in range(12)]
    return functions.messages.SendMessageRequest(
        peer=types.InputPeerChannel(1234567890, 77), message=SENTENCE * 3, entities=entities, random_id=99,
        reply_to=types.InputReplyToMessage(reply_to_msg_id=5), no_webpage=True,
    )  # fmt: skip


def markup():
    """4 KB of HTML with 100 entities."""
    tags = [("<b>", "</b>"), ("<i>", "</i>"), ("<code>", "</code>"), ('<a href="https://example.com/x">', "</a>"), ("<u>", "</u>")]
    parts = [f"{tags[n % 5][0]}words {n}{tags[n % 5][1]} and more &amp; text" for n in range(100)]
    text = " ".join(parts)
    return text + "." * (4096 - len(text.encode()))


def local_call(client, query):
    """A call through `client(request)` whose answer is there at once."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    async def many(count):
        made = client(loop)
        for _ in range(count):
            await made(query)
        if hasattr(made, "answering"):
            made.answering.cancel()

    loop.run_until_complete(many(50))
    best = float("inf")
    for _ in range(10):
        start = time.perf_counter()
        loop.run_until_complete(many(300))
        best = min(best, (time.perf_counter() - start) / 300)
    return best


def ours(loop, answer):
    """Our client on our link, cut where the bytes would leave: they are answered in the loop's next turn."""
    from _ox import native
    from _ox.link import link
    from telethon import TelegramClient

    def call(request, future, *_):
        native.encode(request)
        loop.call_soon(lambda: future.set_result(native.decode(answer)))
        return 1

    native.call, link.loop = call, loop
    client = TelegramClient(None, 1, "hash", loop=loop)
    client._attached = True
    return client


def theirs(loop, answer):
    """Telethon's client and sender, cut where the bytes would be encrypted: they are answered at once."""
    from telethon import TelegramClient
    from telethon.extensions import BinaryReader
    from telethon.sessions import MemorySession

    client = TelegramClient(MemorySession(), 1, "hash", loop=loop)
    client._loop, client._sender._user_connected = loop, True

    async def answers():
        while True:
            for state in (await client._sender._send_queue.get())[0]:
                with BinaryReader(answer) as reader:
                    state.future.set_result(state.request.read_result(reader))

    client.answering = loop.create_task(answers())
    return client


def rows():
    from telethon.extensions import BinaryReader, html
    from telethon.tl import functions, patched, types  # noqa: F401 (decoded messages are rich)

    is_ours = hasattr(html, "DIALECT")

    def decoder(data):
        if is_ours:
            from _ox import native

            return lambda: native.decode(data)

        def decode():
            with BinaryReader(data) as reader:
                return reader.tgread_object()

        return decode

    one, many, query, text = bytes(message(types)), bytes(users(types)), request(types, functions), markup()
    again, plain = decoder(many)(), html.parse(text)
    assert len(plain[1]) == 100 and len(again.users) == 200 and len(decoder(one)().entities) == 12
    answer = bytes(types.messages.AffectedMessages(1, 1))
    return {
        "deserialise a message": each(decoder(one)),
        "deserialise 200 users": each(decoder(many)),
        "deserialise a message by reader": each(lambda: BinaryReader(one).tgread_object()),
        "serialise a request": each(lambda: bytes(query)),
        "serialise 200 users": each(lambda: bytes(again)),
        "html parse": each(lambda: html.parse(text)),
        "html unparse": each(lambda: html.unparse(*plain)),
        "client call": local_call(lambda loop: (ours if is_ours else theirs)(loop, answer), functions.messages.DeleteMessagesRequest([5])),
    }


if __name__ == "__main__":
    print(json.dumps(imported() if sys.argv[1:] == ["import"] else rows()))
