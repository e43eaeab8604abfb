"""Sending: plain, formatted, answering, silent, scheduled, with buttons, to every kind of chat."""

from __future__ import annotations

import datetime
from typing import Any

from telethon import Button, events, functions, types

LATER = datetime.timedelta(days=30)


async def plain_text_by_username(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "hello")


async def text_to_oneself(client: Any, world: Any) -> Any:
    return [await client.send_message("me", "a note"), await client.send_message(types.InputPeerSelf(), "another")]


async def text_to_a_group(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    return await client.send_message(group, "hello, group")


async def text_to_a_megagroup(client: Any, world: Any) -> Any:
    return await client.send_message(await world.room("mega"), "hello, megagroup")


async def text_to_a_channel(client: Any, world: Any) -> Any:
    return await client.send_message(await world.room("broadcast"), "hello, readers")


async def markdown_is_the_default(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "**bold** __italic__ `code` [link](https://example.com)")


async def markdown_code_block(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "before ```python\nprint(1)``` after ~~gone~~")


async def html_for_one_message(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "<b>bold</b> &lt;3 <i>it</i> <a href='https://e.org'>e</a>", parse_mode="html")


async def html_as_the_default(client: Any, world: Any) -> Any:
    client.parse_mode = "html"
    sent = await client.send_message(world.bob.username, "<u>under</u> <s>gone</s> <code>x</code> <pre>y</pre>")
    return [sent, {"html": sent.text}, sent.raw_text]


async def nested_html(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "<i>it <u>both</u></i>", parse_mode="html")


async def no_parse_mode(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "**not bold**", parse_mode=None)


async def entities_given_outright(client: Any, world: Any) -> Any:
    entities = [types.MessageEntityBold(0, 4), types.MessageEntitySpoiler(5, 3)]
    return await client.send_message(world.bob.username, "bold and", formatting_entities=entities)


async def offsets_count_utf16(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "🙂🙂 **жир** 👩‍👩‍👧 __it__")


async def a_mention_by_name_and_by_id(client: Any, world: Any) -> Any:
    text = f"[bob](@{world.bob.username}) [id](tg://user?id={world.bob.id}) [nobody](tg://user?id=5)"
    return await client.send_message(world.bob.username, text)


async def a_callable_parse_mode(client: Any, world: Any) -> Any:
    def shout(text: str) -> Any:
        return text.upper(), [types.MessageEntityBold(0, len(text))]

    return await client.send_message(world.bob.username, "quiet", parse_mode=shout)


async def empty_text_is_refused(client: Any, world: Any) -> Any:
    return [await world.error(client.send_message(world.bob.username, text)) for text in ("", None)]


async def long_text_is_refused(client: Any, world: Any) -> Any:
    return await world.error(client.send_message(world.bob.username, "x" * 4097))


async def answers_by_number_and_by_message(client: Any, world: Any) -> Any:
    first = await client.send_message(world.bob.username, "first")
    return [
        await client.send_message(world.bob.username, "second", reply_to=first),
        await client.send_message(world.bob.username, "third", reply_to=first.id),
        await first.reply("fourth"),
    ]


async def an_answer_in_a_group_knows_what_it_answers(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    first = await client.send_message(group, "first")
    second = await first.reply("second")
    fetched = await client.get_messages(group, ids=second.id)
    return [second.is_reply, second.reply_to_msg_id, await fetched.get_reply_message(), fetched.is_reply]


async def a_message_comes_in_and_is_answered(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.say(world.bob, world.me, "hi alice")
        event = await inbox.next()
        answer = await event.reply("hi bob")
        respond = await event.respond("and once more", parse_mode=None)
        return [event.message, event.chat_id, event.is_private, answer, respond]


async def silent_and_in_the_background(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "psst", silent=True, background=True, clear_draft=True)


async def without_a_link_preview(client: Any, world: Any) -> Any:
    return [
        await client.send_message(world.bob.username, "https://example.com", link_preview=False),
        await client.send_message(world.bob.username, "https://example.com", link_preview=True),
    ]


async def scheduled_for_later(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "later", schedule=LATER)
    listed = await client.get_messages(world.bob.username, scheduled=True, limit=None)
    return [sent, listed]


async def scheduled_messages_are_withdrawn(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "never", schedule=LATER)
    peer = await client.get_input_entity(world.bob.username)
    await client(functions.messages.DeleteScheduledMessagesRequest(peer, [sent.id]))
    return await client.get_messages(world.bob.username, scheduled=True, limit=None)


async def inline_buttons_of_every_kind(client: Any, world: Any) -> Any:
    rows = [
        [Button.inline("press", b"data"), Button.url("go", "https://example.com")],
        [Button.switch_inline("share", "query"), Button.switch_inline("here", "query", same_peer=True)],
    ]
    return await client.send_message(world.bob.username, "buttons", buttons=rows)


async def one_button_and_a_row(client: Any, world: Any) -> Any:
    return [
        await client.send_message(world.bob.username, "one", buttons=Button.inline("only")),
        await client.send_message(world.bob.username, "row", buttons=[Button.inline("a"), Button.inline("b", "bb")]),
    ]


async def keyboard_buttons(client: Any, world: Any) -> Any:
    keys = [[Button.text("yes", resize=True, single_use=True), Button.text("no")], [Button.request_location("where")]]
    return [
        await client.send_message(world.bob.username, "keys", buttons=keys),
        await client.send_message(world.bob.username, "gone", buttons=Button.clear()),
        await client.send_message(world.bob.username, "answer me", buttons=Button.force_reply()),
    ]


async def buttons_of_two_kinds_are_refused(client: Any, world: Any) -> Any:
    return await world.error(
        client.send_message(world.bob.username, "both", buttons=[Button.inline("a"), Button.text("b")])
    )


async def a_message_sent_again(client: Any, world: Any) -> Any:
    first = await client.send_message(world.bob.username, "**first**")
    return [await client.send_message("me", first), await client.send_message(world.carol.username, first, reply_to=None)]


async def to_whoever_blocked_us(client: Any, world: Any) -> Any:
    await world.act(world.bob, block, "alice")
    return await world.error(client.send_message(world.bob.username, "hello?"))


async def block(client: Any, peer: Any) -> None:
    await client(functions.contacts.BlockRequest(peer))


async def to_a_channel_of_others(client: Any, world: Any) -> Any:
    name = f"foreign_{world.bob.id}"
    await world.channel("Foreign", "broadcast", world.bob, world.me, username=name)
    return await world.error(client.send_message(name, "may I?"))


async def dice_and_contacts_as_media(client: Any, world: Any) -> Any:
    contact = types.InputMediaContact("1234", "Ann", "Lee", "")
    sent = await client.send_message(world.bob.username, file=contact)
    return [sent, sent.contact]


async def an_unknown_parse_mode(client: Any, world: Any) -> Any:
    return [
        await world.error(client.send_message(world.bob.username, "x", parse_mode="rtf")),
        await world.error(client.send_message(world.bob.username, "x", parse_mode=5)),
    ]
