"""`utils`: the results that modules count on."""

import pytest
from hikka import utils
from telethon.tl import types


def message(text, **fields):
    return types.Message(id=1, peer_id=types.PeerUser(5), date=None, message=text, **fields)


@pytest.mark.parametrize(
    "text, args, raw",
    [
        (".x", [], ""),
        (".x a 'b c'", ["a", "b c"], "a 'b c'"),
        ("x it's", "it's", "it's"),
        ("", False, False),
        (".x  a\nb ", ["a", "b"], "a\nb "),
    ],
)
def test_arguments(text, args, raw):
    for given in (text, message(text)):
        assert utils.get_args(given) == args and utils.get_args_raw(given) == raw


def test_arguments_split_by_a_separator():
    assert utils.get_args_split_by(".x a | b || c ", "|") == ["a", "b", "c"]


def test_arguments_as_html():
    bold = message(".cmd 😀 bold", entities=[types.MessageEntityBold(8, 4)])
    assert utils.get_args_html(bold) in ("😀 <b>bold</b>", "😀 <strong>bold</strong>")
    assert utils.get_args_html(message(".cmd a<b")) == "a&lt;b"


def test_formatted_arguments_begin_behind_the_command_even_in_the_next_line():
    assert utils.get_args_html(message(".cmd\nfirst line\nsecond")) == "first line\nsecond"


def test_numbers_and_truths_among_arguments():
    assert utils.get_args_int(".x 1 a -2") == [1, -2] and utils.get_args_bool(".x yes no x 0") == [True, False, False]


def test_relocated_entities_are_cut_and_dropped():
    entities = [types.MessageEntityBold(0, 3), types.MessageEntityItalic(4, 10), types.MessageEntityCode(0, 1)]
    moved = utils.relocate_entities(entities, -2, "12345")
    assert [(type(entity).__name__, entity.offset, entity.length) for entity in moved] == [
        ("MessageEntityBold", 0, 1),
        ("MessageEntityItalic", 2, 3),
    ]


def test_merged_dicts():
    assert utils.merge({"a": {"x": 1}, "l": [1]}, {"a": {"y": 2}, "b": 3, "l": [2]}) == {
        "a": {"y": 2, "x": 1},
        "b": 3,
        "l": [2, 1],
    }


def test_texts():
    assert utils.escape_html("<&>") == "&lt;&amp;&gt;" and utils.escape_quotes('"') == "&quot;"
    assert (
        utils.remove_html("<b>a</b> <emoji document_id=1>😀</emoji>", keep_emojis=True)
        == "a <emoji document_id=1>😀</emoji>"
    )
    assert utils.remove_html("<b>a</b>") == "a" and utils.escape_non_html("<b>1 < 2</b>") == "<b>1 &lt; 2</b>"
    assert utils.chunks([1, 2, 3], 2) == [[1, 2], [3]] and utils.array_sum([[1], [2]]) == [1, 2]
    assert len(utils.rand(10)) == 10 and utils.rand(10).isalnum() and utils.get_lang_flag("us") == "🇺🇸"
    assert utils.check_url("https://a.b") and not utils.check_url("a") and utils.format_file_size(2048) == "2.0 KB"


def test_smart_split_cuts_at_line_ends_and_keeps_formatting():
    parts = list(utils.smart_split("aaaa\nbbbb cccc", [types.MessageEntityBold(0, 9)], length=6))
    assert [utils.remove_html(part) for part in parts] == ["aaaa", "bbbb", "cccc"]
    assert "bbbb" != parts[1] and parts[2] == "cccc"


def test_smart_split_keeps_what_a_reader_sees_as_one_character_whole():
    family = "👨‍👩‍👧"
    assert list(utils.smart_split(f"abc{family}d", [], length=8)) == ["abc", family, "d"]
    assert list(utils.smart_split("😀a", [], length=1)) == ["😀", "a"]


def test_signs_that_are_no_emojis_stay():
    assert utils.remove_emoji("a → b ★ 👨‍👩‍👧1️⃣ 5") == "a → b ★  5"


def test_merged_lists_have_no_doubles():
    assert utils.merge({"l": [1, 1], "m": [{"x": 1}]}, {"l": [1], "m": [{"x": 1}]}) == {"l": [1], "m": [{"x": 1}]}


