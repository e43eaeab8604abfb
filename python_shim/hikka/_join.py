"""Asking the owner whether the account may join a channel. Joining itself happens only on the owner's word."""

import logging

logger = logging.getLogger(__name__)


async def request_join(module, peer, reason: str) -> bool:
    """Whether the account is a member of `peer`; an open question is noted for the owner once."""
    client = module.client
    channel = await client.get_entity(peer)
    if getattr(channel, "left", None) is False:
        return True
    declined = module._db.get("oxikka.main", "declined_joins", [])
    if channel.id in declined:
        return False
    logger.warning(
        "module `%s` would like you to join %s: %s",
        type(module).__name__,
        getattr(channel, "username", None) or channel.id,
        reason,
    )
    return False
