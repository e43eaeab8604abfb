"""What modules do to the account and to chats by requests: profile, names, photos, contacts, blocks, invitations, folders, clearing up."""

from __future__ import annotations

import base64
import io
from typing import Any

from telethon import events, functions, types

from ._outcomes import outcome
from ._sendable import named

# One black pixel.
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


def picture(name: str = "one.png") -> io.BytesIO:
    return named(PICTURE, name)


async def a_profile_is_changed(client: Any, world: Any) -> Any:
    answer = await client(functions.account.UpdateProfileRequest(first_name="Alicia", last_name="the Second", about="busy"))
    full = await client(functions.users.GetFullUserRequest("me"))
    me = await client.get_me()
    await client(functions.account.UpdateProfileRequest(last_name=""))
    return [answer, full.full_user.about, me.first_name, me.last_name, (await client.get_me()).last_name]


async def a_profile_with_bad_values(client: Any, world: Any) -> Any:
    return [
        await outcome(client(functions.account.UpdateProfileRequest(first_name=""))),
        await outcome(client(functions.account.UpdateProfileRequest(about="x" * 500))),
    ]


async def a_username_is_taken(client: Any, world: Any) -> Any:
    return [
        await outcome(client(functions.account.UpdateUsernameRequest(world.bob.username))),
        await outcome(client(functions.account.UpdateUsernameRequest("1"))),
        await outcome(client(functions.account.UpdateUsernameRequest(f"fresh_{world.bob.id}"))),
        await outcome(client(functions.account.UpdateUsernameRequest(f"fresh_{world.bob.id}"))),
        (await client.get_entity("me")).username == f"fresh_{world.bob.id}",
        await outcome(client(functions.account.UpdateUsernameRequest("alice"))),
    ]


async def photos_of_the_profile(client: Any, world: Any) -> Any:
    uploaded = [
        await client(functions.photos.UploadProfilePhotoRequest(file=await client.upload_file(picture(f"{number}.png")))) for number in range(3)
    ]
    photos = await client.get_profile_photos("me")
    raw = await client(functions.photos.GetUserPhotosRequest("me", offset=0, max_id=0, limit=2))
    gone = await client(functions.photos.DeletePhotosRequest([photos[0]]))
    left = await client.get_profile_photos("me")
    return [len(uploaded), photos.total, len(raw.photos), len(gone), left.total, [type(one).__name__ for one in left]]


async def photos_are_iterated(client: Any, world: Any) -> Any:
    for number in range(3):
        await client(functions.photos.UploadProfilePhotoRequest(file=await client.upload_file(picture(f"{number}.png"))))
    some = [photo async for photo in client.iter_profile_photos("me", limit=2)]
    later = await client.get_profile_photos("me", offset=1)
    older = await client.get_profile_photos("me", max_id=some[0].id)
    none = await client.get_profile_photos("me", limit=0)
    return [len(some), len(later), [one.id == some[1].id for one in later], len(older), list(none), none.total]


async def photos_of_a_group(client: Any, world: Any) -> Any:
    room, group = await world.room("mega"), await world.group("Tea", world.me, world.bob)
    uploaded = types.InputChatUploadedPhoto(await client.upload_file(picture()))
    answers = [await outcome(client(functions.channels.EditPhotoRequest(room, uploaded)))]
    answers.append(len(await client.get_profile_photos(room)))
    await client(functions.channels.EditPhotoRequest(room, types.InputChatPhotoEmpty()))
    answers.append([type((await client.get_entity(room)).photo).__name__, len(await client.get_profile_photos(group))])
    return answers[1:]


async def somebody_is_blocked(client: Any, world: Any) -> Any:
    before = await client(functions.contacts.BlockRequest(world.bob.username))
    blocked = await client(functions.contacts.GetBlockedRequest(0, 10))
    full = await client(functions.users.GetFullUserRequest(world.bob.username))
    after = await client(functions.contacts.UnblockRequest(world.bob.username))
    return [before, blocked, full.full_user.blocked, after, (await client(functions.contacts.GetBlockedRequest(0, 10))).blocked]


