"""Handlers, builders and conversations: order, filters, and who gets what."""
import asyncio
import logging

import pytest
from _ox import interests
from played_core import message, user
from telethon import errors, events, types


def new(text, number=1, peer=None, **fields):
    return types.UpdateNewMessage(message(number, text, peer or types.PeerUser(5), **fields), 1, 1)


def give(client, run, update, targets=None):
    run(client._dispatch_update(update, [user(5)], [], targets))


@pytest.mark.parametrize("builder, expected", [
    (events.NewMessage(), True),
    (events.NewMessage(incoming=True), True),
    (events.NewMessage(outgoing=True), False),
    (events.NewMessage(pattern="h(.)"), True),
    (events.NewMessage(pattern="i"), False),
    (events.NewMessage(chats=5), True),
    (events.NewMessage(chats=[6]), False),
    (events.NewMessage(chats=5, blacklist_chats=True), False),
    (events.NewMessage(from_users=5), True),
    (events.NewMessage(from_users=[7]), False),
    (events.NewMessage(forwards=True), False),
    (events.NewMessage(func=lambda e: e.text == "hi"), True),
    (events.Raw(types.UpdateNewMessage), True),
    (events.Raw([types.UpdateUserStatus]), False),
    (events.MessageEdited(), False),
    (events.ChatAction(), False),
])  # fmt: skip
def test_builders_choose_their_updates(client, run, builder, expected):
    seen = []

    async def handler(event):
        seen.append(event)

    client.add_event_handler(handler, builder)
    give(client, run, new("hi"))
    assert bool(seen) == expected


def test_asynchronous_conditions_are_awaited(client, run):
    seen = []

    async def wanted(event):
        return event.raw_text == "hi"

    async def handler(event):
        seen.append(event.raw_text)

    client.add_event_handler(handler, events.NewMessage(func=wanted))
    give(client, run, new("hi"))
    give(client, run, new("ho"))
    assert seen == ["hi"]


def test_handlers_run_in_order_and_can_stop_the_rest(client, run, caplog):
    seen = []

    @client.on(events.NewMessage)
    async def first(event):
        seen.append("first")
        raise RuntimeError("broken")

    @client.on(events.NewMessage)
    async def second(event):
        seen.append("second")
        raise events.StopPropagation

    @client.on(events.NewMessage)
    async def third(event):
        seen.append("third")

    with caplog.at_level(logging.ERROR):
        give(client, run, new("hi"))
    assert seen == ["first", "second"]
    assert "Unhandled exception on first" in caplog.text
    assert client.remove_event_handler(second) == 1
    give(client, run, new("hi"))
    assert seen[2:] == ["first", "third"]


def test_only_targeted_handlers_run_and_interests_are_registered(client, run):
    before = len(interests.snapshot()["events"])
    seen = []

    async def handler(event):
        seen.append(event.raw_text)

    client.add_event_handler(handler, events.NewMessage(chats=[5, -1000000000003], incoming=True))
    interest = interests.snapshot()["events"][-1]
    assert interest["chats"] == [5, -5, -1000000000005, -1000000000003]
    assert interest["kind"] == "NewMessage" and interest["incoming"] is True and interest["outgoing"] is False
    give(client, run, new("no"), targets=(interest["id"] + 1000,))
    give(client, run, new("yes"), targets=(interest["id"],))
    assert seen == ["yes"]
    assert client.remove_event_handler(handler) == 1 and len(interests.snapshot()["events"]) == before


def test_handlers_run_as_the_module_that_registered_them(client, run):
    from _ox import context

    seen = []

    async def handler(event):
        seen.append(context.module.get())

    token = context.module.set("Cats")
    client.add_event_handler(handler, events.NewMessage)
    context.module.reset(token)
    give(client, run, new("hi"))
    assert seen == ["Cats"]


def test_raw_interests_name_their_constructors(client):
    async def handler(update):
        """Never called."""

    client.add_event_handler(handler, events.Raw(types.UpdateUserStatus))
    assert interests.snapshot()["raw"][-1]["constructors"] == [types.UpdateUserStatus.CONSTRUCTOR_ID]


def test_registered_functions_carry_their_builders(client, run):
    seen = []

    @events.register(events.NewMessage(pattern="a"))
    @events.register(events.NewMessage(pattern="b"))
    async def handler(event):
        seen.append(event.raw_text)

    assert events.is_handler(handler) and len(events.list(handler)) == 2
    client.add_event_handler(handler)
    for text in ("a", "b", "c"):
        give(client, run, new(text))
    assert seen == ["a", "b"] and client.remove_event_handler(handler) == 2


def test_events_stand_for_their_message(client, run):
    seen = []

    async def handler(event):
        event.message.own = 3
        seen.append((event.chat_id, event.sender_id, event.is_private, event.chat.id, event.own, event.client is client))
        assert not isinstance(event, types.Message) and event.pattern_match[1] == "i"

    client.add_event_handler(handler, events.NewMessage(pattern="h(.)"))
    give(client, run, new("hi"))
    assert seen == [(5, 5, True, 5, 3, True)]


