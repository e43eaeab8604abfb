"""Files: what kind they are, their attributes, bot file ids, stripped thumbnails, streams to upload."""
import io
import os
import re
import struct
from collections import namedtuple

from ._inputs import get_input_photo
from ._peers import cast_fail, kind_of
from .tl import types

FileInfo = namedtuple("FileInfo", "dc_id location size")
_EXTRA_TYPES = {
    ".png": "image/png", ".jpeg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif", ".bmp": "image/bmp",
    ".tga": "image/x-tga", ".tiff": "image/tiff", ".psd": "image/vnd.adobe.photoshop", ".mp4": "video/mp4",
    ".mov": "video/quicktime", ".avi": "video/avi", ".mp3": "audio/mpeg", ".m4a": "audio/m4a", ".aac": "audio/aac",
    ".ogg": "audio/ogg", ".flac": "audio/flac", ".tgs": "application/x-tgsticker",
}  # fmt: skip
_registry = None


def mime_registry():
    """The `mimetypes` module, with the types that Telegram files need."""
    global _registry
    if _registry is None:
        import mimetypes

        for extension, kind in _EXTRA_TYPES.items():
            mimetypes.add_type(kind, extension)
        _registry = mimetypes
    return _registry


def guess_type(name):
    """Mime type by file name, or None."""
    return mime_registry().guess_type(name)[0]


def guess_extension(mime_type):
    """Extension by mime type, '' when unknown."""
    return mime_registry().guess_extension(mime_type) or ""


def get_extension(media):
    """'.jpg' for photos, the extension of a document's mime type, or ''."""
    try:
        get_input_photo(media)
        return ".jpg"
    except (TypeError, AttributeError):
        kind = media.__class__.__name__
    if kind in ("UserProfilePhoto", "ChatPhoto"):
        return ".jpg"
    if kind == "MessageMediaDocument":
        media = media.document
        kind = media.__class__.__name__
    if kind in ("Document", "WebDocument", "WebDocumentNoProxy") and media.mime_type != "application/octet-stream":
        return guess_extension(media.mime_type)
    return ""


def extension_of(file):
    """The extension of a path, a named object or a piece of media."""
    if isinstance(file, str):
        return os.path.splitext(file)[-1]
    if isinstance(file, os.PathLike):
        from pathlib import PurePath

        return PurePath(file).suffix
    name = getattr(file, "name", None)
    return extension_of(name) if name else get_extension(file)


def is_image(file):
    """Whether the file would be sent as a photo."""
    if re.match(r"\.(png|jpe?g)", extension_of(file), re.IGNORECASE):
        return True
    return resolve_bot_file_id(file).__class__.__name__ == "Photo"


def is_gif(file):
    """Whether the file's name says that it is a gif."""
    return re.match(r"\.gif", extension_of(file), re.IGNORECASE)


def is_audio(file):
    """Whether the file's type is audio."""
    return _is_kind(file, "audio/")


def is_video(file):
    """Whether the file's type is video."""
    return _is_kind(file, "video/")


def _is_kind(file, prefix):
    extension = extension_of(file)
    if extension:
        return (guess_type("a" + extension) or "").startswith(prefix)
    found = metadata_of(file)
    return bool(found and found.has("mime_type") and found.get("mime_type").startswith(prefix))


def metadata_of(file):
    """What the optional `hachoir` package knows about a file; None without it or on trouble."""
    try:
        import hachoir.metadata
        import hachoir.parser
        import hachoir.stream
    except ImportError:
        return None
    opened = isinstance(file, (str, bytes))
    stream = open(file, "rb") if isinstance(file, str) else io.BytesIO(file) if opened else file
    if not (getattr(stream, "seekable", None) and stream.seekable()):
        return None
    position = stream.tell()
    try:
        name = getattr(file, "name", "")
        source = hachoir.stream.InputIOStream(stream, source="file:" + name, tags=[], filename=name)
        return hachoir.metadata.extractMetadata(hachoir.parser.guess.guessParser(source))
    except Exception:
        return None
    finally:
        stream.close() if opened else stream.seek(position)


