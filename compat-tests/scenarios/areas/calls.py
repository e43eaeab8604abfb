"""`client(request)`: lists, errors, waits, retries."""

from __future__ import annotations

import asyncio
from typing import Any

from telethon import errors, events, functions, types


async def one_request(client: Any, world: Any) -> Any:
    return await client(functions.users.GetUsersRequest([types.InputUserSelf()]))


async def names_are_resolved_in_requests(client: Any, world: Any) -> Any:
    return [
        await client(functions.users.GetUsersRequest([world.bob.username, "me", world.bob.id])),
        await client(functions.messages.SetTypingRequest(world.bob.username, types.SendMessageTypingAction())),
        (await client(functions.users.GetFullUserRequest(world.bob.username))).full_user.id,
    ]


async def several_requests(client: Any, world: Any) -> Any:
    requests = [functions.users.GetUsersRequest(["me"]), functions.contacts.ResolveUsernameRequest(world.bob.username)]
    return [await client(requests), await client(tuple(requests), ordered=True), await client([])]


async def errors_of_several_requests(client: Any, world: Any) -> Any:
    good = functions.users.GetUsersRequest(["me"])
    bad = functions.contacts.ResolveUsernameRequest("nobody_here_at_all")
    return [
        await world.error(client([good, bad])),
        await world.error(client([bad, bad])),
        await world.error(client([bad])),
        await world.error(client([good, bad], ordered=True)),
        issubclass(errors.MultiError, Exception),
    ]


async def what_is_no_request(client: Any, world: Any) -> Any:
    return [
        await world.error(client(types.InputUserSelf())),
        await world.error(client([functions.help.GetNearestDcRequest(), 5])),
        await world.error(client(functions.help.GetNearestDcRequest)),
    ]


async def a_short_flood_is_slept_through(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    await world.console("flood messages.sendMessage 1")
    client.flood_sleep_threshold = 5
    return await client.send_message(world.bob.username, "in time")


async def a_long_flood_is_raised(client: Any, world: Any) -> Any:
    await world.console("flood account.getPassword 90")
    first = await world.error(client(functions.account.GetPasswordRequest()))
    second = await world.error(client(functions.account.GetPasswordRequest()))
    # The flood is the world's: others may ask again.
    await world.console("flood account.getPassword 0")
    return [first["seconds"], first["bases"], second["seconds"] in (89, 90), second["error"]]


async def no_flood_is_slept_through(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    client.flood_sleep_threshold = 0
    await world.console("flood contacts.resolveUsername 2")
    return await world.error(client(functions.contacts.ResolveUsernameRequest(world.bob.username)))


async def the_threshold_is_clamped(client: Any, world: Any) -> Any:
    values = []
    for value in (None, 10, 24 * 60 * 60 + 5):
        client.flood_sleep_threshold = value
        values.append(client.flood_sleep_threshold)
    return values


async def a_server_error_is_tried_again(client: Any, world: Any) -> Any:
    await world.console("error users.getUsers 500 RPC_CALL_FAIL")
    return await client(functions.users.GetUsersRequest(["me"]))


async def retries_come_to_an_end(client: Any, world: Any) -> Any:
    client._request_retries = 1
    await world.console("error help.getNearestDc 500 INTERNAL")
    first = await client(functions.help.GetNearestDcRequest())
    for _ in range(2):
        await world.console("error help.getNearestDc 500 INTERNAL")
    return [first]


async def errors_by_name(client: Any, world: Any) -> Any:
    rows = []
    for code, text in (
        (400, "CHAT_ADMIN_REQUIRED"), (400, "PEER_ID_INVALID"), (400, "USER_NOT_PARTICIPANT"), (400, "PEER_FLOOD"),
        (403, "CHAT_WRITE_FORBIDDEN"), (403, "USER_PRIVACY_RESTRICTED"), (400, "USERS_TOO_MUCH"), (400, "2FA_CONFIRM_WAIT_300"),
        (400, "YOU_BLOCKED_USER"), (406, "CHANNEL_PRIVATE"), (400, "INVITE_HASH_EXPIRED"), (400, "MESSAGE_TOO_LONG"),
        (400, "FILE_PART_7_MISSING"), (420, "SLOWMODE_WAIT_3000"), (400, "SOMETHING_NEW"), (403, "SOMETHING_FORBIDDEN"),
        (404, "METHOD_NOT_FOUND"), (400, "FIRSTNAME_INVALID"), (400, "EMAIL_UNCONFIRMED_6"), (400, "MEDIA_EMPTY"),
        (400, "PASSWORD_TOO_FRESH_80"), (400, "lower_case_text"), (420, "FLOOD_PREMIUM_WAIT_4000"),
    ):
        await world.console("error", "account.checkUsername", code, text)
        rows.append(await world.error(client(functions.account.CheckUsernameRequest("x"))))
    return rows


async def what_is_not_served(client: Any, world: Any) -> Any:
    return await world.error(client(functions.langpack.GetLanguagesRequest("x")))


async def requests_at_the_same_time(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    answers = await asyncio.gather(*(client.get_messages(world.bob.username) for _ in range(5)))
    return [len(answer) for answer in answers]


async def the_door_can_be_wrapped(client: Any, world: Any) -> Any:
    seen, before = [], client._call

    async def wrapped(sender: Any, request: Any, *arguments: Any, **options: Any) -> Any:
        seen.append(type(request).__name__)
        return await before(sender, request, *arguments, **options)

    client._call = wrapped
    try:
        await client.send_message(world.bob.username, "through the door")
    finally:
        client._call = before
    await client.send_message(world.bob.username, "past it")
    return seen


async def own_messages_do_not_come_back(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    async with world.inbox(events.NewMessage) as inbox:
        await client.send_message(world.bob.username, "own")
        await world.say(world.bob, world.me, "his")
        return [(await inbox.next()).raw_text, inbox.queue.qsize()]
