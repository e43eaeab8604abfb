"""Clients that a module makes for accounts of its own: sessions in and out, logging in, events, ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from typing import Any

from telethon import TelegramClient, events, functions, types
from telethon.crypto import AuthKey
from telethon.sessions import MemorySession, SQLiteSession, StringSession
from telethon.tl import TLRequest

from ._sendable import content, named

MEGABYTE = 1024 * 1024


def settle(client: Any, session: Any, key: str | None = None) -> Any:
    """The session, at home where the account's is, with a key if there is one."""
    # What stands in for the account's session keeps its address to itself; the core puts the right one in its place.
    session.set_dc(2, client.session.server_address or "127.0.0.1", client.session.port or 443)
    session.auth_key = AuthKey(bytes.fromhex(key)) if key else None
    return session


def other(client: Any, session: Any = None, **options: Any) -> Any:
    """A client of its own, not connected, with nobody logged in unless the session has somebody."""
    return TelegramClient(session or settle(client, StringSession()), 1, "hash", **options)


async def as_bob(client: Any, world: Any, **options: Any) -> Any:
    """A connected client of Bob's."""
    key = await world.console("key", world.bob.id)
    made = other(client, settle(client, StringSession(), key), **options)
    await made.connect()
    return made


async def newcomer(world: Any, *password: str) -> tuple[int, str]:
    """Somebody with a phone, and perhaps a password; id and phone."""
    phone = f"3{world.bob.phone}"
    return int(await world.console("person", "Dora", f"dora_{phone}", phone, *password)), phone


async def barrier(made: Any) -> None:
    """Returns when everything pushed to this client before has arrived."""
    await made(functions.updates.GetStateRequest())
    await asyncio.sleep(0)


def told(error: BaseException) -> str:
    return type(error).__name__


async def raises(awaitable: Any) -> str:
    """The name of the error that was raised, or what came instead."""
    try:
        return f"no error: {await awaitable!r}"
    except Exception as error:
        return told(error)


async def string_session_in_and_out(client: Any, world: Any) -> Any:
    key = await world.console("key", world.bob.id)
    session = settle(client, StringSession(), key)
    line = session.save()
    made = TelegramClient(StringSession(line), 1, "hash")
    seen = [made.is_connected(), await raises(made.get_me())]
    await made.connect()
    me = await made.get_me()
    seen += [made.is_connected(), me.id, me.username, await made.is_user_authorized(), await made.is_bot()]
    seen += [made.session.save() == line, StringSession.save(made.session) == line, made.session.dc_id]
    seen += [made.session.auth_key.key.hex() == key, (await made.get_me(input_peer=True)).user_id]
    await made.disconnect()
    seen += [made.is_connected(), await raises(made.get_me()), made.session.save() == line]
    await made.connect()
    seen += [(await made.get_me()).id]
    await made.disconnect()
    return seen


async def connecting_twice_and_two_of_one_session(client: Any, world: Any) -> Any:
    made = await as_bob(client, world)
    await made.connect()
    second = TelegramClient(StringSession(made.session.save()), 1, "hash")
    async with second:
        seen = [second.is_connected(), (await second.get_me()).id == (await made.get_me()).id]
    seen += [second.is_connected(), made.is_connected(), (await made.get_me()).id]
    await made.disconnect()
    await made.disconnect()
    return seen


async def messages_go_out_and_come_in(client: Any, world: Any) -> Any:
    async with await as_bob(client, world) as made, world.inbox() as box:
        sent = await made.send_message(world.me.username, "from **another**")
        event = await box.next()
        await client.send_message(world.bob.username, "seen")
        history = [(m.text, m.out) async for m in made.iter_messages(world.me.username)]
        edited = await made.edit_message(sent, "changed")
        deleted = await made.delete_messages(world.me.username, [sent.id])
        return [sent.text, sent.out, event.raw_text, event.sender_id, history, edited.text, len(deleted)]


async def events_reach_only_their_client(client: Any, world: Any) -> Any:
    got: asyncio.Queue[Any] = asyncio.Queue()
    made = other(client, settle(client, MemorySession(), await world.console("key", world.bob.id)))

    @made.on(events.NewMessage(incoming=True))
    async def on_message(event: Any) -> None:
        got.put_nowait(event)
        if event.raw_text == "ask":
            await event.reply("answer")

    await made.connect()
    async with world.inbox() as box:
        await world.say(world.carol, world.bob, "to bob")
        await world.say(world.carol, world.me, "to alice")
        first, own = await asyncio.wait_for(got.get(), 5), await box.next()
        await world.say(world.carol, world.bob, "ask")
        await asyncio.wait_for(got.get(), 5)
        await barrier(made)
        seen = [first.raw_text, first.sender_id, (await first.get_sender()).first_name, first.client is made]
        seen += [own.raw_text, own.client is client, box.queue.empty(), got.empty()]
        # The handler answers after it has told of the question.
        while not (last := await made.get_messages(world.carol.id, limit=1))[0].out:
            await barrier(made)
        seen += [last[0].text]
    made.remove_event_handler(on_message)
    await made.disconnect()
    return seen


