"""Privacy, messages that delete themselves, who has read, voice chats, requests to join, reports, the end of a group."""

from __future__ import annotations

import datetime
from typing import Any

from telethon import events, functions, types, utils

from ._outcomes import worded

DAY = 86_400
HOUR = datetime.timedelta(hours=1)


async def privacy_is_read_and_set(client: Any, world: Any) -> Any:
    key = types.InputPrivacyKeyAbout()
    # Rules carry people as they are: no client looks them up.
    bob = utils.get_input_user(await client.get_input_entity(world.bob.username))
    rules = [types.InputPrivacyValueAllowContacts(), types.InputPrivacyValueDisallowUsers([bob])]
    set_privacy, get_privacy = functions.account.SetPrivacyRequest, functions.account.GetPrivacyRequest
    return [
        await client(get_privacy(types.InputPrivacyKeyPhoneNumber())),
        await client(set_privacy(key, rules)),
        await client(get_privacy(key)),
        await worded(client(set_privacy(key, [types.InputPrivacyValueAllowAll(), types.InputPrivacyValueDisallowAll()]))),
        await worded(client(set_privacy(types.InputPrivacyKeyVoiceMessages(), rules))),
        await client(set_privacy(key, [types.InputPrivacyValueAllowAll()])),
    ]


async def hides(client: Any, key: str) -> None:
    await client(functions.account.SetPrivacyRequest(getattr(types, key)(), [types.InputPrivacyValueDisallowAll()]))


async def privacy_of_somebody_else(client: Any, world: Any) -> Any:
    await world.say(world.bob, world.me, "between us")
    await world.barrier()
    message = (await client.get_messages(world.bob.username, limit=1))[0]
    for key in ("InputPrivacyKeyForwards", "InputPrivacyKeyChatInvite", "InputPrivacyKeyStatusTimestamp"):
        await world.act(world.bob, hides, key)
    forwarded = await client.forward_messages("me", message)
    group = await client(functions.messages.CreateChatRequest([world.bob.username], "Tea"))
    full = await client(functions.users.GetFullUserRequest(world.bob.username))
    return [
        forwarded.fwd_from, forwarded.forward.sender_id, forwarded.forward.from_name, group.missing_invitees,
        full.full_user.private_forward_name, full.users[0].status,
    ]


