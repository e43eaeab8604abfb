"""Clients that a module makes for accounts of its own, against a played core: what is asked of it and what becomes of its answers."""
import asyncio

import pytest
from _ox import clients, context
from _ox.link import link
from played_core import Core, message, user
from telethon import TelegramClient, errors, events, functions, types
from telethon.crypto import AuthKey
from telethon.sessions import MemorySession, StringSession

KEY = bytes(range(256))
HOME = {"dc": 2, "address": "149.154.167.51", "port": 443, "key": KEY.hex(), "user": 7}


class Guests(Core):
    """Answers `client.…` controls as written down in `said`, and requests of clients with their number."""

    def __init__(self):
        super().__init__()
        self.said, self.numbers = {"client.connect": HOME, "client.move": HOME, "client.close": {"place": None}}, []

    async def call(self, request, dc=0, threshold=60, retries=5, client=0):
        self.numbers.append(client)
        return await super().call(request, dc, threshold, retries)

    def control(self, name, payload, wait=True):
        super().control(name, payload, wait)

        async def answer():
            await asyncio.sleep(0)
            return self.said[name]

        return answer() if wait else None


@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()


@pytest.fixture
def run(loop):
    async def awaited(make):
        return await make()

    return lambda make: loop.run_until_complete(asyncio.wait_for(awaited(make), 10))


@pytest.fixture
def core(monkeypatch, loop):
    played = Guests()
    for name in ("call", "control", "ask"):
        monkeypatch.setattr(link, name, getattr(played, name))
    monkeypatch.setattr(link, "loop", loop)
    monkeypatch.setattr(link, "_make_error", link._make_error)
    played.answers["GetUsersRequest"] = lambda request: [user(7, is_self=True)]
    return played


def made(**options):
    return TelegramClient(StringSession(), 1, "hash", **options)


def test_a_new_client_is_told_its_home_and_key_and_tells_its_own(core, run):
    client = made(device_model="Toaster", connection_retries=2, retry_delay=3)
    run(client.connect)
    name, asked = core.controls[0]
    assert name == "client.connect" and asked["client"] > 0 and asked["key"] is None and asked["place"] is None
    assert (asked["dc"], asked["address"], asked["port"]) == (2, "149.154.167.51", 443)
    assert (asked["api_id"], asked["api_hash"], asked["retries"], asked["pause"]) == (1, "hash", 2, 3.0)
    assert asked["device"]["model"] == "Toaster" and asked["proxy"] is None
    assert client.is_connected() and client.session.auth_key.key == KEY
    assert set(core.numbers) == {asked["client"]} and core.names() == ["GetUsersRequest"]
    run(client.disconnect)
    assert core.controls[-1] == ("client.close", {"client": asked["client"]}) and not client.is_connected()


def test_what_the_core_says_went_wrong_is_what_the_librarys_users_know(core, run):
    for said, error in (
        ({"refused": {"code": 406, "name": "AUTH_KEY_DUPLICATED", "value": None}}, errors.AuthKeyDuplicatedError),
        ({"refused": {"code": 403, "name": "OXIKKA_REFUSES_THE_OWNERS_ACCOUNT", "value": None}}, errors.ForbiddenError),
        ({"dead_key": True}, errors.AuthKeyNotFound),
        ({"failed": "nobody is there"}, ConnectionError),
    ):
        core.said["client.connect"] = said
        client = made()
        with pytest.raises(error):
            run(client.connect)
        assert not client.is_connected()
        with pytest.raises(ConnectionError):
            run(client.get_me)


def test_updates_that_come_before_the_answer_wait_for_it(core, run):
    heard = []

    async def scenario():
        client = made()

        async def hear(event):
            heard.append((event.raw_text, event.out))

        client.add_event_handler(hear, events.NewMessage)
        connecting = asyncio.ensure_future(client.connect())
        await asyncio.sleep(0)
        new = types.UpdateNewMessage(message(1, "early", types.PeerUser(5)), 1, 1)
        clients.on_update(core.controls[0][1]["client"], new, [user(5)], [])
        await connecting
        await asyncio.gather(*client._event_handler_tasks)
        assert client.session.get_input_entity(5).access_hash == 50
        await client.disconnect()

    run(scenario)
    assert heard == [("early", False)]


