"""The way of a request, and who is meant by a name: lists, order, the queue that modules patch, takeouts, updates put in by hand."""
import asyncio

import pytest
from _ox import native
from played_core import user
from telethon import errors, events, tl
from telethon.extensions.messagepacker import MessagePacker
from telethon.tl import functions, types

PING = functions.updates.GetStateRequest
STATE = types.updates.State(pts=1, qts=1, date=None, seq=1, unread_count=0)


@pytest.fixture
def answering(core):
    core.answers["GetStateRequest"] = STATE
    return core


def flood(request):
    return errors.error_of(request, 420, "FLOOD_WAIT", 5)


def refuse_first(core):
    """The first of several requests fails."""
    core.answers["GetStateRequest"] = lambda request: flood(request) if len(core.requests) == 1 else STATE


def test_a_list_is_sent_at_once_and_answered_in_order(client, answering, run):
    answering.answers["GetConfigRequest"] = types.updates.DifferenceEmpty(date=None, seq=2)
    first, second = run(client([PING(), functions.help.GetConfigRequest()]))
    assert (type(first).__name__, type(second).__name__) == ("State", "DifferenceEmpty")


def test_what_failed_in_a_list_leaves_the_others_alone(client, answering, run):
    answering.answers["GetConfigRequest"] = flood
    with pytest.raises(errors.MultiError) as caught:
        run(client([functions.help.GetConfigRequest(), PING()]))
    assert isinstance(caught.value.exceptions[0], errors.FloodWaitError) and caught.value.exceptions[1] is None
    assert caught.value.results[0] is None and caught.value.results[1].pts == 1


def test_in_order_nothing_follows_what_failed(client, answering, run):
    refuse_first(answering)
    with pytest.raises(errors.MultiError) as caught:
        run(client([PING(), PING(), PING()], ordered=True))
    assert [type(error).__name__ for error in caught.value.exceptions] == ["FloodWaitError", "MsgWaitFailedError", "MsgWaitFailedError"]
    assert len(answering.requests) == 1


def test_in_order_each_waits_for_the_one_before(client, answering, run):
    assert len(run(client([PING(), PING()], ordered=True))) == 2 and len(answering.requests) == 2


def test_the_sender_gives_futures(client, answering, run):
    async def send():
        one, many = client._sender.send(PING()), client._sender.send([PING(), PING()])
        return (await one).pts, [(await each).pts for each in many]

    assert run(send()) == (1, [1, 1])
    assert answering.last == {"dc": 0, "threshold": 0, "retries": 0} and client._sender._pending_state == {}


def test_a_patched_packer_sees_every_request(client, answering, run, monkeypatch):
    seen, append, extend = [], MessagePacker.append, MessagePacker.extend

    def patched(self, state):
        seen.append(type(state.request).__name__)
        append(self, state)

    def patched_many(self, states):
        seen.append(len(states))
        extend(self, states)

    monkeypatch.setattr(MessagePacker, "append", patched)
    monkeypatch.setattr(MessagePacker, "extend", patched_many)
    run(client(PING()))
    run(client([PING(), PING()]))
    assert seen == ["GetStateRequest", 2]


def test_a_packer_that_fills_the_deque_itself_is_good_enough(client, answering, run, monkeypatch):
    def append(self, state):
        self._deque.append(state)
        self._ready.set()

    monkeypatch.setattr(MessagePacker, "append", append)
    assert run(client(PING())).pts == 1


def test_a_packer_can_hold_a_request_back(client, answering, run, monkeypatch):
    held = []
    monkeypatch.setattr(MessagePacker, "append", lambda self, state: held.append(state))

    async def go():
        call = asyncio.ensure_future(client(PING()))
        await asyncio.sleep(0)
        before = len(answering.requests)
        held[0].release()
        return before, (await call).pts

    assert run(go()) == (0, 1)


def test_a_packer_can_answer_in_the_server_s_place(client, answering, run, monkeypatch):
    monkeypatch.setattr(MessagePacker, "append", lambda self, state: state.future.set_exception(RuntimeError("forbidden")))
    with pytest.raises(RuntimeError, match="forbidden"):
        run(client(PING()))
    assert answering.requests == []


def test_a_replaced_call_is_used_and_can_be_put_back(client, answering, run):
    original, seen = client._call, []

    async def call(sender, request, ordered=False, flood_sleep_threshold=None):
        seen.append(request)
        return await original(sender, request, ordered, flood_sleep_threshold)

    client._call = call
    run(client(PING()))
    client._call = original
    run(client(PING()))
    assert len(seen) == 1 and len(answering.requests) == 2


