"""Who may do what: bans, promotions, permissions, and those who have no right to any of it."""

from __future__ import annotations

import datetime
from typing import Any

from telethon import events, functions, types

from ._outcomes import outcome

LATER = datetime.datetime(2035, 1, 1, tzinfo=datetime.timezone.utc)
MUTED = types.ChatBannedRights(until_date=LATER, send_messages=True)
BANNED = types.ChatBannedRights(until_date=None, view_messages=True)
FREE = types.ChatBannedRights(until_date=None)
PERMISSIONS = [
    "is_admin", "is_creator", "has_default_permissions", "is_banned", "is_chat", "has_left", "change_info", "post_messages", "edit_messages",
    "delete_messages", "ban_users", "invite_users", "pin_messages", "add_admins", "anonymous", "manage_call",
]  # fmt: skip


def seen(permissions: Any) -> dict[str, Any]:
    return {name: getattr(permissions, name) for name in PERMISSIONS}


async def talks(client: Any, name: str) -> str:
    try:
        return (await client.send_message(name, "hear me")).message
    except Exception as error:
        return type(error).__name__


async def a_ban_by_request(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    answer = await client(functions.channels.EditBannedRequest(room, world.bob.username, BANNED))
    kicked = await client.get_participants(room, filter=types.ChannelParticipantsKicked(""))
    return [answer, [[user.id, user.participant] for user in kicked], await world.act(world.bob, talks, room)]


async def a_ban_is_lifted(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    for rights in (BANNED, FREE):
        await client(functions.channels.EditBannedRequest(room, world.bob.username, rights))
    await client(functions.channels.InviteToChannelRequest(room, [world.bob.username]))
    return [await world.act(world.bob, talks, room), len(await client.get_participants(room))]


async def a_mute_by_request(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    answer = await client(functions.channels.EditBannedRequest(room, world.bob.username, MUTED))
    muted = await client.get_participants(room, filter=types.ChannelParticipantsBanned(""))
    silent = await world.act(world.bob, talks, room)
    await client.edit_permissions(room, world.bob.username, send_messages=True)
    return [answer, [user.participant for user in muted], silent, await world.act(world.bob, talks, room)]


async def a_mute_for_some_time(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    return [
        await client.edit_permissions(room, world.bob.username, datetime.timedelta(hours=6), send_messages=False, send_media=False),
        seen(await client.get_permissions(room, world.bob.username)),
        (await client.get_permissions(room, world.bob.username)).participant,
    ]


async def every_permission_by_its_name(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    names = ["send_messages", "send_media", "send_stickers", "send_gifs", "send_games", "send_inline", "embed_link_previews", "send_polls", "change_info",
             "invite_users", "pin_messages", "view_messages"]  # fmt: skip
    return [await client.edit_permissions(room, world.bob.username, **{name: False}) for name in names]


async def a_message_is_only_muted_for_members(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.edit_permissions(room, send_messages=False)
    silent = await world.act(world.bob, talks, room)
    defaults = await client.get_permissions(room)
    await client.edit_permissions(room)
    return [silent, defaults, await world.act(world.bob, talks, room), await client.get_permissions(room)]


async def nobody_is_banned_by_those_without_rights(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.bob, world.me, world.carol)
    carol = world.carol.username
    return [
        await world.error(client(functions.channels.EditBannedRequest(room, carol, BANNED))),
        await world.error(client.edit_permissions(room, carol, view_messages=False)),
        await world.error(client.kick_participant(room, carol)),
        await world.error(client.edit_admin(room, carol, is_admin=True)),
        await world.error(client(functions.channels.EditTitleRequest(room, "Mine"))),
        await world.error(client.edit_permissions(room, send_messages=False)),
        await world.error(client(functions.channels.DeleteChannelRequest(room))),
        await world.error(client.get_admin_log(room)),
    ]


async def the_owner_cannot_be_touched(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.bob, world.me)
    await client.get_input_entity(room)
    await world.act(world.bob, promotes, room, "alice")
    return [
        await world.error(client.kick_participant(room, world.bob.username)),
        await world.error(client.edit_permissions(room, world.bob.username, send_messages=False)),
        await world.error(client.edit_admin(room, world.bob.username, is_admin=False)),
        seen(await client.get_permissions(room, world.bob.username)),
        seen(await client.get_permissions(room, "me")),
    ]


async def promotes(client: Any, room: str, name: str) -> None:
    await client.edit_admin(room, name, ban_users=True, delete_messages=True, title="warden")


async def an_admin_of_others_bans(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.bob, world.me, world.carol)
    await client.get_input_entity(room)
    await world.act(world.bob, promotes, room, "alice")
    return [
        await client.edit_permissions(room, world.carol.username, view_messages=False),
        await world.error(client.edit_admin(room, world.carol.username, is_admin=True)),
        await world.error(client.pin_message(room, 1)),
    ]


async def a_promotion_by_request(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    rights = types.ChatAdminRights(ban_users=True, invite_users=True, delete_messages=True, pin_messages=True)
    answer = await client(functions.channels.EditAdminRequest(room, world.bob.username, rights, "helper"))
    admins = await client.get_participants(room, filter=types.ChannelParticipantsAdmins)
    down = await client(functions.channels.EditAdminRequest(room, world.bob.username, types.ChatAdminRights(), ""))
    return [answer, [[user.id, user.participant] for user in admins], down]


async def every_right_by_its_name(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    names = ["change_info", "delete_messages", "ban_users", "invite_users", "pin_messages", "add_admins", "manage_call", "anonymous"]
    answers = []
    for name in names:
        await client.edit_admin(room, world.bob.username, **{name: True})
        answers.append(seen(await client.get_permissions(room, world.bob.username)))
    return answers


async def rights_of_a_broadcast(client: Any, world: Any) -> Any:
    room = await world.room("broadcast")
    await client.edit_admin(room, world.bob.username, post_messages=True, edit_messages=True)
    return [seen(await client.get_permissions(room, world.bob.username)), seen(await client.get_permissions(room, "me"))]


async def a_promotion_of_a_stranger(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.me)
    return [
        await outcome(client.edit_admin(room, world.bob.username, is_admin=True)),
        await outcome(client.edit_permissions(room, world.carol.username, send_messages=False)),
        await outcome(client.kick_participant(room, world.carol.username)),
    ]


async def rights_in_a_basic_group(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    return [
        await outcome(client.edit_admin(group, world.bob.username, is_admin=True)),
        seen(await client.get_permissions(group, world.bob.username)),
        await outcome(client.edit_admin(group, world.bob.username, is_admin=False)),
        await world.error(client.edit_permissions(group, world.bob.username, send_messages=False)),
        await outcome(client.edit_permissions(group, send_stickers=False)),
        seen(await client.get_permissions(group, "me")),
    ]


async def rights_in_no_group(client: Any, world: Any) -> Any:
    return [
        await world.error(client.edit_admin(world.bob.username, world.carol.username, is_admin=True)),
        await world.error(client.edit_permissions(world.bob.username, world.carol.username)),
        await world.error(client.kick_participant(world.bob.username, world.carol.username)),
        await world.error(client.get_permissions(world.bob.username, world.carol.username)),
        await client.get_permissions(world.bob.username),
    ]


async def wrong_participants(client: Any, world: Any) -> Any:
    room, other = await world.room("mega"), await world.room("mega")
    return [
        await world.error(client.edit_admin(room, other, is_admin=True)),
        await world.error(client.edit_permissions(room, "nobody_of_this_name", send_messages=False)),
        await world.error(client.get_permissions(room, 123_456_789)),
        await world.error(client.kick_participant(room, None)),
    ]


async def permissions_of_all_kinds(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.me, world.bob, world.carol)
    await client.edit_permissions(room, world.carol.username, send_media=False)
    mine, his, hers = [await client.get_permissions(room, one) for one in ("me", world.bob.username, world.carol.username)]
    await client.kick_participant(room, world.bob.username)
    return [seen(mine), seen(his), seen(hers), mine.participant, hers.participant, await outcome(client.get_permissions(room, world.bob.username))]


async def one_is_kicked_and_comes_back(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    kicked = await client.kick_participant(room, world.bob.username)
    await world.act(world.bob, comes_back, room)
    return [kicked, [user.id for user in await client.get_participants(room)]]


async def comes_back(client: Any, room: str) -> None:
    await client(functions.channels.JoinChannelRequest(room))


async def a_member_leaves_a_group_by_kicking_himself(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.bob, world.me)
    return [await client.kick_participant(group, "me"), await outcome(client.get_participants(group))]


async def history_of_somebody_is_wiped(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.get_input_entity(room)
    async with world.inbox(events.NewMessage) as inbox:
        for text in ("one", "two"):
            await world.say(world.bob, world.last_room, text)
        await inbox.take(2)
    mine = await client.send_message(room, "mine")
    answer = await client(functions.channels.DeleteParticipantHistoryRequest(room, world.bob.username))
    return [answer, [message.id == mine.id for message in await client.get_messages(room, limit=2)]]


async def slow_mode_and_other_switches(client: Any, world: Any) -> Any:
    room, posts = await world.room("mega"), await world.room("broadcast")
    return [
        await client(functions.channels.ToggleSlowModeRequest(room, 30)),
        await client(functions.channels.TogglePreHistoryHiddenRequest(room, True)),
        await client(functions.channels.ToggleSignaturesRequest(posts, signatures_enabled=True)),
        await outcome(client(functions.messages.ToggleNoForwardsRequest(room, True))),
        (await client(functions.channels.GetFullChannelRequest(room))).full_chat.slowmode_seconds,
    ]
