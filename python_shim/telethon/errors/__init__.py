"""Everything that can go wrong: errors of the server by name, of the library, and the bases."""
from . import rpcerrorlist
from .common import (
    AlreadyInConversationError,
    AuthKeyNotFound,
    BadMessageError,
    CdnFileTamperedError,
    InvalidBufferError,
    InvalidChecksumError,
    MultiError,
    ReadCancelledError,
    ScamDetectionError,
    SecurityError,
    TypeNotFoundError,
)
from .rpcbaseerrors import (
    AuthKeyError,
    BadRequestError,
    BotTimeout,
    FloodError,
    ForbiddenError,
    InvalidDCError,
    NotFoundError,
    RPCError,
    ServerError,
    TimedOutError,
    UnauthorizedError,
    base_errors,
)

_OWN = [name for name in dir() if name[0] != "_" and name != "rpcerrorlist"] + ["rpc_message_to_error"]


def __getattr__(name):
    if name == "__all__":
        return [*_OWN, *rpcerrorlist.__all__]
    value = getattr(rpcerrorlist, name, None) if not name.startswith("__") else None
    if value is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *rpcerrorlist.__all__})


def rpc_message_to_error(rpc_error, request):
    """The exception for an `RpcError` object of the protocol."""
    return error_of(request, rpc_error.error_code, rpc_error.error_message)


def error_of(request, code, name, value=None):
    """The exception for the server's code and name; `value` is the number when it was split off the name."""
    for spelling in _spellings(name, value):
        cls, number = rpcerrorlist.error_class(spelling)
        if cls is not None:
            return cls(request) if number is None else cls(request, number)
    base = base_errors.get(abs(code), RPCError)
    return base(request, name if value is None else f"{name}_{value}", code)


def _spellings(name, value):
    if value is None:
        return (name,)
    found = [f"{name}_{value}"]
    words = name.split("_")
    # The digits may have stood between words (`FILE_PART_3_MISSING`) or before one (`WAIT_5MIN`).
    found += ["_".join((*words[:i], str(value), *words[i:])) for i in range(1, len(words))]
    found += ["_".join((*words[:i], f"{value}{words[i]}", *words[i + 1 :])) for i in range(1, len(words))]
    return (*found, name)
