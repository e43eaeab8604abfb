"""Errors in the third dialect. Those of the second are subclasses of these, in `utils.exceptions`, so that either `except` works."""


class AiogramError(Exception):
    """The base of all."""


class DetailedAiogramError(AiogramError):
    """An error with a text and perhaps a page about it."""

    url = None

    def __init__(self, message: str = ""):
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class CallbackAnswerException(AiogramError):
    """A button press could not be answered."""


class SceneException(AiogramError):
    """A scene could not be entered or left."""


class UnsupportedKeywordArgument(DetailedAiogramError):
    """A keyword of another dialect."""


class TelegramAPIError(DetailedAiogramError):
    """The server said no. Made as `(method, message)` or `(message)`."""

    label = "Telegram server says"

    def __init__(self, method=None, message=None):
        if message is None and isinstance(method, str):
            method, message = None, method
        super().__init__(message or "")
        self.method = method
        self.text = self.message

    def __str__(self) -> str:
        return f"{self.label} - {self.message}"


class TelegramNetworkError(TelegramAPIError):
    """The server could not be reached."""

    label = "HTTP Client says"


class TelegramRetryAfter(TelegramAPIError):
    """Too many calls; `retry_after` is in seconds."""

    def __init__(self, method=None, message=None, retry_after: int = 0):
        if isinstance(method, int):
            method, retry_after = None, method
        super().__init__(method, message or f"Flood control exceeded. Retry in {retry_after} seconds.")
        self.retry_after = self.timeout = retry_after


class TelegramMigrateToChat(TelegramAPIError):
    """The group has become a supergroup with the id `migrate_to_chat_id`."""

    def __init__(self, method=None, message=None, migrate_to_chat_id: int = 0):
        super().__init__(method, message or "")
        self.migrate_to_chat_id = migrate_to_chat_id


class TelegramBadRequest(TelegramAPIError):
    """The call was wrong."""


class TelegramNotFound(TelegramAPIError):
    """What the call is about does not exist."""


class TelegramConflictError(TelegramAPIError):
    """Somebody else uses the bot's token."""


class TelegramUnauthorizedError(TelegramAPIError):
    """The bot's token is wrong."""


class TelegramForbiddenError(TelegramAPIError):
    """The bot may not do that."""


class TelegramServerError(TelegramAPIError):
    """The server failed."""


class RestartingTelegram(TelegramServerError):
    """The server restarts."""


class TelegramEntityTooLarge(TelegramNetworkError):
    """The file is too large."""


class ClientDecodeError(AiogramError):
    """The answer could not be read."""

    def __init__(self, message: str = "", original: Exception = None, data=None):
        super().__init__(message)
        self.message, self.original, self.data = message, original, data


class DataNotDictLikeError(DetailedAiogramError):
    """Data of a state is not a dict."""


class UnsupportedRequestError(DetailedAiogramError):
    """A call that this dialect does not have."""
