"""Casts of media, photos, documents, messages and the like to their `Input…` forms, by class name."""
from ._peers import cast_fail, kind_of
from .tl import types

_FAMILY = {
    "InputMedia": 0xFAF846F4,
    "InputPhoto": 0x846363E0,
    "InputDocument": 0xF33FDB68,
    "InputChatPhoto": 0xD4EB2D74,
    "InputGeoPoint": 0x0430D225,
    "InputGroupCall": 0x58611AB1,
    "InputMessage": 0x54B6BCC5,
}
_MESSAGE, _INPUT_FILE, _GROUP_CALL = 0x790009E3, 0xE7655F1F, 0x20B4F320


def _family(value, target):
    family = getattr(value, "SUBCLASS_OF_ID", None)
    if family is None:
        cast_fail(value, target)
    return family


def get_input_document(document):
    """The `InputDocument` of a document, its media or its message."""
    if _family(document, "InputDocument") == _FAMILY["InputDocument"]:
        return document
    kind = document.__class__.__name__
    if kind == "Document":
        return types.InputDocument(document.id, document.access_hash, document.file_reference)
    if kind == "DocumentEmpty":
        return types.InputDocumentEmpty()
    inner = {"MessageMediaDocument": "document", "Message": "media"}.get(kind)
    return get_input_document(getattr(document, inner)) if inner else cast_fail(document, "InputDocument")


_PHOTO_HOLDERS = {
    "Message": "media",
    "MessageMediaPhoto": "photo",
    "ChannelFull": "chat_photo",
    "CommunityFull": "chat_photo",
    "messages.ChatFull": "full_chat",
    "photos.Photo": "photo",
    "UserFull": "profile_photo",
    "Channel": "photo",
    "Chat": "photo",
    "User": "photo",
    "Community": "photo",
}
_NO_PHOTO = frozenset(("PhotoEmpty", "UserEmpty", "ChatEmpty", "ChatForbidden", "ChannelForbidden", "CommunityForbidden"))


def get_input_photo(photo):
    """The `InputPhoto` of a photo, its media, its message or the full form of its owner."""
    if _family(photo, "InputPhoto") == _FAMILY["InputPhoto"]:
        return photo
    kind = kind_of(photo)
    if kind == "Photo":
        return types.InputPhoto(photo.id, photo.access_hash, photo.file_reference)
    if kind in _NO_PHOTO:
        return types.InputPhotoEmpty()
    holder = _PHOTO_HOLDERS.get(kind)
    return get_input_photo(getattr(photo, holder)) if holder else cast_fail(photo, "InputPhoto")


def get_input_chat_photo(photo):
    """The `InputChatPhoto` of a photo or an uploaded file."""
    family = _family(photo, "InputChatPhoto")
    if family == _FAMILY["InputChatPhoto"]:
        return photo
    if family == _INPUT_FILE:
        return types.InputChatUploadedPhoto(file=photo)
    photo = get_input_photo(photo)
    if photo.__class__.__name__ == "InputPhotoEmpty":
        return types.InputChatPhotoEmpty()
    return types.InputChatPhoto(photo)


def get_input_geo(geo):
    """The `InputGeoPoint` of a location."""
    if _family(geo, "InputGeoPoint") == _FAMILY["InputGeoPoint"]:
        return geo
    kind = geo.__class__.__name__
    if kind == "GeoPoint":
        return types.InputGeoPoint(lat=geo.lat, long=geo.long)
    if kind == "GeoPointEmpty":
        return types.InputGeoPointEmpty()
    inner = {"MessageMediaGeo": "geo", "Message": "media"}.get(kind)
    return get_input_geo(getattr(geo, inner)) if inner else cast_fail(geo, "InputGeoPoint")


def get_input_media(
    media,
    *,
    is_photo=False,
    attributes=None,
    force_document=False,
    voice_note=False,
    video_note=False,
    supports_streaming=False,
    ttl=None,
):
    """The `InputMedia` that sends something again: by reference, or as a fresh upload."""
    family = _family(media, "InputMedia")
    if family == _FAMILY["InputMedia"]:
        return media
    if family == _FAMILY["InputPhoto"]:
        return types.InputMediaPhoto(media, ttl_seconds=ttl)
    if family == _FAMILY["InputDocument"]:
        return types.InputMediaDocument(media, ttl_seconds=ttl)
    if family == _INPUT_FILE:
        if is_photo:
            return types.InputMediaUploadedPhoto(file=media, ttl_seconds=ttl)
        from ._files import get_attributes

        found, mime = get_attributes(
            media,
            attributes=attributes,
            force_document=force_document,
            voice_note=voice_note,
            video_note=video_note,
            supports_streaming=supports_streaming,
        )
        return types.InputMediaUploadedDocument(
            file=media, mime_type=mime, attributes=found, force_file=force_document, ttl_seconds=ttl
        )
    kind = kind_of(media)
    if kind == "Message":
        return get_input_media(media.media, is_photo=is_photo, ttl=ttl)
    make = _MEDIA.get(kind)
    return make(media, ttl) if make else cast_fail(media, "InputMedia")


def _photo_media(media, ttl):
    return types.InputMediaPhoto(get_input_photo(media.photo), spoiler=media.spoiler, ttl_seconds=ttl or media.ttl_seconds)


