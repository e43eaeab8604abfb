"""Inline queries, their results, buttons that are pressed."""

from __future__ import annotations

import asyncio
from typing import Any

from telethon import Button, events, types


async def serves(client: Any) -> None:
    """A bot that answers inline queries and pressed buttons."""

    async def on_query(event: Any) -> None:
        builder = event.builder
        results = [
            await builder.article("first", text="found " + event.text, id="1", buttons=[[Button.inline("press", b"press")]]),
            await builder.article("second", "described", text="**second**", id="2", link_preview=False),
        ]
        await event.answer(results, next_offset="3", switch_pm="talk", switch_pm_param="start", cache_time=0)

    async def on_press(event: Any) -> None:
        if event.data == b"edit":
            await event.answer("changed")
            await event.edit("edited")
        elif event.data == b"url":
            await event.answer(url="https://t.me/helper?start=x")
        else:
            await event.answer("pressed " + event.data.decode(), alert=event.data == b"alert")

    client.add_event_handler(on_query, events.InlineQuery)
    client.add_event_handler(on_press, events.CallbackQuery)


async def offers(client: Any, name: str) -> None:
    rows = [[Button.inline("one", b"one"), Button.inline("alert", b"alert")], [Button.url("go", "https://e.org"), Button.inline("edit", b"edit")]]
    await client.send_message(name, "choose", buttons=rows)


async def offered(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.act(world.helper, serves)
        await world.act(world.helper, offers, "alice")
        return (await inbox.next()).message


async def an_inline_query(client: Any, world: Any) -> Any:
    await world.act(world.helper, serves)
    results = await client.inline_query(world.helper.username, "words")
    rows = [[r.type, r.title, r.description, r.url, r.message, r.photo, r.document, r.result.id] for r in results]
    return [rows, results.next_offset, results.switch_pm, results.gallery, results.cache_time, results.results_valid(), len(results)]


async def a_result_is_sent(client: Any, world: Any) -> Any:
    await world.act(world.helper, serves)
    results = await client.inline_query(world.helper.username, "words", entity=world.bob.username)
    sent = await results[0].click()
    return [sent, sent.via_bot_id, sent.buttons[0][0].text, await results[1].click("me", hide_via=True)]


async def a_result_with_options(client: Any, world: Any) -> Any:
    await world.act(world.helper, serves)
    results = await client.inline_query(world.helper.username, "", offset="7")
    first = await client.send_message(world.bob.username, "first")
    return await results[1].click(world.bob.username, reply_to=first, silent=True, clear_draft=True, background=True)


async def a_bot_without_inline(client: Any, world: Any) -> Any:
    return await world.error(client.inline_query(world.bob.username, "words"))


async def a_button_is_pressed(client: Any, world: Any) -> Any:
    message = await offered(client, world)
    return [await message.click(0), await message.click(0, 1), await message.click(data=b"one"), await message.click(text="alert")]


async def a_button_is_found(client: Any, world: Any) -> Any:
    message = await offered(client, world)
    return [
        await message.click(filter=lambda button: button.data == b"alert"),
        await message.click(text=lambda text: text.startswith("on")),
        await message.click(text="nothing like it"),
        await world.error(message.click(1, 7)),
        await message.buttons[0][0].click(),
        await world.error(message.click(0, text="both")),
    ]


async def a_pressed_button_edits(client: Any, world: Any) -> Any:
    message = await offered(client, world)
    async with world.inbox(events.MessageEdited) as edits:
        pressed = asyncio.ensure_future(message.click(text="edit"))
        event = await edits.next()
        return [event.raw_text, event.buttons, await pressed]


async def many_buttons(client: Any, world: Any) -> Any:
    message = await offered(client, world)
    return [message.button_count, [button.text for row in message.buttons for button in row], await world.error(out_of_range(message))]


async def out_of_range(message: Any) -> Any:
    if await message.click(100) is None:
        raise IndexError("nothing there")


async def text_buttons(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.act(world.helper, offers_keys, "alice")
        message = (await inbox.next()).message
        return [message.button_count, message.buttons[0][0].text, await message.click(0)]


async def offers_keys(client: Any, name: str) -> None:
    await client.send_message(name, "keys", buttons=[[Button.text("yes"), Button.text("no")]])


async def a_chat_with_a_bot(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.helper.username, "/start")
    entity = await client.get_entity(world.helper.username)
    return [sent, entity.bot, await client.is_bot(), isinstance(entity, types.User)]
