"""Errors that no server sent."""
import struct

from _ox.native import TLRequest


class ReadCancelledError(Exception):
    """A read was cancelled."""

    def __init__(self):
        super().__init__("The read operation was cancelled.")


class TypeNotFoundError(Exception):
    """Bytes begin with a constructor that the schema does not have."""

    def __init__(self, invalid_constructor_id, remaining):
        super().__init__(f"no type has the constructor id {invalid_constructor_id:08x}; remaining bytes: {remaining!r}")
        self.invalid_constructor_id = invalid_constructor_id
        self.remaining = remaining


class InvalidChecksumError(Exception):
    """A packet's checksum is wrong."""

    def __init__(self, checksum, valid_checksum):
        super().__init__(f"invalid checksum ({checksum} instead of {valid_checksum})")
        self.checksum = checksum
        self.valid_checksum = valid_checksum


class InvalidBufferError(BufferError):
    """A packet is too short; four bytes are a transport's error code."""

    def __init__(self, payload):
        self.payload = payload
        self.code = -struct.unpack("<i", payload)[0] if len(payload) == 4 else None
        reason = f"HTTP code {self.code}" if self.code is not None else f"too short {payload}"
        super().__init__(f"Invalid response buffer ({reason})")


class AuthKeyNotFound(Exception):
    """The server does not know the authorisation key."""

    def __init__(self):
        super().__init__("the server does not know the authorisation key")


class SecurityError(Exception):
    """A check of the protocol failed."""

    def __init__(self, *args):
        super().__init__(*(args or ("A security check failed.",)))


class CdnFileTamperedError(SecurityError):
    """A file from a CDN was changed."""

    def __init__(self):
        super().__init__("the file from the CDN was altered; the download was cancelled")


class AlreadyInConversationError(Exception):
    """A second exclusive conversation in the same chat."""

    def __init__(self):
        super().__init__("Cannot open exclusive conversation in a chat that already has one open conversation")


class BadMessageError(Exception):
    """The server refused a message of the protocol."""

    ErrorMessages = {
        16: "the message id is too low",
        17: "the message id is too high",
        18: "the message id is not divisible by four",
        19: "the container's id was used before",
        20: "the message is too old to be verified",
        32: "the sequence number is too low",
        33: "the sequence number is too high",
        34: "an even sequence number was expected",
        35: "an odd sequence number was expected",
        48: "the server salt is wrong",
        64: "the container is invalid",
    }

    def __init__(self, request, code):
        super().__init__(request, self.ErrorMessages.get(code, f"unknown code {code}"))
        self.code = code


class MultiError(Exception):
    """Several requests were sent together and some failed; `None` stands for success in `exceptions`."""

    def __new__(cls, exceptions, result, requests):
        # Quirk: one of the two lengths may differ.
        if len(result) != len(exceptions) != len(requests):
            raise ValueError("Need result, exception and request for each error")
        for error, request in zip(exceptions, requests):
            if error is not None and not isinstance(error, BaseException):
                raise TypeError(f"Expected an exception object, not '{error!r}'")
            if not isinstance(request, TLRequest):
                raise TypeError(f"Expected TLRequest object, not '{request!r}'")
        if len(exceptions) == 1:
            return exceptions[0]
        self = super().__new__(cls)
        self.exceptions, self.results, self.requests = list(exceptions), list(result), list(requests)
        return self


class ScamDetectionError(Exception):
    """What one of the forks raises for requests it forbids."""