def _document_media(media, ttl):
    return types.InputMediaDocument(
        get_input_document(media.document), spoiler=media.spoiler, ttl_seconds=ttl or media.ttl_seconds
    )


def _contact(media, ttl):
    return types.InputMediaContact(media.phone_number, media.first_name, media.last_name, "")


def _game(media, ttl):
    return types.InputMediaGame(types.InputGameID(media.game.id, media.game.access_hash))


def _live(media, ttl):
    return types.InputMediaGeoLive(
        geo_point=get_input_geo(media.geo),
        period=media.period,
        heading=media.heading,
        proximity_notification_radius=media.proximity_notification_radius,
    )


def _venue(media, ttl):
    return types.InputMediaVenue(
        geo_point=get_input_geo(media.geo),
        title=media.title,
        address=media.address,
        provider=media.provider,
        venue_id=media.venue_id,
        venue_type="",
    )


def _poll(media, ttl):
    answers = None
    if media.poll.quiz:
        if not media.results.results:
            raise TypeError("Cannot cast unanswered quiz to any kind of InputMedia.")
        correct = {result.option for result in media.results.results if result.correct}
        answers = [index for index, answer in enumerate(media.poll.answers) if answer.option in correct]
    return types.InputMediaPoll(
        poll=media.poll,
        correct_answers=answers,
        solution=media.results.solution,
        solution_entities=media.results.solution_entities,
    )


def _nothing(media, ttl):
    return types.InputMediaEmpty()


_MEDIA = {
    "MessageMediaPhoto": _photo_media,
    "MessageMediaDocument": _document_media,
    **dict.fromkeys(
        ("Photo", "photos.Photo", "PhotoEmpty"), lambda m, ttl: types.InputMediaPhoto(get_input_photo(m), ttl_seconds=ttl)
    ),
    **dict.fromkeys(
        ("Document", "DocumentEmpty"), lambda m, ttl: types.InputMediaDocument(get_input_document(m), ttl_seconds=ttl)
    ),
    "MessageMediaGame": _game,
    "MessageMediaContact": _contact,
    "MessageMediaGeo": lambda m, ttl: types.InputMediaGeoPoint(get_input_geo(m.geo)),
    "MessageMediaGeoLive": _live,
    "MessageMediaVenue": _venue,
    "MessageMediaDice": lambda m, ttl: types.InputMediaDice(m.emoticon),
    "MessageMediaPoll": _poll,
    "Poll": lambda m, ttl: types.InputMediaPoll(m),
    **dict.fromkeys(
        ("MessageMediaEmpty", "MessageMediaUnsupported", "ChatPhotoEmpty", "UserProfilePhotoEmpty", "ChatPhoto", "UserProfilePhoto"),
        _nothing,
    ),
}


def get_input_message(message):
    """The `InputMessage` of an id or a message."""
    if isinstance(message, int):
        return types.InputMessageID(int(message))
    family = getattr(message, "SUBCLASS_OF_ID", None)
    if family == _FAMILY["InputMessage"]:
        return message
    return types.InputMessageID(message.id) if family == _MESSAGE else cast_fail(message, "InputMedia")


def get_input_group_call(call):
    """The `InputGroupCall` of a group call."""
    family = _family(call, "InputGroupCall")
    if family == _FAMILY["InputGroupCall"]:
        return call
    if family == _GROUP_CALL:
        return types.InputGroupCall(id=call.id, access_hash=call.access_hash)
    return None  # Quirk: unlike every other cast.


def get_message_id(message):
    """The id of an id, an `InputMessageID` or a message; None for None."""
    if message is None:
        return None
    if isinstance(message, int):
        return int(message)
    if getattr(message, "SUBCLASS_OF_ID", None) == _MESSAGE or message.__class__.__name__ == "InputMessageID":
        return message.id
    if hasattr(message, "original_update") and hasattr(message, "message"):
        return message.message.id
    raise TypeError(f"Invalid message type: {type(message)}")


def convert_reaction(reaction=None):
    """A list of `Reaction` from emoji, custom emoji ids, reactions or a list of those."""
    if reaction is None:
        return None
    items = reaction if isinstance(reaction, (list, tuple, set)) else [reaction]
    made = []
    for item in items:
        if isinstance(item, str):
            item = types.ReactionEmoji(emoticon=item)
        elif isinstance(item, int):
            item = types.ReactionCustomEmoji(document_id=item)
        made.append(item)
    return made


def get_input_reply_to(entity=None, reply_to=None, top_msg_id=None, stories=False):
    """The `InputReplyTo` of a message, an id, a story item or something that already is one."""
    if reply_to is None and top_msg_id is None:
        return None
    if getattr(reply_to, "SUBCLASS_OF_ID", None) == 0x8C71131D:
        return reply_to
    if reply_to.__class__.__name__ == "StoryItem" or stories:
        return types.InputReplyToStory(entity, getattr(reply_to, "id", reply_to))
    if top_msg_id is None and not isinstance(reply_to, int):
        header = getattr(reply_to, "reply_to", None)
        if getattr(header, "forum_topic", False):
            top_msg_id = header.reply_to_top_id or header.reply_to_msg_id
    number = get_message_id(reply_to) if reply_to is not None else top_msg_id
    return types.InputReplyToMessage(number, top_msg_id=get_message_id(top_msg_id))


def get_input_story_id(story):
    """The id of a story item or an id."""
    return story if isinstance(story, int) else story.id
