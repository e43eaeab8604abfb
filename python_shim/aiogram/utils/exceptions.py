"""Errors in the second dialect: subclasses of the third's, or the same, so that either `except` catches either."""

from ..exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

BadRequest = TelegramBadRequest
ConflictError = TelegramConflictError
NetworkError = TelegramNetworkError
RetryAfter = TelegramRetryAfter
MigrateToChat = TelegramMigrateToChat
Unauthorized = TelegramForbiddenError
NotFound = TelegramNotFound
RestartingTelegram = TelegramServerError
TerminatedByOtherGetUpdates = TelegramConflictError

_BAD_REQUESTS = {
    "MessageError": None,
    "MessageNotModified": "message is not modified",
    "MessageToForwardNotFound": "message to forward not found",
    "MessageToDeleteNotFound": "message to delete not found",
    "MessageToEditNotFound": "message to edit not found",
    "MessageToReplyNotFound": "message to be replied not found",
    "MessageToPinNotFound": "message to pin not found",
    "MessageIdentifierNotSpecified": "message identifier is not specified",
    "MessageTextIsEmpty": "message text is empty",
    "MessageCantBeEdited": "message can't be edited",
    "MessageCantBeDeleted": "message can't be deleted",
    "MessageCantBeForwarded": "message can't be forwarded",
    "MessageIsTooLong": "message is too long",
    "TooMuchMessages": "too much messages",
    "InvalidQueryID": "query is too old",
    "ChatNotFound": "chat not found",
    "ChatIdIsEmpty": "chat_id is empty",
    "InvalidUserId": "user_id_invalid",
    "ChatDescriptionIsNotModified": "chat description is not modified",
    "ChatAdminRequired": "chat_admin_required",
    "NotEnoughRightsToPinMessage": "not enough rights to pin",
    "NotEnoughRightsToRestrict": "not enough rights to restrict",
    "ButtonURLInvalid": "button_url_invalid",
    "ButtonDataInvalid": "button_data_invalid",
    "InlineKeyboardExpected": "inline keyboard expected",
    "CantParseEntities": "can't parse entities",
    "CantParseUrl": "can't parse url",
    "CantRestrictSelf": "can't restrict self",
    "CantRestrictChatOwner": "can't remove chat owner",
    "UserIsAnAdministratorOfTheChat": "user is an administrator of the chat",
    "WrongFileIdentifier": "wrong file identifier",
    "InvalidHTTPUrlContent": "failed to get http url content",
    "InvalidStickersSet": "stickerset_invalid",
    "PhotoDimensions": "photo_invalid_dimensions",
    "PhotoAsInputFileRequired": "photo should be uploaded as an inputfile",
    "GroupDeactivated": "group chat was deactivated",
    "MethodNotKnown": "method not found",
    "WebhookRequireHTTPS": "https url must be provided",
    "ToMuchMessages": "too much messages",
    "UnavailableMembers": "supergroup members are unavailable",
    "BadWebhook": "bad webhook",
    "InvalidPeerID": "invalid peer_id specified",
}
_FORBIDDEN = {
    "BotKicked": "bot was kicked",
    "BotBlocked": "bot was blocked",
    "UserDeactivated": "user is deactivated",
    "CantInitiateConversation": "bot can't initiate conversation",
    "CantTalkWithBots": "bot can't send messages to bots",
    "ChatWriteForbidden": "have no rights to send a message",
}


def _make(name: str, base: type, match) -> type:
    return type(
        name,
        (base,),
        {
            "match": match,
            "__module__": __name__,
            "__doc__": f"The server said: {match or 'something about a message'}.",
        },
    )


for _name, _match in _BAD_REQUESTS.items():
    globals()[_name] = _make(
        _name,
        globals().get("MessageError", BadRequest) if _name.startswith("Message") and _match else BadRequest,
        _match,
    )
for _name, _match in _FORBIDDEN.items():
    globals()[_name] = _make(_name, Unauthorized, _match)


class ValidationError(TelegramAPIError):
    """A value that cannot be sent."""


class Throttled(TelegramAPIError):
    """Too many calls of a handler."""


class FileIsTooBig(TelegramNetworkError):
    """The file is too large."""


def from_text(text: str) -> TelegramAPIError:
    """The most exact error for the server's words."""
    words = text.lower()
    for names, base in ((_BAD_REQUESTS, BadRequest), (_FORBIDDEN, Unauthorized)):
        for name, match in names.items():
            if match and match in words:
                return globals()[name](text)
    return (
        TelegramUnauthorizedError if "unauthorized" in words else Unauthorized if "forbidden" in words else BadRequest
    )(text)
