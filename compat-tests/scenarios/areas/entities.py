"""Entities: every accepted input, the cache, and the texts of errors."""

from __future__ import annotations

from typing import Any

from telethon import events, functions, types, utils


async def a_user_by_name(client: Any, world: Any) -> Any:
    name = world.bob.username
    return [await client.get_entity(text) for text in (name, "@" + name, name.upper(), f"t.me/{name}", f"https://t.me/{name}")]


async def oneself(client: Any, world: Any) -> Any:
    return [
        await client.get_me(), await client.get_me(input_peer=True), await client.get_entity("me"),
        await client.get_input_entity("self"), await client.get_peer_id("me"), await client.get_entity(types.InputPeerSelf()),
    ]


async def a_user_by_number(client: Any, world: Any) -> Any:
    await client.get_entity(world.bob.username)
    return [
        await client.get_entity(world.bob.id), await client.get_entity(types.PeerUser(world.bob.id)),
        await client.get_input_entity(world.bob.id), await world.error(client.get_input_entity(str(world.bob.id))),
    ]


async def a_user_by_object(client: Any, world: Any) -> Any:
    user = await client.get_entity(world.bob.username)
    inputs = [user, utils.get_input_peer(user), utils.get_input_user(user)]
    return [[await client.get_entity(x), await client.get_input_entity(x), await client.get_peer_id(x)] for x in inputs]


async def a_contact_by_phone(client: Any, world: Any) -> Any:
    await world.console("contact", world.me.id, world.bob.id)
    return [await client.get_entity(world.bob.phone), await client.get_entity("+" + world.bob.phone)]


async def several_at_once(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    room = await world.room("mega")
    return await client.get_entity([world.bob.username, "me", group, room, world.carol.username])


async def a_group(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    return [
        await client.get_entity(group), await client.get_entity(types.PeerChat(-group)),
        await client.get_input_entity(group), await client.get_peer_id(types.PeerChat(-group)),
    ]


async def a_channel(client: Any, world: Any) -> Any:
    room = await world.room("broadcast")
    channel = await client.get_entity(room)
    return [
        channel, await client.get_entity(utils.get_peer_id(channel)), await client.get_input_entity(channel),
        await client.get_input_entity(types.PeerChannel(channel.id)), await client.get_peer_id(channel),
        await client.get_peer_id(channel, add_mark=False),
    ]


async def nobody_has_this_name(client: Any, world: Any) -> Any:
    return [await world.error(client.get_entity("nobody_here_at_all")), await world.error(client.get_input_entity("nobody_here_at_all"))]


async def names_that_are_none(client: Any, world: Any) -> Any:
    wanted = ["a b", "", "t.me/one/two", "ab", "+123456789", "https://example.com/x"]
    return [[await world.error(client.get_entity(text)), await world.error(client.get_input_entity(text))] for text in wanted]


async def numbers_of_nobody(client: Any, world: Any) -> Any:
    return [await world.error(client.get_entity(x)) for x in (987_654_321, -987_654_321, -1_000_987_654_321)]


async def peers_of_nobody(client: Any, world: Any) -> Any:
    peers = [types.PeerUser(987_654_321), types.PeerChannel(987_654_321)]
    return [await world.error(client.get_input_entity(x)) for x in peers]


async def what_is_no_peer(client: Any, world: Any) -> Any:
    return [await world.error(client.get_input_entity(x)) for x in (b"bytes", 1.5, None, object())]


async def a_link_with_an_invitation(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    invite = await client(functions.messages.ExportChatInviteRequest(await client.get_input_entity(group)))
    found = await client.get_entity(invite.link)
    return [type(found).__name__, found.title, await world.error(client.get_entity("https://t.me/+AAAAAAAAAAAAAAAAAAAAAA"))]


async def what_an_event_brought_is_known(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.say(world.carol, world.me, "it is me")
        event = await inbox.next()
        return [await event.get_input_chat(), await event.get_chat(), await client.get_input_entity(world.carol.id), event.input_sender]


async def a_dialog_is_a_peer(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    dialog = (await client.get_dialogs())[0]
    return [await client.get_entity(dialog), await client.get_input_entity(dialog), await client.get_peer_id(dialog)]


async def full_objects_are_peers(client: Any, world: Any) -> Any:
    room = await client(functions.channels.GetFullChannelRequest(await world.room("mega")))
    return [await client.get_peer_id(room.full_chat), await client.get_input_entity(room.chats[0])]


async def utilities(client: Any, world: Any) -> Any:
    bob = await client.get_entity(world.bob.username)
    room = await client.get_entity(await world.room("mega"))
    return [
        utils.get_display_name(bob), utils.get_display_name(room), utils.get_peer_id(room), utils.get_peer(bob),
        utils.resolve_id(utils.get_peer_id(room)), utils.get_input_channel(room), utils.get_input_user(bob),
        utils.parse_username("@" + world.bob.username), utils.parse_phone("+7 (123) 45"),
    ]
