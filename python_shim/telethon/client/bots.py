"""Asking inline bots."""
from ..tl import functions, types


class BotMethods:
    """One method."""

    async def inline_query(self, bot, query, *, entity=None, offset=None, geo_point=None):
        """What an inline bot offers for a query, as `InlineResults`."""
        from ..tl.custom.inlineresults import InlineResults

        bot = await self.get_input_entity(bot)
        peer = await self.get_input_entity(entity) if entity else None
        request = functions.messages.GetInlineBotResultsRequest(
            bot=bot, peer=peer or types.InputPeerEmpty(), query=query,
            offset=offset or "", geo_point=geo_point,
        )  # fmt: skip
        return InlineResults(self, await self(request), entity=peer)