def test_a_login_that_the_server_ends_disconnects_with_its_error(core, run):
    async def scenario():
        client = made()
        await client.connect()
        core.answers["GetStateRequest"] = None
        running = asyncio.ensure_future(client.run_until_disconnected())
        await asyncio.sleep(0)
        clients.on_ended(core.controls[0][1]["client"], errors.AuthKeyUnregisteredError(None))
        with pytest.raises(errors.AuthKeyUnregisteredError):
            await running
        assert not client.is_connected()

    run(scenario)


def test_nobody_is_asked_at_a_terminal(core, run):
    core.said["client.connect"] = {**HOME, "user": None}
    core.answers["GetUsersRequest"] = errors.AuthKeyUnregisteredError(None)
    client = made()
    with pytest.raises(EOFError, match="phone number at a terminal"):
        run(client.start)
    core.answers["SendCodeRequest"] = types.auth.SentCode(types.auth.SentCodeTypeApp(5), "hash")
    with pytest.raises(EOFError, match="code at a terminal"):
        run(lambda: client.start(phone="15550001111"))


def test_migrations_are_followed_while_logging_in_and_only_then(core, run):
    core.said["client.connect"] = {**HOME, "user": None}
    core.said["client.move"] = {**HOME, "dc": 4, "address": "149.154.167.91"}
    core.answers["GetUsersRequest"] = core.answers["GetStateRequest"] = errors.AuthKeyUnregisteredError(None)
    answers = iter([errors.PhoneMigrateError(None, 4), types.auth.SentCode(types.auth.SentCodeTypeApp(5), "hash")])
    core.answers["SendCodeRequest"] = lambda request: next(answers)
    client = made()
    run(client.connect)
    assert run(lambda: client.send_code_request("15550001111")).phone_code_hash == "hash"
    assert core.controls[-1][1]["dc"] == 4 and client.session.dc_id == 4
    assert client.session.server_address == "149.154.167.91"
    client._authorized = True
    core.answers["SendCodeRequest"] = errors.PhoneMigrateError(None, 5)
    with pytest.raises(errors.PhoneMigrateError):
        run(lambda: client.send_code_request("15550002222"))


def test_the_accounts_session_is_no_source(core, run):
    session = MemorySession()
    session._is_withheld = True
    with pytest.raises(PermissionError):
        run(TelegramClient(session, 1, "hash").connect)
    assert core.controls == []


def test_places_in_the_updates_are_written_back_and_given_again(core, run):
    place = {"pts": 5, "qts": 1, "date": 1_700_000_000, "seq": 2, "channels": [[77, 9]]}
    core.said["client.close"] = {"place": place}
    session = StringSession()
    client = TelegramClient(session, 1, "hash", catch_up=True)
    run(client.connect)
    run(client.disconnect)
    assert session.get_update_state(0).pts == 5 and session.get_update_state(77).pts == 9
    session.process_entities([types.Channel(77, "room", types.ChatPhotoEmpty(), None, access_hash=770)])
    run(client.connect)
    given = core.controls[-1][1]["place"]
    assert (given["pts"], given["date"], given["channels"]) == (5, 1_700_000_000, [(77, 9, 770)])
    run(client.disconnect)


def test_what_a_module_connected_ends_with_the_module(core, run):
    async def scenario():
        token = context.module.set("First")
        first = made()
        await first.connect()
        context.module.set("Second")
        second = made()
        await second.connect()
        context.module.reset(token)
        await clients.end_those_of("First")
        assert not first.is_connected() and second.is_connected()
        await second.disconnect()

    run(scenario)


def test_requests_of_a_client_without_updates_say_so(core, run):
    client = made(receive_updates=False)
    me = functions.users.GetUsersRequest
    core.answers["InvokeWithoutUpdatesRequest"] = lambda request: [user(7)] if isinstance(request.query, me) else True
    run(client.connect)
    assert run(lambda: client(functions.help.GetConfigRequest())) is True
    assert set(core.names()) == {"InvokeWithoutUpdatesRequest"}
    run(client.disconnect)


def test_a_key_in_the_session_is_what_is_connected_with(core, run):
    session = MemorySession()
    session.set_dc(4, "149.154.167.91", 443)
    session.auth_key = AuthKey(KEY)
    client = TelegramClient(session, 1, "hash")
    run(client.connect)
    asked = core.controls[0][1]
    assert (asked["dc"], asked["key"]) == (4, KEY.hex())
    run(client.disconnect)
