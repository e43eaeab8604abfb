"""Random objects of the schema, files and texts for the random_*.py scripts; each function takes an `Asked`."""
import base64
import io
import pathlib
import struct

from asking import DATE


def user(ask):
    return ask.make(
        "User", id=ask.number(), access_hash=ask.maybe(ask.hash()), is_self=ask.flag(), min=ask.flag(), first_name=ask.maybe(ask.text()),
        last_name=ask.maybe(ask.text()), username=ask.maybe("Some_Name"), phone=ask.maybe("7999"), photo=ask.maybe(profile_photo(ask)),
    )  # fmt: skip


def profile_photo(ask):
    if ask.rng.random() < 0.5:
        return ask.make("UserProfilePhotoEmpty")
    return ask.make("UserProfilePhoto", photo_id=ask.hash(), dc_id=2)


def chat(ask):
    photo = ask.make("ChatPhotoEmpty") if ask.rng.random() < 0.5 else ask.make("ChatPhoto", photo_id=ask.hash(), dc_id=2)
    return ask.make("Chat", id=ask.number(), title=ask.text(), photo=photo, participants_count=3, date=DATE, version=1)


def channel(ask):
    return ask.make(
        "Channel", id=ask.number(), title=ask.text(), photo=ask.make("ChatPhotoEmpty"), date=DATE, access_hash=ask.maybe(ask.hash()),
        min=ask.flag(), username=ask.maybe("SomeChannel"),
    )  # fmt: skip


def photo(ask):
    kinds = [
        lambda: ask.make("PhotoSize", type=ask.pick("s", "x", "y"), w=5, h=6, size=ask.number() % 10**6),
        lambda: ask.make("PhotoStrippedSize", type="i", bytes=ask.data()),
        lambda: ask.make("PhotoCachedSize", type="s", w=5, h=6, bytes=ask.data()),
        lambda: ask.make("PhotoSizeEmpty", type="e"),
        lambda: ask.make("PhotoSizeProgressive", type="y", w=5, h=6, sizes=[5, 90, 77]),
        lambda: ask.make("PhotoPathSize", type="j", bytes=ask.data()),
    ]
    sizes = [ask.pick(*kinds)() for _ in range(ask.rng.randrange(1, 4))]
    return ask.make("Photo", id=ask.hash(), access_hash=ask.hash(), file_reference=ask.data(), date=DATE, sizes=sizes, dc_id=ask.rng.randrange(1, 6))


MIMES = ["video/mp4", "image/webp", "application/octet-stream", "audio/ogg", "text/plain", "application/x-tgsticker", "", "no/such", "image/jpeg",
         "application/pdf", "audio/mpeg", "application/zip", "image/png", "video/webm", "application/x-bad-tgsticker", "video/quicktime"]  # fmt: skip


def attributes(ask):
    kinds = [
        lambda: ask.make("DocumentAttributeAudio", duration=3, voice=ask.flag(), title=ask.maybe(ask.text())),
        lambda: ask.make("DocumentAttributeVideo", duration=3, w=5, h=6, round_message=ask.flag()),
        lambda: ask.make("DocumentAttributeSticker", alt="x", stickerset=ask.make("InputStickerSetEmpty")),
        lambda: ask.make("DocumentAttributeAnimated"),
        lambda: ask.make("DocumentAttributeFilename", file_name=ask.pick("a.txt", "b.MP3", "c", "")),
        lambda: ask.make("DocumentAttributeImageSize", w=5, h=6),
        lambda: ask.make("DocumentAttributeHasStickers"),
    ]
    return [ask.pick(*kinds)() for _ in range(ask.rng.randrange(4))]


def document(ask):
    return ask.make(
        "Document", id=ask.hash(), access_hash=ask.hash(), file_reference=ask.data(), date=DATE, mime_type=ask.pick(*MIMES),
        size=ask.number(), dc_id=ask.rng.randrange(1, 6), attributes=attributes(ask),
    )  # fmt: skip


def geo(ask):
    if ask.rng.random() < 0.3:
        return ask.make("GeoPointEmpty")
    return ask.make("GeoPoint", long=ask.pick(0.0, 12.5, -170.25), lat=ask.pick(0.0, 55.75), access_hash=ask.hash())


