"""The real Telethon against the local data centres as a network: transports, proxies, moving logins, files and where they lie.

Run like `local_dc.py`, beside which it stands and whose console and clients it uses; the ports are also those of an
MTProxy with `SECRET`. Every check is a sentence.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import local_dc
from local_dc import PATIENCE, Inbox, World, connected, fails, named, picture, png
from telethon import TelegramClient, connection, errors, functions, types
from telethon.crypto import AuthKey
from telethon.sessions import MemorySession

SECRET = "00112233445566778899aabbccddeeff"
DIRECT = [
    connection.ConnectionTcpFull,
    connection.ConnectionTcpAbridged,
    connection.ConnectionTcpIntermediate,
    connection.ConnectionTcpObfuscated,
]
PROXIED = [
    connection.ConnectionTcpMTProxyAbridged,
    connection.ConnectionTcpMTProxyIntermediate,
    connection.ConnectionTcpMTProxyRandomizedIntermediate,
]


def client_at(
    world: World, dc: int, key: bytes = b"", transport: Any = DIRECT[0], secret: str = SECRET, retries: int = 1
) -> TelegramClient:
    """A client of a data centre; proxied ones go through the port of another."""
    host, port = world.console(f"address {dc}").rsplit(":", 1)
    session = MemorySession()
    session.set_dc(dc, host, int(port))
    session.auth_key = AuthKey(key) if key else None
    proxy = (world.host, world.port, secret) if transport in PROXIED else None
    return TelegramClient(
        session, 1, "hash", connection=transport, proxy=proxy, request_retries=retries, connection_retries=1,
        retry_delay=0, flood_sleep_threshold=0,
    )  # fmt: skip


def at_home(world: World, name: str, dc: int, **options: Any) -> contextlib.AbstractAsyncContextManager[TelegramClient]:
    """Somebody who is logged in where she lives."""
    return connected(client_at(world, dc, world.key(name), **options))


def settle(world: World, name: str, phone: str, dc: int) -> int:
    """Somebody who lives in another data centre."""
    identity = world.person(name, phone)
    world.console(f"live {identity} {dc}")
    return identity


async def every_connection_logs_in_and_chats(world: World) -> None:
    async with world.client("bob") as bob:
        inbox = Inbox(bob)
        for transport in DIRECT + PROXIED:
            alice = client_at(world, 2, transport=transport)
            await alice.connect()
            await alice.send_code_request("+10001")
            await alice.sign_in("+10001", world.console("code 10001"))
            answers = Inbox(alice)
            for length in (1, 3000):
                text = f"{transport.__name__} " + "x" * length
                await alice.send_message("bob_user", text)
                event = await inbox.next()
                assert event.raw_text == text
                await event.reply(text)
                assert (await answers.next()).raw_text == text
            sent = await alice.send_file("me", png())
            assert await sent.download_media(bytes) == picture()
            await alice.log_out()


async def a_proxy_leads_to_the_data_centre_asked_for(world: World) -> None:
    settle(world, "olga", "10041", 4)
    async with at_home(world, "olga", 4, transport=PROXIED[2]) as olga:
        config = await olga(functions.help.GetConfigRequest())
        assert config.this_dc == 4
        await olga.send_message("me", "through a proxy")


async def a_wrong_secret_leads_nowhere(world: World) -> None:
    client = client_at(world, 2, transport=PROXIED[1], secret="ff" * 16)
    await fails(ConnectionError, client.connect())


async def the_configuration_lists_every_data_centre(world: World) -> None:
    async with world.client("alice") as alice:
        config = await alice(functions.help.GetConfigRequest())
        plain = [option for option in config.dc_options if not option.media_only]
        assert [option.id for option in plain] == [1, 2, 3, 4, 5] and config.this_dc == 2
        assert len({option.port for option in config.dc_options}) == 7
        assert all(option.this_port_only and not option.cdn for option in config.dc_options)
        assert [option.id for option in config.dc_options if option.media_only] == [2, 4]


async def a_login_moves_to_where_the_person_lives(world: World) -> None:
    identity = settle(world, "ivan", "10042", 5)
    client = world.stranger()
    await client.connect()
    await client.send_code_request("+10042")
    assert client.session.dc_id == 5
    me = await client.sign_in("+10042", world.console("code 10042"))
    assert me.id == identity
    async with world.client("alice") as alice:
        inbox = Inbox(client)
        await alice.send_message("ivan_user", "from another data centre")
        assert (await inbox.next()).raw_text == "from another data centre"
    await client.log_out()


async def a_network_can_send_a_login_elsewhere(world: World) -> None:
    settle(world, "nina", "10043", 1)
    world.console("error auth.sendCode 303 NETWORK_MIGRATE_3")
    client = client_at(world, 2, retries=3)
    await client.connect()
    await client.send_code_request("+10043")
    assert client.session.dc_id == 1
    await client.sign_in("+10043", world.console("code 10043"))
    await client.log_out()


async def a_qr_login_moves_to_where_the_person_lives(world: World) -> None:
    identity = settle(world, "rosa", "10044", 4)
    client = world.stranger()
    await client.connect()
    login = await client.qr_login()
    waiting = asyncio.ensure_future(login.wait(PATIENCE))
    await asyncio.sleep(0)
    world.console(f"accept {identity} {login.token.hex()}")
    assert (await waiting).id == identity and client.session.dc_id == 4
    await client.log_out()


async def a_bot_is_sent_to_its_home(world: World) -> None:
    identity = world.bot("far")
    world.console(f"live {identity} 3")
    client = world.stranger()
    await client.connect()
    me = await client.sign_in(bot_token=world.tokens["far"])
    assert me.id == identity and client.session.dc_id == 3
    await client.disconnect()


async def a_login_is_brought_elsewhere_once_and_in_time(world: World) -> None:
    async with world.client("alice") as alice:
        elsewhere = client_at(world, 4)
        await elsewhere.connect()
        everything = functions.updates.GetStateRequest()
        await fails(errors.AuthKeyUnregisteredError, elsewhere(everything))
        await fails(errors.DcIdInvalidError, alice(functions.auth.ExportAuthorizationRequest(2)))
        await fails(errors.DcIdInvalidError, alice(functions.auth.ExportAuthorizationRequest(7)))
        bring = functions.auth.ImportAuthorizationRequest
        await fails(errors.AuthBytesInvalidError, elsewhere(bring(world.people["alice"], b"nothing")))
        login = await alice(functions.auth.ExportAuthorizationRequest(5))
        await fails(errors.AuthBytesInvalidError, elsewhere(bring(login.id, login.bytes)))
        login = await alice(functions.auth.ExportAuthorizationRequest(4))
        await fails(errors.UserIdInvalidError, elsewhere(bring(world.people["bob"], login.bytes)))
        login = await alice(functions.auth.ExportAuthorizationRequest(4))
        world.console("late")
        await fails(errors.AuthBytesInvalidError, elsewhere(bring(login.id, login.bytes)))
        login = await alice(functions.auth.ExportAuthorizationRequest(4))
        assert (await elsewhere(bring(login.id, login.bytes))).user.id == world.people["alice"]
        await fails(errors.AuthBytesInvalidError, elsewhere(bring(login.id, login.bytes)))
        raw = elsewhere._sender.send(everything)
        assert (await fails(errors.UserMigrateError, raw)).new_dc == 2
        await elsewhere.disconnect()


async def a_photo_lies_where_its_owner_lives(world: World) -> None:
    settle(world, "vera", "10045", 4)
    async with at_home(world, "vera", 4) as vera, world.client("alice") as alice:
        inbox = Inbox(alice)
        await vera(functions.photos.UploadProfilePhotoRequest(file=await vera.upload_file(picture(), file_name="p.png")))
        sent = await vera.send_file("alice_user", png(), caption="from far away")
        event = await inbox.next()
        assert event.photo.dc_id == 4 and sent.photo.dc_id == 4
        location = types.InputPhotoFileLocation(
            event.photo.id, event.photo.access_hash, event.photo.file_reference, event.photo.sizes[0].type
        )
        request = functions.upload.GetFileRequest(location, 0, 4096)
        raw = alice._sender.send(request)
        assert (await fails(errors.FileMigrateError, raw)).new_dc == 4
        assert await event.download_media(bytes) == picture()
        assert await alice.download_profile_photo("vera_user", bytes) == picture()
        back = Inbox(vera)
        await alice.send_file("vera_user", named(b"x" * 70_000, "note.bin"))
        event = await back.next()
        assert event.document.dc_id == 2 and await event.download_media(bytes) == b"x" * 70_000


async def big_files_come_back_as_they_went(world: World) -> None:
    async with world.client("alice") as alice:
        data = os.urandom((12 << 20) + 777)
        sent = await alice.send_file("me", named(data, "big.bin"), force_document=True)
        assert sent.file.size == len(data)
        assert await sent.download_media(bytes) == data
        me = world.people["alice"]
        assert world.console(f"filehash {me} {me} {sent.id}") == f"{len(data)} {hashlib.sha256(data).hexdigest()}"


async def a_computed_file_is_read_anywhere(world: World) -> None:
    async with world.client("alice") as alice:
        me, size = world.people["alice"], (1 << 31) - 5
        identity = int(world.console(f"bigfile {me} {me} {size} 42 huge.bin"))
        message = await alice.get_messages("me", ids=identity)
        assert message.file.size == size and message.file.name == "huge.bin"
        start = await part(alice, message, 0, 1 << 20)
        assert len(start) == 1 << 20 and await part(alice, message, 4096, 4096) == start[4096:8192]
        end = await part(alice, message, size // 4096 * 4096, 4096)
        assert len(end) == size % 4096
        assert await part(alice, message, 1 << 31, 4096) == b""
        hashes = await alice(functions.upload.GetFileHashesRequest(location(message), 300_000))
        assert [hash.offset for hash in hashes] == [131_072 * number for number in range(2, 12)]
        assert hashes[0].hash == hashlib.sha256(start[262_144:393_216]).digest()


def location(message: Any) -> types.InputDocumentFileLocation:
    document = message.document
    return types.InputDocumentFileLocation(document.id, document.access_hash, document.file_reference, "")


async def part(client: Any, message: Any, offset: int, limit: int, precise: bool = False) -> bytes:
    request = functions.upload.GetFileRequest(location(message), offset, limit, precise=precise)
    return (await client(request)).bytes


async def reads_and_parts_that_break_the_rules_are_refused(world: World) -> None:
    async with world.client("alice") as alice:
        sent = await alice.send_file("me", named(b"y" * 10_000, "rules.bin"))
        await fails(errors.OffsetInvalidError, part(alice, sent, 1024, 4096))
        await fails(errors.LimitInvalidError, part(alice, sent, 0, 1000))
        assert await part(alice, sent, 1024, 2048, precise=True) == b"y" * 2048
        save, big = functions.upload.SaveFilePartRequest, functions.upload.SaveBigFilePartRequest
        await fails(errors.FilePartEmptyError, alice(save(1, 0, b"")))
        await fails(errors.FilePartTooBigError, alice(save(1, 0, b"z" * ((512 << 10) + 1))))
        await fails(errors.FilePartInvalidError, alice(save(1, 4000, b"z")))
        await fails(errors.FilePartsInvalidError, alice(big(1, 5, 5, b"z")))

        async def send(*parts: bytes, count: int = 0) -> Any:
            identity = int.from_bytes(os.urandom(7), "little")
            for number, data in enumerate(parts):
                if data:
                    await alice(big(identity, number, -1, data))
            file = types.InputFileBig(identity, count or len(parts), "parts.bin")
            media = types.InputMediaUploadedDocument(file, "application/octet-stream", [])
            return await alice(functions.messages.SendMediaRequest("me", media, ""))

        kilobyte = b"k" * 1024
        await send(kilobyte, kilobyte, b"end")
        missing = await fails(errors.FilePartMissingError, send(kilobyte, b"", kilobyte))
        assert missing.which == 1
        await fails(errors.FilePartsInvalidError, send(kilobyte, count=4001))
        await fails(errors.FilePartSizeInvalidError, send(b"odd", b"odd"))
        await fails(errors.BadRequestError, send(kilobyte, kilobyte * 2, kilobyte))


async def a_reference_that_expired_is_refreshed_by_asking_again(world: World) -> None:
    async with world.client("alice") as alice:
        sent = await alice.send_file("me", named(b"y" * 10_000, "old.bin"))
        world.console("expire")
        await fails(errors.FileReferenceExpiredError, part(alice, sent, 0, 4096))
        again = await alice.get_messages("me", ids=sent.id)
        assert await part(alice, again, 0, 4096) == b"y" * 4096


async def floods_on_files_are_told(world: World) -> None:
    async with world.client("alice") as alice:
        sent = await alice.send_file("me", named(b"y" * 10_000, "slow.bin"))
        world.console("premiumflood upload.getFile 3")
        wait = await fails(errors.FloodPremiumWaitError, part(alice, sent, 0, 4096))
        assert 0 < wait.seconds <= 3
        world.console("flood upload.saveFilePart 3")
        await fails(errors.FloodWaitError, alice.upload_file(b"x"))


CHECKS: list[Callable[[World], Awaitable[None]]] = [
    every_connection_logs_in_and_chats,
    a_proxy_leads_to_the_data_centre_asked_for,
    a_wrong_secret_leads_nowhere,
    the_configuration_lists_every_data_centre,
    a_login_moves_to_where_the_person_lives,
    a_network_can_send_a_login_elsewhere,
    a_qr_login_moves_to_where_the_person_lives,
    a_bot_is_sent_to_its_home,
    a_login_is_brought_elsewhere_once_and_in_time,
    a_photo_lies_where_its_owner_lives,
    big_files_come_back_as_they_went,
    a_computed_file_is_read_anywhere,
    reads_and_parts_that_break_the_rules_are_refused,
    a_reference_that_expired_is_refreshed_by_asking_again,
    floods_on_files_are_told,
]

if __name__ == "__main__":
    local_dc.CHECKS[:] = CHECKS
    local_dc.main(sys.argv[1:])
