"""A bot's side, played by a client of the module's own: inline queries, pressed buttons, results and keyboards of every kind."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

from telethon import Button, TelegramClient, events, functions, types
from telethon.crypto import AuthKey
from telethon.sessions import StringSession

from ._outcomes import outcome


@contextlib.asynccontextmanager
async def bot_of(client: Any, world: Any) -> AsyncIterator[Any]:
    """A connected client of the helper bot."""
    session = StringSession()
    session.set_dc(2, client.session.server_address or "127.0.0.1", client.session.port or 443)
    session.auth_key = AuthKey(bytes.fromhex(await world.console("key", world.helper.id)))
    bot = TelegramClient(session, 1, "hash")
    await bot.connect()
    try:
        yield bot
    finally:
        await bot.disconnect()


class Heard:
    """What a bot's handlers were called with, in order."""

    def __init__(self, bot: Any) -> None:
        self.bot, self.queue = bot, asyncio.Queue()  # type: ignore[var-annotated]

    def on(self, builder: Any, act: Any = None) -> None:
        async def handler(event: Any) -> None:
            answer = await act(event) if act else None
            self.queue.put_nowait((event, answer))

        self.bot.add_event_handler(handler, builder)

    async def next(self) -> Any:
        return await asyncio.wait_for(self.queue.get(), 5)


def query(event: Any) -> list[Any]:
    return [event.text, event.offset, event.sender_id, event.chat_id, event.geo, event.is_private, type(event).__name__, event.id == event.query.query_id]


async def asks(client: Any, name: str, text: str) -> Any:
    found = await client.inline_query(name, text)
    return [[result.type, result.title, result.description, result.url, type(result.message).__name__] for result in found]


async def articles(event: Any) -> Any:
    builder = event.builder
    results = [
        builder.article("one", text="**bold** " + event.text),
        builder.article("two", description="more", url="https://e.org", text="<b>x</b>", parse_mode="html", id="2", buttons=Button.inline("press", b"press")),
        await builder.article("three", geo=types.InputGeoPoint(1.0, 2.0)),
        await builder.article("four", game=True) if event.text == "game" else builder.article("four", contact=types.InputMediaContact("+7", "A", "B", "")),
    ]
    return await event.answer(results, cache_time=5, private=True, next_offset="9", gallery=False)


