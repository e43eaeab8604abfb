"""What older layers called differently, one row each: moved classes, old keywords, old fields.

Nothing is created before a module asks for it. The rows are data; the few functions below apply them.
"""
import inspect

from _ox import native

# (kind, namespace, old class) -> (namespace, new class, {old keyword: new keyword}, extra keywords)
MOVED = {
    ("functions", "channels", "CreateForumTopicRequest"): ("messages", "CreateForumTopicRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "EditForumTopicRequest"): ("messages", "EditForumTopicRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "GetForumTopicsRequest"): ("messages", "GetForumTopicsRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "GetForumTopicsByIDRequest"): ("messages", "GetForumTopicsByIDRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "UpdatePinnedForumTopicRequest"): ("messages", "UpdatePinnedForumTopicRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "ReorderPinnedForumTopicsRequest"): ("messages", "ReorderPinnedForumTopicsRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "DeleteTopicHistoryRequest"): ("messages", "DeleteTopicHistoryRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "EditCreatorRequest"): ("messages", "EditChatCreatorRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "GetSponsoredMessagesRequest"): ("messages", "GetSponsoredMessagesRequest", {"channel": "peer"}, {}),
    ("functions", "channels", "DeleteUserHistoryRequest"): ("channels", "DeleteParticipantHistoryRequest", {"user_id": "participant"}, {}),
    ("functions", "channels", "ViewSponsoredMessageRequest"): ("messages", "ViewSponsoredMessageRequest", {}, {}),
    ("functions", "channels", "AddChatUserRequest"): ("messages", "AddChatUserRequest", {}, {}),
}

# Buttons of layers before 227: old class -> (new outer class, new type class)
BUTTONS = {
    "KeyboardButtonUrl": ("KeyboardInlineButton", "InlineButtonTypeUrl"),
    "KeyboardButtonUrlAuth": ("KeyboardInlineButton", "InlineButtonTypeUrlAuth"),
    "InputKeyboardButtonUrlAuth": ("KeyboardInlineButton", "InputInlineButtonTypeUrlAuth"),
    "KeyboardButtonWebView": ("KeyboardInlineButton", "InlineButtonTypeWebView"),
    "KeyboardButtonCallback": ("KeyboardInlineButton", "InlineButtonTypeCallback"),
    "KeyboardButtonGame": ("KeyboardInlineButton", "InlineButtonTypeGame"),
    "KeyboardButtonBuy": ("KeyboardInlineButton", "InlineButtonTypeBuy"),
    "KeyboardButtonSwitchInline": ("KeyboardInlineButton", "InlineButtonTypeSwitchInline"),
    "KeyboardButtonUserProfile": ("KeyboardInlineButton", "InlineButtonTypeUserProfile"),
    "InputKeyboardButtonUserProfile": ("KeyboardInlineButton", "InputInlineButtonTypeUserProfile"),
    "KeyboardButtonCopy": ("KeyboardInlineButton", "InlineButtonTypeCopy"),
    "KeyboardButtonRequestPhone": ("KeyboardButton", "ButtonTypeRequestPhone"),
    "KeyboardButtonRequestGeoLocation": ("KeyboardButton", "ButtonTypeRequestGeoLocation"),
    "KeyboardButtonRequestPoll": ("KeyboardButton", "ButtonTypeRequestPoll"),
    "KeyboardButtonRequestPeer": ("KeyboardButton", "ButtonTypeRequestPeer"),
    "InputKeyboardButtonRequestPeer": ("KeyboardButton", "InputButtonTypeRequestPeer"),
    "KeyboardButtonSimpleWebView": ("KeyboardButton", "ButtonTypeSimpleWebView"),
}


def _reply_to(keywords):
    """`reply_to_msg_id=` and `top_msg_id=` became `reply_to=InputReplyToMessage`."""
    reply, top = keywords.pop("reply_to_msg_id", None), keywords.pop("top_msg_id", None)
    if (reply or top) and not keywords.get("reply_to"):
        from .types import InputReplyToMessage

        keywords["reply_to"] = InputReplyToMessage(reply or top, top_msg_id=top)


def _report(keywords):
    if keywords.pop("reason", None) is not None:
        keywords.setdefault("option", b"")