async def what_cannot_be_blocked(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    return [await outcome(client(functions.contacts.BlockRequest(one))) for one in (room, "nobody_of_this_name", 987_654_321)]


async def a_contact_comes_and_goes(client: Any, world: Any) -> Any:
    added = await client(functions.contacts.AddContactRequest(world.bob.username, "Robert", "B", "", add_phone_privacy_exception=False))
    listed = await client(functions.contacts.GetContactsRequest(0))
    entity = await client.get_entity(world.bob.username)
    gone = await client(functions.contacts.DeleteContactsRequest([world.bob.username]))
    return [added, listed, entity.first_name, entity.contact, gone, await client(functions.contacts.GetContactsRequest(0))]


async def contacts_by_phone(client: Any, world: Any) -> Any:
    wanted = [types.InputPhoneContact(client_id=number, phone=phone, first_name="X", last_name="") for number, phone in enumerate((world.bob.phone, "000"))]
    imported = await client(functions.contacts.ImportContactsRequest(wanted))
    return [imported, await outcome(client(functions.contacts.ResolvePhoneRequest(world.carol.phone))), await client.get_entity(world.bob.phone)]


async def people_are_searched_for(client: Any, world: Any) -> Any:
    found = await client(functions.contacts.SearchRequest(world.bob.username, 5))
    return [[user.id for user in found.users], await outcome(client(functions.contacts.ResolveUsernameRequest("nobody_of_this_name")))]


async def full_users(client: Any, world: Any) -> Any:
    full = await client(functions.users.GetFullUserRequest(world.bob.username))
    return [full.full_user.id, full.full_user.about, full.full_user.common_chats_count, full.users[0].first_name, (await client(functions.users.GetUsersRequest(["me", world.bob.username])))[1].id]


async def common_chats(client: Any, world: Any) -> Any:
    await world.group("Tea", world.me, world.bob)
    room = await world.room("mega")
    await client.get_entity(room)
    common = await client(functions.messages.GetCommonChatsRequest(world.bob.username, max_id=0, limit=100))
    return sorted(chat.title for chat in common.chats)


async def full_chats(client: Any, world: Any) -> Any:
    room, group = await world.room("mega"), await world.group("Tea", world.me, world.bob)
    channel = (await client(functions.channels.GetFullChannelRequest(room))).full_chat
    chat = (await client(functions.messages.GetFullChatRequest(-group))).full_chat
    return [
        channel.about, channel.participants_count, channel.can_view_participants, channel.admins_count, len(chat.participants.participants), chat.about,
        await outcome(client(functions.channels.GetFullChannelRequest(group))), await outcome(client(functions.messages.GetFullChatRequest(777_777))),
    ]  # fmt: skip


async def a_channel_is_set_up(client: Any, world: Any) -> Any:
    made = await client(functions.channels.CreateChannelRequest("Diary", "mine alone", broadcast=True))
    channel = made.chats[0]
    answers = [
        await outcome(client(functions.channels.CheckUsernameRequest(channel, f"diary_{world.bob.id}"))),
        await outcome(client(functions.channels.UpdateUsernameRequest(channel, f"diary_{world.bob.id}"))),
        await outcome(client(functions.channels.EditTitleRequest(channel, "Journal"))),
        await outcome(client(functions.messages.EditChatAboutRequest(channel, "ours"))),
        (await client.get_entity(f"diary_{world.bob.id}")).title,
        await outcome(client(functions.channels.DeleteChannelRequest(channel))),
        await outcome(client.get_entity(f"diary_{world.bob.id}")),
    ]
    return answers


async def a_group_is_set_up(client: Any, world: Any) -> Any:
    made = await client(functions.messages.CreateChatRequest([world.bob.username], "Two"))
    group = -made.updates.chats[0].id if hasattr(made, "updates") and hasattr(made.updates, "chats") else -made.chats[0].id
    return [
        await outcome(client(functions.messages.AddChatUserRequest(-group, world.carol.username, fwd_limit=10))),
        await outcome(client(functions.messages.AddChatUserRequest(-group, world.carol.username, fwd_limit=10))),
        await outcome(client(functions.messages.EditChatTitleRequest(-group, "Three"))),
        await outcome(client(functions.messages.DeleteChatUserRequest(-group, world.carol.username))),
        await outcome(client(functions.messages.EditChatAdminRequest(-group, world.bob.username, True))),
        (await client.get_entity(group)).title,
    ]


async def people_are_invited_and_cannot_be(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    await client.edit_permissions(room, world.bob.username, view_messages=False)
    others = await world.room("mega", world.bob, world.me)
    return [
        await outcome(client(functions.channels.InviteToChannelRequest(room, [world.carol.username]))),
        await outcome(client(functions.channels.InviteToChannelRequest(room, [world.bob.username]))),
        await outcome(client(functions.channels.InviteToChannelRequest(room, []))),
        await outcome(client(functions.channels.InviteToChannelRequest(room, ["nobody_of_this_name"]))),
        await outcome(client(functions.channels.InviteToChannelRequest(room, [world.helper.username]))),
        await outcome(client(functions.channels.InviteToChannelRequest(others, [world.carol.username]))),
    ]


async def joining_what_may_not_be_joined(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.bob)
    joined = await client(functions.channels.JoinChannelRequest(room))
    again = await outcome(client(functions.channels.JoinChannelRequest(room)))
    left = await client(functions.channels.LeaveChannelRequest(room))
    return [
        type(joined).__name__, joined.updates.chats[0].title, again, left.chats[0].left, await outcome(client(functions.channels.LeaveChannelRequest(room))),
        await outcome(client(functions.channels.JoinChannelRequest(world.bob.username))), await outcome(client(functions.channels.JoinChannelRequest("nobody_of_this_name"))),
    ]  # fmt: skip


async def an_invitation_is_made_and_used(client: Any, world: Any) -> Any:
    room = await world.room("mega", world.me)
    invite = await client(functions.messages.ExportChatInviteRequest(room))
    code = invite.link.rsplit("/", 1)[1].lstrip("+")
    joined = await world.act(world.bob, uses, code)
    return [len(code) > 4, joined, [user.id for user in await client.get_participants(room)], await outcome(client(functions.messages.CheckChatInviteRequest(code)))]


async def uses(client: Any, code: str) -> Any:
    known = await client(functions.messages.CheckChatInviteRequest(code))
    await client(functions.messages.ImportChatInviteRequest(code))
    return [type(known).__name__, await outcome(client(functions.messages.ImportChatInviteRequest(code))), await outcome(client(functions.messages.ImportChatInviteRequest("nosuchcode")))]


async def folders_are_listed_and_made(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    before = await client(functions.messages.GetDialogFiltersRequest())
    folder = types.DialogFilter(
        id=5, title=types.TextWithEntities("People", []), pinned_peers=[], include_peers=[await client.get_input_entity(world.bob.username)], exclude_peers=[], bots=True
    )
    made = await client(functions.messages.UpdateDialogFilterRequest(5, folder))
    after = await client(functions.messages.GetDialogFiltersRequest())
    gone = await client(functions.messages.UpdateDialogFilterRequest(5))
    return [before, made, after, gone, await client(functions.messages.GetDialogFiltersRequest())]


async def a_chat_is_cleared(client: Any, world: Any) -> Any:
    for number in range(3):
        await client.send_message(world.bob.username, f"{number}")
    answer = await client(functions.messages.DeleteHistoryRequest(peer=world.bob.username, max_id=0, just_clear=True, revoke=True))
    return [type(answer).__name__, answer.pts_count, list(await client.get_messages(world.bob.username, limit=5))]


async def a_purge_from_an_answer_on(client: Any, world: Any) -> Any:
    room = await world.room("mega")
    sent = [await client.send_message(room, f"{number}") for number in range(6)]
    ids = [message.id async for message in client.iter_messages(room, min_id=sent[2].id - 1)]
    await client.delete_messages(room, ids)
    left = [message.raw_text async for message in client.iter_messages(room) if message.raw_text]
    return [len(ids), left]


async def own_messages_only_are_purged(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    async with world.inbox(events.NewMessage) as inbox:
        for number in range(3):
            await client.send_message(group, f"mine {number}")
            await world.say(world.bob, group, f"his {number}")
            await inbox.next()
    mine = [message async for message in client.iter_messages(group, from_user="me")]
    await client.delete_messages(group, mine)
    return [message.raw_text async for message in client.iter_messages(group) if message.raw_text]


async def a_chat_is_muted_pinned_and_marked(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    peer = await client.get_input_entity(world.bob.username)
    return [
        await client(functions.account.UpdateNotifySettingsRequest(types.InputNotifyPeer(peer), types.InputPeerNotifySettings(mute_until=2**31 - 1))),
        await client(functions.account.GetNotifySettingsRequest(types.InputNotifyPeer(peer))),
        await client(functions.messages.ToggleDialogPinRequest(world.bob.username, pinned=True)),
        await client(functions.messages.MarkDialogUnreadRequest(world.bob.username, unread=True)),
        [[dialog.name, dialog.pinned] async for dialog in client.iter_dialogs(limit=1)],
        await outcome(client(functions.messages.ReorderPinnedDialogsRequest(0, [world.bob.username]))),
    ]


async def drafts_by_request(client: Any, world: Any) -> Any:
    saved = await client(functions.messages.SaveDraftRequest(world.bob.username, "half a thought"))
    drafts = [draft.raw_text async for draft in client.iter_drafts()]
    return [saved, drafts, await client(functions.messages.ClearAllDraftsRequest()), [draft.raw_text async for draft in client.iter_drafts()]]


async def scheduled_by_request(client: Any, world: Any) -> Any:
    import datetime

    sent = await client.send_message(world.bob.username, "later", schedule=datetime.timedelta(days=1))
    listed = await client(functions.messages.GetScheduledHistoryRequest(world.bob.username, hash=0))
    gone = await client(functions.messages.DeleteScheduledMessagesRequest(world.bob.username, [sent.id]))
    return [[message.message for message in listed.messages], type(gone).__name__, (await client(functions.messages.GetScheduledHistoryRequest(world.bob.username, 0))).messages]


async def what_is_reported(client: Any, world: Any) -> Any:
    return [
        await outcome(client(functions.messages.ReportSpamRequest(world.bob.username))),
        await outcome(client(functions.messages.ReportRequest(world.bob.username, [1], b"", "rude"))),
        await outcome(client(functions.messages.GetStickerSetRequest(types.InputStickerSetShortName("nosuchset"), hash=0))),
        await outcome(client(functions.account.GetPrivacyRequest(types.InputPrivacyKeyPhoneNumber()))),
        await outcome(client(functions.account.UpdateEmojiStatusRequest(types.EmojiStatusEmpty()))),
        await outcome(client(functions.channels.GetAdminedPublicChannelsRequest())),
    ]
