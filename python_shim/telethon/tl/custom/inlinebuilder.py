"""`InlineBuilder`: what a bot answers an inline query with."""
from ... import utils
from .. import functions, types

_KINDS = {
    "image/gif": "gif", "text/html": "article", "audio/mpeg": "audio", "application/pdf": "file",
    "application/zip": "file", "image/jpeg": "photo", "image/webp": "sticker", "application/x-tgsticker": "sticker",
    "video/mp4": "video", "audio/ogg": "voice",
}  # fmt: skip


def _identified(result, given):
    if given is None:
        from hashlib import sha256

        result.id = sha256(bytes(result)).hexdigest()
    return result


class InlineBuilder:
    """Makes articles, photos, documents and games; the other keywords say what sending them sends."""

    def __init__(self, client):
        self._client = client

    async def article(
        self, title, description=None, *, url=None, thumb=None, content=None, id=None, text=None, **message
    ):
        """An article with a text, a place, a contact or a game."""
        result = types.InputBotInlineResult(
            id=id or "", type="article", title=title, description=description, url=url, thumb=thumb, content=content,
            send_message=await self._message(text=text, **message),
        )  # fmt: skip
        return _identified(result, id)

    async def photo(self, file, *, id=None, include_media=True, text=None, **message):
        """A photo; without `include_media` only its text is sent."""
        try:
            photo = utils.get_input_photo(file)
        except TypeError:
            photo = utils.get_input_photo((await self._store(file, as_image=True)).photo)
        send = await self._message(text=text or "", media=include_media, **message)
        return _identified(types.InputBotInlineResultPhoto(id or "", "photo", photo, send), id)

    async def document(
        self,
        file,
        title=None,
        *,
        description=None,
        type=None,
        mime_type=None,
        attributes=None,
        force_document=False,
        voice_note=False,
        video_note=False,
        use_cache=True,
        id=None,
        text=None,
        include_media=True,
        **message,
    ):
        """A document of any type."""
        type = type or ("voice" if voice_note else _KINDS.get(mime_type, "file"))
        try:
            document = utils.get_input_document(file)
        except TypeError:
            stored = await self._store(
                file, mime_type=mime_type, attributes=attributes, force_document=force_document,
                voice_note=voice_note, video_note=video_note,
            )  # fmt: skip
            document = utils.get_input_document(stored.document)
        send = await self._message(text=text or "", media=include_media, **message)
        result = types.InputBotInlineResultDocument(
            id=id or "", type=type, document=document, send_message=send, title=title, description=description
        )
        return _identified(result, id)

    async def game(self, short_name, *, id=None, text=None, **message):
        """A game."""
        send = await self._message(text=text, **message)
        return _identified(types.InputBotInlineResultGame(id=id or "", short_name=short_name, send_message=send), id)

    async def _store(self, file, **options):
        _, media, _ = await self._client._file_to_media(file, **options)
        return await self._client(functions.messages.UploadMediaRequest(types.InputPeerSelf(), media=media))

    async def _message(
        self,
        *,
        text=None,
        parse_mode=(),
        link_preview=True,
        media=False,
        geo=None,
        period=60,
        contact=None,
        game=False,
        buttons=None,
    ):
        given = [name for name, one in (("text", text), ("geo", geo), ("contact", contact)) if one is not None]
        given += ["game"] if game else []
        if len(given) != 1:
            raise ValueError(f"Must set exactly one of text, geo, contact or game (set {', '.join(given) or 'none'})")
        markup = self._client.build_reply_markup(buttons)
        if text is not None:
            text, entities = await self._client._parse_message_text(text, parse_mode)
            if media:
                return types.InputBotInlineMessageMediaAuto(message=text, entities=entities, reply_markup=markup)
            return types.InputBotInlineMessageText(
                message=text, no_webpage=not link_preview, entities=entities, reply_markup=markup
            )
        if game:
            return types.InputBotInlineMessageGame(reply_markup=markup)
        return _place(geo, period, markup) if geo is not None else _contact(contact, markup)


def _place(geo, period, markup):
    kind = geo.__class__.__name__
    if kind in ("InputGeoPoint", "GeoPoint"):
        point = utils.get_input_geo(geo)
        return types.InputBotInlineMessageMediaGeo(geo_point=point, period=period, reply_markup=markup)
    if kind not in ("InputMediaVenue", "MessageMediaVenue"):
        raise ValueError("No valid geo given")
    return types.InputBotInlineMessageMediaVenue(
        geo_point=geo.geo_point if kind == "InputMediaVenue" else utils.get_input_geo(geo.geo), title=geo.title,
        address=geo.address, provider=geo.provider, venue_id=geo.venue_id, venue_type=geo.venue_type,
        reply_markup=markup,
    )  # fmt: skip


def _contact(contact, markup):
    if contact.__class__.__name__ not in ("InputMediaContact", "MessageMediaContact"):
        raise ValueError("No valid contact given")
    return types.InputBotInlineMessageMediaContact(
        phone_number=contact.phone_number, first_name=contact.first_name, last_name=contact.last_name,
        vcard=contact.vcard, reply_markup=markup,
    )  # fmt: skip
