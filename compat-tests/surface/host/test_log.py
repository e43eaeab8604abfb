"""What logs leave out, and the log chat beside a Telegram that limits, refuses and is slow."""

import asyncio
import logging
import threading

import pytest
from hikka import _log_chat, _mask
from telethon.errors import FloodWaitError

MASKED = [
    ("password='a b' x", "password=***** x"),
    ('{"token": "abc", "n": 1}', '{"token": *****, "n": 1}'),
    ("api_hash: abc, x", "api_hash: *****, x"),
    ("f(phone=123)", "f(phone=*****)"),
    ("https://me:secret@shelf.test/", "https://*****@shelf.test/"),
    ("the token 123456789:AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDD!", "the token *****!"),
    ("session 1" + "Ab-_" * 80 + " ends", "session ***** ends"),
    ("the token is old, tokens: 5, compass: north", "the token is old, tokens: 5, compass: north"),
    ("12:30:45 and 1000:2", "12:30:45 and 1000:2"),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_secrets_are_known_by_their_shape_and_by_their_names(text, expected):
    assert _mask.masked(text) == expected
    assert _mask.masked(expected) == expected


def test_the_owners_number_is_hidden_as_it_is_written(monkeypatch):
    monkeypatch.setattr(_mask, "_values", set())
    _mask.hide_value("+79991234567")
    _mask.hide_value(None)
    assert _mask.masked("call 79991234567 or +79991234567") == "call ***** or +*****"


class Telegram:
    """A client that notes what is sent; `refusals` come first."""

    def __init__(self, *refusals):
        self.sent, self.edited, self.refusals = [], [], list(refusals)

    async def send_message(self, peer, text, **options):
        logging.getLogger("telethon").error("the client complains while it sends")
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(text)
        return type("Message", (), {"id": len(self.sent)})

    async def edit_message(self, peer, number, text, **options):
        self.edited.append((number, text))

    async def send_file(self, peer, file, caption="", **options):
        self.sent.append((file.name, caption))


class Handler(logging.Handler):
    def __init__(self, chat):
        super().__init__()
        self.chat = chat

    def emit(self, record):
        self.chat.offer(record, "CatMod", record.getMessage())


@pytest.fixture
def slept(monkeypatch):
    """Seconds that were slept; nothing waits for them."""
    naps, sleep = [], asyncio.sleep

    async def nap(seconds):
        naps.append(seconds)
        await sleep(0)

    monkeypatch.setattr(_log_chat.asyncio, "sleep", nap)
    return naps


@pytest.fixture
def chat():
    made = _log_chat.LogChat()
    handler, root = Handler(made), logging.getLogger()
    root.addHandler(handler)
    yield made
    root.removeHandler(handler)


async def finished(chat):
    while chat._task is not None and not chat._task.done():
        await chat._task


def play(loop, chat, telegram, *texts):
    async def playing():
        chat.open(telegram, "me")
        for text in texts:
            logging.getLogger("cat").error(text)
        chat._arm()
        await finished(chat)

    loop.run_until_complete(playing())


def test_what_sending_itself_logs_is_not_sent(loop, chat, slept):
    telegram = Telegram(RuntimeError("no"), FloodWaitError(None, 9))
    play(loop, chat, telegram, "one")
    assert telegram.sent == []
    play(loop, chat, telegram, "two")
    assert [text.count("two") for text in telegram.sent] == [1]


def test_telegrams_waits_are_kept(loop, chat, slept):
    telegram = Telegram(FloodWaitError(None, 40), FloodWaitError(None, 7))
    play(loop, chat, telegram, "one")
    assert slept == [3.0, 41, 8] and len(telegram.sent) == 1


def test_repeats_are_counted_where_they_stand_and_come_ever_more_rarely(loop, chat, slept):
    telegram = Telegram()
    for _ in range(7):
        play(loop, chat, telegram, "one", "one")
    assert len(telegram.sent) == 1 and telegram.edited[-1][1].endswith("×14</b>")
    assert slept == [3.0, 3.0, 6.0, 12.0, 24.0, 48.0, 60.0]
    play(loop, chat, telegram, "another")
    assert len(telegram.sent) == 2


def test_what_came_before_the_chat_was_known_is_sent_and_never_too_much(loop, chat, slept):
    for number in range(250):
        logging.getLogger("cat").error("early %s", number)
    telegram = Telegram()
    play(loop, chat, telegram)
    assert "early 99" in telegram.sent[0] and telegram.sent[0].endswith("… +150")


def test_what_is_too_long_for_a_message_is_a_file(loop, chat, slept):
    telegram = Telegram()
    play(loop, chat, telegram, *(f"{number} " + "long " * 40 for number in range(50)))
    name, caption = telegram.sent[0]
    assert name == "oxikka.log" and caption.startswith("🚨") and caption.endswith("… +49")


def test_records_of_other_threads_arrive(loop, chat, slept):
    telegram = Telegram()

    async def playing():
        chat.open(telegram, "me")
        thread = threading.Thread(target=logging.getLogger("cat").error, args=("from a thread",))
        thread.start()
        await asyncio.get_running_loop().run_in_executor(None, thread.join)
        while chat._task is None:
            await asyncio.get_running_loop().run_in_executor(None, int)
        await finished(chat)

    loop.run_until_complete(playing())
    assert "from a thread" in telegram.sent[0]


def test_a_closed_chat_gets_nothing(loop, chat, slept):
    telegram = Telegram()

    async def playing():
        chat.open(telegram, "me")
        chat.close()
        logging.getLogger("cat").error("nobody")
        chat.open(telegram, "me")
        await finished(chat)

    loop.run_until_complete(playing())
    assert telegram.sent == []