def media(ask):
    kinds = [
        lambda: ask.make("MessageMediaPhoto", photo=ask.maybe(photo(ask)), ttl_seconds=ask.maybe(7), spoiler=ask.flag()),
        lambda: ask.make("MessageMediaDocument", document=ask.maybe(document(ask)), ttl_seconds=ask.maybe(7), spoiler=ask.flag()),
        lambda: ask.make("MessageMediaEmpty"),
        lambda: ask.make("MessageMediaUnsupported"),
        lambda: ask.make("MessageMediaContact", phone_number="+7", first_name=ask.text(), last_name=ask.text(), vcard="v", user_id=5),
        lambda: ask.make("MessageMediaGeo", geo=geo(ask)),
        lambda: ask.make("MessageMediaGeoLive", geo=geo(ask), period=60, heading=ask.maybe(90), proximity_notification_radius=ask.maybe(5)),
        lambda: ask.make("MessageMediaVenue", geo=geo(ask), title="t", address="a", provider="p", venue_id="v", venue_type="y"),
        lambda: ask.make("MessageMediaDice", value=3, emoticon="🎲"),
        lambda: ask.make("MessageMediaWebPage", webpage=ask.make("WebPageEmpty", id=5)),
    ]
    return ask.pick(*kinds)()


def message(ask):
    return ask.make("Message", id=ask.rng.randrange(1, 999), peer_id=ask.make("PeerUser", 5), date=DATE, message="m", media=ask.maybe(media(ask)))


def peer(ask):
    kind, field = ask.pick(("PeerUser", "user_id"), ("PeerChat", "chat_id"), ("PeerChannel", "channel_id"))
    number = ask.number()
    if kind != "PeerUser" and ask.rng.random() < 0.3:
        number = ask.pick(-number, -(10**12) - number)
    return ask.make(kind, **{field: number})


def input_peer(ask):
    kinds = [
        lambda: ask.make("InputPeerUser", ask.number(), ask.hash()),
        lambda: ask.make("InputPeerChat", ask.number()),
        lambda: ask.make("InputPeerChannel", ask.number(), ask.hash()),
        lambda: ask.make("InputPeerSelf"),
        lambda: ask.make("InputPeerEmpty"),
        lambda: ask.make("InputPeerUserFromMessage", ask.make("InputPeerChat", 5), 6, 7),
        lambda: ask.make("InputPeerChannelFromMessage", ask.make("InputPeerChat", 5), 6, 7),
    ]
    return ask.pick(*kinds)()


def full(ask):
    settings = ask.make("PeerNotifySettings")
    kinds = [
        lambda: ask.make("UserFull", id=5, settings=ask.make("PeerSettings"), notify_settings=settings, common_chats_count=1, profile_photo=ask.maybe(photo(ask))),
        lambda: ask.make(
            "ChatFull", id=6, about="a", participants=ask.make("ChatParticipantsForbidden", 6), notify_settings=settings,
            chat_photo=ask.maybe(photo(ask)),
        ),
        lambda: ask.make(
            "ChannelFull", id=7, about="a", read_inbox_max_id=0, read_outbox_max_id=0, unread_count=0, chat_photo=photo(ask),
            notify_settings=settings, bot_info=[], pts=1,
        ),
    ]  # fmt: skip
    return ask.pick(*kinds)()


def odd(ask):
    """What is no object of the schema, or of no use as a peer."""
    kinds = [
        lambda: ask.number(), lambda: -ask.number(), lambda: None, ask.text, ask.data, lambda: 1.5, lambda: [], lambda: object(),
        lambda: True, lambda: Holder(input_entity=input_peer(ask)), lambda: Holder(entity=user(ask)), lambda: ask.types.User,
    ]  # fmt: skip
    return ask.pick(*kinds)()


