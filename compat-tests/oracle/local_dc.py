"""The real Telethon as a client of the local data centre: every check is a sentence, the first that fails ends it.

Run by the crate's own test with `HOST:PORT PEM`: commands to the world go out as lines that begin with `> `, answers
come in on standard input. By hand: `local_dc.py --serve target/debug/examples/serve`.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from telethon import TelegramClient, connection, errors, events, functions, types
from telethon.crypto import AuthKey, rsa
from telethon.sessions import MemorySession
from telethon.tl.custom import Button

PATIENCE = 15


class Console:
    """Commands to the world, one line each."""

    def __init__(self, server: subprocess.Popen[str] | None) -> None:
        self.server = server

    def __call__(self, command: str) -> str:
        answer = self._ask(command).strip()
        status, _, rest = answer.partition(" ")
        if status != "ok":
            raise AssertionError(f"{command!r} was answered {answer!r}")
        return rest

    def _ask(self, command: str) -> str:
        if self.server is None:
            print(f"> {command}", flush=True)
            return sys.stdin.readline()
        assert self.server.stdin and self.server.stdout
        self.server.stdin.write(command + "\n")
        self.server.stdin.flush()
        return self.server.stdout.readline()


class World:
    """Where the data centre is, and who lives there."""

    def __init__(self, address: str, console: Console) -> None:
        host, port = address.rsplit(":", 1)
        self.host, self.port, self.console = host, int(port), console
        self.people: dict[str, int] = {}
        self.tokens: dict[str, str] = {}

    def person(self, name: str, phone: str, password: str = "") -> int:
        self.people[name] = int(self.console(f"person {name.title()} {name}_user {phone} {password}"))
        return self.people[name]

    def bot(self, name: str) -> int:
        identity, token = self.console(f"bot {name.title()} {name}_bot").split()
        self.people[name], self.tokens[name] = int(identity), token
        return self.people[name]

    def stranger(self, transport: Any = connection.ConnectionTcpFull, key: bytes = b"") -> TelegramClient:
        session = MemorySession()
        session.set_dc(2, self.host, self.port)
        session.auth_key = AuthKey(key) if key else None
        return TelegramClient(session, 1, "hash", connection=transport, request_retries=1, flood_sleep_threshold=0)

    def key(self, name: str) -> bytes:
        """Somebody's login, shared beforehand."""
        return bytes.fromhex(self.console(f"key {self.people[name]}"))

    def client(self, name: str) -> contextlib.AbstractAsyncContextManager[TelegramClient]:
        return connected(self.stranger(key=self.key(name)))


@contextlib.asynccontextmanager
async def connected(client: TelegramClient) -> AsyncIterator[TelegramClient]:
    """A client that is logged in, while the block lasts."""
    await client.connect()
    await client.get_me()
    try:
        yield client
    finally:
        await client.disconnect()


class Inbox:
    """Events of a client, in order."""

    def __init__(self, client: TelegramClient, *builders: Any) -> None:
        self.queue: asyncio.Queue[Any] = asyncio.Queue()
        for builder in builders or (events.NewMessage,):
            client.add_event_handler(self.queue.put, builder)

    async def next(self) -> Any:
        return await asyncio.wait_for(self.queue.get(), PATIENCE)


async def fails(error: type[Exception], awaitable: Awaitable[Any]) -> Exception:
    try:
        result = await awaitable
    except error as exception:
        return exception
    raise AssertionError(f"{error.__name__} was expected, not {result!r}")