async def raw_updates_and_edits(client: Any, world: Any) -> Any:
    got: asyncio.Queue[Any] = asyncio.Queue()
    made = await as_bob(client, world)

    async def put(event: Any) -> None:
        got.put_nowait(type(event).__name__ if isinstance(event, types.UpdateNewMessage) else event.raw_text)

    made.add_event_handler(put, events.Raw(types.UpdateNewMessage))
    made.add_event_handler(put, events.MessageEdited)
    number = await world.say(world.carol, world.bob, "first")
    seen = [await asyncio.wait_for(got.get(), 5)]
    await world.console("edit", world.carol.id, world.bob.id, number, "second")
    seen += [await asyncio.wait_for(got.get(), 5), len(made.list_event_handlers())]
    seen += [made.remove_event_handler(put), len(made.list_event_handlers())]
    await made.disconnect()
    return seen


async def a_conversation_of_its_own(client: Any, world: Any) -> Any:
    async with await as_bob(client, world) as made:
        async with made.conversation(world.carol.username, timeout=5) as talk:
            await talk.send_message("how are you?")
            await world.say(world.carol, world.bob, "fine")
            answer = await talk.get_response()
        return [answer.text, answer.sender_id]


async def nobody_is_logged_in(client: Any, world: Any) -> Any:
    made = other(client)
    await made.connect()
    seen = [made.is_connected(), await made.is_user_authorized(), await made.get_me(), bool(made.session.auth_key)]
    seen += [await raises(made.send_message("me", "x")), await raises(made.sign_in())]
    seen += [await raises(made.sign_in(code="1"))]
    seen += [await raises(made.sign_up("1", "Dora")), made.session.dc_id]
    await made.disconnect()
    return seen


async def signing_in_by_code(client: Any, world: Any) -> Any:
    number, phone = await newcomer(world)
    made = other(client)
    await made.connect()
    sent = await made.send_code_request(f"+{phone}")
    seen = [type(sent.type).__name__, sent.type.length, await raises(made.sign_in("+" + phone, "00"))]
    again = await made.send_code_request(phone)
    seen += [type(again).__name__, await raises(made.sign_in(phone, "x", phone_code_hash="another"))]
    await made.sign_in(phone)
    code = await world.console("code", phone)
    user = await made.sign_in(code=code)
    seen += [user.id == number, user.first_name, await made.is_user_authorized(), (await made.sign_in()).id == number]
    line = made.session.save()
    await made.disconnect()
    back = TelegramClient(StringSession(line), 1, "hash")
    await back.connect()
    seen += [(await back.get_me()).id == number, await back.log_out(), back.session, back.is_connected()]
    seen += [await raises(back.connect())]
    return seen


async def starting_with_callables(client: Any, world: Any) -> Any:
    number, phone = await newcomer(world)
    asked: list[str] = []

    async def code() -> str:
        asked.append("code")
        return "" if len(asked) == 1 else "00" if len(asked) == 2 else await world.console("code", phone)

    def number_of() -> str:
        asked.append("phone")
        return "+" + phone

    made = other(client)
    returned = await made.start(phone=number_of, code_callback=code)
    seen = [returned is made, (await made.get_me()).id == number, asked]
    seen += [await made.start(phone=phone) is made]
    await made.log_out()
    refused = other(client)
    seen += [await raises(refused.start(phone=phone, code_callback=lambda: "00", max_attempts=2))]
    await refused.disconnect()
    return seen


async def start_refuses_what_makes_no_sense(client: Any, world: Any) -> Any:
    made, seen = other(client), []
    for options in ({"phone": None}, {"phone": "1", "bot_token": "1:a"}, {"phone": "1", "code_callback": "12345"}):
        try:
            made.start(**options)
        except ValueError as error:
            seen.append(str(error))
    return seen


