"""Topics of forums, discussions below posts, polls, the log of admins."""

from __future__ import annotations

from typing import Any

from telethon import events, functions, types


async def forum(client: Any, world: Any) -> Any:
    """A forum of ours with one topic; its username and the topic's number."""
    name = await world.room("mega")
    await client(functions.channels.ToggleForumRequest(name, enabled=True, tabs=False))
    # The first message's number is that of the general topic.
    await client.send_message(name, "the first")
    made = await client(functions.messages.CreateForumTopicRequest(name, "Cakes", icon_color=0x6FB9F0))
    return name, next(update.message.id for update in made.updates if isinstance(update, types.UpdateNewChannelMessage))


async def a_topic_is_made(client: Any, world: Any) -> Any:
    name, topic = await forum(client, world)
    listed = await client(functions.messages.GetForumTopicsRequest(name, None, 0, 0, 10))
    return [topic, listed.topics, (await client.get_entity(name)).forum]


async def a_topic_is_changed(client: Any, world: Any) -> Any:
    name, topic = await forum(client, world)
    changed = await client(functions.messages.EditForumTopicRequest(name, topic, title="Pies", closed=True))
    return [changed, await client(functions.messages.GetForumTopicsByIDRequest(name, [topic]))]


async def text_in_a_topic(client: Any, world: Any) -> Any:
    name, topic = await forum(client, world)
    first = await client.send_message(name, "in the topic", reply_to=topic)
    second = await first.reply("answered")
    fetched = await client.get_messages(name, ids=[first.id, second.id])
    return [first, second, fetched, [message.is_reply for message in fetched], await fetched[1].get_reply_message()]


async def a_file_in_a_topic(client: Any, world: Any) -> Any:
    name, topic = await forum(client, world)
    sent = await client.send_file(name, b"in the topic", reply_to=topic, caption="file")
    return [sent.reply_to, await client.get_messages(name, reply_to=topic, limit=None)]


async def messages_of_a_topic(client: Any, world: Any) -> Any:
    name, topic = await forum(client, world)
    for number in range(3):
        await client.send_message(name, f"topic {number}", reply_to=topic)
    await client.send_message(name, "general")
    found = await client.get_messages(name, reply_to=topic, limit=2)
    searched = await client.get_messages(name, reply_to=topic, search="topic 1")
    return [found, found.total, [message.raw_text for message in searched]]


async def a_topic_of_somebody_else_is_heard(client: Any, world: Any) -> Any:
    name, topic = await forum(client, world)
    async with world.inbox(events.NewMessage) as inbox:
        await world.act(world.bob, talks, name, topic)
        event = await inbox.next()
        answer = await event.reply("heard")
        return [event.message, event.is_reply, event.reply_to, answer.reply_to, (await event.respond("too")).reply_to]


async def talks(client: Any, name: str, topic: int) -> None:
    await client.send_message(name, "from bob", reply_to=topic)


async def a_topic_is_read_and_deleted(client: Any, world: Any) -> Any:
    name, topic = await forum(client, world)
    sent = await client.send_message(name, "x", reply_to=topic)
    return [
        await client(functions.messages.ReadDiscussionRequest(name, topic, sent.id)),
        await client(functions.messages.DeleteTopicHistoryRequest(name, topic)),
        await client(functions.messages.GetForumTopicsByIDRequest(name, [topic])),
    ]


async def discussed(client: Any, world: Any) -> Any:
    """A channel of ours whose posts are discussed in a megagroup; the two usernames."""
    channel, group = await world.room("broadcast"), await world.room("mega")
    await client(functions.channels.SetDiscussionGroupRequest(channel, group))
    return channel, group


async def a_comment_below_a_post(client: Any, world: Any) -> Any:
    channel, group = await discussed(client, world)
    post = await client.send_message(channel, "news")
    comment = await client.send_message(channel, "first!", comment_to=post)
    return [comment, (await client.get_messages(group, limit=2))]


async def comments_of_a_post(client: Any, world: Any) -> Any:
    channel, _group = await discussed(client, world)
    post = await client.send_message(channel, "news")
    await client.send_message(channel, "one", comment_to=post.id)
    await client.send_message(channel, "two", comment_to=post)
    return [message.raw_text for message in await client.get_messages(channel, reply_to=post.id, limit=None)]


async def a_poll(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    words = [types.TextWithEntities(text, []) for text in ("Tea?", "yes", "no")]
    answers = [types.PollAnswer(words[1], b"1"), types.PollAnswer(words[2], b"2")]
    sent = await client.send_message(room, file=types.InputMediaPoll(types.Poll(0, words[0], answers, hash=0)))
    voted = await client(functions.messages.SendVoteRequest(room, sent.id, [b"1"]))
    return [sent, sent.poll is not None, voted]


async def the_log_of_admins(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client(functions.channels.EditTitleRequest(room, "Renamed"))
    await client.edit_admin(room, world.bob.username, pin_messages=True)
    rows = []
    for entry in await client.get_admin_log(room):
        names = ("changed_title", "changed_admin", "changed_restrictions", "deleted_message", "joined", "left", "old", "new", "user_id", "date")
        rows.append([type(entry.action).__name__] + [getattr(entry, name) for name in names])
    return rows


async def the_log_of_admins_filtered(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client(functions.channels.EditTitleRequest(room, "Renamed"))
    await client.edit_permissions(room, world.bob.username, send_messages=False)
    restricted = await client.get_admin_log(room, restrict=True)
    return [
        [type(entry.action).__name__ for entry in restricted],
        [type(entry.action).__name__ for entry in await client.get_admin_log(room, 1, admins=["me"], info=True)],
        [type(entry.action).__name__ async for entry in client.iter_admin_log(room, search="nothing")],
    ]


async def links_and_views(client: Any, world: Any) -> Any:
    channel = await world.room("broadcast")
    sent = await client.send_message(channel, "news")
    peer = await client.get_input_entity(channel)
    return [
        await client(functions.channels.ExportMessageLinkRequest(peer, sent.id)),
        await client(functions.messages.GetMessagesViewsRequest(peer, [sent.id], increment=True)),
    ]


async def a_slow_room(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    return [
        await client(functions.channels.ToggleSlowModeRequest(room, 30)),
        await client(functions.messages.EditChatAboutRequest(await client.get_input_entity(room), "about it")),
        (await client(functions.channels.GetFullChannelRequest(room))).full_chat.about,
    ]