def test_links_to_messages_of_topics_name_the_topic(run):
    header = types.MessageReplyHeader(reply_to_msg_id=4, reply_to_top_id=2, forum_topic=True)
    chat = types.Channel(id=7, title="T", photo=types.ChatPhotoEmpty(), date=None)
    made = types.Message(id=3, peer_id=types.PeerChannel(7), date=None, message="", reply_to=header)
    assert run(utils.get_message_link(made, chat)) == "https://t.me/c/7/3?topic=4"


def test_mime_type_is_that_of_the_file():
    document = types.Document(
        id=1, access_hash=1, file_reference=b"", date=None, mime_type="video/mp4", size=1, dc_id=2, attributes=[]
    )
    assert (
        utils.mime_type(message("", media=types.MessageMediaDocument(document=document))) == "video/mp4"
        and utils.mime_type(message("x")) == ""
    )


def test_entities_links():
    user, channel = (
        types.User(id=5, first_name="A"),
        types.Channel(id=6, title="C", photo=types.ChatPhotoEmpty(), date=None, username="chan"),
    )
    assert utils.get_entity_url(user) == "tg://user?id=5" and utils.get_link(channel) == "tg://resolve?domain=chan"
    assert utils.get_chat_id(types.Message(id=1, peer_id=types.PeerChannel(9), date=None, message="")) == 9


def test_censor_hides_phones():
    user = types.User(id=5, phone="123")
    assert utils.censor(user) is user and user.phone == "redacted_3_chars"


def test_standard_modules_are_reachable():
    import asyncio

    assert utils.asyncio is asyncio and utils.get_platform_name() == utils.get_named_platform()


def test_a_star_brings_every_function():
    names = {}
    exec("from hikka.utils import *", names)
    assert names["get_chat_id"] is utils.get_chat_id and {"answer", "asset_channel", "formatted_uptime", "asyncio"} <= names.keys()


def test_run_sync_keeps_the_running_module(run):
    from _ox import context

    context.module.set("X")
    assert run(utils.run_sync(context.module.get)) == "X"


def test_placeholders(run):
    utils.register_placeholder("n", lambda: 5, "a number")
    assert (
        run(utils.get_placeholders({"a": 1}, "{n} {a}")) == {"a": 1, "n": "5"}
        and "a number" in utils.config_placeholders()
    )
    utils.custom_placeholders.clear()


def test_a_placeholder_that_fails_is_a_question_mark(run):
    def fails():
        raise ValueError("no")

    utils.register_placeholder("fails", fails)
    utils.register_placeholder("works", lambda: "yes")
    assert run(utils.get_placeholders({}, "{fails} {works}")) == {"fails": "?", "works": "yes"}
    with pytest.raises(KeyError):
        run(utils.get_placeholder("absent"))
    utils.custom_placeholders.clear()


def test_placeholders_go_with_their_module(load, modules, run):
    load(
        "from .. import loader, utils\nclass XMod(loader.Module):\n    strings = {'name': 'X'}\n"
        "    async def client_ready(self):\n        utils.register_placeholder('x', self.x)\n    async def x(self): return 1"
    )
    assert list(utils.custom_placeholders) == ["x"]
    run(modules.unload_module("XMod"))
    assert utils.custom_placeholders == {}


def test_find_caller_sees_the_running_method(load, receive):
    mod = load(
        "from .. import loader, utils\nclass XMod(loader.Module):\n    strings = {'name': 'X'}\n    async def gocmd(self, message): self.got = utils.find_caller()"
    )
    receive(".go")
    assert mod.got is type(mod).gocmd


def test_addresses_are_sent_in_ascii():
    from hikka._address import in_ascii

    assert in_ascii("https://raw.test/Крест и.py?a=б&c=%20") == "https://raw.test/%D0%9A%D1%80%D0%B5%D1%81%D1%82%20%D0%B8.py?a=%D0%B1&c=%20"
    assert in_ascii("https://me:word@пример.рф:8080/") == "https://me:word@xn--e1afmkfd.xn--p1ai:8080/"
    assert in_ascii("http://[::1]:80/x?y=1#z") == "http://[::1]:80/x?y=1"
