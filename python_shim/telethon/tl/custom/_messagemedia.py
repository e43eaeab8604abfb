"""The half of `Message` that looks at media: photo, document, file, poll and the like."""

_DOCUMENT_KINDS = {
    "audio": ("DocumentAttributeAudio", lambda attribute: not attribute.voice),
    "voice": ("DocumentAttributeAudio", lambda attribute: attribute.voice),
    "video": ("DocumentAttributeVideo", None),
    "video_note": ("DocumentAttributeVideo", lambda attribute: attribute.round_message),
    "gif": ("DocumentAttributeAnimated", None),
    "sticker": ("DocumentAttributeSticker", None),
}


def _named(value, *names):
    return value is not None and value.__class__.__name__ in names


class MessageMedia:
    """Properties that name what a message carries; None for everything it does not."""

    __slots__ = ()  # so that `vars(message)` lists the schema\'s fields

    @property
    def file(self):
        """A `File` about the photo or document."""
        if not self._file:
            media = self.photo or self.document
            if media:
                from .file import File

                self._file = File(media)
        return self._file

    @property
    def photo(self):
        """The `Photo` of the media, of a service message about a chat photo, or of the web preview."""
        if _named(self.media, "MessageMediaPhoto"):
            return self.media.photo if _named(self.media.photo, "Photo") else None
        if _named(self.action, "MessageActionChatEditPhoto"):
            return self.action.photo
        web = self.web_preview
        return web.photo if web and _named(web.photo, "Photo") else None

    @property
    def document(self):
        """The `Document` of the media or of the web preview."""
        holder = self.media if _named(self.media, "MessageMediaDocument") else self.web_preview
        return holder.document if holder and _named(holder.document, "Document") else None

    @property
    def web_preview(self):
        """The `WebPage` of a link."""
        if _named(self.media, "MessageMediaWebPage") and _named(self.media.webpage, "WebPage"):
            return self.media.webpage
        return None

    def _document_kind(self, kind):
        name, condition = _DOCUMENT_KINDS[kind]
        document = self.document
        for attribute in document.attributes if document else ():
            if attribute.__class__.__name__ == name:
                return document if condition is None or condition(attribute) else None
        return None

    @property
    def audio(self):
        """The document, if it is music."""
        return self._document_kind("audio")

    @property
    def voice(self):
        """The document, if it is a voice note."""
        return self._document_kind("voice")

    @property
    def video(self):
        """The document, if it is a video."""
        return self._document_kind("video")

    @property
    def video_note(self):
        """The document, if it is a round video."""
        return self._document_kind("video_note")

    @property
    def gif(self):
        """The document, if it is an animation."""
        return self._document_kind("gif")

    @property
    def sticker(self):
        """The document, if it is a sticker."""
        return self._document_kind("sticker")

    @property
    def contact(self):
        """The `MessageMediaContact`."""
        return self.media if _named(self.media, "MessageMediaContact") else None

    @property
    def game(self):
        """The `Game`."""
        return self.media.game if _named(self.media, "MessageMediaGame") else None

    @property
    def geo(self):
        """The `GeoPoint`."""
        if _named(self.media, "MessageMediaGeo", "MessageMediaGeoLive", "MessageMediaVenue"):
            return self.media.geo
        return None

    @property
    def invoice(self):
        """The `MessageMediaInvoice`."""
        return self.media if _named(self.media, "MessageMediaInvoice") else None

    @property
    def poll(self):
        """The `MessageMediaPoll`."""
        return self.media if _named(self.media, "MessageMediaPoll") else None

    @property
    def venue(self):
        """The `MessageMediaVenue`."""
        return self.media if _named(self.media, "MessageMediaVenue") else None

    @property
    def dice(self):
        """The `MessageMediaDice`."""
        return self.media if _named(self.media, "MessageMediaDice") else None