def get_attributes(
    file,
    *,
    attributes=None,
    mime_type=None,
    force_document=False,
    voice_note=False,
    video_note=False,
    supports_streaming=False,
    thumb=None,
):
    """(attributes, mime type) for an upload; given attributes replace guessed ones of the same class."""
    name = file if isinstance(file, str) else getattr(file, "name", "unnamed")
    if name is None:
        name = "unnamed"
    mime_type = (guess_type(name) if mime_type is None else mime_type) or "application/octet-stream"
    found = {"DocumentAttributeFilename": types.DocumentAttributeFilename(os.path.basename(name))}
    if is_audio(file):
        audio = _audio_attribute(file, voice_note)
        if audio:
            found["DocumentAttributeAudio"] = audio
    if not force_document and is_video(file):
        found["DocumentAttributeVideo"] = _video_attribute(file, thumb, video_note, supports_streaming)
    if voice_note:
        audio = found.setdefault("DocumentAttributeAudio", types.DocumentAttributeAudio(0, voice=True))
        audio.voice = True
    for attribute in attributes or ():
        found[attribute.__class__.__name__] = attribute
    return list(found.values()), mime_type


def _audio_attribute(file, voice_note):
    known = metadata_of(file)
    if not known:
        return None
    read = lambda key: known.get(key) if known.has(key) else None  # noqa: E731
    duration = read("duration")
    return types.DocumentAttributeAudio(
        voice=voice_note,
        title=read("title"),
        performer=read("author") or read("artist"),
        duration=int(duration.seconds if duration else 0),
    )


def _video_attribute(file, thumb, video_note, supports_streaming):
    known = metadata_of(file)
    shape = known or (metadata_of(thumb) if thumb else None)
    read = lambda meta, key: meta.get(key) if meta and meta.has(key) else None  # noqa: E731
    duration = read(known, "duration")
    return types.DocumentAttributeVideo(
        round_message=video_note,
        w=read(shape, "width") or 1,
        h=read(shape, "height") or 1,
        duration=int(duration.seconds) if duration else int(known is not None),
        supports_streaming=supports_streaming,
    )


def get_file_info(location):
    """`FileInfo(dc_id, location, size)` of anything that can be downloaded."""
    family = getattr(location, "SUBCLASS_OF_ID", None)
    if family is None:
        cast_fail(location, "InputFileLocation")
    if family == 0x1523D462:
        return FileInfo(None, location, None)
    if location.__class__.__name__ == "Message":
        location = location.media
    kind = location.__class__.__name__
    if kind in ("MessageMediaDocument", "MessageMediaPhoto"):
        location = location.document if kind == "MessageMediaDocument" else location.photo
        kind = location.__class__.__name__
    if kind == "Document":
        where = types.InputDocumentFileLocation(location.id, location.access_hash, location.file_reference, "")
        return FileInfo(location.dc_id, where, location.size)
    if kind == "Photo" and kind_of(location) == "Photo":
        size = location.sizes[-1]
        where = types.InputPhotoFileLocation(location.id, location.access_hash, location.file_reference, size.type)
        return FileInfo(location.dc_id, where, photo_size_bytes(size))
    return cast_fail(location, "InputFileLocation")


def get_input_location(location):
    """(dc id, location) of anything that can be downloaded."""
    info = get_file_info(location)
    return info.dc_id, info.location


def photo_size_bytes(size):
    """How many bytes a photo size has, None when it does not say."""
    kind = size.__class__.__name__
    if kind == "PhotoSize":
        return size.size
    if kind == "PhotoStrippedSize":
        return len(size.bytes) + (622 if len(size.bytes) >= 3 and size.bytes[0] == 1 else 0)
    if kind == "PhotoCachedSize":
        return len(size.bytes)
    if kind == "PhotoSizeEmpty":
        return 0
    return max(size.sizes) if kind == "PhotoSizeProgressive" else None


