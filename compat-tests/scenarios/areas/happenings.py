"""Events: every builder with its filters, order, propagation."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from telethon import errors, events, functions, types


async def say_all(world: Any, texts: Any, who: Any = None, peer: Any = None) -> None:
    for text in texts:
        await world.say(who or world.bob, peer or world.me, text)


async def heard(client: Any, world: Any, builder: Any, acts: Any, count: int) -> Any:
    """The first so many events of a builder while the acts go on."""
    async with world.inbox(builder) as inbox:
        await acts
        return await inbox.take(count)


async def a_new_message(client: Any, world: Any) -> Any:
    event = (await heard(client, world, events.NewMessage, say_all(world, ["hi"]), 1))[0]
    return [
        event.message, event.chat_id, event.sender_id, event.is_private, event.is_group, event.is_channel, event.raw_text, event.text,
        event.out, event.id, event.pattern_match, await event.get_chat(), await event.get_sender(), await event.get_input_sender(),
        type(event.original_update).__name__, isinstance(event.message, types.Message), isinstance(event, types.Message),
    ]


async def the_event_as_a_dictionary(client: Any, world: Any) -> Any:
    event = (await heard(client, world, events.NewMessage, say_all(world, ["hi"]), 1))[0]
    return [event, sorted(event.to_dict()), type(event).__qualname__, str(event)[:20]]


async def incoming_and_outgoing(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    async with world.inbox(events.NewMessage(incoming=True)) as incoming, world.inbox(events.NewMessage(outgoing=True)) as outgoing:
        await world.say(world.me, world.bob, "from elsewhere")
        await world.say(world.bob, world.me, "from bob")
        return [await incoming.next(), await outgoing.next(), incoming.queue.qsize(), outgoing.queue.qsize()]


async def a_pattern(client: Any, world: Any) -> Any:
    texts = ["no", "say what", "Say WHY"]
    found = await heard(client, world, events.NewMessage(pattern=r"(?i)say (\w+)"), say_all(world, texts), 2)
    compiled = await heard(client, world, events.NewMessage(pattern=re.compile("s(.)y")), say_all(world, texts), 1)
    called = await heard(client, world, events.NewMessage(pattern=str.isupper), say_all(world, [*texts, "UP"]), 1)
    return [[event.pattern_match.group(1) for event in found], compiled[0].pattern_match.group(0), called[0].pattern_match]


async def some_chats_only(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    await client.get_input_entity(world.bob.username)

    async def acts() -> None:
        await say_all(world, ["private"])
        await say_all(world, ["grouped"], peer=group)
        await say_all(world, ["carol"], who=world.carol)

    results = []
    for builder in (
        events.NewMessage(chats=group), events.NewMessage(chats=[world.bob.username]), events.NewMessage(chats=world.bob.id),
        events.NewMessage(chats=group, blacklist_chats=True),
    ):
        count = 2 if builder.blacklist_chats else 1
        # Two events of one moment may overtake each other.
        results.append({event.raw_text for event in await heard(client, world, builder, acts(), count)})
    return results


async def some_senders_only(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob, world.carol)
    await client.get_entity(world.carol.username)

    async def acts() -> None:
        await say_all(world, ["from bob"], peer=group)
        await say_all(world, ["from carol"], who=world.carol, peer=group)

    found = await heard(client, world, events.NewMessage(from_users=world.carol.username), acts(), 1)
    return found[0].message


async def a_function_decides(client: Any, world: Any) -> Any:
    builder = events.NewMessage(func=lambda event: event.raw_text.isdigit())
    found = await heard(client, world, builder, say_all(world, ["one", "2", "three", "4"]), 2)
    return [event.raw_text for event in found]


async def an_awaitable_function_decides(client: Any, world: Any) -> Any:
    async def wanted(event: Any) -> bool:
        return (await event.get_sender()).first_name == "Bob"

    return (await heard(client, world, events.NewMessage(func=wanted), say_all(world, ["x"]), 1))[0].raw_text


async def forwards_only(client: Any, world: Any) -> Any:
    builder = events.NewMessage(forwards=True)
    found = await heard(client, world, builder, world.act(world.bob, forwards_itself, "alice"), 1)
    return [found[0].raw_text, found[0].fwd_from]


async def forwards_itself(client: Any, peer: str) -> None:
    sent = await client.send_message(peer, "first")
    await client.forward_messages(peer, sent)


async def impossible_builders(client: Any, world: Any) -> Any:
    async def build(**options: Any) -> Any:
        return events.NewMessage(**options)

    return [
        (await world.error(build(incoming=False, outgoing=False)))["error"], await world.error(build(pattern=5)),
        events.NewMessage(incoming=True, outgoing=True).incoming, events.NewMessage(incoming=True).outgoing,
    ]


async def an_edit(client: Any, world: Any) -> Any:
    async def acts() -> None:
        number = await world.say(world.bob, world.me, "before")
        await world.console("edit", world.bob.id, world.me.id, number, "after")

    event = (await heard(client, world, events.MessageEdited, acts(), 1))[0]
    return [event.message, event.raw_text, type(event).__qualname__]


async def an_edit_with_a_pattern(client: Any, world: Any) -> Any:
    async def acts() -> None:
        for text in ("skip", "take"):
            number = await world.say(world.bob, world.me, "before")
            await world.console("edit", world.bob.id, world.me.id, number, text)

    return (await heard(client, world, events.MessageEdited(pattern="take", incoming=True), acts(), 1))[0].raw_text


async def a_deletion(client: Any, world: Any) -> Any:
    async def acts() -> None:
        numbers = [await world.say(world.bob, world.me, text) for text in ("a", "b")]
        await world.console("delete", world.bob.id, world.me.id, *numbers)

    event = (await heard(client, world, events.MessageDeleted, acts(), 1))[0]
    return [event.deleted_ids, event.deleted_id, event.chat_id, event.is_private]


async def a_deletion_in_a_megagroup(client: Any, world: Any) -> Any:
    await client.get_input_entity(await world.room("mega"))

    async def acts() -> None:
        number = await world.say(world.bob, world.last_room, "a")
        await world.console("delete", world.bob.id, world.last_room, number)

    event = (await heard(client, world, events.MessageDeleted(chats=world.last_room), acts(), 1))[0]
    return [event.deleted_ids, event.chat_id, event.is_channel]


async def the_other_reads(client: Any, world: Any) -> Any:
    async with world.inbox(events.MessageRead) as inbox:
        sent = await client.send_message(world.bob.username, "seen?")
        await world.console("read", world.bob.id, world.me.id)
        event = await inbox.next()
        return [event.max_id, event.outbox, event.inbox, event.is_read(sent), sent in event, event.chat_id, event.contents]


async def one_reads_elsewhere(client: Any, world: Any) -> Any:
    async def acts() -> None:
        await world.say(world.bob, world.me, "read me")
        await world.console("read", world.me.id, world.bob.id)

    event = (await heard(client, world, events.MessageRead(inbox=True), acts(), 1))[0]
    return [event.max_id, event.inbox, event.message_ids]


async def joining_and_leaving(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.bob, world.me)
    link = await world.act(world.bob, invites, group)
    async with world.inbox(events.ChatAction) as inbox:
        await world.act(world.carol, joins, link)
        joined = await inbox.next()
        await world.act(world.carol, leaves, group)
        left = await inbox.next()
        users = [await event.get_user() for event in (joined, left)]
        return [
            [event.user_joined, event.user_added, event.user_left, event.user_kicked, event.user_ids, event.action_message]
            for event in (joined, left)
        ] + [[user.first_name for user in users]]


async def invites(client: Any, group: int) -> str:
    peer = await client.get_input_entity(group)
    return (await client(functions.messages.ExportChatInviteRequest(peer))).link


async def joins(client: Any, link: str) -> None:
    await client(functions.messages.ImportChatInviteRequest(link.rsplit("/", 1)[1].lstrip("+")))


async def leaves(client: Any, group: int) -> None:
    await client(functions.messages.DeleteChatUserRequest(-group, "me"))


async def added_and_kicked(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.bob, world.me)
    async with world.inbox(events.ChatAction(chats=group)) as inbox:
        await world.act(world.bob, adds_and_kicks, group, world.carol.username)
        added, kicked = await inbox.take(2)
        rows = []
        for event in (added, kicked):
            rows.append([event.user_added, event.user_kicked, event.user_left, event.user_id, event.user_ids, await event.get_user()])
        adder = await added.get_added_by()
        return [rows, adder, added.added_by, kicked.kicked_by, await added.respond("welcome")]


async def adds_and_kicks(client: Any, group: int, name: str) -> None:
    await client(functions.messages.AddChatUserRequest(-group, name, 10))
    await client(functions.messages.DeleteChatUserRequest(-group, name))


async def a_title_and_a_pin(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.bob, world.me)
    async with world.inbox(events.ChatAction) as inbox:
        await world.act(world.bob, renames_and_pins, group)
        found = await inbox.take(2)
        rows = [[event.new_title, event.new_pin, event.unpin, event.created, event.chat_id] for event in found]
        pinned = [message.raw_text for message in await found[1].get_pinned_messages()]
        return [rows, pinned]


async def renames_and_pins(client: Any, group: int) -> None:
    await client(functions.messages.EditChatTitleRequest(-group, "Coffee"))
    sent = await client.send_message(group, "important")
    await client.pin_message(group, sent, notify=True)


async def somebody_types(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    async with world.inbox(events.UserUpdate(func=lambda event: event.typing)) as inbox:
        await world.act(world.bob, types_something, "alice")
        event = await inbox.next()
        names = ("typing", "uploading", "recording", "cancel", "action", "playing", "video", "audio", "photo", "document", "user_id", "chat_id")
        return [getattr(event, name) for name in names]


async def types_something(client: Any, peer: str) -> None:
    await client(functions.messages.SetTypingRequest(peer, types.SendMessageTypingAction()))


async def somebody_comes_online(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    await world.console("contact", world.me.id, world.bob.id)
    async with world.inbox(events.UserUpdate(func=lambda event: event.status)) as inbox:
        await world.act(world.bob, comes_online)
        event = await inbox.next()
        return [event.online, event.recently, event.last_seen, event.user_id, type(event.status).__name__]


async def comes_online(client: Any) -> None:
    await client(functions.account.UpdateStatusRequest(offline=False))


async def raw_updates(client: Any, world: Any) -> Any:
    async with world.inbox(events.Raw(types.UpdateNewMessage)) as some, world.inbox(events.Raw) as every:
        await world.say(world.bob, world.me, "raw")
        return [await some.next(), type(await every.next()).__name__]


async def an_album(client: Any, world: Any) -> Any:
    event = (await heard(client, world, events.Album, world.act(world.bob, sends_album, "alice"), 1))[0]
    return [len(event.messages), event.text, event.raw_text, event.grouped_id == event.messages[0].grouped_id, len(event), event.chat_id, [m.raw_text for m in event]]


async def sends_album(client: Any, peer: str) -> None:
    def file(number: int) -> Any:
        import io

        data = io.BytesIO(b"text of a file %d" % number)
        data.name = f"{number}.txt"
        return data

    await client.send_file(peer, [file(1), file(2)], caption=["one", "two"], force_document=True)


async def handlers_run_in_order(client: Any, world: Any) -> Any:
    seen: list[str] = []
    done = asyncio.Event()

    async def first(event: Any) -> None:
        seen.append("first")

    async def second(event: Any) -> None:
        seen.append("second")
        if event.raw_text == "stop":
            raise events.StopPropagation

    async def third(event: Any) -> None:
        seen.append("third")
        if event.raw_text == "end":
            done.set()

    for handler in (first, second, third):
        client.add_event_handler(handler, events.NewMessage(incoming=True))
    await world.barrier()
    await say_all(world, ["go", "stop", "end"])
    await asyncio.wait_for(done.wait(), 10)
    removed = [client.remove_event_handler(first), client.remove_event_handler(first), client.remove_event_handler(third, events.MessageEdited)]
    return [seen, removed]


async def a_failing_handler_does_not_stop_others(client: Any, world: Any) -> Any:
    async def fails(event: Any) -> None:
        raise ValueError("oops")

    client.add_event_handler(fails, events.NewMessage)
    return (await heard(client, world, events.NewMessage, say_all(world, ["x"]), 1))[0].raw_text


async def one_handler_once_per_update(client: Any, world: Any) -> Any:
    seen: list[str] = []

    async def note(event: Any) -> None:
        seen.append(event.raw_text)

    client.add_event_handler(note, events.NewMessage(pattern="a"))
    client.add_event_handler(note, events.NewMessage(incoming=True))
    found = await heard(client, world, events.NewMessage, say_all(world, ["ab", "cd"]), 2)
    listed = [builder for handler, builder in client.list_event_handlers() if handler is note]
    return [seen, len(found), len(listed), [type(builder).__name__ for builder in listed]]


async def the_decorator(client: Any, world: Any) -> Any:
    got: asyncio.Queue[Any] = asyncio.Queue()

    @client.on(events.NewMessage(pattern="on"))
    async def handler(event: Any) -> None:
        await got.put(event.raw_text)

    await world.barrier()
    await say_all(world, ["off", "on"])
    text = await asyncio.wait_for(got.get(), 10)
    client.remove_event_handler(handler)
    return [text, handler.__name__, events.is_handler(handler)]


async def registered_functions(client: Any, world: Any) -> Any:
    got: asyncio.Queue[Any] = asyncio.Queue()

    @events.register(events.NewMessage(pattern="reg"))
    async def handler(event: Any) -> None:
        await got.put(event.raw_text)

    client.add_event_handler(handler)
    await world.barrier()
    await say_all(world, ["other", "registered"])
    result = [await asyncio.wait_for(got.get(), 10), events.is_handler(handler), len(events.list(handler))]
    client.remove_event_handler(handler)
    return result


async def an_event_is_changed(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    async with world.inbox(events.NewMessage(outgoing=True)) as inbox:
        await world.say(world.me, world.bob, "draft")
        event = await inbox.next()
        edited = await event.edit("final")
        deleted = await event.delete()
        return [edited, deleted]


async def attributes_reach_the_message(client: Any, world: Any) -> Any:
    event = (await heard(client, world, events.NewMessage, say_all(world, ["x"]), 1))[0]
    event.message.marked = 5
    event.text = "changed"
    return [event.marked, event.message.text, await world.error(attribute(event))]


async def attribute(event: Any) -> Any:
    return event.there_is_no_such_thing


async def messages_of_channels(client: Any, world: Any) -> Any:
    name = f"news_{world.bob.id}"
    room = await world.channel("News", "broadcast", world.bob, world.me, username=name)
    await client.get_input_entity(name)
    event = (await heard(client, world, events.NewMessage, say_all(world, ["breaking"], peer=room), 1))[0]
    return [event.message, event.is_channel, event.is_group, event.post, event.sender_id, await event.get_chat(), event.sender]


async def stopping_is_an_exception(client: Any, world: Any) -> Any:
    return [issubclass(events.StopPropagation, Exception), errors.RPCError.__name__]
