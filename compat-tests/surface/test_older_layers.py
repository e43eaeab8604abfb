"""Every row of the table of older layers' names (telethon/tl/aliases.py) has a case here; a new row without one fails."""
import inspect

import pytest
from telethon.tl import aliases, functions, types

BUTTONS = {
    "KeyboardButtonUrl": (("a", "http://x"), {"url": "http://x"}),
    "KeyboardButtonUrlAuth": (("a", "http://x", 5), {"url": "http://x", "button_id": 5}),
    "InputKeyboardButtonUrlAuth": (("a", "http://x", types.InputUserSelf()), {"url": "http://x"}),
    "KeyboardButtonWebView": (("a", "http://x"), {"url": "http://x"}),
    "KeyboardButtonCallback": (("a", b"d"), {"data": b"d"}),
    "KeyboardButtonGame": (("a",), {}),
    "KeyboardButtonBuy": (("a",), {}),
    "KeyboardButtonSwitchInline": (("a", "q"), {"query": "q"}),
    "KeyboardButtonUserProfile": (("a", 7), {"user_id": 7}),
    "InputKeyboardButtonUserProfile": (("a", types.InputUserSelf()), {}),
    "KeyboardButtonCopy": (("a", "c"), {"copy_text": "c"}),
    "KeyboardButtonRequestPhone": (("a",), {}),
    "KeyboardButtonRequestGeoLocation": (("a",), {}),
    "KeyboardButtonRequestPoll": (("a", True), {"quiz": True}),
    "KeyboardButtonRequestPeer": (("a", 1, types.RequestPeerTypeUser(), 1), {"button_id": 1}),
    "InputKeyboardButtonRequestPeer": (("a", 1, types.RequestPeerTypeUser(), 1), {"button_id": 1}),
    "KeyboardButtonSimpleWebView": (("a", "http://x"), {"url": "http://x"}),
}


@pytest.mark.parametrize("name", sorted(aliases.BUTTONS))
def test_a_button_of_an_older_layer_makes_the_new_one(name):
    arguments, fields = BUTTONS[name]
    cls = getattr(types, name)
    made = cls(*arguments)
    outer, kind = aliases.BUTTONS[name]
    assert isinstance(made, getattr(types, outer)) and isinstance(made.type, getattr(types, kind)) and made.text == "a"
    assert isinstance(made, cls) and {field: getattr(made, field) for field in fields} == fields
    others = [getattr(types, other) for other, row in aliases.BUTTONS.items() if row[1] != kind]
    assert not any(isinstance(made, other) for other in others)


PEER = types.InputPeerChannel(5, 6)
MOVED = {
    "CreateForumTopicRequest": {"channel": PEER, "title": "t"},
    "EditForumTopicRequest": {"channel": PEER, "topic_id": 2},
    "GetForumTopicsRequest": {"channel": PEER, "offset_date": None, "offset_id": 0, "offset_topic": 0, "limit": 5},
    "GetForumTopicsByIDRequest": {"channel": PEER, "topics": [1]},
    "UpdatePinnedForumTopicRequest": {"channel": PEER, "topic_id": 2, "pinned": True},
    "ReorderPinnedForumTopicsRequest": {"channel": PEER, "order": [1]},
    "DeleteTopicHistoryRequest": {"channel": PEER, "top_msg_id": 2},
    "EditCreatorRequest": {"channel": PEER, "user_id": types.InputUserSelf(), "password": types.InputCheckPasswordEmpty()},
    "GetSponsoredMessagesRequest": {"channel": PEER},
    "ViewSponsoredMessageRequest": {"random_id": b"1"},
    "DeleteUserHistoryRequest": {"channel": types.InputChannel(5, 6), "user_id": PEER},
    "AddChatUserRequest": {"chat_id": 5, "user_id": types.InputUserSelf(), "fwd_limit": 1},
}


@pytest.mark.parametrize("row", sorted(aliases.MOVED), ids=lambda row: row[2])
def test_a_request_that_moved_encodes_as_the_new_one(row):
    kind, namespace, name = row
    assert kind == "functions"
    new_namespace, new, _, _ = aliases.MOVED[row]
    target = getattr(getattr(functions, new_namespace), new)
    made = getattr(getattr(functions, namespace), name)(**MOVED[name])
    assert isinstance(made, target) and bytes(made)[:4] == target.CONSTRUCTOR_ID.to_bytes(4, "little")


def options(**keywords):
    """A call of the constructor with these keywords and whatever else it demands."""
    return keywords


