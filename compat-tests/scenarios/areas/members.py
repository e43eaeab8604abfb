"""Lists of members with every filter, the log of admins with every kind of event, takeouts, and lists asked for by requests."""

from __future__ import annotations

from typing import Any

from telethon import events, functions, types

from ._outcomes import outcome

FILTERS = ["Recent", "Admins", "Bots"]
SEARCHING = ["Kicked", "Banned", "Search", "Contacts"]


def rows(users: Any) -> list[Any]:
    return sorted([user.id, type(user.participant).__name__] for user in users)


def filter_of(name: str, query: str = "") -> Any:
    cls = getattr(types, f"ChannelParticipants{name}")
    return cls(query) if name in SEARCHING else cls()


async def crowd(client: Any, world: Any) -> str:
    """A room with an admin, a bot, somebody banned and somebody muted."""
    room = await world.room("mega", world.me, world.bob, world.carol)
    await client(functions.channels.InviteToChannelRequest(room, [world.helper.username]))
    await client.edit_admin(room, world.bob.username, ban_users=True, title="warden")
    await client.edit_permissions(room, world.carol.username, send_messages=False)
    return room


async def every_filter(client: Any, world: Any) -> Any:
    room = await crowd(client, world)
    return [rows(await client.get_participants(room, filter=filter_of(name))) for name in (*FILTERS, *SEARCHING)]


async def filters_that_search(client: Any, world: Any) -> Any:
    room = await crowd(client, world)
    await client.edit_permissions(room, world.carol.username, view_messages=False)
    return [
        rows(await client.get_participants(room, filter=filter_of("Search", "Bo"))),
        rows(await client.get_participants(room, search="Bo", filter=types.ChannelParticipantsAdmins)),
        rows(await client.get_participants(room, search="car", filter=types.ChannelParticipantsKicked(""))),
        rows(await client.get_participants(room, search="zzz")),
        rows(await client.get_participants(room, filter=types.ChannelParticipantsKicked)),
    ]


async def contacts_among_members(client: Any, world: Any) -> Any:
    room = await crowd(client, world)
    await client(functions.contacts.AddContactRequest(world.bob.username, "Bob", "", "", add_phone_privacy_exception=False))
    return [rows(await client.get_participants(room, filter=types.ChannelParticipantsContacts(""))), (await client.get_entity(world.bob.username)).contact]


async def aggressively(client: Any, world: Any) -> Any:
    room = await crowd(client, world)
    every = await client.get_participants(room, aggressive=True)
    some = await client.get_participants(room, aggressive=True, limit=2)
    return [rows(every), every.total, len(some), some.total]


async def iterated_and_stopped(client: Any, world: Any) -> Any:
    room, found = await crowd(client, world), []
    async for user in client.iter_participants(room):
        found.append([user.id, user.first_name, user.bot])
        if len(found) == 2:
            break
    iterator = client.iter_participants(room, limit=3)
    return [found, rows(await iterator.collect()), iterator.total, iterator.left]


async def of_a_group_with_filters(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob, world.carol)
    await client.edit_admin(group, world.bob.username, is_admin=True)
    return [
        rows(await client.get_participants(group)), rows(await client.get_participants(group, search="caro")), rows(await client.get_participants(group, limit=1)),
        rows(await client.get_participants(group, filter=types.ChannelParticipantsAdmins)),
    ]  # fmt: skip


async def of_rooms_that_hide_them(client: Any, world: Any) -> Any:
    posts = await world.room("broadcast", world.bob, world.me)
    return [
        await outcome(client.get_participants(posts)), await outcome(client.get_participants(posts, filter=types.ChannelParticipantsBots())),
        await outcome(client.get_participants("nobody_of_this_name")), await outcome(client.get_participants(999_999)), await outcome(client.get_participants(None)),
    ]  # fmt: skip


async def one_member_by_request(client: Any, world: Any) -> Any:
    room = await crowd(client, world)
    answers = [await client(functions.channels.GetParticipantRequest(room, one)) for one in ("me", world.bob.username, world.carol.username)]
    return [[answer.participant for answer in answers], await outcome(client(functions.channels.GetParticipantRequest(room, "nobody_of_this_name")))]


