"""Enumerations: each value is an ordinary string."""

import enum


class _Text(str, enum.Enum):
    def __str__(self) -> str:
        return self.value


def _make(name: str, values: str) -> type:
    return _Text(name, {value.upper(): value for value in values.split()}, module=__name__)


class ParseMode(_Text):
    """How texts are formatted."""

    MARKDOWN_V2 = "MarkdownV2"
    MARKDOWN = "Markdown"
    HTML = "HTML"


ChatType = _make("ChatType", "sender private group supergroup channel")
ChatMemberStatus = _make("ChatMemberStatus", "creator administrator member restricted left kicked")
ChatAction = _make(
    "ChatAction",
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note",
)
ContentType = _make(
    "ContentType",
    "unknown any text animation audio document paid_media photo sticker story video video_note voice contact dice game poll venue location "
    "new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo group_chat_created supergroup_chat_created "
    "channel_chat_created pinned_message invoice successful_payment refunded_payment users_shared chat_shared web_app_data gift",
)
ButtonStyle = _make("ButtonStyle", "danger primary success")
MessageEntityType = _make(
    "MessageEntityType",
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote expandable_blockquote "
    "code pre text_link text_mention custom_emoji",
)
InlineQueryResultType = _make(
    "InlineQueryResultType",
    "audio document gif mpeg4_gif photo sticker video voice article contact game location venue",
)
InputMediaType = _make("InputMediaType", "animation audio document photo video")
UpdateType = _make(
    "UpdateType",
    "message edited_message channel_post edited_channel_post inline_query chosen_inline_result callback_query shipping_query pre_checkout_query "
    "poll poll_answer my_chat_member chat_member chat_join_request message_reaction",
)
PollType = _make("PollType", "regular quiz")
DiceEmoji = _Text(
    "DiceEmoji",
    {"DICE": "🎲", "DART": "🎯", "BASKETBALL": "🏀", "FOOTBALL": "⚽", "SLOT_MACHINE": "🎰", "BOWLING": "🎳"},
    module=__name__,
)
Currency = _Text("Currency", {code: code for code in ("USD", "EUR", "RUB", "UAH", "XTR")}, module=__name__)