async def the_second_password(client: Any, world: Any) -> Any:
    number, phone = await newcomer(world, "secret")
    made = other(client)
    await made.connect()
    await made.send_code_request(phone)
    seen = [await raises(made.sign_in(phone, await world.console("code", phone)))]
    seen += [await raises(made.sign_in(password="wrong")), (await made.sign_in(password="secret")).id == number]
    seen += [(await made(functions.account.GetPasswordRequest())).has_password]
    await made.log_out()
    tried: list[str] = []

    def password() -> str:
        tried.append("once more")
        return "wrong" if len(tried) == 1 else "secret"

    async def code() -> str:
        return await world.console("code", phone)

    started = other(client)
    await started.start(phone, password, code_callback=code)
    seen += [(await started.get_me()).id == number, tried]
    await started.disconnect()
    nobody = other(client)
    seen += [await raises(nobody.start(phone, None, code_callback=code))]
    await nobody.disconnect()
    return seen


async def a_bots_token(client: Any, world: Any) -> Any:
    number, token = (await world.console("bot", "Own", f"own_{world.bob.phone}_bot")).split()
    made = other(client)
    await made.start(bot_token=token)
    me = await made.get_me()
    seen = [me.id == int(number), me.bot, await made.is_bot(), await made.is_user_authorized()]
    seen += [await made.start(bot_token=token) is made]
    await made.log_out()
    wrong = other(client)
    await wrong.connect()
    seen += [await raises(wrong.sign_in(bot_token="12345:wrong"))]
    await wrong.disconnect()
    asked = other(client)
    await asked.start(phone=lambda: token)
    seen += [(await asked.get_me()).id == int(number)]
    await asked.disconnect()
    return seen


async def a_code_that_is_scanned(client: Any, world: Any) -> Any:
    made = other(client)
    await made.connect()
    login = await made.qr_login()
    seen = [login.url.startswith("tg://login?token="), len(login.token), login.expires is not None]
    before = login.token
    seen += [await raises(login.wait(timeout=0.1))]
    await login.recreate()
    seen += [login.token != before]
    waiting = asyncio.ensure_future(login.wait(timeout=5))
    await asyncio.sleep(0)
    await world.console("accept", world.carol.id, login.token.hex())
    user = await waiting
    seen += [user.id, await made.is_user_authorized(), (await made.get_me()).id, len(made.list_event_handlers())]
    await made.disconnect()
    return seen


async def logins_that_follow_their_account(client: Any, world: Any) -> Any:
    number, phone = await newcomer(world)
    await world.console("live", number, 4)
    await world.console("error", "auth.sendCode", 303, "NETWORK_MIGRATE_3")
    made = other(client)
    await made.connect()
    key = made.session.auth_key.key
    await made.send_code_request(phone)
    seen = [made.session.dc_id, made.session.auth_key.key != key, await made.is_user_authorized()]
    user = await made.sign_in(phone, await world.console("code", phone))
    async with made.conversation(world.carol.username) as talk:
        await talk.send_message("from afar")
        await world.say(world.carol, number, "heard")
        seen += [user.id == number, made.session.dc_id, (await talk.get_response()).raw_text]
    line = made.session.save()
    await made.disconnect()
    back = TelegramClient(StringSession(line), 1, "hash")
    await back.connect()
    seen += [back.session.dc_id, (await back.get_me()).id == number, await back.log_out()]
    return seen


async def a_bot_and_a_scanned_code_go_home(client: Any, world: Any) -> Any:
    number, token = (await world.console("bot", "Own", f"own_{world.bob.phone}_bot")).split()
    await world.console("live", number, 3)
    bot = other(client)
    await bot.start(bot_token=token)
    seen = [bot.session.dc_id, (await bot.get_me()).id == int(number)]
    await bot.log_out()
    person, _ = await newcomer(world)
    await world.console("live", person, 1)
    made = other(client)
    await made.connect()
    login = await made.qr_login()
    waiting = asyncio.ensure_future(login.wait(timeout=5))
    await asyncio.sleep(0)
    await world.console("accept", person, login.token.hex())
    seen += [(await waiting).id == person, made.session.dc_id, await made.is_user_authorized()]
    await made.log_out()
    return seen


async def a_move_that_never_ends(client: Any, world: Any) -> Any:
    _, phone = await newcomer(world)
    made = other(client, request_retries=2)
    await made.connect()
    for dc in (3, 5, 1):
        await world.console("error", "auth.sendCode", 303, f"PHONE_MIGRATE_{dc}")
    seen = [await raises(made.send_code_request(phone)), made.session.dc_id]
    await made.disconnect()
    return seen


async def sessions_that_are_no_sessions(client: Any, world: Any) -> Any:
    seen = []
    for line in ("2", "1", "1abc", "nonsense", "1" + "A" * 352, "1" + "A" * 351):
        try:
            session = StringSession(line)
            seen.append([session.dc_id, session.save(), session.auth_key])
        except Exception as error:
            seen.append(told(error))
    return seen