def get_appropriated_part_size(file_size):
    """Part size in KiB for a file of so many bytes."""
    return 128 if file_size <= 104857600 else 256 if file_size <= 786432000 else 512


def decode_base64(text):
    """Bytes of Telegram's unpadded url-safe base64, None when it is not that."""
    from base64 import urlsafe_b64decode

    try:
        return urlsafe_b64decode(text + "=" * (len(text) % 4))
    except (ValueError, TypeError):
        return None


def encode_base64(data):
    """Telegram's unpadded url-safe base64, None of what is not bytes."""
    from base64 import urlsafe_b64encode

    try:
        return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
    except (ValueError, TypeError):
        return None


def rle_decode(data):
    """Undoes the run-length encoding of zero bytes in bot file ids."""
    if not data:
        return data
    out, zero = bytearray(), False
    for byte in data:
        if zero:
            out += bytes(byte)
            zero = False
        elif byte == 0:
            zero = True
        else:
            out.append(byte)
    return bytes(out) + (b"\0" if zero else b"")


def rle_encode(data):
    """Run-length encodes zero bytes."""
    return re.sub(rb"\0{1,255}", lambda run: bytes((0, len(run[0]))), data)


_DOCUMENT_KINDS = {3: "voice", 9: "audio", 4: "video", 13: "round", 8: "sticker", 10: "animated"}


def resolve_bot_file_id(file_id):
    """The `Document` or `Photo` of a bot API file id, or None."""
    data = rle_decode(decode_base64(file_id)) if isinstance(file_id, str) else None
    if not data or data[-1] not in (2, 4):
        return None
    data, version = data[:-1], data[-1]
    if (version, len(data)) in ((2, 24), (4, 25)):
        kind, dc_id, media_id, access_hash = struct.unpack_from("<iiqq", data)
        return _document(_DOCUMENT_KINDS.get(kind), dc_id, media_id, access_hash) if 1 <= dc_id <= 5 else None
    if (version, len(data)) in ((2, 44), (4, 49)):
        _, dc_id, media_id, access_hash = struct.unpack_from("<iiqq", data)
    elif (version, len(data)) == (4, 77):
        _, dc_id, _, media_id, access_hash = struct.unpack_from("<ii28sqq", data)
    else:
        return None
    if not 1 <= dc_id <= 5:
        return None
    size = types.PhotoSize(type="s" if media_id or access_hash else "x", w=0, h=0, size=0)
    return types.Photo(id=media_id, access_hash=access_hash, file_reference=b"", date=None, sizes=[size], dc_id=dc_id)


def _document(kind, dc_id, media_id, access_hash):
    attributes = []
    if kind in ("voice", "audio"):
        attributes.append(types.DocumentAttributeAudio(duration=0, voice=kind == "voice"))
    elif kind in ("video", "round"):
        attributes.append(types.DocumentAttributeVideo(duration=0, w=0, h=0, round_message=kind == "round"))
    elif kind == "sticker":
        attributes.append(types.DocumentAttributeSticker(alt="", stickerset=types.InputStickerSetEmpty()))
    elif kind == "animated":
        attributes.append(types.DocumentAttributeAnimated())
    return types.Document(
        id=media_id, access_hash=access_hash, date=None, mime_type="", size=0, dc_id=dc_id,
        attributes=attributes, file_reference=b"",
    )  # fmt: skip


