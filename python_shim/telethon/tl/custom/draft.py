"""`Draft`: what is written in a chat and not sent."""
from ... import utils
from ...errors import RPCError
from .. import TLObject, functions, types


class Draft:
    """The draft of one chat; its `text` is Markdown."""

    def __init__(self, client, entity, draft):
        from ...extensions import markdown

        self._client = client
        self._peer = utils.get_peer(entity)
        self._entity = entity
        self._input_entity = utils.get_input_peer(entity) if entity else None
        known = draft if draft.__class__.__name__ == "DraftMessage" else None
        self._raw_text = known.message if known else ""
        self._text = markdown.unparse(self._raw_text, known.entities if known else None)
        self.date = known.date if known else None
        self.link_preview = not (known and known.no_webpage)
        self.reply_to_msg_id = getattr(known.reply_to, "reply_to_msg_id", None) if known else None

    @property
    def entity(self):
        """The chat."""
        return self._entity

    @property
    def input_entity(self):
        """The chat's `InputPeer`."""
        if not self._input_entity:
            self._input_entity = self._client._entity_cache.get_input(utils.get_peer_id(self._peer))
        return self._input_entity

    async def get_entity(self):
        """The chat, fetched if need be."""
        if not self.entity and await self.get_input_entity():
            try:
                self._entity = await self._client.get_entity(self._input_entity)
            except ValueError:
                pass
        return self._entity

    async def get_input_entity(self):
        """The chat's `InputPeer`."""
        return self.input_entity

    @property
    def text(self):
        """The text as Markdown."""
        return self._text

    @property
    def raw_text(self):
        """The text without formatting."""
        return self._raw_text

    @property
    def is_empty(self):
        """Whether nothing is written."""
        return not self._text

    async def set_message(self, text=None, reply_to=0, parse_mode=(), link_preview=None):
        """Changes the draft; what is not given stays."""
        text = self._text if text is None else text
        reply_to = self.reply_to_msg_id if reply_to == 0 else reply_to
        link_preview = self.link_preview if link_preview is None else link_preview
        raw_text, entities = await self._client._parse_message_text(text, parse_mode) if text else ("", [])
        request = functions.messages.SaveDraftRequest(
            peer=self._peer, message=raw_text, no_webpage=not link_preview, entities=entities,
            reply_to=None if reply_to is None else types.InputReplyToMessage(reply_to),
        )  # fmt: skip
        done = await self._client(request)
        if done:
            from datetime import datetime, timezone

            self._text, self._raw_text, self.link_preview, self.reply_to_msg_id = text, raw_text, link_preview, reply_to
            self.date = datetime.now(tz=timezone.utc)
        return done

    async def send(self, clear=True, parse_mode=()):
        """Sends the draft, and empties it."""
        await self._client.send_message(
            self._peer, self.text, reply_to=self.reply_to_msg_id, link_preview=self.link_preview,
            parse_mode=parse_mode, clear_draft=clear,
        )  # fmt: skip

    async def delete(self):
        """Empties the draft."""
        return await self.set_message(text="")

    def to_dict(self):
        """The main attributes."""
        try:
            entity = self.entity
        except RPCError as error:
            entity = error
        names = ("text", "date", "link_preview", "reply_to_msg_id")
        return {"_": "Draft", "entity": entity, **{name: getattr(self, name) for name in names}}

    def __str__(self):
        return TLObject.pretty_format(self.to_dict())

    def stringify(self):
        """Readable over several lines."""
        return TLObject.pretty_format(self.to_dict(), indent=0)
