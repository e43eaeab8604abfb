"""Sending: plain, formatted, answering, silent, scheduled, with buttons."""

from __future__ import annotations

from typing import Any

from telethon import Button, errors, events, types


async def plain_text_by_username(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "hello")


async def markdown_is_the_default(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "**bold** __italic__ `code` [link](https://example.com)")


async def html_for_one_message(client: Any, world: Any) -> Any:
    return await client.send_message(world.bob.username, "<b>bold</b> &lt;3 <i>it <u>both</u></i>", parse_mode="html")


async def empty_text_is_refused(client: Any, world: Any) -> Any:
    return await world.error(client.send_message(world.bob.username, ""))


async def a_message_comes_in(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.say(world.bob, world.me, "hi alice")
        event = await inbox.next()
        answer = await event.reply("hi bob")
        return [event.message, event.chat_id, event.is_private, answer, await answer.get_reply_message()]
