"""Methods that the forks of the client library added to the client and to messages: the requests they make.

What is expected is what the forks ask of Telegram for the same call, with the fields of today's layer.
"""

import pytest
from played_core import message, user
from telethon import types, utils

EMOJI, CUSTOM = types.ReactionEmoji("👍"), types.ReactionCustomEmoji(12345)
BOB, FORUM = types.InputPeerUser(5, 50), types.InputPeerChannel(9, 8)
CALLS = [
    ("send_reaction", (5, 3, "👍"), {}, "SendReactionRequest", {"peer": BOB, "msg_id": 3, "reaction": [EMOJI]}),
    ("send_reaction", (5, 3, [12345, "👍"]), {"big": True}, "SendReactionRequest", {"reaction": [CUSTOM, EMOJI], "big": True}),
    ("send_reaction", (5, 3, EMOJI), {"add_to_recent": True}, "SendReactionRequest", {"reaction": [EMOJI], "add_to_recent": True}),
    ("send_reaction", (5, 3, ""), {}, "SendReactionRequest", {"reaction": []}),
    ("set_quick_reaction", ("👍",), {}, "SetDefaultReactionRequest", {"reaction": EMOJI}),
    ("report_reaction", (5, 3, 5), {}, "ReportReactionRequest", {"peer": BOB, "id": 3, "reaction_peer": BOB}),
    ("translate", (5, 3, "ru"), {}, "TranslateTextRequest", {"peer": BOB, "id": [3], "to_lang": "ru"}),
    ("translate", (None, "hi", "ru"), {}, "TranslateTextRequest", {"peer": None, "text": [types.TextWithEntities("hi", [])]}),
    ("translate", (5, 3, "ru", "ho"), {}, "TranslateTextRequest", {"id": [3], "text": [types.TextWithEntities("ho", [])]}),
    ("set_status", (7,), {}, "UpdateEmojiStatusRequest", {"emoji_status": types.EmojiStatus(7)}),
    ("set_status", (7, 99), {}, "UpdateEmojiStatusRequest", {"emoji_status": types.EmojiStatus(7, until=99)}),
    ("create_forum_topic", (FORUM, "News"), {"icon_color": 6}, "CreateForumTopicRequest", {"peer": FORUM, "title": "News", "icon_color": 6}),
    ("edit_forum_topic", (FORUM, 4), {"closed": False}, "EditForumTopicRequest", {"topic_id": 4, "closed": False, "title": None}),
    ("get_forum_topics", (FORUM,), {"q": "a", "limit": 5}, "GetForumTopicsRequest", {"peer": FORUM, "q": "a", "limit": 5}),
    ("get_forum_topics_by_id", (FORUM, [1, 2]), {}, "GetForumTopicsByIDRequest", {"topics": [1, 2]}),
    ("update_pinned_forum_topic", (FORUM, 4, True), {}, "UpdatePinnedForumTopicRequest", {"topic_id": 4, "pinned": True}),
    ("delete_topic_history", (FORUM, 4), {}, "DeleteTopicHistoryRequest", {"peer": FORUM, "top_msg_id": 4}),
    ("toggle_username", ("alice", True), {}, "ToggleUsernameRequest", {"username": "alice", "active": True}),
    ("reorder_usernames", (["b", "a"],), {}, "ReorderUsernamesRequest", {"order": ["b", "a"]}),
]  # fmt: skip


class Enough(Exception):
    """The request is known, its answer does not matter."""


@pytest.fixture
def asked(client, run):
    """The request of a call, as it would be sent."""
    client._entity_cache.extend([user(5)], [user(5)])

    def request_of(method, *args, **kwargs):
        async def stop(_sender, request, **_options):
            await request.resolve(client, utils)
            raise Enough(request)

        client._call = stop
        with pytest.raises(Enough) as caught:
            run(method(*args, **kwargs))
        return caught.value.args[0]

    return request_of


@pytest.mark.parametrize("name, args, kwargs, request_name, fields", CALLS, ids=lambda value: value if isinstance(value, str) else "")
def test_methods_of_forks_ask_what_the_forks_ask(client, asked, name, args, kwargs, request_name, fields):
    request = asked(getattr(client, name), *args, **kwargs)
    assert type(request).__name__ == request_name
    assert {field: getattr(request, field) for field in fields} == fields


def test_messages_react_and_translate_themselves(client, asked):
    made = message(3, "hello", types.PeerUser(5), out=False)
    made._finish_init(client, {5: user(5)}, None)
    request = asked(made.react, "👍")
    assert (request.peer, request.msg_id, request.reaction) == (BOB, 3, [EMOJI])
    request = asked(made.translate, "ru")
    assert (request.peer, request.id, request.to_lang) == (BOB, [3], "ru")


def test_a_message_without_a_chat_is_translated_by_its_text(client, asked):
    made = message(3, "hello", types.PeerUser(5), entities=[types.MessageEntityBold(0, 5)])
    request = asked(client.translate, None, made, "ru")
    assert (request.peer, request.id, request.text) == (None, None, [types.TextWithEntities("hello", made.entities)])