def _translate(keywords):
    if "msg_id" in keywords:
        keywords["id"] = [keywords.pop("msg_id")]
    if isinstance(keywords.get("text"), str):
        keywords["text"] = [_formatted(keywords["text"])]
    keywords.pop("from_lang", None)


def _signatures(keywords):
    if "enabled" in keywords:
        keywords["signatures_enabled"] = keywords.pop("enabled")


def _sticker_set(keywords):
    for gone in ("animated", "videos"):
        keywords.pop(gone, None)


def _forum(keywords):
    keywords.setdefault("tabs", False)


def _poll_results(keywords):
    keywords.setdefault("poll_hash", 0)


def _formatted(value):
    from .types import TextWithEntities

    return TextWithEntities(value, []) if isinstance(value, str) else value


def _title(keywords):
    if "title" in keywords:
        keywords["title"] = _formatted(keywords["title"])


def _poll(keywords):
    if "question" in keywords:
        keywords["question"] = _formatted(keywords["question"])
    keywords.setdefault("hash", 0)


def _poll_answer(keywords):
    if "text" in keywords:
        keywords["text"] = _formatted(keywords["text"])


def _input_poll(keywords):
    answers = keywords.get("correct_answers")
    poll = keywords.get("poll")
    if answers and isinstance(answers[0], bytes):
        options = [answer.option for answer in poll.answers]
        keywords["correct_answers"] = [options.index(answer) for answer in answers]


def _button(keywords):
    from .types import ButtonTypeDefault

    keywords.setdefault("type", ButtonTypeDefault())



def _story_reply(keywords):
    if "user_id" in keywords:
        keywords["peer"] = keywords.pop("user_id")


# (kind, namespace, class) -> what to do with the keywords before the generated constructor sees them
KEYWORDS = {
    ("functions", "messages", "SendMessageRequest"): _reply_to,
    ("functions", "messages", "SendMediaRequest"): _reply_to,
    ("functions", "messages", "SendMultiMediaRequest"): _reply_to,
    ("functions", "messages", "SendInlineBotResultRequest"): _reply_to,
    ("functions", "messages", "SendScreenshotNotificationRequest"): _reply_to,
    ("functions", "messages", "SaveDraftRequest"): _reply_to,
    ("functions", "messages", "RequestWebViewRequest"): _reply_to,
    ("functions", "messages", "ProlongWebViewRequest"): _reply_to,
    ("functions", "messages", "ReportRequest"): _report,
    ("functions", "messages", "TranslateTextRequest"): _translate,
    ("functions", "messages", "GetPollResultsRequest"): _poll_results,
    ("functions", "channels", "ToggleSignaturesRequest"): _signatures,
    ("functions", "channels", "ToggleForumRequest"): _forum,
    ("functions", "stickers", "CreateStickerSetRequest"): _sticker_set,
    ("types", "", "DialogFilter"): _title,
    ("types", "", "DialogFilterChatlist"): _title,
    ("types", "", "Poll"): _poll,
    ("types", "", "PollAnswer"): _poll_answer,
    ("types", "", "InputMediaPoll"): _input_poll,
    ("types", "", "KeyboardButton"): _button,
    ("types", "", "InputReplyToStory"): _story_reply,
}

# What modules do with a title that was a plain text once.
_TEXT_METHODS = ("lower", "upper", "startswith", "endswith", "strip", "split", "replace")
_BUTTON_FIELDS = (
    "url", "data", "query", "same_peer", "button_id", "user_id", "copy_text", "requires_password", "quiz", "peer_type",
)  # fmt: skip



def _full_user(name):
    """A field of what `users.getFullUser` answered before layer 134: then it was the `UserFull` itself, with its user."""

    def read(answer):
        if not hasattr(type(answer), "full_user"):
            raise AttributeError(f"'UserFull' object has no attribute {name!r}")
        if name == "user":
            return next((user for user in answer.users if user.id == answer.full_user.id), None)
        return getattr(answer.full_user, name)

    return read


_FULL_USER = (
    "user", "about", "common_chats_count", "profile_photo", "blocked", "bot_info", "settings", "notify_settings",
    "phone_calls_available", "phone_calls_private", "can_pin_message", "pinned_msg_id", "folder_id",
)  # fmt: skip

