"""`conversation()` and `action()`."""

from __future__ import annotations

import asyncio
from typing import Any

from telethon import events, types


async def a_response(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        sent = await talk.send_message("how are you?")
        await world.say(world.bob, world.me, "fine")
        answer = await talk.get_response()
        return [sent, answer, talk.chat_id, talk.is_private]


async def responses_in_order(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        await talk.send_message("count")
        for number in range(3):
            await world.say(world.bob, world.me, f"{number}")
        return [(await talk.get_response()).raw_text for _ in range(3)]


async def a_response_to_a_message(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        first = await talk.send_message("one?")
        await talk.send_message("two?")
        await world.say(world.bob, world.me, "yes")
        await world.say(world.bob, world.me, "no")
        return [(await talk.get_response(first)).raw_text, (await talk.get_response()).raw_text]


async def a_reply(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        sent = await talk.send_message("reply to this")
        task = asyncio.ensure_future(talk.get_reply())
        await asyncio.sleep(0)
        await world.say(world.bob, world.me, "noise")
        await world.act(world.bob, replies, "alice", "signal")
        answer = await task
        return [answer.raw_text, answer.reply_to_msg_id == sent.id]


async def replies(client: Any, peer: str, text: str) -> None:
    newest = [message async for message in client.iter_messages(peer) if not message.out][0]
    await newest.reply(text)


async def an_edit(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        await talk.send_message("wait for it")
        number = await world.say(world.bob, world.me, "loading")
        first = await talk.get_response()
        await world.console("edit", world.bob.id, world.me.id, number, "ready")
        edited = await talk.get_edit()
        return [first.raw_text, edited.raw_text, edited.edit_date]


async def read_by_the_other(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        sent = await talk.send_message("seen?")
        task = asyncio.ensure_future(talk.wait_read(sent))
        await asyncio.sleep(0)
        await world.console("read", world.bob.id, world.me.id)
        return await task


async def an_event(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        await talk.send_message("go on")
        task = asyncio.ensure_future(talk.wait_event(events.NewMessage(pattern="wanted")))
        await asyncio.sleep(0)
        await world.barrier()
        await world.say(world.bob, world.me, "other")
        await world.say(world.bob, world.me, "wanted one")
        return (await task).raw_text


async def files_and_reading(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        sent = await talk.send_file(b"bytes", caption="here")
        await world.say(world.bob, world.me, "thanks")
        answer = await talk.get_response()
        return [sent.file.size, answer.raw_text, await talk.mark_read()]


async def time_runs_out(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=0.2) as talk:
        await talk.send_message("anybody?")
        return [await world.error(talk.get_response()), await world.error(talk.get_reply(timeout=0.1))]


async def the_whole_time_runs_out(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=5, total_timeout=0.2) as talk:
        await talk.send_message("anybody?")
        return await world.error(talk.get_response())


async def a_question_before_a_message(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username) as talk:
        return [await world.error(maybe(talk.get_response)), await world.error(maybe(talk.get_reply))]


async def maybe(function: Any) -> Any:
    return await function()


async def only_one_at_a_time(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username) as talk:
        await talk.send_message("first")
        error = await world.error(client.conversation(world.bob.username).__aenter__())
        async with client.conversation(world.bob.username, exclusive=False) as second:
            await second.send_message("second")
    return error


async def a_cancelled_one(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, timeout=10) as talk:
        await talk.send_message("stop")
        task = asyncio.ensure_future(talk.get_response())
        await asyncio.sleep(0)
        await talk.cancel_all()
        return await world.error(shielded(task))


async def shielded(task: Any) -> Any:
    try:
        return await task
    except asyncio.CancelledError as error:
        raise RuntimeError("cancelled") from error


async def others_still_hear_it(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        async with client.conversation(world.bob.username, timeout=10) as talk:
            await talk.send_message("both?")
            await world.say(world.bob, world.me, "both")
            return [(await talk.get_response()).raw_text, (await inbox.next()).raw_text]


async def in_a_group(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    async with client.conversation(group, timeout=10) as talk:
        await talk.send_message("who?")
        await world.say(world.bob, group, "me")
        return await talk.get_response()


async def typing(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    async with client.action(world.bob.username, "typing"):
        await asyncio.sleep(0.1)
    async with client.action(world.bob.username, types.SendMessageUploadPhotoAction(1), delay=0.2, auto_cancel=False) as action:
        await asyncio.sleep(0.1)
        action.progress(1, 4)
        await asyncio.sleep(0.2)
    return await client.action(world.bob.username, "cancel")


async def every_action(client: Any, world: Any) -> Any:
    names = (
        "typing", "contact", "game", "location", "sticker", "record-audio", "record-voice", "record-round", "record-video",
        "audio", "voice", "song", "round", "video", "photo", "document", "file",
    )
    for name in names:
        async with client.action(world.bob.username, name, auto_cancel=False):
            await asyncio.sleep(0.02)
    async with client.action(world.bob.username, types.SendMessageChooseStickerAction()):
        await asyncio.sleep(0.02)
    return [await world.error(maybe(lambda: client.action(world.bob.username, "nothing")))]


async def an_action_is_repeated(client: Any, world: Any) -> Any:
    async with client.action(world.bob.username, "typing", delay=0.2):
        await asyncio.sleep(0.3)
    return None


async def more_messages_than_it_keeps(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, max_messages=2, timeout=5) as talk:
        await talk.send_message("three times, please")
        waiting = asyncio.ensure_future(wait_for_all(talk))
        for text in ("one", "two", "three"):
            await world.say(world.bob, world.me, text)
        heard = await waiting
        return [heard, await world.error(shielded(asyncio.ensure_future(ask_again(talk))))]


async def wait_for_all(talk: Any) -> Any:
    heard = []
    try:
        for _ in range(3):
            heard.append((await talk.get_response()).raw_text)
    except (Exception, asyncio.CancelledError) as error:
        heard.append(f"{type(error).__name__}: {error}")
    return heard


async def ask_again(talk: Any) -> Any:
    return (await talk.get_response()).raw_text


async def too_many_messages_before_asking(client: Any, world: Any) -> Any:
    async with client.conversation(world.bob.username, max_messages=1, timeout=5) as talk:
        await talk.send_message("go")
        async with world.inbox(events.NewMessage) as inbox:
            for text in ("one", "two"):
                await world.say(world.bob, world.me, text)
            await inbox.take(2)
        return [await wait_for_all(talk), await world.error(shielded(asyncio.ensure_future(send_again(talk))))]


async def send_again(talk: Any) -> Any:
    return await talk.send_message("more")