async def a_key_that_the_server_does_not_know(client: Any, world: Any) -> Any:
    made = other(client, settle(client, StringSession(), "17" * 256), connection_retries=0)
    seen = [await raises(made.connect())]
    with contextlib.suppress(Exception):
        await made.disconnect()
    return seen


async def a_login_that_was_ended_elsewhere(client: Any, world: Any) -> Any:
    made = await as_bob(client, world)
    twin = TelegramClient(StringSession(made.session.save()), 1, "hash")
    await twin.connect()
    await twin.log_out()
    seen = [await raises(made.send_message("me", "x")), await made.get_me()]
    await made.disconnect()
    late = TelegramClient(StringSession(made.session.save()), 1, "hash")
    await late.connect()
    seen += [await late.is_user_authorized(), await late.get_me()]
    await late.disconnect()
    return seen


async def waits_and_trouble_are_its_own(client: Any, world: Any) -> Any:
    made = await as_bob(client, world)
    made.flood_sleep_threshold = 0
    await world.console("flood", "users.getFullUser", 9)
    seen = [await world.error(made(functions.users.GetFullUserRequest("me")))]
    seen += [await world.error(made(functions.users.GetFullUserRequest("me")))]
    await world.console("flood", "users.getFullUser", 0)
    await world.console("error", "messages.getDialogs", 400, "INPUT_USER_DEACTIVATED")
    seen += [await world.error(made.get_dialogs())]
    await world.console("error", "auth.sendCode", 303, "PHONE_MIGRATE_4")
    seen += [await world.error(made.send_code_request("100200300"))]
    await made.disconnect()
    return seen


async def many_requests_at_once(client: Any, world: Any) -> Any:
    async with await as_bob(client, world) as made:
        state = functions.updates.GetStateRequest
        answers = await made([state(), state()])
        mixed = await raises(made([state(), functions.users.GetFullUserRequest(types.InputUser(1, 1))]))
        return [[type(answer).__name__ for answer in answers], mixed]


async def a_session_file(client: Any, world: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bob")
        key = await world.console("key", world.bob.id)
        settle(client, SQLiteSession(path), key).close()
        made = TelegramClient(path, 1, "hash")
        await made.connect()
        seen = [(await made.get_me()).id, made.session.filename == path + ".session"]
        await made.get_entity(world.carol.username)
        await made.disconnect()
        kept = SQLiteSession(path)
        seen += [kept.dc_id, kept.auth_key.key.hex() == key, kept.get_input_entity(world.carol.username).user_id]
        seen += [kept.get_input_entity(0).access_hash, kept.get_update_state(0) is not None]
        kept.close()
        again = TelegramClient(path, 1, "hash")
        async with again:
            seen += [(await again.get_me()).id, (await again.get_input_entity(world.carol.username)).user_id]
            seen += [await again.log_out(), os.path.exists(path + ".session")]
        return seen


async def files_go_through_it(client: Any, world: Any) -> Any:
    async with await as_bob(client, world) as made:
        small, large = os.urandom(3000), bytes(range(256)) * 3000
        one = await made.send_file("me", small, attributes=[types.DocumentAttributeFilename("one.bin")])
        two = await made.send_file("me", large, attributes=[types.DocumentAttributeFilename("two.bin")])
        got = [await made.download_media(message, bytes) for message in (one, two)]
        return [got == [small, large], one.file.name, two.file.size]


async def large_files_go_through_it(client: Any, world: Any) -> Any:
    data, up, down = content(3 * MEGABYTE + 5), [], []
    async with await as_bob(client, world) as made:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "large.bin")
            with open(path, "wb") as file:
                file.write(data)
            sent = await made.send_file(world.carol.username, path, progress_callback=lambda *at: up.append(at))
            back = await sent.download_media(os.path.join(folder, "back.bin"), progress_callback=lambda *at: down.append(at))
            with open(back, "rb") as file:
                same = file.read() == data
        memory = await made.send_file("me", named(data, "memory.bin"))
        sizes = [sent.file.size, memory.file.size, memory.file.name]
        return [same, await memory.download_media(bytes) == data, sizes, up, down]


async def a_large_open_file_of_its_own(client: Any, world: Any) -> Any:
    data = content(11 * MEGABYTE)
    async with await as_bob(client, world, receive_updates=False) as made:
        with tempfile.TemporaryFile() as file:
            file.write(b"before" + data)
            file.seek(6)
            handle = await made.upload_file(file, file_size=len(data), file_name="middle.bin")
            place = file.tell()
            sent = await made.send_file("me", handle, force_document=True)
            file.truncate(6)
            file.seek(6)
            await sent.download_media(file)
            after = file.tell()
            file.seek(0)
            return [type(handle).__name__, handle.parts, place, after, file.read() == b"before" + data]


