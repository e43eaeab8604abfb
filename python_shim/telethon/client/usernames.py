"""Collectible usernames and reports, as one of the forks offers them."""
from .. import utils
from ..tl import functions


class UsernameMethods:
    """Several usernames of one account or channel."""

    async def reorder_usernames(self, order):
        """The own usernames, in this order."""
        return await self(functions.account.ReorderUsernamesRequest(list(order)))

    async def toggle_username(self, username, active):
        """Shows or hides one of the own usernames."""
        return await self(functions.account.ToggleUsernameRequest(username, active))

    async def reorder_channel_usernames(self, entity, order):
        """A channel's usernames, in this order."""
        return await self(functions.channels.ReorderUsernamesRequest(entity, list(order)))

    async def toggle_channel_username(self, entity, username, active):
        """Shows or hides one of a channel's usernames."""
        return await self(functions.channels.ToggleUsernameRequest(entity, username, active))

    async def deactivate_all_usernames(self, entity):
        """Hides all of a channel's usernames."""
        return await self(functions.channels.DeactivateAllUsernamesRequest(entity))

    async def report_reaction(self, peer, id, reaction_peer):
        """Reports somebody's reaction."""
        return await self(functions.messages.ReportReactionRequest(peer, utils.get_message_id(id), reaction_peer))
