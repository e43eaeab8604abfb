"""Participants, permissions, admins, joining and leaving."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

from telethon import functions, types

LATER = datetime.datetime(2035, 1, 1, tzinfo=datetime.timezone.utc)


def rows(users: Any) -> list[Any]:
    return [[user, user.participant] for user in users]


async def of_a_megagroup(client: Any, world: Any) -> Any:
    found = await client.get_participants(await world.room("mega"))
    return [rows(found), found.total]


async def of_a_group(client: Any, world: Any) -> Any:
    found = await client.get_participants(await world.group("Tea", world.me, world.bob, world.carol))
    return [rows(found), found.total]


async def of_a_private_chat(client: Any, world: Any) -> Any:
    found = await client.get_participants(world.bob.username)
    return [rows(found), found.total]


async def with_a_limit_and_without_any(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    none = await client.get_participants(room, limit=0)
    return [rows(await client.get_participants(room, limit=1)), list(none), none.total]


async def searched_by_name(client: Any, world: Any) -> Any:
    room, group = await world.room("mega"), await world.group("Tea", world.me, world.bob)
    return [rows(await client.get_participants(peer, search="bo")) for peer in (room, group, world.bob.username)]


async def admins_only(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    return [
        rows(await client.get_participants(room, filter=types.ChannelParticipantsAdmins)),
        rows([user async for user in client.iter_participants(room, filter=types.ChannelParticipantsBots())]),
        rows(await client.get_participants(await world.group("Tea", world.me, world.bob), filter=types.ChannelParticipantsAdmins)),
    ]


async def somebody_becomes_admin(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.edit_admin(room, world.bob.username, pin_messages=True, title="helper")
    after = await client.get_permissions(room, world.bob.username)
    await client.edit_admin(room, world.bob.username, is_admin=False)
    return [after.is_admin, after.pin_messages, after.ban_users, after.participant, (await client.get_permissions(room, world.bob.username)).is_admin]


async def somebody_becomes_admin_of_a_group(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    return await client.edit_admin(group, world.bob.username, is_admin=True)


async def somebody_is_restricted(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    return [
        await client.edit_permissions(room, world.bob.username, LATER, send_messages=False),
        (await client.get_permissions(room, world.bob.username)).participant,
        await client.edit_permissions(room, world.bob.username),
    ]


async def everybody_is_restricted(client: Any, world: Any) -> Any:
    return await client.edit_permissions(await world.room("mega"), send_media=False, send_stickers=False)


async def somebody_is_kicked(client: Any, world: Any) -> Any:
    room, group = await world.room("mega"), await world.group("Tea", world.me, world.bob)
    return [await client.kick_participant(room, world.bob.username), await client.kick_participant(group, world.bob.username)]


async def one_leaves(client: Any, world: Any) -> Any:
    name = f"left_{world.bob.id}"
    await world.channel("Left", "mega", world.bob, world.me, username=name)
    await client.kick_participant(name, "me")
    return await world.error(client.get_permissions(name, "me"))


async def own_permissions(client: Any, world: Any) -> Any:
    room, group = await world.room("mega"), await world.group("Tea", world.me, world.bob)
    own, plain, in_group = (
        await client.get_permissions(room, "me"), await client.get_permissions(room, world.bob.username),
        await client.get_permissions(group, world.bob.username),
    )
    names = ("is_creator", "is_admin", "is_banned", "has_default_permissions", "has_left", "change_info", "delete_messages", "invite_users")
    return [[getattr(permissions, name) for name in names] for permissions in (own, plain, in_group)]


async def default_permissions(client: Any, world: Any) -> Any:
    return await client.get_permissions(await world.room("mega"))


async def permissions_of_a_stranger(client: Any, world: Any) -> Any:
    name = f"alone_{world.bob.id}"
    await world.channel("Alone", "mega", world.me, username=name)
    return await world.error(client.get_permissions(name, world.bob.username))


async def people_are_invited(client: Any, world: Any) -> Any:
    name = f"party_{world.bob.id}"
    await world.channel("Party", "mega", world.me, username=name)
    await client(functions.channels.InviteToChannelRequest(name, [world.bob.username, world.carol.username]))
    return rows(await client.get_participants(name))


async def a_group_is_made(client: Any, world: Any) -> Any:
    made = await client(functions.messages.CreateChatRequest([world.bob.username], "New"))
    return made


async def a_channel_is_made_and_joined(client: Any, world: Any) -> Any:
    made = await client(functions.channels.CreateChannelRequest("New", "about it", megagroup=True))
    name = f"open_{world.bob.id}"
    await world.channel("Open", "broadcast", world.bob, username=name)
    return [made, await client(functions.channels.JoinChannelRequest(name)), await client(functions.channels.LeaveChannelRequest(name))]


async def a_log_of_admins(client: Any, world: Any) -> Any:
    return await world.error(client.get_admin_log(world.bob.username))


async def dialogs_are_deleted(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    name = f"left_{world.bob.id}"
    await world.channel("Left", "mega", world.bob, world.me, username=name)
    group = await world.group("Tea", world.bob, world.me)
    return [await client.delete_dialog(world.bob.username, revoke=True), await client.delete_dialog(name), await client.delete_dialog(group)]


async def photos_of_a_profile(client: Any, world: Any) -> Any:
    await asyncio.sleep(0)
    photos = await client.get_profile_photos(world.bob.username)
    return [list(photos), photos.total]