async def an_inline_query_is_answered(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        heard = Heard(bot)
        heard.on(events.InlineQuery, articles)
        asked = await world.act(world.bob, asks, world.helper.username, "words")
        event, answer = await heard.next()
        return [asked, query(event), answer]


async def inline_queries_are_chosen(client: Any, world: Any) -> Any:
    async def simply(event: Any) -> Any:
        return await event.answer([event.builder.article("found", text=event.pattern_match[1])])

    async with bot_of(client, world) as bot:
        heard = Heard(bot)
        heard.on(events.InlineQuery(pattern=r"find (\w+)", users=world.bob.username), simply)
        heard.on(events.InlineQuery(pattern=re.compile("never")), simply)
        found = await world.act(world.bob, asks, world.helper.username, "find cats")
        event, _ = await heard.next()
        return [found, event.pattern_match[1], (await event.get_sender()).username, event.sender.first_name]


async def results_that_cannot_be(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        builder = events.InlineQuery.Event(types.UpdateBotInlineQuery(1, world.bob.id, "", ""))
        builder._set_client(bot)
        build = builder.builder
        return [
            await outcome(build.article("nothing")), await outcome(build.article("both", text="x", game=True)), await outcome(build.article("x", text="")),
            await outcome(build.game("chess", text="x")), type(await build.game("chess", game=True)).__name__, await outcome(build.photo(None)),
        ]  # fmt: skip


def press(event: Any) -> list[Any]:
    return [event.data, event.sender_id, event.chat_id, event.message_id > 0, event.via_inline, event.is_private, event.is_group, event.id == event.query.query_id]


async def sends_keyboard(bot: Any, peer: Any) -> Any:
    rows = [[Button.inline("one", b"one"), Button.inline("two", "two")], [Button.inline("three"), Button.url("go", "https://e.org")]]
    return await bot.send_message(peer, "choose", buttons=rows)


async def presses(client: Any, name: str, data: str) -> Any:
    async for message in client.iter_messages(name, limit=5):
        if message.buttons:
            answer = await message.click(data=data.encode())
            return [answer.message, answer.alert, answer.url, answer.cache_time]
    return None


async def a_pressed_button_is_heard(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        heard = Heard(bot)
        heard.on(events.CallbackQuery(data=b"one"), lambda event: event.answer("first", alert=True, cache_time=3))
        heard.on(events.CallbackQuery(data=re.compile(b"t(.*)")), lambda event: event.answer(url="https://t.me/x?start=1"))
        await bot.get_input_entity(world.bob.username)
        await sends_keyboard(bot, world.bob.username)
        found = []
        for data in ("one", "two", "three"):
            answer = await world.act(world.bob, presses, world.helper.username, data)
            event, _ = await heard.next()
            found.append([answer, press(event), event.data_match and event.data_match[0]])
        return found


async def a_press_does_things(client: Any, world: Any) -> Any:
    async def acts(event: Any) -> Any:
        message = await event.get_message()
        edited = await event.edit("chosen", buttons=[Button.inline("again", b"two")])
        replied = await event.reply("answer")
        said = await event.respond("more")
        again = await event.answer("too late")
        return [message.raw_text, type(edited).__name__, replied.raw_text, said.raw_text, again, (await event.get_chat()).username]

    async with bot_of(client, world) as bot:
        heard = Heard(bot)
        heard.on(events.CallbackQuery(pattern="one"), acts)
        await sends_keyboard(bot, world.bob.username)
        await world.act(world.bob, presses, world.helper.username, "one")
        _, answer = await heard.next()
        return answer


async def a_press_deletes_the_message(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        heard = Heard(bot)
        heard.on(events.CallbackQuery(func=lambda event: event.data == b"two"), lambda event: event.delete())
        sent = await sends_keyboard(bot, world.bob.username)
        await world.act(world.bob, presses, world.helper.username, "two")
        event, answer = await heard.next()
        return [answer, event.message_id == sent.id, await bot.get_messages(world.bob.username, ids=sent.id)]


async def chats_of_presses(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        heard = Heard(bot)
        heard.on(events.CallbackQuery(chats=[world.carol.username]), lambda event: event.answer("hers"))
        heard.on(events.CallbackQuery(chats=[world.carol.username], blacklist_chats=True), lambda event: event.answer("others'"))
        await sends_keyboard(bot, world.bob.username)
        await sends_keyboard(bot, world.carol.username)
        return [await world.act(one, presses, world.helper.username, "one") for one in (world.bob, world.carol)]


async def keyboards_of_every_kind(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        keyboards = [
            Button.text("yes", resize=True, single_use=True), [Button.request_phone("phone"), Button.request_location("place")], [[Button.request_poll("poll")]],
            Button.force_reply(placeholder="say"), Button.clear(), [Button.switch_inline("share", "words"), Button.switch_inline("here", same_peer=True)],
            [Button.text("a"), Button.text("b", selective=True)], Button.inline("x" * 10, b"y" * 64),
        ]  # fmt: skip
        return [(await bot.send_message(world.bob.username, "look", buttons=one)).reply_markup for one in keyboards]


async def what_bots_may_not_do(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        return [
            await bot.is_bot(), (await bot.get_me()).bot, await outcome(bot.get_dialogs(limit=1)), await outcome(bot.get_messages(world.bob.username, limit=1)),
            await outcome(bot(functions.messages.GetDialogFiltersRequest())), await outcome(bot(functions.contacts.GetContactsRequest(0))),
            await outcome(bot(functions.channels.JoinChannelRequest("nobody_of_this_name"))),
        ]  # fmt: skip


async def commands_of_a_bot(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        scope = types.BotCommandScopeDefault()
        return [
            await bot(functions.bots.SetBotCommandsRequest(scope, "", [types.BotCommand("start", "begins"), types.BotCommand("help", "helps")])),
            await bot(functions.bots.GetBotCommandsRequest(scope, "")), await bot(functions.bots.ResetBotCommandsRequest(scope, "")),
            await bot(functions.bots.GetBotCommandsRequest(scope, "")),
        ]  # fmt: skip


async def a_bot_is_talked_to(client: Any, world: Any) -> Any:
    async with bot_of(client, world) as bot:
        heard = Heard(bot)
        heard.on(events.NewMessage(pattern=r"/start ?(\w*)"), lambda event: event.reply(f"welcome {event.pattern_match[1]}", buttons=[Button.inline("ok")]))
        await client.get_input_entity(world.helper.username)
        async with world.inbox(events.NewMessage) as inbox:
            await client.send_message(world.helper.username, "/start me")
            event, reply = await heard.next()
            came = await inbox.next()
            return [event.raw_text, event.is_private, event.sender_id, reply.raw_text, came.raw_text, came.buttons[0][0].text, (await came.get_sender()).bot]
