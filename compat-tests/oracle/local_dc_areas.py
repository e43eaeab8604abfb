"""The real Telethon against the areas of the local data centre beyond plain messages: topics, dates, drafts, rights.

Run like `local_dc.py`, beside which it stands and whose console and clients it uses; every check is a sentence.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import local_dc
from local_dc import Inbox, World, fails, named, picture, png
from telethon import errors, events, functions, types
from telethon.tl.types import (
    DocumentAttributeAudio,
    DocumentAttributeSticker,
    InputStickerSetEmpty,
)


def raw(client: Any, *kinds: Any) -> Inbox:
    """Raw updates of these types, in order."""
    return Inbox(client, events.Raw(list(kinds)))


def later(seconds: int) -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)


async def megagroup(world: World, client: Any, title: str, *others: str) -> Any:
    """A megagroup that `client` owns, with others in it."""
    made = await client(functions.channels.CreateChannelRequest(title, "", megagroup=True))
    for other in others:
        await client(functions.channels.InviteToChannelRequest(made.chats[0], [other]))
    return made.chats[0]


async def topics_hold_their_messages(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        forum = await megagroup(world, alice, "Forum", "bob_user")
        early = await alice.send_message(forum, "before there were topics")
        await fails(errors.RPCError, alice(functions.messages.GetForumTopicsRequest(forum, None, 0, 0, 10)))
        await alice(functions.channels.ToggleForumRequest(forum, True, False))
        assert (await alice.get_entity(forum)).forum
        made = await alice(functions.messages.CreateForumTopicRequest(forum, "News", icon_color=0x6FB9F0))
        service = next(u.message for u in made.updates if isinstance(u, types.UpdateNewChannelMessage))
        assert service.action.title == "News" and service.reply_to is None
        news = service.id
        place = await bob.get_input_entity(next(d.entity for d in await bob.get_dialogs() if d.name == "Forum"))
        inbox = Inbox(bob)
        first = await alice.send_message(forum, "in the topic", reply_to=news)
        assert first.reply_to.forum_topic and first.reply_to.reply_to_msg_id == news
        assert first.reply_to.reply_to_top_id is None
        event = await inbox.next()
        assert event.reply_to.forum_topic and not event.mentioned
        answer = await event.reply("an answer")
        assert answer.reply_to.reply_to_top_id == news and answer.reply_to.reply_to_msg_id == first.id
        plain = await alice.send_message(forum, "in general")
        assert plain.reply_to is None
        request = functions.messages.SendMessageRequest(
            forum, "by its top", reply_to=types.InputReplyToMessage(first.id, top_msg_id=news)
        )
        sent = await alice(request)
        assert sent.updates[-1].message.reply_to.reply_to_top_id == news
        texts = [m.raw_text async for m in alice.iter_messages(forum, reply_to=news)]
        assert texts == ["by its top", "an answer", "in the topic", None], texts
        everything = types.InputMessagesFilterEmpty()
        looked = functions.messages.SearchRequest(forum, "the", everything, None, None, 0, 0, 9, 0, 0, 0, top_msg_id=news)
        assert [m.id for m in (await alice(looked)).messages] == [first.id]
        general = [m.id async for m in bob.iter_messages(place, reply_to=1)]
        assert plain.id in general and early.id in general and first.id not in general and news not in general
        listed = await bob(functions.messages.GetForumTopicsRequest(place, None, 0, 0, 10))
        assert {topic.title for topic in listed.topics} == {"General", "News"}
        topic = next(topic for topic in listed.topics if topic.id == news)
        assert topic.unread_count == 3 and not topic.my and topic.top_message == sent.updates[-1].message.id
        marks = raw(alice, types.UpdateReadChannelDiscussionOutbox)
        await bob(functions.messages.ReadDiscussionRequest(place, news, topic.top_message))
        assert (await marks.next()).top_msg_id == news
        read = await bob(functions.messages.GetForumTopicsByIDRequest(place, [news, 12345]))
        assert read.topics[0].unread_count == 0 and isinstance(read.topics[1], types.ForumTopicDeleted)
        pins = raw(bob, types.UpdatePinnedForumTopic)
        await alice(functions.messages.UpdatePinnedForumTopicRequest(forum, news, True))
        assert (await pins.next()).topic_id == news
        await fails(errors.ChatAdminRequiredError, bob(functions.messages.EditForumTopicRequest(place, news, title="x")))
        await alice(functions.messages.EditForumTopicRequest(forum, news, title="Old news", closed=True))
        changed = await alice(functions.messages.GetForumTopicsByIDRequest(forum, [news]))
        assert changed.topics[0].title == "Old news" and changed.topics[0].closed and changed.topics[0].pinned
        error = await fails(errors.BadRequestError, bob.send_message(place, "too late", reply_to=news))
        assert "TOPIC_CLOSED" in str(error)
        history = await alice(functions.messages.GetHistoryRequest(forum, 0, None, 0, 100, 0, 0, 0))
        assert {topic.id for topic in history.topics} == {1, news}
        await alice(functions.messages.DeleteTopicHistoryRequest(forum, news))
        assert await alice.get_messages(forum, ids=first.id) is None
        await fails(errors.TopicDeletedError, alice(request))


async def answers_make_threads(world: World) -> None:
    async with world.client("alice") as alice:
        group = await megagroup(world, alice, "Threads")
        root = await alice.send_message(group, "root")
        one = await alice.send_message(group, "one", reply_to=root)
        two = await alice.send_message(group, "two", reply_to=one)
        assert one.reply_to.reply_to_top_id is None and two.reply_to.reply_to_top_id == root.id
        assert [m.raw_text async for m in alice.iter_messages(group, reply_to=root.id)] == ["two", "one"]
        assert (await alice.get_messages(group, ids=root.id)).replies.replies == 2
        typing = functions.messages.SetTypingRequest(group, types.SendMessageTypingAction(), top_msg_id=root.id)
        assert await alice(typing)


async def messages_wait_for_their_date(world: World) -> None:
    async with world.client("alice") as alice, world.client("alice") as other, world.client("bob") as bob:
        inbox, mine = Inbox(bob), raw(other, types.UpdateNewScheduledMessage, types.UpdateDeleteScheduledMessages)
        message = await alice.send_message("bob_user", "tomorrow", schedule=later(86400))
        assert message.from_scheduled and message.id and message.date > later(80000)
        assert (await mine.next()).message.id == message.id
        media = await alice.send_file("bob_user", png(), caption="a picture", schedule=later(90000))
        waiting = await alice.get_messages("bob_user", scheduled=True)
        assert [m.raw_text for m in waiting] == ["a picture", "tomorrow"]
        assert [m.raw_text for m in await bob.get_messages("alice_user", limit=1)] != ["tomorrow"]
        await alice(functions.messages.EditMessageRequest("bob_user", message.id, message="changed", schedule_date=later(86400)))
        got = await alice(functions.messages.GetScheduledMessagesRequest("bob_user", [message.id]))
        assert got.messages[0].message == "changed"
        await alice(functions.messages.DeleteScheduledMessagesRequest("bob_user", [media.id]))
        sent = await alice(functions.messages.SendScheduledMessagesRequest("bob_user", [message.id]))
        assert any(isinstance(u, types.UpdateDeleteScheduledMessages) for u in sent.updates)
        event = await inbox.next()
        assert event.raw_text == "changed" and event.message.from_scheduled
        await alice.send_message("bob_user", "when it is time", schedule=later(3600))
        world.console("due 3601")
        assert (await inbox.next()).raw_text == "when it is time"
        assert (await alice.get_messages("bob_user", scheduled=True)) == []
        await alice.send_message("bob_user", "soon", schedule=later(3))
        assert (await inbox.next()).raw_text == "soon"
        await alice.send_message("bob_user", "by itself", schedule=later(12))
        assert (await inbox.next()).raw_text == "by itself"
        far = later(3 * 366 * 86400)
        await fails(errors.ScheduleDateTooLateError, alice.send_message("bob_user", "never", schedule=far))


async def drafts_are_shared_by_sessions(world: World) -> None:
    async with world.client("alice") as alice, world.client("alice") as other:
        told, seen = raw(alice, types.UpdateDraftMessage), raw(other, types.UpdateDraftMessage)
        await alice(functions.messages.SaveDraftRequest("carol_user", "not **yet**"))
        assert (await seen.next()).draft.message == "not **yet**"
        drafts = [draft async for draft in other.iter_drafts()]
        assert [draft.raw_text for draft in drafts] == ["not **yet**"]
        dialogs = {dialog.id: dialog for dialog in await alice.get_dialogs()}
        assert dialogs[world.people["carol"]].draft.raw_text == "not **yet**"
        draft = drafts[0]
        await draft.set_message("finished")
        assert draft.raw_text == "finished"
        assert (await told.next()).draft.message == "finished"
        await draft.send()
        assert isinstance((await told.next()).draft, types.DraftMessageEmpty)
        assert not [draft async for draft in alice.iter_drafts()]
        message = (await alice.get_messages("carol_user", limit=1))[0]
        assert message.raw_text == "finished"
        await alice(functions.messages.SaveDraftRequest("carol_user", "gone"))
        await alice(functions.messages.ClearAllDraftsRequest())
        assert not [draft async for draft in alice.iter_drafts()]


async def the_archive_is_a_folder(world: World) -> None:
    async with world.client("alice") as alice, world.client("alice") as other:
        await alice.send_message("dave_user", "to be archived")
        told = raw(other, types.UpdateFolderPeers)
        await alice.edit_folder("dave_user", 1)
        assert (await told.next()).folder_peers[0].folder_id == 1
        dave = world.people["dave"]
        assert dave in {d.id for d in await alice.get_dialogs(archived=True)}
        assert dave not in {d.id for d in await alice.get_dialogs(archived=False)}
        both = {d.id: d for d in await alice.get_dialogs()}
        assert both[dave].archived and both[dave].folder_id == 1
        await alice.edit_folder("dave_user", 0)
        assert dave not in {d.id for d in await alice.get_dialogs(archived=True)}
        await fails(errors.FolderIdInvalidError, alice.edit_folder("dave_user", 7))
        title = types.TextWithEntities("Friends", [])
        empty = types.DialogFilter(3, title, pinned_peers=[], include_peers=[], exclude_peers=[])
        await fails(errors.FilterIncludeEmptyError, alice(functions.messages.UpdateDialogFilterRequest(3, empty)))
        told = raw(other, types.UpdateDialogFilter, types.UpdateDialogFilterOrder, types.UpdateDialogPinned)
        contacts = types.DialogFilter(3, title, pinned_peers=[], include_peers=[], exclude_peers=[], contacts=True)
        await alice(functions.messages.UpdateDialogFilterRequest(3, contacts))
        assert (await told.next()).filter.contacts
        await alice(functions.messages.UpdateDialogFiltersOrderRequest([3, 0]))
        assert (await told.next()).order == [3, 0]
        kept = (await alice(functions.messages.GetDialogFiltersRequest())).filters
        assert isinstance(kept[0], types.DialogFilter) and kept[0].id == 3
        await alice(functions.messages.UpdateDialogFilterRequest(3))
        await alice(functions.messages.ToggleDialogPinRequest(types.InputDialogPeer(await alice.get_input_entity("dave_user")), True))
        assert (await told.next()).filter is None
        assert (await told.next()).pinned
        assert (await alice.get_dialogs(limit=1))[0].id == dave
        await alice(functions.messages.ToggleDialogPinRequest(types.InputDialogPeer(await alice.get_input_entity("dave_user"))))


async def typing_and_status_are_told(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        await alice.send_message("bob_user", "hello")
        told = Inbox(alice, events.UserUpdate)
        async with bob.action("alice_user", "document") as action:
            event = await told.next()
            assert event.uploading and event.document and event.user_id == world.people["bob"]
            action.progress(1, 2)
        event = await told.next()
        while not event.cancel:
            event = await told.next()
        await bob(functions.account.UpdateStatusRequest(offline=False))
        event = await told.next()
        assert event.online and event.status and event.sender_id == world.people["bob"]
        await bob(functions.account.UpdateStatusRequest(offline=True))
        assert not (await told.next()).online
        world.console(f"online {world.people['bob']} on")
        assert (await told.next()).online
        world.console(f"online {world.people['bob']} off")
        world.console(f"typing {world.people['bob']} {world.people['alice']}")
        event = await told.next()
        while event.status:
            event = await told.next()
        assert event.typing
        group = await megagroup(world, alice, "Busy", "bob_user")
        async with alice.action(group, "record-audio"):
            pass


async def what_is_read_is_told_to_both_sides(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob, world.client("bob") as other:
        sent = await alice.send_message("bob_user", "read me")
        outbox, inbox = Inbox(alice, events.MessageRead), Inbox(other, events.MessageRead(inbox=True))
        await bob.send_read_acknowledge("alice_user")
        event = await outbox.next()
        assert event.outbox and event.is_read(sent) and event.max_id == sent.id
        assert (await inbox.next()).inbox
        group = await megagroup(world, alice, "Reading", "bob_user")
        place = next(d for d in await bob.get_dialogs() if d.name == "Reading")
        message = await alice.send_message(group, "hello @bob_user")
        dialog = next(d for d in await bob.get_dialogs() if d.name == "Reading")
        assert dialog.unread_mentions_count == 1 and dialog.message.media_unread
        unread = await bob(functions.messages.GetUnreadMentionsRequest(place, 0, 0, 10, 0, 0))
        assert [m.id for m in unread.messages] == [message.id]
        contents = raw(other, types.UpdateChannelReadMessagesContents)
        await bob.send_read_acknowledge(place, clear_mentions=True)
        assert (await contents.next()).messages == [message.id]
        assert (await outbox.next()).max_id == message.id
        dialog = next(d for d in await bob.get_dialogs() if d.name == "Reading")
        assert dialog.unread_mentions_count == 0 and dialog.unread_count == 0
        voice = [DocumentAttributeAudio(3, voice=True)]
        note = await alice.send_file("bob_user", named(b"OggS" * 10, "voice.ogg"), voice_note=True, attributes=voice)
        assert note.media_unread and note.voice
        heard = raw(alice, types.UpdateReadMessagesContents)
        mine = (await bob.get_messages("alice_user", limit=1))[0]
        await mine.client(functions.messages.ReadMessageContentsRequest([mine.id]))
        assert (await heard.next()).messages == [note.id]
        assert not (await alice.get_messages("bob_user", ids=note.id)).media_unread
        world.console(f"send {world.people['carol']} {world.people['alice']} new")
        marks = raw(alice, types.UpdateDialogUnreadMark)
        carol = types.InputDialogPeer(await alice.get_input_entity("carol_user"))
        await alice(functions.messages.MarkDialogUnreadRequest(carol, unread=True))
        assert len(await alice(functions.messages.GetDialogUnreadMarksRequest())) == 1
        assert marks.queue.empty()


async def searches_find_by_kind_sender_and_place(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        group = await megagroup(world, alice, "Finding", "bob_user")
        place = next(d for d in await bob.get_dialogs() if d.name == "Finding").entity
        await alice.send_file(group, png())
        await alice.send_file(group, named(b"plain", "plain.txt"))
        await alice.send_file(group, named(b"OggS", "v.ogg"), voice_note=True, attributes=[DocumentAttributeAudio(1, voice=True)])
        await alice.send_file(group, named(b"ID3", "m.mp3"), attributes=[DocumentAttributeAudio(1, title="song")])
        await alice.send_file(group, types.InputMediaGeoPoint(types.InputGeoPoint(1.0, 2.0)))
        await alice.send_file(group, types.InputMediaContact("+10002", "Bob", "", ""))
        await alice.send_message(group, "see https://example.org, needle")
        needle = await bob.send_message(place, "another needle")
        kinds = {
            types.InputMessagesFilterPhotos: 1,
            types.InputMessagesFilterDocument: 1,
            types.InputMessagesFilterVoice: 1,
            types.InputMessagesFilterMusic: 1,
            types.InputMessagesFilterGeo: 1,
            types.InputMessagesFilterContacts: 1,
            types.InputMessagesFilterUrl: 1,
            types.InputMessagesFilterPoll: 0,
            types.InputMessagesFilterVideo: 0,
        }
        for kind, count in kinds.items():
            found = await alice.get_messages(group, filter=kind, limit=None)
            assert (len(found), found.total) == (count, count), kind
        counters = await alice(functions.messages.GetSearchCountersRequest(group, [kind() for kind in kinds]))
        assert [counter.count for counter in counters] == list(kinds.values())
        assert [m.id for m in await alice.get_messages(group, from_user="bob_user", limit=None)][0] == needle.id
        both = await alice.get_messages(group, search="needle", limit=None)
        assert len(both) == 2
        older = await alice.get_messages(group, search="needle", max_id=needle.id, limit=None)
        assert [m.id for m in older] == [both[1].id]
        everywhere = await alice.get_messages(None, search="needle", limit=None)
        assert {m.id for m in everywhere} >= {m.id for m in both}
        world.console(f"burst {world.people['bob']} {world.people['alice']} 130")
        found = await alice.get_messages(None, search="message 1", limit=None)
        assert len({(m.chat_id, m.id) for m in found}) == len(found) >= 41


async def polls_are_voted_in(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        group = await megagroup(world, alice, "Voting", "bob_user")
        place = next(d for d in await bob.get_dialogs() if d.name == "Voting").entity
        words = [types.TextWithEntities(word, []) for word in ("Which?", "tea", "coffee")]
        answers = [types.PollAnswer(words[1], b"t"), types.PollAnswer(words[2], b"c")]
        poll = types.Poll(0, words[0], answers, 0, public_voters=True)
        message = await alice.send_file(group, types.InputMediaPoll(poll))
        assert message.poll.poll.question.text == "Which?" and message.poll.results.total_voters == 0
        news = raw(alice, types.UpdateMessagePoll)
        seen = (await bob.get_messages(place, limit=1))[0]
        assert seen.poll.results.results is None
        await seen.click(1)
        update = await news.next()
        assert update.results.total_voters == 1 and update.results.results is None
        seen = (await bob.get_messages(place, limit=1))[0]
        assert [line.chosen for line in seen.poll.results.results] == [False, True]
        votes = await bob(functions.messages.GetPollVotesRequest(place, seen.id, 10))
        assert votes.votes[0].option == b"c" and votes.users[0].id == world.people["bob"]
        await fails(errors.OptionInvalidError, bob(functions.messages.SendVoteRequest(place, seen.id, [b"x"])))
        closed = types.Poll(message.poll.poll.id, words[0], answers, 0, closed=True)
        stopped = await alice.edit_message(message, file=types.InputMediaPoll(closed))
        assert stopped.poll.poll.closed
        await fails(errors.MessagePollClosedError, bob(functions.messages.SendVoteRequest(place, seen.id, [b"t"])))
        quiz = types.Poll(0, words[0], answers, 0, quiz=True)
        media = types.InputMediaPoll(quiz, correct_answers=[0], solution="tea it is", solution_entities=[])
        message = await alice.send_file(group, media)
        told = await bob(functions.messages.SendVoteRequest(place, message.id, [b"t"]))
        assert told.updates[0].results.results[0].correct and told.updates[0].results.solution == "tea it is"
        await fails(errors.RevoteNotAllowedError, bob(functions.messages.SendVoteRequest(place, message.id, [b"c"])))


async def other_media_are_what_they_are(world: World) -> None:
    async with world.client("alice") as alice:
        dice = await alice.send_file("bob_user", types.InputMediaDice("\N{GAME DIE}"))
        assert 1 <= dice.dice.value <= 6
        await fails(errors.EmoticonInvalidError, alice.send_file("bob_user", types.InputMediaDice("x")))
        contact = await alice.send_file("bob_user", types.InputMediaContact("+10002", "Bob", "", ""))
        assert contact.contact.user_id == world.people["bob"]
        point = types.InputGeoPoint(1.5, 2.5)
        venue = await alice.send_file("bob_user", types.InputMediaVenue(point, "Café", "Street 1", "x", "1", "food"))
        assert venue.venue.title == "Café" and venue.geo.lat == 1.5
        live = await alice.send_file("bob_user", types.InputMediaGeoLive(point, period=900))
        assert live.media.period == 900
        sticker = [DocumentAttributeSticker("\N{FIRE}", InputStickerSetEmpty())]
        sent = await alice.send_file("bob_user", named(b"RIFFxxxxWEBP", "s.webp"), attributes=sticker)
        assert sent.sticker and sent.file.emoji == "\N{FIRE}"
        linked = await alice.send_message("bob_user", "https://example.org", link_preview=True)
        assert linked.media is None
        translated = await alice(functions.messages.TranslateTextRequest("xx", peer="bob_user", id=[linked.id]))
        assert translated.result[0].text == "[xx] https://example.org" and translated.result[0].entities[0].offset == 5
        assert not (await alice(functions.messages.GetMessageEditDataRequest("bob_user", linked.id))).caption


async def rights_and_bans_are_kept_and_logged(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        group = await megagroup(world, alice, "Order", "bob_user", "dave_user")
        place = next(d for d in await bob.get_dialogs() if d.name == "Order").entity
        await alice.edit_admin(group, "bob_user", ban_users=True, title="guard")
        rights = await alice.get_permissions(group, "bob_user")
        assert rights.is_admin and rights.ban_users and not rights.pin_messages and rights.participant.rank == "guard"
        mine = await alice.send_message(group, "by alice")
        await fails(errors.MessageDeleteForbiddenError, bob.delete_messages(place, mine.id))
        await fails(errors.ChatAdminRequiredError, bob.pin_message(place, mine.id))
        await bob.edit_permissions(place, "dave_user", send_messages=False)
        async with world.client("dave") as dave:
            there = next(d for d in await dave.get_dialogs() if d.name == "Order").entity
            await fails(errors.UserBannedInChannelError, dave.send_message(there, "may I?"))
            assert (await alice.get_permissions(group, "dave_user")).is_banned
            await bob.edit_permissions(place, "dave_user")
            await alice.edit_permissions(group, send_media=False)
            await fails(errors.ChatSendMediaForbiddenError, dave.send_file(there, png()))
            await dave.send_message(there, "words only")
            await alice(functions.channels.ToggleSlowModeRequest(group, 60))
            error = await fails(errors.SlowModeWaitError, dave.send_message(there, "too fast"))
            assert 55 <= error.seconds <= 60
            await alice(functions.channels.ToggleSlowModeRequest(group, 0))
            await alice(functions.messages.ToggleNoForwardsRequest(group, True))
            await fails(errors.ChatForwardsRestrictedError, dave.forward_messages("me", mine.id, there))
        kicked = await alice.get_participants(group, filter=types.ChannelParticipantsBanned(""))
        assert kicked == []
        await mine.edit("changed")
        await alice.delete_messages(group, mine.id)
        await alice.edit_permissions(group, "dave_user", view_messages=False)
        assert [p.id for p in await alice.get_participants(group, filter=types.ChannelParticipantsKicked(""))] == [world.people["dave"]]
        assert [p.id for p in await alice.get_participants(group, filter=types.ChannelParticipantsAdmins)] == sorted(
            [world.people["alice"], world.people["bob"]]
        )
        log = [event async for event in alice.iter_admin_log(group)]
        assert log[0].joined is False and log[0].user_id == world.people["alice"]
        edits = [event async for event in alice.iter_admin_log(group, edit=True)]
        assert [(e.old.raw_text, e.new.raw_text) for e in edits] == [("by alice", "changed")]
        deletions = [event async for event in alice.iter_admin_log(group, delete=True)]
        assert [e.old.raw_text for e in deletions] == ["changed"]
        bans = [event async for event in alice.iter_admin_log(group, ban=True, restrict=True, unrestrict=True)]
        assert len(bans) == 3 and bans[-1].user_id == world.people["bob"]
        await fails(errors.ChatAdminRequiredError, bob.edit_admin(place, "dave_user", ban_users=True))


async def pins_links_and_names_work(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        group = await megagroup(world, alice, "Pins", "bob_user")
        place = next(d for d in await bob.get_dialogs() if d.name == "Pins").entity
        messages = [await alice.send_message(group, str(number)) for number in range(3)]
        told = raw(bob, types.UpdatePinnedChannelMessages)
        for message in messages:
            await alice.pin_message(group, message)
        assert [(await told.next()).messages for _ in range(3)] == [[m.id] for m in messages]
        pinned = await bob.get_messages(place, filter=types.InputMessagesFilterPinned, limit=None)
        assert [m.raw_text for m in pinned] == ["2", "1", "0"]
        await alice.unpin_message(group, messages[0])
        await alice.unpin_message(group)
        assert not await bob.get_messages(place, filter=types.InputMessagesFilterPinned, limit=None)
        note = await alice.send_message("me", "pin me")
        assert await alice.pin_message("me", note) is None
        link = await alice(functions.channels.ExportMessageLinkRequest(group, messages[1].id))
        assert link.link == f"https://t.me/c/{group.id}/{messages[1].id}"
        assert await alice(functions.channels.CheckUsernameRequest(group, "pins_place"))
        await alice(functions.channels.UpdateUsernameRequest(group, "pins_place"))
        assert not await alice(functions.channels.CheckUsernameRequest(group, "pins_place"))
        await fails(errors.UsernameInvalidError, alice(functions.channels.UpdateUsernameRequest(group, "1x")))
        link = await alice(functions.channels.ExportMessageLinkRequest(group, messages[1].id))
        assert link.link == f"https://t.me/pins_place/{messages[1].id}"
        await fails(errors.UsernameOccupiedError, bob(functions.account.UpdateUsernameRequest("pins_place")))
        invite = await alice(functions.messages.ExportChatInviteRequest(group, usage_limit=1, title="one"))
        listed = await alice(functions.messages.GetExportedChatInvitesRequest(group, "me", 10))
        assert [kept.link for kept in listed.invites] == [invite.link] and listed.invites[0].title == "one"
        async with world.client("dave") as dave, world.client("carol") as carol:
            await dave(functions.messages.ImportChatInviteRequest(invite.link.rsplit("+", 1)[1]))
            used = functions.messages.ImportChatInviteRequest(invite.link.rsplit("+", 1)[1])
            await fails(errors.InviteHashExpiredError, carol(used))
        importers = await alice(functions.messages.GetChatInviteImportersRequest(group, 0, types.InputUserEmpty(), 10, link=invite.link))
        assert [entry.user_id for entry in importers.importers] == [world.people["dave"]]
        revoked = await alice(functions.messages.EditExportedChatInviteRequest(group, invite.link, revoked=True))
        assert revoked.invite.revoked


async def profiles_and_blocks_are_told(world: World) -> None:
    async with world.client("alice") as alice, world.client("alice") as other, world.client("bob") as bob:
        await alice.send_message("bob_user", "hi")
        told = raw(bob, types.UpdateUser)
        photo = await alice(functions.photos.UploadProfilePhotoRequest(file=await alice.upload_file(picture(), file_name="p.png")))
        assert (await told.next()).user_id == world.people["alice"]
        assert [p.id for p in await bob.get_profile_photos("alice_user")] == [photo.photo.id]
        await alice(functions.photos.DeletePhotosRequest([types.InputPhoto(photo.photo.id, photo.photo.access_hash, photo.photo.file_reference)]))
        assert not await bob.get_profile_photos("alice_user")
        blocks = raw(other, types.UpdatePeerBlocked)
        await alice(functions.contacts.BlockRequest("bob_user"))
        assert (await blocks.next()).blocked
        await fails(errors.UserIsBlockedError, bob.send_message("alice_user", "blocked"))
        listed = await alice(functions.contacts.GetBlockedRequest(0, 10))
        assert [peer.peer_id.user_id for peer in listed.blocked] == [world.people["bob"]]
        await alice(functions.contacts.UnblockRequest("bob_user"))
        await bob.send_message("alice_user", "free")


async def posts_are_discussed(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        made = await alice(functions.channels.CreateChannelRequest("Paper", "", broadcast=True))
        channel = made.chats[0]
        group = await megagroup(world, alice, "Letters", "bob_user")
        assert await alice(functions.channels.SetDiscussionGroupRequest(channel, group))
        full = await alice(functions.channels.GetFullChannelRequest(channel))
        assert full.full_chat.linked_chat_id == group.id
        post = await alice.send_message(channel, "news")
        comment = await alice.send_message(channel, "a comment", comment_to=post)
        assert comment.chat_id != post.chat_id and comment.reply_to.reply_to_msg_id
        assert [m.raw_text async for m in alice.iter_messages(channel, reply_to=post.id)] == ["a comment"]
        found = await alice(functions.messages.GetDiscussionMessageRequest(channel, post.id))
        assert found.messages[0].fwd_from.channel_post == post.id and found.unread_count == 0
        seen = await alice.get_messages(channel, ids=post.id)
        assert seen.replies.comments and seen.replies.replies == 1 and seen.replies.channel_id == group.id
        views = await alice(functions.messages.GetMessagesViewsRequest(channel, [post.id], True))
        assert views.views[0].views == 2 and views.views[0].replies.replies == 1
        letters = next(d for d in await bob.get_dialogs() if d.name == "Letters")
        assert (await bob.get_messages(letters, limit=2))[1].raw_text == "news"


CHECKS: list[Callable[[World], Awaitable[None]]] = [
    topics_hold_their_messages,
    answers_make_threads,
    messages_wait_for_their_date,
    drafts_are_shared_by_sessions,
    the_archive_is_a_folder,
    typing_and_status_are_told,
    what_is_read_is_told_to_both_sides,
    searches_find_by_kind_sender_and_place,
    polls_are_voted_in,
    other_media_are_what_they_are,
    rights_and_bans_are_kept_and_logged,
    pins_links_and_names_work,
    profiles_and_blocks_are_told,
    posts_are_discussed,
]

if __name__ == "__main__":
    local_dc.CHECKS[:] = CHECKS
    local_dc.main(sys.argv[1:])
