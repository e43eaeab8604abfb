"""Files in: media, profile photos, plain locations, chunk by chunk; and how the files are named."""
import io
import os

from .. import errors, helpers, utils
from ..tl import functions, types
from . import _carrying
from ._downloaditers import MAX_CHUNK, MIN_CHUNK, AlignedDownloadIter, DownloadIter

_INLINE_SIZES = ("PhotoCachedSize", "PhotoStrippedSize")
# User, Chat, UserFull, ChatFull; InputPeer, InputUser, InputChannel
_ENTITIES = (0x2DA17977, 0xC5AF5D94, 0x1F4661B9, 0xD49A2697)
_INPUTS = (0xC91C90B6, 0xE669BF46, 0x40F202FD)


class DownloadMethods:
    """Downloading."""

    async def download_profile_photo(self, entity, file=None, *, download_big=True):
        """The photo of a user or chat: path, bytes or None when there is none."""
        family = getattr(entity, "SUBCLASS_OF_ID", None)
        if family is None or family in _INPUTS or family == 0x2D45687:
            entity = await self.get_entity(entity)
            family = entity.SUBCLASS_OF_ID
        thumb, names = -1 if download_big else 0, []
        if family not in _ENTITIES:
            photo = entity
        elif not hasattr(entity, "photo"):
            full = getattr(entity, "chat_photo", None) or getattr(entity, "profile_photo", None)
            return await self._download_photo(full, file, None, thumb, None) if full else None
        else:
            names = [getattr(entity, name, None) for name in ("username", "first_name", "title")]
            photo = entity.photo
        if photo.__class__.__name__ not in ("UserProfilePhoto", "ChatPhoto"):
            return None
        location = types.InputPeerPhotoFileLocation(
            peer=utils.get_input_peer(entity, check_hash=False), photo_id=photo.photo_id, big=download_big
        )
        file = self._get_proper_filename(file, "profile_photo", ".jpg", possible_names=names)
        try:
            result = await self.download_file(location, file, dc_id=photo.dc_id)
        except errors.LocationInvalidError:
            return await self._full_chat_photo(entity, file, thumb)
        return result if file is bytes else file

    async def _full_chat_photo(self, entity, file, thumb):
        """Some channels refuse the small location: their full form has the photo itself."""
        peer = await self.get_input_entity(entity)
        if helpers._entity_type(peer) != helpers._EntityType.CHANNEL:
            return None
        full = await self(functions.channels.GetFullChannelRequest(peer))
        return await self._download_photo(full.full_chat.chat_photo, file, None, thumb, None)

    async def download_media(self, message, file=None, *, thumb=None, progress_callback=None):
        """What a message carries (or a piece of media): path, bytes, the given file object, or None."""
        inner = getattr(message, "message", None)
        if hasattr(message, "original_update") and inner is not None:
            message = inner
        media, date, origin = message, None, None
        if message.__class__.__name__ in ("Message", "MessageService"):
            media, date = message.media, message.date
            if message.action is not None and message.photo is not None:
                media = message.photo
            if message.input_chat:
                origin = (message.input_chat, message.id)
        if isinstance(media, str):
            media = utils.resolve_bot_file_id(media)
        if media.__class__.__name__ == "MessageMediaWebPage":
            page = media.webpage
            media = (page.document or page.photo) if page.__class__.__name__ == "WebPage" else None
        kind = media.__class__.__name__
        if kind in ("MessageMediaPhoto", "Photo"):
            return await self._download_photo(media, file, date, thumb, progress_callback)
        if kind in ("MessageMediaDocument", "Document"):
            return await self._download_document(media, file, date, thumb, progress_callback, origin)
        if thumb is None and kind == "MessageMediaContact":
            return self._download_contact(media, file)
        if thumb is None and kind in ("WebDocument", "WebDocumentNoProxy"):
            return await self._download_web_document(media, file, progress_callback)
        return None

    async def download_file(
        self,
        input_location,
        file=None,
        *,
        part_size_kb=None,
        file_size=None,
        progress_callback=None,
        dc_id=None,
        key=None,
        iv=None,
    ):
        """A file by its location; bytes unless a path or file object is given."""
        return await self._download_file(
            input_location, file, part_size_kb=part_size_kb, file_size=file_size,
            progress_callback=progress_callback, dc_id=dc_id, key=key, iv=iv,
        )  # fmt: skip

    async def _download_file(
        self,
        input_location,
        file=None,
        *,
        part_size_kb=None,
        file_size=None,
        progress_callback=None,
        dc_id=None,
        key=None,
        iv=None,
        msg_data=None,
    ):
        explicit = bool(part_size_kb)
        if not explicit:
            part_size_kb = utils.get_appropriated_part_size(file_size) if file_size else 64
        part_size = int(part_size_kb * 1024)
        if part_size % MIN_CHUNK:
            raise ValueError("The part size must be evenly divisible by 4096.")
        in_memory = file is None or file is bytes
        target, owned = _open_target(None if in_memory else file)
        written, told = 0, 0

        async def report(done):
            nonlocal written, told
            written = done
            while progress_callback and told < done:
                told = min(told + part_size, done)
                await helpers._maybe_await(progress_callback(told, file_size))

        head = self._head(explicit, part_size, file_size, secret=key and iv)
        try:
            parts = self._iter_download(
                input_location, request_size=part_size, dc_id=dc_id, msg_data=msg_data, keep_size=False
            )
            while head is None or written < head:
                chunk = await anext(parts, None)
                if chunk is None:
                    break
                if key and iv:
                    from ..crypto import AES

                    chunk = AES.decrypt_ige(chunk, key, iv)
                await helpers._maybe_await(target.write(chunk))
                await report(written + len(chunk))
            else:
                info = utils._get_file_info(input_location)
                await _carrying.download(
                    self, info.location, target, dc=dc_id if info.dc_id is None else info.dc_id, offset=written,
                    size=file_size, part=part_size if explicit else _carrying.PART, msg_data=msg_data, report=report,
                )  # fmt: skip
            if callable(getattr(target, "flush", None)):
                await helpers._maybe_await(target.flush())
            return target.getvalue() if in_memory else None
        finally:
            if owned:
                target.close()

    def _head(self, explicit, part_size, file_size, secret):
        """How many bytes are fetched here, before the core carries the rest; None for all of them."""
        if secret or explicit and (part_size > MAX_CHUNK or part_size & part_size - 1) or not _carrying.carries(self):
            return None
        if file_size:
            return 0 if file_size > _carrying.SMALL else None
        return _carrying.SMALL

    def iter_download(
        self,
        file,
        *,
        offset=0,
        stride=None,
        limit=None,
        chunk_size=None,
        request_size=MAX_CHUNK,
        file_size=None,
        dc_id=None,
    ):
        """Yields a file chunk by chunk."""
        return self._iter_download(
            file, offset=offset, stride=stride, limit=limit, chunk_size=chunk_size, request_size=request_size,
            file_size=file_size, dc_id=dc_id,
        )  # fmt: skip

    def _iter_download(
        self,
        file,
        *,
        offset=0,
        stride=None,
        limit=None,
        chunk_size=None,
        request_size=MAX_CHUNK,
        file_size=None,
        dc_id=None,
        msg_data=None,
        keep_size=True,
    ):
        info = utils._get_file_info(file)
        dc_id = dc_id if info.dc_id is None else info.dc_id
        if keep_size and file_size is None:
            file_size = info.size
        chunk_size = chunk_size or request_size
        if limit is None and file_size is not None:
            limit = (file_size + chunk_size - 1) // chunk_size
        stride = chunk_size if stride is None else stride
        if stride < chunk_size:
            raise ValueError("stride must be >= chunk_size")
        request_size = min(max(request_size - request_size % MIN_CHUNK, MIN_CHUNK), MAX_CHUNK)
        # The server wants aligned offsets within one megabyte; everything else is cut here.
        straight = chunk_size == request_size and not stride % request_size and not offset % request_size
        return (DownloadIter if straight else AlignedDownloadIter)(
            self, limit, file=info.location, dc_id=dc_id, offset=offset, stride=stride, chunk_size=chunk_size,
            request_size=request_size, file_size=file_size, msg_data=msg_data,
        )  # fmt: skip

    @staticmethod
    def _get_thumb(thumbs, thumb):
        """The wanted size: the biggest, by index, by letter, or the given one."""
        sizes = sorted((one for one in thumbs or () if one.__class__.__name__ != "PhotoPathSize"), key=_thumb_order)
        if not sizes:
            return None
        if thumb is None:
            return sizes[-1]
        if isinstance(thumb, int):
            return sizes[thumb]
        if isinstance(thumb, str):
            return next((one for one in sizes if getattr(one, "type", None) == thumb), None)
        return thumb if thumb.__class__.__name__ in ("PhotoSize", "VideoSize", *_INLINE_SIZES) else None

    @staticmethod
    def _download_cached_photo_size(size, file):
        data = utils.stripped_photo_to_jpg(size.bytes) if size.__class__.__name__ == "PhotoStrippedSize" else size.bytes
        return _write_out(data, file)

    async def _download_photo(self, photo, file, date, thumb, progress_callback):
        photo = photo.photo if photo.__class__.__name__ == "MessageMediaPhoto" else photo
        if photo.__class__.__name__ != "Photo":
            return None
        size = self._get_thumb([*photo.sizes, *(photo.video_sizes or ())], thumb)
        kind = size.__class__.__name__
        if not size or kind == "PhotoSizeEmpty":
            return None
        name, extension = ("video", ".mp4") if kind == "VideoSize" else ("photo", ".jpg")
        file = self._get_proper_filename(file, name, extension, date=date)
        if kind in _INLINE_SIZES:
            return self._download_cached_photo_size(size, file)
        location = types.InputPhotoFileLocation(photo.id, photo.access_hash, photo.file_reference, size.type)
        total = max(size.sizes) if kind == "PhotoSizeProgressive" else size.size
        result = await self.download_file(
            location, file, file_size=total, progress_callback=progress_callback, dc_id=photo.dc_id
        )
        return result if file is bytes else file

    async def _download_document(self, document, file, date, thumb, progress_callback, origin):
        document = document.document if document.__class__.__name__ == "MessageMediaDocument" else document
        if document.__class__.__name__ != "Document":
            return None
        size = None
        if thumb is None:
            kind, names = self._get_kind_and_names(document.attributes)
            extension = utils.get_extension(document)
            file = self._get_proper_filename(file, kind, extension, date=date, possible_names=names)
        else:
            file = self._get_proper_filename(file, "photo", ".jpg", date=date)
            size = self._get_thumb(document.thumbs, thumb)
            if not size or size.__class__.__name__ == "PhotoSizeEmpty":
                return None
            if size.__class__.__name__ in _INLINE_SIZES:
                return self._download_cached_photo_size(size, file)
        location = types.InputDocumentFileLocation(
            document.id, document.access_hash, document.file_reference, size.type if size else ""
        )
        result = await self._download_file(
            location, file, file_size=utils._photo_size_byte_count(size) or size.size if size else document.size,
            progress_callback=progress_callback, msg_data=origin, dc_id=document.dc_id,
        )  # fmt: skip
        return result if file is bytes else file

    @staticmethod
    def _get_kind_and_names(attributes):
        kind, names = "document", []
        for attribute in attributes:
            name = attribute.__class__.__name__
            if name == "DocumentAttributeFilename":
                names.insert(0, attribute.file_name)
            elif name == "DocumentAttributeAudio":
                title = " - ".join(filter(None, (attribute.performer, attribute.title)))
                kind = "audio" if title or not attribute.voice else "voice"
                if title:
                    names.append(title)
        return kind, names

    @classmethod
    def _download_contact(cls, contact, file):
        first, last = (contact.first_name or "").replace(";", ""), (contact.last_name or "").replace(";", "")
        card = (
            f"BEGIN:VCARD\nVERSION:4.0\nN:{first};{last};;;\nFN:{first} {last}\n"
            f"TEL;TYPE=cell;VALUE=uri:tel:+{contact.phone_number}\nEND:VCARD\n"
        )
        names = [first, contact.phone_number, last]
        return _write_out(card.encode(), cls._get_proper_filename(file, "contact", ".vcard", possible_names=names))

    @classmethod
    async def _download_web_document(cls, web, file, progress_callback):
        try:
            import aiohttp
        except ImportError:
            raise ValueError("downloading web documents needs the package `aiohttp`") from None
        kind, names = cls._get_kind_and_names(web.attributes)
        file = cls._get_proper_filename(file, kind, utils.get_extension(web), possible_names=names)
        async with aiohttp.ClientSession() as session, session.get(web.url) as response:
            return _write_out(await response.read(), file)

    @staticmethod
    def _get_proper_filename(file, kind, extension, date=None, possible_names=None):
        """Where to write: what is not a path stays; folders get a name from the media; clashes get a number."""
        if hasattr(file, "__fspath__"):
            file = os.path.abspath(os.fspath(file))
        if file is not None and not isinstance(file, str):
            return file
        file = file or ""
        if os.path.isfile(file):
            return file
        if os.path.isdir(file) or not file:
            name = next((os.path.basename(one) for one in possible_names or () if one), None)
            file = os.path.join(file, name or _dated_name(kind, date))
        stem, found = os.path.splitext(file)
        extension = found or extension
        result, number = stem + extension, 0
        while os.path.isfile(result):
            number += 1
            result = f"{stem} ({number}){extension}"
        return result


def _dated_name(kind, date):
    if not date:
        from datetime import datetime

        date = datetime.now()
    return f"{kind}_{date:%Y-%m-%d_%H-%M-%S}"


def _thumb_order(size):
    kind = size.__class__.__name__
    if kind in _INLINE_SIZES:
        return 1, len(size.bytes)
    if kind in ("PhotoSize", "PhotoSizeProgressive"):
        return 1, utils._photo_size_byte_count(size)
    return (2, size.size) if kind == "VideoSize" else (0, 0)


def _open_target(file):
    """(something to write to, whether it is ours to close)."""
    if file is None:
        return io.BytesIO(), True
    if isinstance(file, (str, os.PathLike)):
        path = os.path.abspath(os.fspath(file))
        helpers.ensure_parent_dir_exists(path)
        return open(path, "wb"), True
    return file, False


def _write_out(data, file):
    if file is bytes:
        return data
    target, owned = _open_target(file)
    try:
        target.write(data)
    finally:
        if owned:
            target.close()
    return file