async def pages_of_members_by_request(client: Any, world: Any) -> Any:
    room = await crowd(client, world)
    first = await client(functions.channels.GetParticipantsRequest(room, types.ChannelParticipantsSearch(""), 0, 2, 0))
    second = await client(functions.channels.GetParticipantsRequest(room, types.ChannelParticipantsSearch(""), 2, 2, 0))
    return [first.count, len(first.participants), len(second.participants), len(first.users)]


# -- the log of admins --------------------------------------------------------------------------------------------


PROPERTIES = ["changed_about", "changed_title", "changed_username", "changed_photo", "changed_sticker_set", "changed_message", "deleted_message", "changed_admin",
              "changed_restrictions", "changed_invites", "changed_location", "joined", "joined_invite", "left", "changed_hide_history", "changed_signatures",
              "changed_pin", "changed_default_banned_rights", "stopped_poll", "started_group_call", "discarded_group_call", "user_muted", "user_unmutted",
              "changed_call_settings", "changed_history_ttl", "deleted_exported_invite", "edited_exported_invite", "revoked_exported_invite", "joined_by_invite",
              "changed_user_volume"]  # fmt: skip


def told(event: Any) -> Any:
    old, new = (value if not hasattr(value, "to_dict") else type(value).__name__ for value in (event.old, event.new))
    return [type(event.action).__name__, [name for name in PROPERTIES if getattr(event, name)], old, new, event.user_id, event.user.id, event.input_user]


async def eventful(client: Any, world: Any) -> str:
    room = await crowd(client, world)
    await client(functions.channels.EditTitleRequest(room, "Renamed"))
    await client(functions.messages.EditChatAboutRequest(room, "About"))
    sent = await client.send_message(room, "before")
    await sent.edit("after")
    await sent.pin()
    await sent.delete()
    await client.edit_permissions(room, send_stickers=False)
    await client(functions.channels.TogglePreHistoryHiddenRequest(room, True))
    await client(functions.channels.ToggleSlowModeRequest(room, 10))
    await client.kick_participant(room, world.carol.username)
    return room


async def everything_that_happened(client: Any, world: Any) -> Any:
    room = await eventful(client, world)
    return [told(event) for event in await client.get_admin_log(room)]


async def by_kinds_of_events(client: Any, world: Any) -> Any:
    room = await eventful(client, world)
    kinds = ["join", "leave", "invite", "restrict", "unrestrict", "ban", "unban", "promote", "demote", "info", "settings", "pinned", "edit", "delete", "group_call"]
    return [[kind, [told(event)[:2] for event in await client.get_admin_log(room, **{kind: True})]] for kind in kinds]


async def by_admins_and_words(client: Any, world: Any) -> Any:
    room = await eventful(client, world)
    return [
        len(await client.get_admin_log(room, admins=["me"])), len(await client.get_admin_log(room, admins=world.bob.username)), len(await client.get_admin_log(room, limit=2)),
        [told(event)[0] for event in await client.get_admin_log(room, search="Renamed")], len(await client.get_admin_log(room, limit=0)),
        [told(event)[0] for event in await client.get_admin_log(room, max_id=1)], await outcome(client.get_admin_log(room, admins=["nobody_of_this_name"])),
    ]  # fmt: skip