async def messages_that_delete_themselves(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    set_ttl = functions.messages.SetHistoryTTLRequest
    async with world.inbox(events.Raw(types.UpdatePeerHistoryTTL), events.MessageDeleted) as inbox:
        refused = [await worded(client(set_ttl(room, period))) for period in (60, 0)]
        answer = await client(set_ttl(room, DAY))
        again = await worded(client(set_ttl(room, DAY)))
        mine = await client.send_message(room, "passes")
        await world.say(world.bob, world.last_room, "passes, too")
        theirs = (await client.get_messages(room, limit=1))[0]
        await world.console("due", DAY)
        left = await client.get_messages(room, limit=None)
        deleted = sorted([id for event in await inbox.take(2) for id in event.deleted_ids])
    return [refused, answer, again, mine, theirs.ttl_period, left, deleted]


async def a_period_set_by_somebody_else(client: Any, world: Any) -> Any:
    async with world.inbox(events.Raw(types.UpdatePeerHistoryTTL), events.ChatAction) as inbox:
        await world.act(world.bob, sets_period, world.me.username)
        heard = await inbox.next()
    sent = await client.send_message(world.bob.username, "passes")
    group = await world.group("Tea", world.bob, world.me)
    return [heard, sent.ttl_period, await worded(client(functions.messages.SetHistoryTTLRequest(group, DAY)))]


async def sets_period(client: Any, peer: str) -> None:
    await client(functions.messages.SetHistoryTTLRequest(peer, 7 * DAY))


async def who_has_read(client: Any, world: Any) -> Any:
    room, readers = await world.room("mega", world.me, world.bob, world.carol), functions.messages.GetMessageReadParticipantsRequest
    sent, private = await client.send_message(room, "news"), await client.send_message(world.bob.username, "hello")
    read_date = functions.messages.GetOutboxReadDateRequest(world.bob.username, private.id)
    before = [await client(readers(room, sent.id)), await worded(client(read_date))]
    await world.console("read", world.carol.id, world.last_room)
    await world.console("read", world.bob.id, world.me.id)
    after = [await client(readers(room, sent.id)), await client(read_date)]
    refused = [await worded(client(readers(*asked))) for asked in ((room, 999), (world.bob.username, private.id))]
    return [before, after, refused]


async def a_voice_chat(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    began = await client(functions.phone.CreateGroupCallRequest(room, random_id=7, title="Talk"))
    call = (await client(functions.channels.GetFullChannelRequest(room))).full_chat.call
    found = await client(functions.phone.GetGroupCallRequest(call, 10))
    named = await client(functions.phone.EditGroupCallTitleRequest(call, "Song"))
    link = await client(functions.phone.ExportGroupCallInviteRequest(call))
    invited = await client(functions.phone.InviteToGroupCallRequest(call, [world.bob.username]))
    twice = await worded(client(functions.phone.InviteToGroupCallRequest(call, [world.bob.username])))
    ended = await client(functions.phone.DiscardGroupCallRequest(call))
    over = [await worded(client(request(call, *more))) for request, *more in (
        (functions.phone.GetGroupCallRequest, 10), (functions.phone.DiscardGroupCallRequest,)
    )]
    return [began, found, named, link.link.split("?")[1], invited, twice, ended, over]


async def a_planned_voice_chat(client: Any, world: Any) -> Any:
    room = await world.room("broadcast")
    create = functions.phone.CreateGroupCallRequest
    late = await worded(client(create(room, schedule_date=datetime.timedelta(days=9))))
    planned = await client(create(room, schedule_date=HOUR))
    call = (await client(functions.channels.GetFullChannelRequest(room))).full_chat.call
    start = functions.phone.StartScheduledGroupCallRequest(call)
    return [late, planned, await client(start), await worded(client(start)), await client(functions.phone.DiscardGroupCallRequest(call))]


async def a_voice_chat_of_somebody_else(client: Any, world: Any) -> Any:
    name = f"talk_{world.bob.id}"
    await world.channel("Talk", "mega", world.bob, world.me, username=name)
    async with world.inbox(events.Raw(types.UpdateGroupCall)) as inbox:
        await world.act(world.bob, talks, name)
        updates = await inbox.take(2)
    refused = [await worded(client(request)) for request in (
        functions.phone.CreateGroupCallRequest(name), functions.phone.DiscardGroupCallRequest(types.InputGroupCall(1, 2)),
    )]
    return [updates, refused, (await client.get_entity(name)).call_active]


async def talks(client: Any, name: str) -> None:
    made = await client(functions.phone.CreateGroupCallRequest(name))
    call = next(update.call for update in made.updates if isinstance(update, types.UpdateGroupCall))
    await client(functions.phone.DiscardGroupCallRequest(types.InputGroupCall(call.id, call.access_hash)))


async def requests_to_join_are_decided_at_once(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.me)
    links = [await client(functions.messages.ExportChatInviteRequest(room, request_needed=True)) for _ in range(2)]
    hide = functions.messages.HideAllChatJoinRequestsRequest
    none = await worded(client(hide(room, approved=True)))
    asked = [
        await world.act(world.bob, asks, links[0].link), await world.act(world.carol, asks, links[1].link),
        await client(hide(room, approved=True, link=links[0].link)), await client(hide(room)),
    ]
    members = [user.id for user in await client.get_participants(room)]
    return [none, asked, sorted(members), await client.get_messages(room, limit=None)]


async def asks(client: Any, link: str) -> Any:
    return await worded(client(functions.messages.ImportChatInviteRequest(link.rsplit("+", 1)[1])))


async def a_group_ends(client: Any, world: Any) -> Any:
    mine, theirs = await world.group("Tea", world.me, world.bob), await world.group("Milk", world.bob, world.me)
    await client.send_message(mine, "the last")
    delete = functions.messages.DeleteChatRequest
    return [
        await worded(client(delete(-theirs))), await client(delete(-mine)), await worded(client(delete(-mine))),
        await worded(client.send_message(mine, "more")), sorted([dialog.name async for dialog in client.iter_dialogs()]),
    ]


async def somebody_elses_group_ends(client: Any, world: Any) -> Any:
    group = await world.group("Milk", world.bob, world.me)
    await world.say(world.bob, group, "the last")
    async with world.inbox(events.MessageDeleted, events.Raw(types.UpdateChat)) as inbox:
        await world.act(world.bob, ends, -group)
        events_of = [event.deleted_ids if hasattr(event, "deleted_ids") else event for event in await inbox.take(2)]
    return [events_of, await worded(client.send_message(group, "more"))]


async def ends(client: Any, group: int) -> None:
    await client(functions.messages.DeleteChatRequest(group))


async def reports(client: Any, world: Any) -> Any:
    room, report = await world.room("mega"), functions.messages.ReportRequest
    number = await world.say(world.bob, world.last_room, "buy gold")
    await world.barrier()
    asked = await client(report(room, [number], b"", ""))
    answers = [await client(report(room, [number], choice.option, "")) for choice in asked.options]
    return [
        asked, answers, await client(report(room, [number], asked.options[-1].option, "because")),
        await worded(client(report(room, [number], b"?", ""))), await worded(client(report(room, [999], b"", ""))),
        await client(functions.channels.ReportSpamRequest(room, world.bob.username, [number])),
        await client(functions.messages.ReportSpamRequest(world.bob.username)),
    ]


async def a_birthday(client: Any, world: Any) -> Any:
    update = functions.account.UpdateBirthdayRequest
    refused = await worded(client(update(types.Birthday(30, 2))))
    kept = await client(update(types.Birthday(29, 2, 2000)))
    full = await client(functions.users.GetFullUserRequest("me"))
    return [refused, kept, full.full_user.birthday, await client(update())]