def test_deletions_reads_and_typing_become_events(client, run):
    seen = []

    async def handler(event):
        seen.append(event)

    for builder in (events.MessageDeleted, events.MessageRead(inbox=False), events.UserUpdate, events.ChatAction):
        client.add_event_handler(handler, builder)
    give(client, run, types.UpdateDeleteMessages([1, 2], 1, 2))
    give(client, run, types.UpdateReadHistoryOutbox(types.PeerUser(5), 9, 1, 1))
    give(client, run, types.UpdateUserTyping(5, types.SendMessageTypingAction()))
    give(client, run, types.UpdateUserStatus(5, types.UserStatusOnline(1_900_000_000)))
    action = types.MessageActionChatAddUser([5])
    service = types.MessageService(id=3, peer_id=types.PeerChat(4), date=0, action=action, from_id=types.PeerUser(6))
    give(client, run, types.UpdateNewMessage(service, 1, 1))
    deleted, read, typing, status, added = seen
    assert deleted.deleted_ids == [1, 2] and read.max_id == 9 and read.is_read(5)
    assert typing.typing and typing.recording is False and status.online and status.typing is None
    assert added.user_added and not added.user_joined and added.user_id == 5 and added.user.id == 5


def test_a_conversation_gets_answers_before_the_handlers(client, core, run):
    order = []

    async def handler(event):
        order.append("handler")

    client.add_event_handler(handler, events.NewMessage)
    client._entity_cache.extend([user(5)], [])
    core.answers["SendMessageRequest"] = lambda request: types.UpdateShortSentMessage(id=10, pts=1, pts_count=1, date=0, out=True)

    async def scene():
        async with client.conversation(5) as conversation:
            assert interests.snapshot()["conversations"] == [5]
            await conversation.send_message("ask")
            waiting = asyncio.ensure_future(conversation.get_response())
            waiting.add_done_callback(lambda _: order.append("conversation"))
            await asyncio.sleep(0)
            await client._dispatch_update(new("answer", 11), [user(5)], [])
            first = await waiting
            await client._dispatch_update(new("more", 12), [user(5)], [])
            second = await conversation.get_response()
            return first.raw_text, second.raw_text

    assert run(scene()) == ("answer", "more") and order.count("handler") == 2
    assert interests.snapshot()["conversations"] == [] and not client._conversations


def test_conversations_time_out_exclude_each_other_and_can_be_cancelled(client, core, run):
    client._entity_cache.extend([user(5)], [])
    core.answers["SendMessageRequest"] = lambda request: types.UpdateShortSentMessage(id=10, pts=1, pts_count=1, date=0, out=True)

    async def scene():
        async with client.conversation(5, timeout=0.01) as conversation:
            with pytest.raises(ValueError, match="No message was sent"):
                conversation.get_response()
            await conversation.send_message("ask")
            with pytest.raises(asyncio.TimeoutError):
                await conversation.get_response()
            with pytest.raises(errors.AlreadyInConversationError):
                async with client.conversation(5):
                    pass
            conversation.cancel()
            with pytest.raises(asyncio.CancelledError):
                await conversation.send_message("again")

    run(scene())


def test_waiting_for_an_event_of_any_chat(client, core, run):
    client._entity_cache.extend([user(5)], [])

    async def scene():
        async with client.conversation(5) as conversation:
            waiting = asyncio.ensure_future(conversation.wait_event(events.NewMessage(incoming=True, from_users=8)))
            await asyncio.sleep(0.01)
            await client._dispatch_update(new("other", 11), [user(5)], [])
            await client._dispatch_update(new("mine", 12, types.PeerUser(8)), [user(8)], [])
            return (await waiting).raw_text

    assert run(scene()) == "mine"


def test_edits_and_replies_find_their_conversation(client, core, run):
    client._entity_cache.extend([user(5)], [])
    core.answers["SendMessageRequest"] = lambda request: types.UpdateShortSentMessage(id=10, pts=1, pts_count=1, date=0, out=True)

    async def scene():
        async with client.conversation(5) as conversation:
            await conversation.send_message("ask")
            reply, edit = (asyncio.ensure_future(w) for w in (conversation.get_reply(), conversation.get_edit()))
            await asyncio.sleep(0)
            await client._dispatch_update(new("not a reply", 11), [user(5)], [])
            header = types.MessageReplyHeader(reply_to_msg_id=10)
            await client._dispatch_update(new("reply", 12, reply_to=header), [user(5)], [])
            changed = message(11, "edited", types.PeerUser(5), edit_date=1_700_000_100)
            await client._dispatch_update(types.UpdateEditMessage(changed, 1, 1), [user(5)], [])
            return (await reply).raw_text, (await edit).raw_text

    assert run(scene()) == ("reply", "edited")


def test_albums_are_gathered(client, run):
    seen = []

    async def handler(event):
        seen.append([m.id for m in event])

    client.add_event_handler(handler, events.Album)

    async def scene():
        for number in (1, 2, 3):
            await client._dispatch_update(new("", number, grouped_id=77), [user(5)], [])
        while not seen:
            await asyncio.sleep(0.05)

    run(scene())
    assert seen == [[1, 2, 3]]