def picture(width: int = 64, height: int = 48) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def named(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def png(width: int = 64, height: int = 48) -> io.BytesIO:
    return named(picture(width, height), "picture.png")


async def every_transport_makes_a_key(world: World) -> None:
    for transport in (
        connection.ConnectionTcpFull,
        connection.ConnectionTcpAbridged,
        connection.ConnectionTcpIntermediate,
        connection.ConnectionTcpObfuscated,
    ):
        client = world.stranger(transport)
        await client.connect()
        assert not await client.is_user_authorized()
        await fails(errors.AuthKeyUnregisteredError, client(functions.updates.GetStateRequest()))
        await client.disconnect()


async def a_code_logs_in(world: World) -> None:
    client = world.stranger()
    await client.connect()
    await fails(errors.PhoneNumberInvalidError, client.send_code_request("+990000"))
    await client.send_code_request("+10001")
    await fails(errors.PhoneCodeInvalidError, client.sign_in("+10001", "nope0"))
    me = await client.sign_in("+10001", world.console("code 10001"))
    assert me.id == world.people["alice"] and me.phone == "10001"
    assert await client.is_user_authorized()
    await client.log_out()


async def a_password_is_asked_for_and_proved(world: World) -> None:
    client = world.stranger()
    await client.connect()
    await client.send_code_request("+10003")
    await fails(errors.SessionPasswordNeededError, client.sign_in("+10003", world.console("code 10003")))
    assert not await client.is_user_authorized()
    await fails(errors.PasswordHashInvalidError, client.sign_in(password="wrong"))
    me = await client.sign_in(password="secret")
    assert me.id == world.people["carol"]
    await client.disconnect()


async def a_qr_code_logs_in(world: World) -> None:
    client = world.stranger()
    await client.connect()
    login = await client.qr_login()
    waiting = asyncio.ensure_future(login.wait(PATIENCE))
    await asyncio.sleep(0)
    world.console(f"accept {world.people['bob']} {login.token.hex()}")
    assert (await waiting).id == world.people["bob"]
    other = world.stranger()
    await other.connect()
    login = await other.qr_login()
    waiting = asyncio.ensure_future(login.wait(PATIENCE))
    await asyncio.sleep(0)
    await client(functions.auth.AcceptLoginTokenRequest(login.token))
    assert (await waiting).id == world.people["bob"]
    await other.disconnect()
    await client.disconnect()


async def a_token_logs_a_bot_in(world: World) -> None:
    client = world.stranger()
    await client.connect()
    await fails(errors.AccessTokenInvalidError, client.sign_in(bot_token="1:nope"))
    me = await client.sign_in(bot_token=world.tokens["helper"])
    assert me.bot and me.id == world.people["helper"]
    await client.disconnect()


async def messages_are_sent_edited_answered_forwarded_deleted(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        inbox, edits, gone = Inbox(bob), Inbox(bob, events.MessageEdited), Inbox(bob, events.MessageDeleted)
        answers = Inbox(alice)
        sent = await alice.send_message("bob_user", "hello **bold** https://example.org", parse_mode="md")
        event = await inbox.next()
        assert event.raw_text == "hello bold https://example.org" and not event.out and event.is_private
        assert [type(e).__name__ for e in event.entities] == ["MessageEntityBold", "MessageEntityUrl"]
        assert (await event.get_sender()).username == "alice_user"
        await event.reply("an answer")
        answer = await answers.next()
        assert answer.raw_text == "an answer" and answer.reply_to_msg_id == sent.id
        assert (await answer.get_reply_message()).id == sent.id
        await sent.edit("changed")
        edit = await edits.next()
        assert edit.raw_text == "changed" and edit.id == event.id and edit.edit_date
        await fails(errors.MessageNotModifiedError, sent.edit("changed"))
        await fails(errors.MessageAuthorRequiredError, event.message.edit("not mine"))
        forwarded = await bob.forward_messages("me", event.message)
        assert forwarded.fwd_from.from_id.user_id == world.people["alice"] and forwarded.raw_text == "changed"
        await sent.delete()
        assert (await gone.next()).deleted_ids == [event.id]
        assert await bob.get_messages("alice_user", ids=event.id) is None
        await fails(errors.MessageEmptyError, alice(functions.messages.SendMessageRequest("bob_user", " ")))


async def long_texts_travel_packed(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        inbox = Inbox(bob)
        text = "long " * 800
        await alice.send_message("bob_user", text)
        assert (await inbox.next()).raw_text == text.strip()
        await fails(errors.MessageTooLongError, alice.send_message("bob_user", "x" * 4097))


async def saved_messages_are_kept(world: World) -> None:
    async with world.client("alice") as alice:
        note = await alice.send_message("me", "note")
        assert note.peer_id.user_id == world.people["alice"]
        assert (await alice.get_messages("me"))[0].raw_text == "note"
        await note.edit("note 2")
        assert (await alice.get_messages("me"))[0].raw_text == "note 2"


async def access_hashes_belong_to_the_viewer(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        seen_by_alice = await alice.get_input_entity("dave_user")
        assert (await alice.get_entity("@dave_user")).id == world.people["dave"]
        await fails(errors.UsernameNotOccupiedError, alice(functions.contacts.ResolveUsernameRequest("nobody_user")))
        await fails(errors.PeerIdInvalidError, bob(functions.messages.SendMessageRequest(seen_by_alice, "x")))


async def groups_and_channels_work(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        inbox = Inbox(bob)
        gone = Inbox(bob, events.MessageDeleted)
        await alice(functions.messages.CreateChatRequest(["bob_user"], "A group"))
        group = next(dialog for dialog in await alice.get_dialogs() if dialog.title == "A group")
        await alice.send_message(group, "to the group")
        event = await inbox.next()
        assert event.is_group and event.raw_text == "to the group" and event.sender_id == world.people["alice"]
        full = await alice(functions.messages.GetFullChatRequest(group.entity.id))
        assert {p.user_id for p in full.full_chat.participants.participants} == {
            world.people["alice"],
            world.people["bob"],
        }
        made = await alice(functions.channels.CreateChannelRequest("A megagroup", "about", megagroup=True))
        channel = made.chats[0]
        await alice(functions.channels.InviteToChannelRequest(channel, ["bob_user"]))
        first = await alice.send_message(channel, "hello @bob_user")
        event = await inbox.next()
        assert event.is_channel and event.is_group and event.mentioned and event.id == first.id
        await event.reply("here")
        message = (await alice.get_messages(channel, limit=1))[0]
        assert message.raw_text == "here" and message.reply_to_msg_id == first.id
        await fails(errors.MessageDeleteForbiddenError, bob.delete_messages(event.chat_id, first.id))
        await alice.delete_messages(channel, [first.id])
        deleted = await gone.next()
        assert deleted.deleted_ids == [first.id] and deleted.chat_id == event.chat_id
        members = await alice.get_participants(channel)
        assert {member.id for member in members} == {world.people["alice"], world.people["bob"]}
        await alice.pin_message(channel, message)
        assert (await alice.get_messages(channel, ids=types.InputMessagePinned())).id == message.id
        await alice.edit_admin(channel, "bob_user", is_admin=True)
        assert (await alice.get_permissions(channel, "bob_user")).is_admin
        await alice.kick_participant(channel, "bob_user")
        await fails(errors.ChannelPrivateError, bob.send_message(event.chat_id, "let me in"))
        await alice(functions.channels.UpdateUsernameRequest(channel, "the_place"))
        with contextlib.suppress(errors.UserAlreadyParticipantError):
            await bob(functions.channels.JoinChannelRequest("the_place"))
        await bob.send_message("the_place", "back")
        full = await bob(functions.channels.GetFullChannelRequest("the_place"))
        assert full.full_chat.about == "about" and full.full_chat.participants_count == 2
        await bob(functions.channels.LeaveChannelRequest("the_place"))


async def files_travel_unharmed(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        inbox = Inbox(bob)
        data = os.urandom(3 * 1024 * 1024 + 77)
        await alice.send_file("bob_user", named(data, "three.bin"), caption="see **this**", force_document=True)
        event = await inbox.next()
        assert event.raw_text == "see this" and event.file.name == "three.bin" and event.file.size == len(data)
        assert await event.download_media(bytes) == data
        ranged = b"".join([bytes(c) async for c in bob.iter_download(event.media, offset=1000, request_size=65536)])
        assert ranged == data[1000:]
        again = await bob.send_file("alice_user", event.media)
        assert again.file.id == event.file.id
        sent = await alice.send_file("bob_user", png())
        event = await inbox.next()
        assert event.photo and await event.download_media(bytes) == picture() and sent.photo
        album = await alice.send_file("bob_user", [png(), png(32, 32)], caption=["one", "two"])
        assert len({message.grouped_id for message in album}) == 1 and album[0].grouped_id
        assert [(await inbox.next()).raw_text for _ in album] == ["one", "two"]
        changed = await alice.edit_message(sent, file=png(10, 10))
        assert changed.photo.sizes[-1].w == 10
        world.console("expire")
        await fails(errors.FileReferenceExpiredError, event.download_media(bytes))
        fresh = await bob.get_messages("alice_user", ids=event.id)
        assert await fresh.download_media(bytes) == picture(10, 10)


async def history_is_paged_and_searched(world: World) -> None:
    alice, dave = world.people["alice"], world.people["dave"]
    world.console(f"burst {dave} {alice} 250")
    async with world.client("alice") as client:
        await client.get_entity("dave_user")
        texts = [message.raw_text async for message in client.iter_messages("dave_user")]
        assert texts == [f"message {number}" for number in reversed(range(250))]
        texts = [message.raw_text async for message in client.iter_messages("dave_user", reverse=True)]
        assert texts == [f"message {number}" for number in range(250)]
        found = await client.get_messages("dave_user", search="message 24", limit=None)
        assert len(found) == 11 and found.total == 11
        middle = found[5].id
        page = await client.get_messages("dave_user", offset_id=middle, limit=5)
        assert [message.id for message in page] == [middle - step for step in range(1, 6)]
        dialogs = {dialog.id: dialog for dialog in await client.get_dialogs()}
        assert dialogs[dave].unread_count == 250 and dialogs[dave].message.raw_text == "message 249"
        await client.send_read_acknowledge("dave_user")
        dialogs = {dialog.id: dialog for dialog in await client.get_dialogs()}
        assert dialogs[dave].unread_count == 0


async def dialogs_are_paged(world: World) -> None:
    alice = world.people["alice"]
    groups = {world.console(f"group Numbered_{number} {alice}") for number in range(120)}
    async with world.client("alice") as client:
        listed = [str(dialog.id) async for dialog in client.iter_dialogs()]
        assert len(listed) == len(set(listed)) and groups <= set(listed)


async def floods_are_waited_for(world: World) -> None:
    async with world.client("alice") as alice:
        bob = await alice.get_input_entity("bob_user")
        world.console("flood messages.sendMessage 2")
        error = await fails(errors.FloodWaitError, alice.send_message(bob, "too fast"))
        assert error.seconds == 2
        alice.flood_sleep_threshold = 10
        alice._request_retries = 3
        began = time.monotonic()
        assert (await alice.send_message(bob, "in time")).id
        assert time.monotonic() - began > 1
        world.console("error messages.sendMessage 400 CHAT_WRITE_FORBIDDEN")
        await fails(errors.ChatWriteForbiddenError, alice.send_message(bob, "forbidden"))
        await alice.send_message(bob, "allowed")


async def what_was_missed_is_caught_up(world: World) -> None:
    alice, bob = world.people["alice"], world.people["bob"]
    channel = world.console(f"channel Missed - mega {alice} {bob}")
    async with world.client("alice") as client:
        inbox = Inbox(client)
        world.console(f"send {bob} {alice} before")
        world.console(f"send {bob} {channel} before in the channel")
        assert {(await inbox.next()).raw_text for _ in range(2)} == {"before", "before in the channel"}
        world.console("withhold on")
        world.console("drop")
        world.console(f"burst {bob} {alice} 50")
        world.console(f"burst {bob} {channel} 20")
        world.console("withhold off")
        await client.get_me()
        await client.catch_up()
        missed = [await inbox.next() for _ in range(70)]
        private = [event.raw_text for event in missed if event.is_private]
        assert private == [f"message {number}" for number in range(50)]
        assert [e.raw_text for e in missed if not e.is_private] == [f"message {number}" for number in range(20)]
        world.console(f"send {bob} {alice} after")
        assert (await inbox.next()).raw_text == "after"


async def repeated_updates_and_new_salts_do_no_harm(world: World) -> None:
    alice, bob = world.people["alice"], world.people["bob"]
    async with world.client("alice") as client:
        inbox = Inbox(client)
        world.console("duplicate 2")
        world.console(f"burst {bob} {alice} 20")
        assert [(await inbox.next()).raw_text for _ in range(20)] == [f"message {number}" for number in range(20)]
        world.console("duplicate 0")
        world.console("salts")
        assert (await client.get_me()).id == alice
        world.console("latency 50")
        began = time.monotonic()
        await asyncio.gather(*(client(functions.updates.GetStateRequest()) for _ in range(20)))
        assert 0.05 <= time.monotonic() - began < 0.9
        world.console("latency 0")
        assert inbox.queue.empty()


async def a_burst_arrives_whole_and_in_order(world: World) -> None:
    alice, bob, count = world.people["alice"], world.people["bob"], 3000
    async with world.client("alice") as client:
        inbox = Inbox(client)
        world.console(f"burst {bob} {alice} {count}")
        texts = [(await inbox.next()).raw_text for _ in range(count)]
        assert texts == [f"message {number}" for number in range(count)]


async def bots_answer_buttons_and_inline_queries(world: World) -> None:
    async with world.client("alice") as alice, world.client("helper") as bot:
        await alice.send_message("helper_bot", "/start")

        async def on_press(event: Any) -> None:
            await event.answer("pressed " + event.data.decode(), alert=True)
            await event.edit("done", buttons=[[Button.inline("again", b"two")]])

        async def on_query(event: Any) -> None:
            builder = event.builder
            await event.answer([builder.article("title", text="found " + event.text, buttons=[Button.inline("x", b"x")])])

        bot.add_event_handler(on_press, events.CallbackQuery)
        bot.add_event_handler(on_query, events.InlineQuery)
        edits = Inbox(alice, events.MessageEdited)
        inbox = Inbox(alice)
        await bot.send_message(world.people["alice"], "choose", buttons=[[Button.inline("one", b"one")]])
        message = (await inbox.next()).message
        answer = await message.click(0)
        assert answer.message == "pressed one" and answer.alert
        edit = await edits.next()
        assert edit.raw_text == "done" and edit.buttons[0][0].data == b"two"
        results = await alice.inline_query("helper_bot", "words")
        assert results[0].title == "title"
        sent = await results[0].click("bob_user")
        assert sent.raw_text == "found words" and sent.via_bot_id == world.people["helper"]
        pressed = await sent.click(0)
        assert pressed.message == "pressed x"
        assert (await edits.next()).raw_text == "done"
        assert (await alice.get_messages("bob_user", ids=sent.id)).raw_text == "done"


async def profiles_can_be_changed(world: World) -> None:
    async with world.client("dave") as dave:
        await dave(functions.account.UpdateProfileRequest(first_name="David", about="likes tea"))
        full = await dave(functions.users.GetFullUserRequest("me"))
        assert full.full_user.about == "likes tea" and full.users[0].first_name == "David"
        photo = await dave(functions.photos.UploadProfilePhotoRequest(file=await dave.upload_file(picture(), file_name="p.png")))
        assert photo.photo.sizes
        assert await dave.download_profile_photo("me", bytes) == picture()
        await dave(functions.account.UpdateStatusRequest(offline=False))


async def links_photos_filters_and_reactions_work(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        made = await alice(functions.channels.CreateChannelRequest("Linked", "", megagroup=True))
        channel = made.chats[0]
        invite = await alice(functions.messages.ExportChatInviteRequest(channel))
        secret = invite.link.rsplit("+", 1)[1]
        assert (await bob(functions.messages.CheckChatInviteRequest(secret))).title == "Linked"
        joined = await bob(functions.messages.ImportChatInviteRequest(secret))
        place = joined.updates.chats[0]
        assert place.id == channel.id
        await fails(errors.InviteHashInvalidError, bob(functions.messages.CheckChatInviteRequest("nothing")))
        photo = types.InputChatUploadedPhoto(file=await alice.upload_file(picture(), file_name="p.png"))
        await alice(functions.channels.EditPhotoRequest(channel, photo))
        assert await bob.download_profile_photo(place.id and await bob.get_entity(place), bytes) == picture()
        told = Inbox(alice, events.Raw(types.UpdateMessageReactions))
        message = await alice.send_message(channel, "react")
        await bob(functions.messages.SendReactionRequest(place, message.id, reaction=[types.ReactionEmoji("\N{FIRE}")]))
        update = await told.next()
        assert update.msg_id == message.id and update.reactions.results[0].count == 1
        seen = (await alice.get_messages(channel, limit=1))[0]
        assert seen.reactions.recent_reactions[0].peer_id.user_id == world.people["bob"]
        title = types.TextWithEntities("Folder", [])
        peers = [await alice.get_input_entity(channel)]
        folder = types.DialogFilter(2, title, pinned_peers=[], include_peers=peers, exclude_peers=[])
        await alice(functions.messages.UpdateDialogFilterRequest(2, folder))
        kept = (await alice(functions.messages.GetDialogFiltersRequest())).filters
        assert [type(kept[0]), kept[1].title.text] == [types.DialogFilterDefault, "Folder"]
        async with bob.action(place, "typing"):
            pass


async def what_is_not_served_says_so(world: World) -> None:
    async with world.client("alice") as alice:
        error = await fails(errors.RPCError, alice(functions.langpack.GetLanguagesRequest("x")))
        assert "METHOD_NOT_SERVED_langpack.getLanguages" in str(error), error
        assert "langpack.getLanguages" in world.console("unserved")
        wrapped = functions.InvokeWithLayerRequest(166, functions.help.GetConfigRequest())
        error = await fails(errors.RPCError, alice(wrapped))
        assert "LAYER_NOT_SERVED_166" in str(error), error


CHECKS: list[Callable[[World], Awaitable[None]]] = [
    every_transport_makes_a_key,
    a_code_logs_in,
    a_password_is_asked_for_and_proved,
    a_qr_code_logs_in,
    a_token_logs_a_bot_in,
    messages_are_sent_edited_answered_forwarded_deleted,
    long_texts_travel_packed,
    saved_messages_are_kept,
    access_hashes_belong_to_the_viewer,
    groups_and_channels_work,
    files_travel_unharmed,
    history_is_paged_and_searched,
    dialogs_are_paged,
    floods_are_waited_for,
    what_was_missed_is_caught_up,
    repeated_updates_and_new_salts_do_no_harm,
    a_burst_arrives_whole_and_in_order,
    bots_answer_buttons_and_inline_queries,
    profiles_can_be_changed,
    links_photos_filters_and_reactions_work,
    what_is_not_served_says_so,
]


async def run(world: World, wanted: list[str]) -> None:
    for check in CHECKS:
        if wanted and check.__name__ not in wanted:
            continue
        began = time.monotonic()
        await asyncio.wait_for(check(world), 120)
        print(f"ok {check.__name__} ({time.monotonic() - began:.2f} s)", flush=True)


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if arguments[0] == "--serve":
            pem = os.path.join(folder, "key.pem")
            server = subprocess.Popen([arguments[1], pem], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            assert server.stdout
            address = server.stdout.readline().strip()
        else:
            (address, pem), server = arguments[:2], None
        with open(pem, encoding="ascii") as file:
            rsa.add_key(file.read(), old=False)
        world = World(address, Console(server))
        world.person("alice", "10001")
        world.person("bob", "10002")
        world.person("carol", "10003", "secret")
        world.person("dave", "10004")
        world.bot("helper")
        try:
            asyncio.run(run(world, arguments[2:]))
        finally:
            if server and server.stdin:
                server.stdin.close()
                server.wait()
    print("all checks passed", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