class Holder:
    """Something with attributes."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


def entity(ask):
    kinds = [
        user, user, chat, channel, channel, peer, peer, input_peer, input_peer, full, odd, odd, message, photo, media,
        lambda ask: ask.make("UserEmpty", ask.number()), lambda ask: ask.make("ChatEmpty", ask.number()),
        lambda ask: ask.make("ChatForbidden", ask.number(), ask.text()),
        lambda ask: ask.make("ChannelForbidden", ask.number(), ask.hash(), ask.text()),
        lambda ask: ask.make("CommunityForbidden", ask.number(), ask.hash(), ask.text()),
        lambda ask: ask.make("InputUser", ask.number(), ask.hash()), lambda ask: ask.make("InputUserSelf"), lambda ask: ask.make("InputUserEmpty"),
        lambda ask: ask.make("InputChannel", ask.number(), ask.hash()), lambda ask: ask.make("InputChannelEmpty"),
        lambda ask: ask.make("InputUserFromMessage", ask.make("InputPeerChat", 5), 6, 7),
        lambda ask: ask.make("InputChannelFromMessage", ask.make("InputPeerChat", 5), 6, 7),
        lambda ask: ask.make("InputDialogPeer", input_peer(ask)), lambda ask: ask.make("InputDialogPeerFolder", 1),
        lambda ask: ask.make("contacts.ResolvedPeer", peer(ask), [], []), lambda ask: ask.make("TopPeer", peer(ask), 1.0),
        lambda ask: ask.make("DialogPeer", peer(ask)), lambda ask: ask.make("InputNotifyPeer", input_peer(ask)),
        lambda ask: ask.make("ChatParticipant", 5, 6, DATE), lambda ask: ask.make("ChatParticipantCreator", 5),
        lambda ask: ask.make("ChannelParticipant", 5, DATE), lambda ask: ask.make("ChannelParticipantSelf", 5, 6, DATE),
        lambda ask: ask.make("messages.ChatFull", full(ask), [], []), lambda ask: ask.make("users.UserFull", full(ask), [], []),
    ]  # fmt: skip
    return ask.pick(*kinds)(ask)


def castable(ask):
    """A medium, or what might be taken for one."""
    kinds = [
        media, media, message, photo, document, geo, entity, full,
        lambda ask: ask.make("PhotoEmpty", 5), lambda ask: ask.make("DocumentEmpty", 5), lambda ask: ask.make("photos.Photo", photo(ask), []),
        lambda ask: ask.make("InputPhoto", 5, 6, b"r"), lambda ask: ask.make("InputPhotoEmpty"), lambda ask: ask.make("InputDocument", 5, 6, b"r"),
        lambda ask: ask.make("InputDocumentEmpty"), lambda ask: ask.make("InputGeoPoint", 1.5, 2.5), lambda ask: ask.make("InputMediaEmpty"),
        lambda ask: ask.make("InputFile", 5, 3, ask.pick("a.mp4", "b.mp3", "c.jpg", "", "d"), "m"), lambda ask: ask.make("InputFileBig", 5, 3, "a.mov"),
        lambda ask: ask.make("InputChatPhotoEmpty"), lambda ask: ask.make("InputChatPhoto", ask.make("InputPhotoEmpty")),
        lambda ask: ask.make("GroupCallDiscarded", 5, 6, 7), lambda ask: ask.make("InputGroupCall", 5, 6), lambda ask: ask.make("InputMessageID", 5),
        lambda ask: ask.make("InputMessagePinned"), lambda ask: ask.make("MessageService", 9, ask.make("PeerChat", 5), DATE, ask.make("MessageActionEmpty")),
        lambda ask: ask.make("MessageEmpty", 8, None), lambda ask: ask.make("UserProfilePhoto", 5, 2), lambda ask: ask.make("ChatPhoto", 5, 2),
        lambda ask: ask.make("WebDocument", "u", 5, 6, ask.pick(*MIMES), []), lambda ask: ask.make("WebDocumentNoProxy", "u", 6, ask.pick(*MIMES), []),
        lambda ask: ask.make("InputDocumentFileLocation", 5, 6, b"r", "x"), lambda ask: ask.make("ChatPhotoEmpty"), lambda ask: ask.make("UserProfilePhotoEmpty"),
    ]  # fmt: skip
    return ask.pick(*kinds)(ask)


# -- files, texts, numbers ------------------------------------------------------------------------------------------


EXTENSIONS = [".png", ".JPG", ".jpeg", ".jpe", ".jpegx", ".gif", ".GIFV", ".webp", ".mp4", ".MOV", ".avi", ".mkv", ".mp3", ".m4a", ".ogg", ".oga", ".opus",
              ".flac", ".wav", ".tgs", ".txt", ".py", "", ".", ".tar.gz", ".pdf", ".webm", ".heic", ".bmp", ".tga", ".psd", ".tiff", ".3gp", ".aac"]  # fmt: skip


def file_name(ask):
    return ask.pick("a", "x/y", "/tmp/z", "Привет", "a b", ".hidden", "a.b", "") + ask.pick(*EXTENSIONS)


def file(ask):
    name = file_name(ask)
    kinds = [
        lambda: name, lambda: name, lambda: name, lambda: pathlib.Path(name), lambda: named(ask.data(), name), lambda: io.BytesIO(ask.data()),
        lambda: document(ask), lambda: photo(ask), lambda: ask.make("InputFile", 5, 3, name, "m"), lambda: bot_file_id(ask), lambda: ask.data(), lambda: None,
    ]  # fmt: skip
    return ask.pick(*kinds)()


def named(data, name):
    stream = io.BytesIO(data)
    stream.name = name
    return stream


def bot_file_id(ask):
    version = ask.pick(2, 2, 4, 4, 3)
    head = struct.pack("<iiqq", ask.rng.randrange(12), ask.rng.randrange(0, 7), ask.hash(), ask.hash())
    size = ask.pick(24, 44, 48) if version == 2 else ask.pick(25, 49, 77, 30)
    body = (head + ask.data(80) + bytes(80))[:size] + bytes([version])
    encoded, zeros = bytearray(), 0
    for byte in body:
        if byte:
            encoded += (bytes([0, zeros]) if zeros else b"") + bytes([byte])
            zeros = 0
        else:
            zeros += 1
    return base64.urlsafe_b64encode(bytes(encoded) + (bytes([0, zeros]) if zeros else b"")).rstrip(b"=").decode()


def link(ask):
    alphabet = "abcXYZ0123456789_-+/="
    code = "".join(ask.pick(*alphabet) for _ in range(ask.pick(3, 12, 16, 22, 24, 32, 33)))
    if ask.rng.random() < 0.3:
        code = ask.data(20).hex()
    prefix = ask.pick("", "@", "t.me/", "https://t.me/", "http://www.telegram.me/", "telegram.dog/", "https://t.me/joinchat/", "t.me/+", "tg://join?invite=",
                      "https://t.me/@", "HTTPS://T.ME/", "tg://resolve?domain=", "t.me/c/", "https://telegram.org/", "//t.me/", "www.t.me/")  # fmt: skip
    return ask.pick("", " ", "\n") + prefix + ask.pick(code, "durov", "Dur_ov", "a__b", "_ab", "ab_", "a1", "1ab", "", "x" * 33, "дуров") + ask.pick("", "/", "//", " ", "/5", "?start=1")


def phone(ask):
    return ask.pick("+7 (999) 123-45-67", "79991234567", "+7x", "", "+", "()", 79991234567, -5, None, "٣٤٥", "1\u00a02", "1\t2", "²", "+1-2_3", 1.5, b"79", True)


def surrogate_text(ask):
    words = ["a", "bc ", " ", "\n", "😀", "👨‍👩‍👧", "ж", "é", ". ", "x y", "\u2028", "🏳️‍🌈", "\t"]
    return "".join(ask.pick(*words) for _ in range(ask.rng.randrange(30)))


def entities(ask, text):
    units = max(1, len(text.encode("utf-16-le", "surrogatepass")) // 2)
    found = []
    for _ in range(ask.rng.randrange(6)):
        offset = ask.rng.randrange(units)
        kind = ask.pick("MessageEntityBold", "MessageEntityItalic", "MessageEntityTextUrl", "MessageEntityPre")
        extra = {"MessageEntityTextUrl": {"url": "http://x"}, "MessageEntityPre": {"language": "py"}}.get(kind, {})
        found.append(ask.make(kind, offset=offset, length=ask.rng.randrange(units - offset + 1), **extra))
    return sorted(found, key=lambda one: one.offset)
