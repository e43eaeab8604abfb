"""Everything that may differ between the facade and the real Telethon, with its reason. This file is reviewed as a whole.

A row names where (`result` or `request`), the object and field, and, if it is for some scenarios only, which.
"""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Callable
from typing import Any

# What a client asks on its own account: when and how often is its own business.
HOUSEKEEPING = {
    "PingRequest",
    "PingDelayDisconnectRequest",
    "GetStateRequest",
    "GetDifferenceRequest",
    "GetChannelDifferenceRequest",
    "GetConfigRequest",
    "GetCdnConfigRequest",
    "ExportAuthorizationRequest",
    "ImportAuthorizationRequest",
    "UpdateStatusRequest",
}

# Drawn anew by each client or each world.
RANDOM_FIELDS = {"random_id", "pts", "qts"}


@dataclasses.dataclass(frozen=True)
class Exception_:
    """One difference that is meant."""

    part: str
    holder: str
    field: str
    reason: str
    scenario: str = "*"
    # What the two values have to be for the row to hold: `when(ours, theirs)`.
    when: Callable[[Any, Any], bool] = lambda ours, theirs: True

    def matches(self, part: str, scenario: str, holder: str, field: str, ours: Any, theirs: Any) -> bool:
        """Whether the difference in this field is this one."""
        pairs = ((self.part, part), (self.scenario, scenario), (self.holder, holder), (self.field, field))
        return all(fnmatch.fnmatchcase(value, pattern) for pattern, value in pairs) and self.when(ours, theirs)


EXCEPTIONS: list[Exception_] = [
    Exception_(
        "result", "", "sender_id",
        "the forks fill the sender in private chats, where Telegram leaves it out",
        when=lambda ours, theirs: theirs is None and ours is not None,
    ),
    Exception_(
        "result", "", "html",
        "the forks' html: <b>, <i>, <s>, <pre> where the other has <strong>, <em>, <del> and indented code",
    ),
    Exception_(
        "request", "SendMessageRequest", "entities",
        "the forks' html parser lists entities as they are closed, the other's as they are opened",
        scenario="sending.nested_html",
        when=lambda ours, theirs: sorted(map(str, ours)) == sorted(map(str, theirs)),
    ),
    Exception_(
        "request", "InputMessageEntityMentionName", "user_id",
        "the schema asks for an InputUser, which ours sends; the other sends an InputPeerUser, which Telegram reads too",
        when=lambda ours, theirs: {**ours, "_": "InputPeerUser"} == theirs,
    ),
    Exception_("result", "MultiError", "text", "the text is made of the objects' addresses"),
    Exception_(
        "result", "Message", "reply_to",
        "the other puts the request's InputReplyToMessage into what it makes of updateShortSentMessage, so that its "
        "get_reply_message() finds nothing; ours is the header that the server keeps",
        when=lambda ours, theirs: theirs["_"] == "InputReplyToMessage" and theirs["reply_to_msg_id"] == ours["reply_to_msg_id"],
    ),
    Exception_(
        "request", "InputFile*", "name",
        "in which folders an opened file lies is nobody's business: ours sends its name alone",
        when=lambda ours, theirs: theirs.endswith("/" + ours),
    ),
]