# class -> {old field: how to read it}
FIELDS = {
    "StickerSet": {"animated": lambda o: False, "videos": lambda o: False},
    "MessageMediaDocument": {"alt_document": lambda o: o.alt_documents[0] if o.alt_documents else None},
    "User": {"background_emoji_id": lambda o: getattr(o.color, "background_emoji_id", None)},
    "Channel": {"background_emoji_id": lambda o: getattr(o.color, "background_emoji_id", None)},
    "UserFull": {
        **{name: _full_user(name) for name in _FULL_USER},
        "theme_emoticon": lambda o: getattr(o.theme, "emoticon", None),
        "premium_gifts": lambda o: None,
    },
    "DraftMessage": {"reply_to_msg_id": lambda o: getattr(o.reply_to, "reply_to_msg_id", None)},
    "MessageReplyStoryHeader": {"user_id": lambda o: getattr(o.peer, "user_id", None)},
    "TextWithEntities": {name: (lambda o, name=name: getattr(o.text, name)) for name in _TEXT_METHODS},
    "MessageActionGiftPremium": {"months": lambda o: round(o.days / 30)},
    # Answered with `Updates` in older layers.
    **dict.fromkeys(
        ("InvitedUsers", "ChatInviteJoinResultOk"),
        {name: (lambda o, name=name: getattr(o.updates, name)) for name in ("users", "chats", "date", "seq")},
    ),
    "UpdateMessagePollVote": {"user_id": lambda o: getattr(o.peer, "user_id", None)},
    "UpdateGroupCall": {"chat_id": lambda o: getattr(o.peer, "chat_id", None) or getattr(o.peer, "channel_id", None)},
    **dict.fromkeys(
        ("KeyboardButton", "KeyboardInlineButton"),
        {name: (lambda o, name=name: getattr(o.type, name)) for name in _BUTTON_FIELDS},
    ),
}

_adapted = set()


def find(kind, namespace, name):
    """The class that stands for a name of an older layer, or None."""
    row = MOVED.get((kind, namespace, name))
    if row is not None:
        return _moved(name, row)
    if kind == "types" and not namespace and name in BUTTONS:
        return _old_button(name, *BUTTONS[name])
    return None


def adapt(kind, namespace, cls):
    """The class itself, whose constructor from now on also takes the keywords of older layers."""
    row = (kind, namespace, cls.__name__)
    change = KEYWORDS.get(row)
    if change is not None and row not in _adapted:
        _adapted.add(row)
        original, order, cls.__signature__ = cls.__init__, _signature(cls), inspect.signature(cls)

        def __init__(self, *args, **keywords):
            if len(args) > len(order):
                original(self, *args)  # says how many it takes
            keywords.update(zip(order, args))
            change(keywords)
            original(self, **keywords)

        cls.__init__ = __init__
    return cls


def _signature(cls):
    required, optional = [], []
    for name, _, flag in native.fields(cls):
        (optional if flag is not None or name == "random_id" else required).append(name)
    return required + optional


def missing_field(self, name):
    """`__getattr__` of every TL object: only reached for names that the current layer does not have."""
    old = FIELDS.get(self.__class__.__name__)
    if old is not None and name in old:
        return old[name](self)
    raise AttributeError(f"{self.__class__.__name__!r} object has no attribute {name!r}")


def _moved(name, row):
    namespace, new, renamed, extra = row
    from . import functions

    target = getattr(getattr(functions, namespace), new)

    def __init__(self, *args, **keywords):
        for old, now in renamed.items():
            if old in keywords:
                keywords[now] = keywords.pop(old)
        target.__init__(self, *args, **{**extra, **keywords})

    return type(target)(name, (target,), {"__init__": __init__, "__module__": target.__module__, "__slots__": ()})


class _OldButton(type):
    """Instances of the new button whose type fits count as instances of the old class."""

    def __instancecheck__(cls, instance):
        return type(getattr(instance, "type", None)).__name__ == cls._type_name

    def __call__(cls, text=None, *args, **keywords):
        from . import types

        style = keywords.pop("style", None)
        kind = getattr(types, cls._type_name)(*args, **keywords)
        return getattr(types, cls._outer_name)(text, kind, style=style)


def _old_button(name, outer, type_name):
    return _OldButton(name, (), {"_outer_name": outer, "_type_name": type_name, "__module__": "telethon.tl.types"})
