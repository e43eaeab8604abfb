"""Getting messages: `get_messages` and `iter_messages` with every option."""

from __future__ import annotations

import datetime
import inspect
from typing import Any

from telethon import functions, helpers, types


async def filled(client: Any, world: Any, count: int = 12) -> Any:
    """A chat with Bob in which he has written so often; the ids, oldest first."""
    await client.get_input_entity(world.bob.username)
    await world.console("burst", world.bob.id, world.me.id, count)
    await world.barrier()
    return [message.id for message in reversed(await client.get_messages(world.bob.username, limit=None))]


async def ids_of(messages: Any) -> list[Any]:
    if inspect.isasyncgen(messages) or hasattr(messages, "__aiter__"):
        return [message.id async for message in messages]
    return [message and message.id for message in await messages]


async def the_newest_message(client: Any, world: Any) -> Any:
    await filled(client, world)
    found = await client.get_messages(world.bob.username)
    return [found, found.total, len(found)]


async def a_limit(client: Any, world: Any) -> Any:
    await filled(client, world)
    found = await client.get_messages(world.bob.username, limit=5)
    nothing = await client.get_messages(world.bob.username, 0)
    return [found, found.total, list(nothing), nothing.total]


async def everything_in_hundreds(client: Any, world: Any) -> Any:
    await filled(client, world, 250)
    return await ids_of(client.iter_messages(world.bob.username))


async def from_an_offset(client: Any, world: Any) -> Any:
    ids = await filled(client, world)
    return [
        await ids_of(client.get_messages(world.bob.username, limit=3, offset_id=ids[6])),
        await ids_of(client.get_messages(world.bob.username, limit=3, offset_id=ids[6], add_offset=-2)),
        await ids_of(client.get_messages(world.bob.username, limit=3, add_offset=2)),
    ]


async def between_two_messages(client: Any, world: Any) -> Any:
    ids = await filled(client, world)
    return [
        await ids_of(client.get_messages(world.bob.username, min_id=ids[3], max_id=ids[8])),
        await ids_of(client.get_messages(world.bob.username, min_id=ids[9], limit=None)),
        await ids_of(client.get_messages(world.bob.username, max_id=ids[2], limit=None)),
    ]


async def backwards(client: Any, world: Any) -> Any:
    ids = await filled(client, world, 120)
    return [
        await ids_of(client.iter_messages(world.bob.username, reverse=True)),
        await ids_of(client.iter_messages(world.bob.username, reverse=True, limit=4)),
        await ids_of(client.iter_messages(world.bob.username, reverse=True, offset_id=ids[5], limit=4)),
        await ids_of(client.iter_messages(world.bob.username, reverse=True, min_id=ids[5], max_id=ids[9])),
    ]


async def by_date(client: Any, world: Any) -> Any:
    await filled(client, world, 5)
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    future = datetime.datetime(2036, 1, 1, tzinfo=datetime.timezone.utc)
    return [
        await ids_of(client.get_messages(world.bob.username, limit=3, offset_date=past)),
        await ids_of(client.get_messages(world.bob.username, limit=3, offset_date=future)),
        await ids_of(client.iter_messages(world.bob.username, limit=3, offset_date=past, reverse=True)),
    ]


async def by_number(client: Any, world: Any) -> Any:
    ids = await filled(client, world, 4)
    found = await client.get_messages(world.bob.username, ids=[ids[2], 999_999, ids[0]])
    return [
        await client.get_messages(world.bob.username, ids=ids[1]),
        found,
        found.total,
        await client.get_messages(world.bob.username, ids=999_999),
        await ids_of(client.get_messages(world.bob.username, ids=range(ids[0], ids[3]))),
        await ids_of(client.get_messages(None, ids=[ids[0]])),
    ]


async def by_number_in_a_megagroup(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    sent = [await client.send_message(room, f"{number}") for number in range(3)]
    found = await client.get_messages(room, ids=[sent[1].id, 77_777, sent[0].id])
    return [found, await client.get_messages(room, ids=types.InputMessageID(sent[2].id))]


async def by_answer_and_pin(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    first = await client.send_message(room, "first")
    second = await first.reply("second")
    return [
        await client.get_messages(room, ids=types.InputMessageReplyTo(second.id)),
        await second.get_reply_message(),
    ]


async def many_numbers_wait_between_requests(client: Any, world: Any) -> Any:
    ids = await filled(client, world, 4)
    asked = list(range(ids[0], ids[0] + 150))
    return len(await client.get_messages(world.bob.username, ids=asked, wait_time=0))


async def searched(client: Any, world: Any) -> Any:
    await filled(client, world, 15)
    found = await client.get_messages(world.bob.username, search="message 1", limit=None)
    return [await_ids(found), found.total, await ids_of(client.iter_messages(world.bob.username, 2, search="message"))]


def await_ids(messages: Any) -> list[int]:
    return [message.id for message in messages]


async def by_kind(client: Any, world: Any) -> Any:
    await filled(client, world, 2)
    await client.send_file(world.bob.username, b"some bytes", caption="a file")
    return [
        await client.get_messages(world.bob.username, filter=types.InputMessagesFilterDocument, limit=None),
        await client.get_messages(world.bob.username, filter=types.InputMessagesFilterPhotos(), limit=None),
    ]


async def by_sender_in_a_megagroup(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.get_input_entity(world.bob.username)
    await client.send_message(room, "mine")
    await world.say(world.bob, world.last_room, "his")
    await world.barrier()
    return [
        await client.get_messages(room, from_user=world.bob.username, limit=None),
        await client.get_messages(room, from_user="me", limit=None),
    ]


async def by_sender_in_a_private_chat(client: Any, world: Any) -> Any:
    await filled(client, world, 3)
    await client.send_message(world.bob.username, "mine")
    return [
        await client.get_messages(world.bob.username, from_user="me", limit=None),
        await ids_of(client.iter_messages(world.bob.username, from_user=world.bob.username, search="message")),
    ]


async def answers_to_a_message(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    first = await client.send_message(room, "first")
    await first.reply("one")
    await first.reply("two")
    return await client.get_messages(room, reply_to=first.id, limit=None)


async def everywhere(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, f"needle {world.bob.id}")
    await client.send_message(world.carol.username, f"needle {world.bob.id} too")
    return await client.get_messages(None, search=f"needle {world.bob.id}", limit=10)


async def everywhere_backwards_is_refused(client: Any, world: Any) -> Any:
    return await world.error(client.get_messages(None, reverse=True))


async def the_iterator_is_collected(client: Any, world: Any) -> Any:
    await filled(client, world, 6)
    iterator = client.iter_messages(world.bob.username, limit=4)
    collected = await iterator.collect()
    return [type(collected).__name__, collected.total, await_ids(collected), isinstance(collected, helpers.TotalList)]


async def wait_time_is_respected(client: Any, world: Any) -> Any:
    await filled(client, world, 101)
    return len(await client.get_messages(world.bob.username, limit=None, wait_time=0.01))


async def an_empty_chat(client: Any, world: Any) -> Any:
    found = await client.get_messages(world.carol.username, limit=None)
    return [list(found), found.total]


async def raw_history(client: Any, world: Any) -> Any:
    await filled(client, world, 3)
    peer = await client.get_input_entity(world.bob.username)
    return await client(functions.messages.GetHistoryRequest(peer, 0, None, 0, 2, 0, 0, 0))