def pack_bot_file_id(file):
    """A bot API file id of a document; None for photos, whose old locations are gone."""
    kind = file.__class__.__name__
    if kind in ("MessageMediaDocument", "MessageMediaPhoto"):
        file = file.document if kind == "MessageMediaDocument" else file.photo
    if file.__class__.__name__ != "Document":
        return None
    number = 5
    for attribute in file.attributes:
        name = attribute.__class__.__name__
        if name == "DocumentAttributeAudio":
            number = 3 if attribute.voice else 9
        elif name == "DocumentAttributeVideo":
            number = 13 if attribute.round_message else 4
        elif name == "DocumentAttributeSticker":
            number = 8
        elif name == "DocumentAttributeAnimated":
            number = 10
        else:
            continue
        break
    return encode_base64(rle_encode(struct.pack("<iiqqb", number, file.dc_id, file.id, file.access_hash, 2)))


def encode_waveform(waveform):
    """Packs 5-bit samples."""
    number = sum((sample & 31) << (5 * index) for index, sample in enumerate(waveform))
    return number.to_bytes((len(waveform) * 5 + 7) // 8, "little")


def decode_waveform(waveform):
    """Unpacks 5-bit samples."""
    number, count = int.from_bytes(waveform, "little"), len(waveform) * 8 // 5
    shifts = [5 * index for index in range(count)]
    # Quirk: the original reads the last sample from where it would be if samples had one bit, within two bytes.
    samples = bytes(number >> shift & 31 for shift in shifts[:-1])
    return samples + bytes([number >> (count - 1) & 31]) if count else b""


def stripped_photo_to_jpg(stripped):
    """A stripped thumbnail as a JPEG file: Telegram leaves out the constant header, which is put back."""
    if len(stripped) < 3 or stripped[0] != 1:
        return stripped
    from ._jpeg import HEADER

    header = bytearray(HEADER)
    header[164], header[166] = stripped[1], stripped[2]
    return bytes(header) + stripped[3:] + b"\xff\xd9"


class FileStream(io.IOBase):
    """A path, bytes or file-like object opened for reading, with its name and size found out."""

    def __init__(self, file, *, file_size=None):
        self._file = str(file.absolute()) if hasattr(file, "absolute") else file
        self._size, self._name, self._stream, self._owned = file_size, None, None, False

    async def __aenter__(self):
        if isinstance(self._file, str):
            self._name = os.path.basename(self._file)
            self._stream, self._owned = open(self._file, "rb"), True
            self._size = os.fstat(self._stream.fileno()).st_size
        elif isinstance(self._file, (bytes, bytearray)):
            self._stream, self._owned, self._size = io.BytesIO(self._file), True, len(self._file)
        elif callable(getattr(self._file, "read", None)):
            self._name, self._stream = getattr(self._file, "name", None), self._file
            if self._size is None:
                await self._measure()
        else:
            raise TypeError("file description should have a `read` method")
        return self

    async def _measure(self):
        from .helpers import _maybe_await

        stream = self._stream
        if callable(getattr(stream, "seekable", None)) and await _maybe_await(stream.seekable()):
            position = await _maybe_await(stream.tell())
            await _maybe_await(stream.seek(0, os.SEEK_END))
            self._size = await _maybe_await(stream.tell())
            await _maybe_await(stream.seek(position, os.SEEK_SET))
        else:
            data = await _maybe_await(stream.read())
            self._size, self._stream, self._owned = len(data), io.BytesIO(data), True

    async def __aexit__(self, *args):
        if self._owned:
            self._stream.close()

    @property
    def file_size(self):
        """Size in bytes."""
        return self._size

    @property
    def name(self):
        """The file's name, or None."""
        return self._name

    def read(self, *args):
        """As the wrapped stream's; may be awaitable."""
        return self._stream.read(*args)

    def close(self):
        """Leaves the wrapped stream alone; leaving the context closes what was opened here."""


def _passed_on(name):
    def method(self, *args):
        return getattr(self._stream, name)(*args)

    method.__name__, method.__doc__ = name, "As the wrapped stream's; may be awaitable."
    return method


for _name in ("fileno", "readable", "readinto", "readline", "readlines", "seek", "seekable", "tell", "writable"):
    setattr(FileStream, _name, _passed_on(_name))
