"""Whether the account joins a chat that a module wants it in. What the owner is asked: the core puts the question and hears the
answer, joining is done here. What a module would join by itself while it starts is left out.
"""

import asyncio
import contextlib
import logging
from contextvars import ContextVar

from _ox import context

logger = logging.getLogger(__name__)

_waiting: set = set()
_phase: ContextVar = ContextVar("phase", default=None)


class _Start:
    """A module's `client_ready`, as the tasks know it that were begun in it."""

    over = False


@contextlib.contextmanager
def starting():
    """Nothing is joined by what runs in here, nor by tasks that are begun in here before it ends."""
    start = _Start()
    token = _phase.set(start)
    try:
        yield
    finally:
        start.over = True
        _phase.reset(token)


def invited(request):
    """The request, or those of a list, that the account makes now; `None` when there are none."""
    start = _phase.get()
    if start is None or start.over:
        return request
    if isinstance(request, (list, tuple)):
        return [one for one in request if not _joins(one)] or None
    return None if _joins(request) else request


def _joins(request) -> bool:
    # Quirk: modules that advertise a chat which is gone load (docs/compatibility/quirks.md).
    from telethon.tl.functions import channels, messages

    if not isinstance(request, (channels.JoinChannelRequest, messages.ImportChatInviteRequest)):
        return False
    logger.warning(
        "`%s` does not join chats while it starts: `%s` was left out", context.module.get(), type(request).__name__
    )
    return True


async def request_join(module, peer, reason: str) -> bool:
    """Whether the account is a member of `peer`, after asking the owner where it is not.

    While modules are still being started nobody is waited for: the question stays open, the account joins when it is answered.
    """
    channel = await module.client.get_entity(peer, force=True)
    if type(channel).__name__ not in ("Channel", "ChannelForbidden"):
        raise TypeError(f"only channels and groups can be joined, not `{peer}`")
    if getattr(channel, "left", None) is False:
        return True
    if channel.id in module._db.get("oxikka.main", "declined_joins", []):
        return False
    asked = asyncio.ensure_future(_ask(module, channel, reason))
    if module.allmodules.started:
        return await asked
    _waiting.add(asked)
    asked.add_done_callback(_waiting.discard)
    return False


async def _ask(module, channel, reason: str) -> bool:
    from _ox.link import link

    _phase.set(None)
    name = getattr(channel, "username", None)
    shown = f"@{name}" if name else str(getattr(channel, "title", None) or channel.id)
    question = {"id": channel.id, "module": type(module).__name__, "chat": shown, "reason": str(reason)}
    # Quirk: the loader shows what a module waits for, which it reads here (transcripts/loading/joining.md).
    module.hikka_wait_channel_approve = module.heroku_wait_channel_approve = (type(module).__name__, channel, reason)
    try:
        answer = (await link.control("ask.join", question))["answer"]
    finally:
        module.hikka_wait_channel_approve = module.heroku_wait_channel_approve = None
    if answer == "no":
        declined = module._db.get("oxikka.main", "declined_joins", [])
        module._db.set("oxikka.main", "declined_joins", list({*declined, channel.id}))
    if answer != "yes":
        logger.info("the account does not join %s for `%s`", shown, type(module).__name__)
        return False
    return await _join(module.client, channel)


async def _join(client, channel) -> bool:
    from telethon.tl.functions.channels import JoinChannelRequest

    try:
        await client(JoinChannelRequest(channel))
    except Exception:
        logger.exception("the account could not join a chat, though its owner agreed")
        return False
    return True
