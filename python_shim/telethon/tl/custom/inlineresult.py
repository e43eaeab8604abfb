"""`InlineResult`: one thing an inline bot offers."""
from .. import functions


class InlineResult:
    """A result that can be looked at, sent and downloaded."""

    ARTICLE, PHOTO, GIF, VIDEO, VIDEO_GIF = "article", "photo", "gif", "video", "mpeg4_gif"
    AUDIO, DOCUMENT, LOCATION, VENUE, CONTACT, GAME = "audio", "document", "location", "venue", "contact", "game"

    def __init__(self, client, original, query_id=None, *, entity=None):
        self._client, self.result, self._query_id, self._entity = client, original, query_id, entity

    @property
    def _is_media(self):
        return self.result.__class__.__name__ == "BotInlineMediaResult"

    @property
    def type(self):
        """What kind of result it is."""
        return self.result.type

    @property
    def message(self):
        """What would be sent."""
        return self.result.send_message

    @property
    def title(self):
        """Its title."""
        return self.result.title

    @property
    def description(self):
        """Its description."""
        return self.result.description

    @property
    def url(self):
        """Its address."""
        return None if self._is_media else self.result.url

    @property
    def photo(self):
        """Its photo or thumbnail."""
        return self.result.photo if self._is_media else self.result.thumb

    @property
    def document(self):
        """Its document or content."""
        return self.result.document if self._is_media else self.result.content

    async def click(
        self,
        entity=None,
        reply_to=None,
        comment_to=None,
        silent=False,
        clear_draft=False,
        hide_via=False,
        background=None,
    ):
        """Sends it; returns the `Message`."""
        entity = entity or self._entity
        if not entity:
            raise ValueError("You must provide the entity where the result should be sent to")
        entity, reply = await self._client._where(entity, reply_to, None, comment_to or None)
        request = functions.messages.SendInlineBotResultRequest(
            peer=entity, query_id=self._query_id, id=self.result.id, silent=silent, background=background,
            clear_draft=clear_draft, hide_via=hide_via, reply_to=reply,
        )  # fmt: skip
        return self._client._get_response_message(request, await self._client(request), entity)

    async def download_media(self, *args, **kwargs):
        """Downloads its document or photo."""
        media = self.document or self.photo
        return await self._client.download_media(media, *args, **kwargs) if media else None