def test_updates_put_in_by_hand_reach_the_handlers(client, run):
    seen = []
    client.add_event_handler(lambda event: _note(seen, event), events.Raw(types.UpdateUserTyping))
    update = types.UpdateUserTyping(5, types.SendMessageTypingAction())

    async def go():
        await client._updates_queue.put(types.Updates([update], [user(5)], [], None, 0))
        client._updates_queue.put_nowait(types.UpdateShort(update, None))
        await asyncio.gather(*client._event_handler_tasks)

    run(go())
    assert [event.user_id for event in seen] == [5, 5] and client._updates_queue.empty()


async def _note(seen, event):
    seen.append(event)


def test_a_takeout_wraps_what_is_asked_inside_it(client, core, run):
    core.answers["InitTakeoutSessionRequest"] = types.account.Takeout(id=77)
    core.answers["InvokeWithTakeoutRequest"] = lambda request: (
        True if isinstance(request.query, functions.account.FinishTakeoutSessionRequest) else [user(9)]
    )

    async def go():
        async with client.takeout(users=True) as takeout:
            return await takeout.get_entity(types.InputPeerUser(9, 90)), client.session.takeout_id

    entity, during = run(go())
    assert entity.id == 9 and during == 77 and client.session.takeout_id is None
    init, inside, end = core.requests
    assert init.message_users and init.contacts is None
    assert inside.takeout_id == 77 and isinstance(inside.query, functions.users.GetUsersRequest)
    assert end.query.success and run(client.end_takeout(True)) is False


def test_a_takeout_begins_once(client, core, run):
    client.session.takeout_id = 5

    async def go():
        async with client.takeout(users=True):
            pass

    with pytest.raises(ValueError, match="under way already"):
        run(go())
    core.answers["InvokeWithTakeoutRequest"] = True
    assert run(client.end_takeout(False)) is True and client.session.takeout_id is None


def test_invited_users_answer_like_updates(client, core, run):
    update = types.UpdateUserTyping(5, types.SendMessageTypingAction())
    inner = types.Updates([update], [user(5)], [], None, 7)
    core.answers["AddChatUserRequest"] = types.messages.InvitedUsers(updates=inner, missing_invitees=[])
    answer = run(client(functions.messages.AddChatUserRequest(4, types.InputPeerUser(5, 50), 0)))
    assert answer.users[0].id == 5 and answer.chats == [] and answer.seq == 7
    assert answer.updates[0].user_id == 5 and [one.user_id for one in answer.updates] == [5] and answer.updates.seq == 7


def test_a_story_is_published_for_everybody(client, core, run):
    core.answers["SendStoryRequest"] = types.Updates([], [], [], None, 0)
    run(client.send_story(types.InputPhoto(1, 2, b""), caption="**hi**", pinned=True))
    (request,) = core.requests
    assert request.caption == "hi" and isinstance(request.entities[0], types.MessageEntityBold) and request.pinned
    assert isinstance(request.media, types.InputMediaPhoto) and isinstance(request.privacy_rules[0], types.InputPrivacyValueAllowAll)


def test_bytes_of_an_unknown_constructor_are_the_library_s_error():
    from telethon.extensions import BinaryReader

    with pytest.raises(errors.TypeNotFoundError) as caught:
        BinaryReader(b"\xef\xbe\xad\xde1234").tgread_object()
    assert caught.value.invalid_constructor_id == 0xDEADBEEF


def test_a_request_of_a_module_s_own_making_is_sent_as_its_bytes_and_reads_its_answer(client, answering, run):
    class Bare(tl.TLRequest):
        CONSTRUCTOR_ID = 0x418D4E0B

    with pytest.raises(NotImplementedError, match="a request of a module's own making .`Bare`."):
        run(client(Bare()))
    assert answering.requests == []

    class Ping(Bare):
        def _bytes(self):
            return b"\x0bN\x8dA"

    class Counting(Ping):
        @staticmethod
        def read_result(reader):
            return [reader.read_int() for _ in range(2)]

    answering.answers.update({"Ping": True, "Counting": b"\1\0\0\0\2\0\0\0"})
    assert run(client(Ping())) is True
    assert run(client(Counting())) == [1, 2]
    assert [native.encode(request) for request in answering.requests] == [b"\x0bN\x8dA"] * 2


def test_somebody_is_found_by_the_exact_name(client, core, run):
    core.answers["GetUsersRequest"] = lambda request: [user(request.id[0].user_id, first_name="Bob", last_name="B. Builder")]
    run(client.get_entity(types.InputPeerUser(9, 90)))
    core.known["Carol of the store"] = {"id": 12, "hash": 120, "kind": "user", "name": "Carol of the store"}
    assert run(client.get_input_entity("Bob B. Builder")) == types.InputPeerUser(9, 90)
    assert run(client.get_input_entity("Carol of the store")) == types.InputPeerUser(12, 120)
    assert run(client.get_entity("Carol of the store")).id == 12
    with pytest.raises(ValueError, match="Cannot find any entity corresponding to .Nobody at all"):
        run(client.get_entity("Nobody at all"))
