"""The base classes of what the server refuses, by code."""

_WRAPPERS = frozenset(
    (
        "InvokeAfterMsgRequest",
        "InvokeAfterMsgsRequest",
        "InitConnectionRequest",
        "InvokeWithLayerRequest",
        "InvokeWithoutUpdatesRequest",
        "InvokeWithMessagesRangeRequest",
        "InvokeWithTakeoutRequest",
    )
)


class RPCError(Exception):
    """What the server said no to; `code` and `message` are the server's."""

    code = None
    message = None

    def __init__(self, request, message, code=None):
        super().__init__(f"RPCError {code or self.code}: {message}{self._fmt_request(request)}")
        self.request = request
        self.code = code
        self.message = message

    @staticmethod
    def _fmt_request(request):
        names = [request.__class__.__name__]
        while names[-1] in _WRAPPERS:
            request = request.query
            names.append(request.__class__.__name__)
        return f" (caused by {'('.join(names)}{')' * (len(names) - 1)})"

    def __reduce__(self):
        return type(self), (self.request, self.message, self.code)


class InvalidDCError(RPCError):
    """Another data centre is to be asked."""

    code, message = 303, "ERROR_SEE_OTHER"


class BadRequestError(RPCError):
    """The request has errors."""

    code, message = 400, "BAD_REQUEST"


class UnauthorizedError(RPCError):
    """Nobody is logged in."""

    code, message = 401, "UNAUTHORIZED"


class ForbiddenError(RPCError):
    """Not allowed."""

    code, message = 403, "FORBIDDEN"


class NotFoundError(RPCError):
    """There is no such thing, for example no such method."""

    code, message = 404, "NOT_FOUND"


class AuthKeyError(RPCError):
    """Trouble with the authorisation key."""

    code, message = 406, "AUTH_KEY"


class FloodError(RPCError):
    """Too many requests."""

    code, message = 420, "FLOOD"


class ServerError(RPCError):
    """The server is in trouble."""

    code, message = 500, "INTERNAL"


class TimedOutError(RPCError):
    """The server, or a bot, did not answer in time."""

    code, message = 503, "Timeout"


BotTimeout = TimedOutError
base_errors = {
    cls.code: cls
    for cls in (
        InvalidDCError,
        BadRequestError,
        UnauthorizedError,
        ForbiddenError,
        NotFoundError,
        AuthKeyError,
        FloodError,
        ServerError,
        TimedOutError,
    )
}