REPLY = options(reply_to_msg_id=5, top_msg_id=3)
STICKERS = options(user_id=types.InputUserSelf(), title="t", short_name="s", stickers=[], animated=True, videos=True)
POLL = options(id=1, question="q", answers=[])
ANSWERS = [types.PollAnswer("a", b"0"), types.PollAnswer("b", b"1")]
FILTER = options(id=1, title="t", pinned_peers=[], include_peers=[], exclude_peers=[])
KEYWORDS = {
    "SendMessageRequest": (options(peer=1, message="", **REPLY), "reply_to.top_msg_id", 3),
    "SendMediaRequest": (options(peer=1, message="", media=1, **REPLY), "reply_to.reply_to_msg_id", 5),
    "SendMultiMediaRequest": (options(peer=1, multi_media=[], **REPLY), "reply_to.reply_to_msg_id", 5),
    "SendInlineBotResultRequest": (options(peer=1, query_id=1, id="", **REPLY), "reply_to.reply_to_msg_id", 5),
    "SendScreenshotNotificationRequest": (options(peer=1, reply_to_msg_id=5), "reply_to.reply_to_msg_id", 5),
    "SaveDraftRequest": (options(peer=1, message="", **REPLY), "reply_to.top_msg_id", 3),
    "RequestWebViewRequest": (options(peer=1, bot=1, platform="", **REPLY), "reply_to.reply_to_msg_id", 5),
    "ProlongWebViewRequest": (options(peer=1, bot=1, query_id=1, **REPLY), "reply_to.reply_to_msg_id", 5),
    "ReportRequest": (options(peer=1, id=[2], reason=types.InputReportReasonSpam(), message="m"), "option", b""),
    "TranslateTextRequest": (options(peer=1, msg_id=4, from_lang="de", to_lang="en"), "id", [4]),
    "GetPollResultsRequest": (options(peer=1, msg_id=2), "poll_hash", 0),
    "ToggleSignaturesRequest": (options(channel=1, enabled=True), "signatures_enabled", True),
    "ToggleForumRequest": (options(channel=1, enabled=True), "tabs", False),
    "CreateStickerSetRequest": (STICKERS, "title", "t"),
    "DialogFilter": (FILTER, "title.text", "t"),
    "DialogFilterChatlist": (options(id=1, title="t", pinned_peers=[], include_peers=[]), "title.text", "t"),
    "Poll": (POLL, "question.text", "q"),
    "PollAnswer": (options(text="a", option=b"0"), "text.text", "a"),
    "InputMediaPoll": (options(poll=types.Poll(**{**POLL, "answers": ANSWERS}), correct_answers=[b"1"]), "correct_answers", [1]),
    "KeyboardButton": (options(text="a"), "type", types.ButtonTypeDefault()),
    "InputReplyToStory": (options(user_id=types.InputPeerSelf(), story_id=1), "peer", types.InputPeerSelf()),
}


@pytest.mark.parametrize("row", sorted(aliases.KEYWORDS), ids=lambda row: row[2])
def test_a_constructor_takes_the_keywords_of_older_layers(row):
    kind, namespace, name = row
    keywords, path, wanted = KEYWORDS[name]
    root = types if kind == "types" else functions
    value = getattr(getattr(root, namespace) if namespace else root, name)(**keywords)
    for field in path.split("."):
        value = getattr(value, field)
    assert value == wanted


PHOTO = types.PeerColor(color=1, background_emoji_id=9)
FIELDS = {
    ("StickerSet", "animated"): (options(id=1, access_hash=1, title="t", short_name="s", count=1, hash=0), False),
    ("StickerSet", "videos"): (options(id=1, access_hash=1, title="t", short_name="s", count=1, hash=0), False),
    ("MessageMediaDocument", "alt_document"): (options(alt_documents=[5]), 5),
    ("User", "background_emoji_id"): (options(id=1, color=PHOTO), 9),
    ("Channel", "background_emoji_id"): (options(id=1, title="t", photo=None, date=0, color=PHOTO), 9),
    ("UserFull", "theme_emoticon"): (options(theme=types.ChatTheme("x")), "x"),
    ("UserFull", "premium_gifts"): ({}, None),
    ("DraftMessage", "reply_to_msg_id"): (options(message="", date=0, reply_to=types.InputReplyToMessage(5)), 5),
    ("MessageReplyStoryHeader", "user_id"): (options(peer=types.PeerUser(5), story_id=1), 5),
    ("MessageActionGiftPremium", "months"): (options(days=90), 3),
    ("UpdateMessagePollVote", "user_id"): (options(peer=types.PeerUser(5)), 5),
    ("UpdateGroupCall", "chat_id"): (options(peer=types.PeerChat(5)), 5),
    ("TextWithEntities", "upper"): (options(text="a", entities=[]), None),
    ("InvitedUsers", "users"): (options(updates=types.Updates([], [7], [], 0, 0), missing_invitees=[]), [7]),
    ("ChatInviteJoinResultOk", "chats"): (options(updates=types.Updates([], [], [7], 0, 0)), [7]),
}


@pytest.mark.parametrize("cls, field", sorted(FIELDS), ids=lambda name: name)
def test_a_field_of_an_older_layer_can_be_read(cls, field):
    keywords, wanted = FIELDS[cls, field]
    home = types if hasattr(types, cls) else types.messages
    made = getattr(home, cls)
    demanded = [name for name, one in inspect.signature(made).parameters.items() if one.default is inspect.Parameter.empty]
    value = getattr(made(**{**dict.fromkeys(demanded), **keywords}), field)
    assert value == wanted if wanted is not None or field != "upper" else value() == "A"


def test_every_row_of_the_table_has_a_case():
    assert {name for _, _, name in aliases.MOVED} == MOVED.keys() and aliases.BUTTONS.keys() == BUTTONS.keys()
    assert {name for _, _, name in aliases.KEYWORDS} == KEYWORDS.keys()
    # Buttons' fields are read above.
    assert aliases.FIELDS.keys() - {"KeyboardButton", "KeyboardInlineButton"} == {cls for cls, _ in FIELDS}


def test_a_full_user_is_read_as_when_it_was_the_answer_itself():
    def made(cls, **values):
        demanded = [name for name, one in inspect.signature(cls).parameters.items() if one.default is inspect.Parameter.empty]
        return cls(**{**dict.fromkeys(demanded), **values})

    inner = made(types.UserFull, id=2, about="text", common_chats_count=3)
    bob = types.User(id=2)
    answer = types.users.UserFull(full_user=inner, chats=[], users=[types.User(id=1), bob])
    assert (answer.user, answer.about, answer.common_chats_count) == (bob, "text", 3)
    assert inner.about == "text" and not hasattr(inner, "user") and not hasattr(answer, "nothing")
