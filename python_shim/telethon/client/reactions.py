"""Reactions, translations, transcriptions: what the forks added to messages."""
import asyncio

from .. import utils
from ..tl import functions, types


class ReactionMethods:
    """Small things around a message."""

    async def send_reaction(self, entity, message, reaction=None, big=False, add_to_recent=False):
        """Reacts with emoji, custom emoji ids or `Reaction`s; an empty string takes the reaction back."""
        reactions = [] if reaction == "" else utils.convert_reaction(reaction)
        if reactions is None:
            reactions = [types.ReactionEmoji(await self._default_reaction())]
        entity = await self.get_input_entity(entity)
        request = functions.messages.SendReactionRequest(
            entity, utils.get_message_id(message), big=big, add_to_recent=add_to_recent, reaction=reactions
        )
        result = await self(request)
        for update in getattr(result, "updates", ()):
            if update.__class__.__name__ == "UpdateMessageReactions":
                return update.reactions
        return self._get_response_message(request, result, entity) if hasattr(result, "updates") else result

    async def _default_reaction(self):
        config = await self(functions.help.GetAppConfigRequest(0))
        for pair in config.config.value:
            if pair.key == "reactions_default":
                return getattr(pair.value, "value", "\N{THUMBS UP SIGN}")
        return "\N{THUMBS UP SIGN}"

    async def set_quick_reaction(self, reaction):
        """The reaction of a double tap."""
        chosen = utils.convert_reaction(reaction)[0]
        return await self(functions.messages.SetDefaultReactionRequest(chosen))

    async def translate(self, peer, message, to_lang, raw_text=None, entities=None):
        """A message (or a text) in another language, as HTML."""
        from ..extensions import html

        number = utils.get_message_id(message) if not isinstance(message, str) else None
        asked = {}
        if number is not None and peer is not None:
            asked = {"peer": await self.get_input_entity(peer), "id": [number]}
        if raw_text is not None or not asked:
            text = raw_text if raw_text is not None else getattr(message, "message", message)
            entities = entities or (getattr(message, "entities", None) if raw_text is None else None) or []
            asked["text"] = [types.TextWithEntities(text, entities)]
        request = functions.messages.TranslateTextRequest(to_lang, **asked)
        answer = await self(request)
        if not answer.result:
            return ""
        return html.unparse(answer.result[0].text, answer.result[0].entities)

    async def transcribe(self, peer, message, timeout=15):
        """The words of a voice note; None when they do not come in time."""
        request = functions.messages.TranscribeAudioRequest(
            await self.get_input_entity(peer), utils.get_message_id(message)
        )
        answer = await self(request)
        due = self.loop.time() + timeout
        while answer.pending:
            if self.loop.time() >= due:
                return None
            await asyncio.sleep(1)
            answer = await self(request)
        return answer.text

    async def set_status(self, document_id, until=None):
        """An emoji beside the name, for a while or for good; None takes it away."""
        status = types.EmojiStatusEmpty() if document_id is None else types.EmojiStatus(document_id, until=until)
        return await self(functions.account.UpdateEmojiStatusRequest(status))
