"""Editing, deleting, forwarding, pinning, reading, reacting."""

from __future__ import annotations

from typing import Any

from telethon import Button, errors, events, functions, types


async def text_is_edited(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "before")
    return await client.edit_message(world.bob.username, sent.id, "**after**")


async def a_message_edits_itself(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "before")
    edited = await sent.edit("after")
    return [edited, sent.text, (await client.get_messages(world.bob.username, ids=sent.id)).edit_date]


async def the_message_is_the_entity(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "before")
    return await client.edit_message(sent, "after", parse_mode="html", link_preview=False)


async def an_edit_that_changes_nothing(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "same")
    return await world.error(sent.edit("same"))


async def buttons_are_edited(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "press", buttons=[[Button.inline("a")]])
    return [await sent.edit("press now", buttons=[Button.inline("b")]), await sent.edit("no more", buttons=None)]


async def a_message_of_somebody_else_cannot_be_edited(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.say(world.bob, world.me, "mine")
        event = await inbox.next()
        return [await world.error(client.edit_message(event.chat_id, event.id, "yours")), await world.error(event.edit("x"))]


async def edit_in_a_megagroup(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    sent = await client.send_message(room, "before")
    return await client.edit_message(room, sent, "after")


async def messages_are_deleted(client: Any, world: Any) -> Any:
    sent = [await client.send_message(world.bob.username, f"{number}") for number in range(4)]
    return [
        await client.delete_messages(world.bob.username, sent[0].id),
        await client.delete_messages(world.bob.username, [sent[1], sent[2].id], revoke=False),
        await sent[3].delete(),
        await client.get_messages(world.bob.username, limit=None),
    ]


async def messages_are_deleted_without_a_chat(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "gone")
    return await client.delete_messages(None, [sent.id])


async def messages_are_deleted_in_a_megagroup(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    sent = [await client.send_message(room, f"{number}") for number in range(3)]
    return [await client.delete_messages(room, sent), await client.get_messages(room, limit=None)]


async def many_deletions_are_sent_in_hundreds(client: Any, world: Any) -> Any:
    return await client.delete_messages(world.bob.username, list(range(900_000, 900_250)))


async def one_message_is_forwarded(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "**news**")
    return [await client.forward_messages(world.carol.username, sent), await sent.forward_to("me")]


async def several_messages_are_forwarded(client: Any, world: Any) -> Any:
    sent = [await client.send_message(world.bob.username, f"{number}") for number in range(3)]
    return await client.forward_messages("me", sent)


async def numbers_are_forwarded_from_a_chat(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "news")
    return [
        await client.forward_messages("me", sent.id, world.bob.username),
        await client.forward_messages("me", [sent.id], from_peer=world.bob.username, silent=True, drop_author=True),
        await world.error(client.forward_messages("me", sent.id)),
    ]


async def messages_of_two_chats_are_forwarded_together(client: Any, world: Any) -> Any:
    sent = [
        await client.send_message(world.bob.username, "one"),
        await client.send_message(world.carol.username, "two"),
        await client.send_message(world.bob.username, "three"),
    ]
    return await client.forward_messages("me", sent)


async def a_forward_says_where_it_comes_from(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.say(world.bob, world.me, "original")
        event = await inbox.next()
        forwarded = await event.forward_to(world.carol.username)
        return [forwarded.fwd_from, forwarded.forward.sender_id, await forwarded.forward.get_sender()]


async def a_message_is_pinned_and_unpinned(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    sent = await client.send_message(group, "important")
    return [
        await client.pin_message(group, sent),
        await client.unpin_message(group, sent),
        await sent.pin(notify=True),
        await sent.unpin(),
        await client.unpin_message(group),
    ]


async def a_pin_in_a_private_chat(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "important")
    other = await client.send_message(world.bob.username, "important too")
    return [await sent.pin(pm_oneside=True), await client.pin_message(world.bob.username, other.id)]


async def a_chat_is_read(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    async with world.inbox(events.NewMessage) as inbox:
        await world.say(world.bob, world.me, "one")
        await world.say(world.bob, world.me, "two")
        one, _two = await inbox.take(2)
        return [
            await client.send_read_acknowledge(world.bob.username, one.message),
            await client.send_read_acknowledge(world.bob.username, max_id=one.id),
            await client.send_read_acknowledge(world.bob.username),
            await one.message.mark_read(),
        ]


async def a_megagroup_is_read(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.get_input_entity(room)
    async with world.inbox(events.NewMessage) as inbox:
        await world.say(world.bob, world.last_room, "one")
        event = await inbox.next()
        return [await client.send_read_acknowledge(room, event.message), await client.send_read_acknowledge(room)]


async def mentions_and_reactions_are_read(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.send_message(room, "hello")
    return [
        await client.send_read_acknowledge(room, clear_mentions=True),
        await client.send_read_acknowledge(room, clear_reactions=True),
    ]


async def a_reaction_is_given(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "nice")
    request = functions.messages.SendReactionRequest(
        await client.get_input_entity(world.bob.username), sent.id, reaction=[types.ReactionEmoji("👍")]
    )
    answer = await client(request)
    fetched = await client.get_messages(world.bob.username, ids=sent.id)
    return [answer, fetched.reactions]


async def a_reaction_of_somebody_else_arrives(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    async with world.inbox(events.Raw(types.UpdateMessageReactions)) as inbox:
        sent = await client.send_message(group, "nice")
        await world.act(world.bob, react, group)
        update = await inbox.next()
        return [update, (await client.get_messages(group, ids=sent.id)).reactions]


async def react(client: Any, group: int) -> None:
    newest = (await client.get_messages(group))[0]
    await client(
        functions.messages.SendReactionRequest(
            await client.get_input_entity(group), newest.id, reaction=[types.ReactionEmoji("❤")]
        )
    )


async def errors_of_changing(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    return [
        await world.error(client.edit_message(world.bob.username, 999_999, "x")),
        await world.error(client.pin_message(world.bob.username, 999_999)),
        await world.error(client.forward_messages("me", 999_999, world.bob.username)),
        issubclass(errors.MessageNotModifiedError, errors.BadRequestError),
    ]