async def events_in_words(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client(functions.channels.EditTitleRequest(room, "Renamed"))
    event = (await client.get_admin_log(room, limit=1))[0]
    return [str(event).startswith("ChannelAdminLogEvent("), "Renamed" in event.stringify(), event.date is not None, event.id > 0, event.action.new_value]


# -- takeouts and statistics --------------------------------------------------------------------------------------


async def a_takeout(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "kept")
    async with client.takeout(contacts=True, users=True) as takeout:
        messages = await takeout.get_messages(world.bob.username, limit=1)
        takeout.success = True
    return [message.raw_text for message in messages]


async def a_takeout_within_a_takeout(client: Any, world: Any) -> Any:
    async with client.takeout(finalize=False) as takeout:
        inner = await outcome(takeout(functions.users.GetUsersRequest(["me"])))
    again = await outcome(enters(client.takeout(chats=True)))
    return [inner[0].id, again, await client.end_takeout(success=True)]


async def enters(takeout: Any) -> str:
    async with takeout:
        return "inside"


async def statistics_of_small_rooms(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    return [await outcome(client.get_stats(room)), await outcome(client.get_stats(world.bob.username)), await outcome(client.get_stats("me"))]


# -- histories by request -----------------------------------------------------------------------------------------


async def histories_by_request(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    sent = [await client.send_message(room, f"{number} word") for number in range(4)]
    history = await client(functions.messages.GetHistoryRequest(peer=room, offset_id=0, offset_date=None, add_offset=0, limit=2, max_id=0, min_id=0, hash=0))
    search = await client(functions.messages.SearchRequest(room, "2 word", types.InputMessagesFilterEmpty(), None, None, 0, 0, 10, 0, 0, 0))
    picked = await client(functions.channels.GetMessagesRequest(room, [sent[0].id, sent[3].id]))
    return [[message.message for message in found.messages] for found in (history, search, picked)]


async def messages_by_request(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "one")
    picked = await client(functions.messages.GetMessagesRequest([sent.id, 999_999]))
    room = await world.room("broadcast")
    post = await client.send_message(room, "read me")
    views = await client(functions.messages.GetMessagesViewsRequest(room, [post.id], increment=True))
    return [[type(message).__name__ for message in picked.messages], views.views[0].views is not None, await outcome(client(functions.channels.ExportMessageLinkRequest(room, post.id)))]


async def reading_by_request(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.get_input_entity(room)
    async with world.inbox(events.NewMessage) as inbox:
        number = await world.say(world.bob, world.last_room, "read me")
        await inbox.next()
    return [
        await client(functions.channels.ReadHistoryRequest(room, max_id=number)), await client(functions.messages.ReadMentionsRequest(room)),
        await client(functions.messages.ReadReactionsRequest(room)), await client(functions.messages.ReadHistoryRequest(world.bob.username, max_id=0)),
        await client(functions.messages.SetTypingRequest(room, types.SendMessageTypingAction())),
    ]  # fmt: skip


async def sending_by_request(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    first = await client.send_message(room, "first")
    sent = await client(functions.messages.SendMessageRequest(room, "raw", reply_to=types.InputReplyToMessage(first.id), silent=True))
    media = await client(functions.messages.SendMediaRequest(room, types.InputMediaDice("🎲"), ""))
    forwarded = await client(functions.messages.ForwardMessagesRequest(from_peer=room, id=[first.id], to_peer="me", drop_author=True))
    edited = await client(functions.messages.EditMessageRequest(room, first.id, message="changed"))
    return [[type(update).__name__ for update in answer.updates] for answer in (sent, media, forwarded, edited)]


async def a_poll_is_made_and_voted_on(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    answers = [types.PollAnswer(types.TextWithEntities(text, []), text.encode()) for text in ("yes", "no")]
    poll = types.Poll(id=1, question=types.TextWithEntities("Well?", []), answers=answers, hash=0)
    sent = await client.send_file(room, types.InputMediaPoll(poll))
    option = sent.poll.poll.answers[0].option
    voted = await client(functions.messages.SendVoteRequest(room, sent.id, [option]))
    fetched = await client.get_messages(room, ids=sent.id)
    return [sent.poll.poll.question.text, type(voted).__name__, fetched.poll.results.total_voters, await outcome(fetched.click(1)), await outcome(client(functions.messages.SendVoteRequest(room, sent.id, [b"none"])))]


async def reactions_by_request(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    sent = await client.send_message(room, "nice")
    given = await client(functions.messages.SendReactionRequest(room, sent.id, big=True, reaction=[types.ReactionEmoji("🔥")]))
    known = await client(functions.messages.GetMessagesReactionsRequest(room, [sent.id]))
    gone = await client(functions.messages.SendReactionRequest(room, sent.id, reaction=[]))
    return [type(given).__name__, [type(update).__name__ for update in known.updates], type(gone).__name__, (await client.get_messages(room, ids=sent.id)).reactions,
            await outcome(client(functions.messages.SendReactionRequest(room, 999_999, reaction=[types.ReactionEmoji("🔥")])))]  # fmt: skip