async def a_large_file_that_lies_elsewhere(client: Any, world: Any) -> Any:
    number, phone = await newcomer(world)
    await world.console("live", number, 4)
    data = content(MEGABYTE)
    far = other(client)
    async with await as_bob(client, world) as made:
        await far.start(lambda: phone, code_callback=lambda: world.console("code", phone))
        await far.send_file(world.bob.username, named(data, "far.bin"))
        came = (await made.get_messages(f"dora_{phone}", limit=1))[0]
        got = await came.download_media(bytes)
        back = await made.send_file(f"dora_{phone}", named(data[::-1], "back.bin"))
        seen = [far.session.dc_id, came.file.size, got == data, back.document.dc_id]
        seen += [await (await far.get_messages(world.bob.username, limit=1))[0].download_media(bytes) == data[::-1]]
        await far.log_out()
    return seen


async def large_files_of_nobody(client: Any, world: Any) -> Any:
    sent = await client.send_file("me", named(content(MEGABYTE), "hers.bin"))
    made = other(client)
    seen = [await raises(made.upload_file(content(MEGABYTE)))]
    await made.connect()
    seen += [await raises(made.upload_file(content(MEGABYTE))), await raises(made.download_media(sent, bytes))]
    await made.disconnect()
    return [*seen, await raises(made.download_media(sent, bytes))]


async def running_until_it_is_disconnected(client: Any, world: Any) -> Any:
    made = await as_bob(client, world)
    running = asyncio.ensure_future(made.run_until_disconnected())
    ended = asyncio.ensure_future(made.disconnected)
    await barrier(made)
    seen = [running.done(), ended.done()]
    await made.disconnect()
    seen += [await asyncio.wait_for(running, 5), await asyncio.wait_for(ended, 5), await made.disconnected]
    return seen


async def updates_that_are_not_wanted(client: Any, world: Any) -> Any:
    got: list[str] = []
    made = await as_bob(client, world, receive_updates=False)
    made.add_event_handler(lambda event: got.append(event.raw_text), events.NewMessage)
    await world.say(world.carol, world.bob, "unheard")
    await barrier(made)
    seen = [list(got), [m.text for m in await made.get_messages(world.carol.username)]]
    await made.disconnect()
    return seen


async def what_came_meanwhile(client: Any, world: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bob")
        settle(client, SQLiteSession(path), await world.console("key", world.bob.id)).close()
        made = TelegramClient(path, 1, "hash")
        await made.connect()
        await made.get_me()
        await made.disconnect()
        await world.say(world.carol, world.bob, "meanwhile")
        got: asyncio.Queue[Any] = asyncio.Queue()
        late = TelegramClient(path, 1, "hash", catch_up=True)

        async def put(event: Any) -> None:
            got.put_nowait(event.raw_text)

        late.add_event_handler(put, events.NewMessage)
        await late.connect()
        seen = [await asyncio.wait_for(got.get(), 5)]
        await late.disconnect()
        return seen


async def setting_changing_and_removing_the_second_password(client: Any, world: Any) -> Any:
    _, phone = await newcomer(world)
    made = other(client)
    await made.connect()
    await made.send_code_request(phone)
    await made.sign_in(phone, await world.console("code", phone))
    question = functions.account.GetPasswordRequest
    seen = [await made.edit_2fa(), await made.edit_2fa(new_password="first", hint="a number")]
    seen += [(await made(question())).has_password, (await made(question())).hint]
    seen += [await raises(made.edit_2fa("wrong", "second")), await made.edit_2fa("first", "second")]
    seen += [await made.edit_2fa("second"), (await made(question())).has_password]
    seen += [await raises(made.edit_2fa(new_password="x", email="a@b.c"))]
    await made.log_out()
    return seen


class Plain(TLRequest):
    """A request that is its bytes."""

    CONSTRUCTOR_ID, SUBCLASS_OF_ID = functions.updates.GetStateRequest.CONSTRUCTOR_ID, 0

    def _bytes(self) -> bytes:
        return bytes(functions.updates.GetStateRequest())


class Reading(Plain):
    """One that reads its answer, too."""

    @staticmethod
    def read_result(reader: Any) -> Any:
        return [reader.read_int(signed=False) == types.updates.State.CONSTRUCTOR_ID, reader.read_int() > 0]


async def requests_of_ones_own_making(client: Any, world: Any) -> Any:
    async with await as_bob(client, world) as made:
        return [await made(Reading()), type(await made(Plain())).__name__]
