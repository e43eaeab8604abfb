"""Files out: `send_file`, albums, `upload_file`, and what turns anything into media."""
import os

from .. import _files, helpers, utils
from ..tl import functions, types
from . import _carrying

_UPLOADED = ("InputFile", "InputFileBig", "InputSizedFile")
_BIG = 10 * 1024 * 1024
_ALBUM = 10
_FRESH_PHOTOS = ("InputMediaUploadedPhoto", "InputMediaPhotoExternal")
_FRESH_DOCUMENTS = ("InputMediaUploadedDocument", "InputMediaDocumentExternal")


class UploadMethods:
    """Sending and uploading files."""

    async def send_file(
        self,
        entity,
        file,
        *,
        caption=None,
        force_document=False,
        mime_type=None,
        file_size=None,
        clear_draft=False,
        progress_callback=None,
        reply_to=None,
        attributes=None,
        thumb=None,
        allow_cache=True,
        parse_mode=(),
        formatting_entities=None,
        voice_note=False,
        video_note=False,
        buttons=None,
        silent=None,
        background=None,
        supports_streaming=False,
        schedule=None,
        comment_to=None,
        ttl=None,
        nosound_video=None,
        send_as=None,
        message_effect_id=None,
        top_msg_id=None,
        invert_media=None,
        **kwargs,
    ):
        """Sends a file in whatever form, or an album for a list; unknown keywords are ignored."""
        if not file:
            raise TypeError(f"Cannot use {file!r} as file")
        entity, reply = await self._where(entity, reply_to, top_msg_id, comment_to)
        sending = {
            "reply_to": reply, "silent": silent, "background": background, "clear_draft": clear_draft,
            "schedule_date": schedule, "effect": message_effect_id, "invert_media": invert_media,
            "send_as": await self.get_input_entity(send_as) if send_as else None,
        }  # fmt: skip
        if utils.is_list_like(file):
            making = {"force_document": force_document, "supports_streaming": supports_streaming, "ttl": ttl}
            texts = await self._captions(caption, formatting_entities, parse_mode)
            return await self._send_albums(entity, list(file), texts, progress_callback, making, sending)
        if formatting_entities:
            caption, entities = caption or "", formatting_entities
        else:
            caption, entities = await self._parse_message_text(caption or "", parse_mode)
        _, media, _ = await self._file_to_media(
            file, force_document=force_document, mime_type=mime_type, file_size=file_size,
            progress_callback=progress_callback, attributes=attributes, allow_cache=allow_cache, thumb=thumb,
            voice_note=voice_note, video_note=video_note, supports_streaming=supports_streaming, ttl=ttl,
            nosound_video=nosound_video,
        )  # fmt: skip
        if not media:
            raise TypeError(f"Cannot use {file!r} as file")
        request = functions.messages.SendMediaRequest(
            entity, media, message=caption, entities=entities, reply_markup=self.build_reply_markup(buttons), **sending
        )
        return self._get_response_message(request, await self(request), entity)

    async def _captions(self, caption, formatting_entities, parse_mode):
        """[(text, entities)] for the files of an album, in their order."""
        captions = list(caption) if utils.is_list_like(caption) else [caption or ""]
        if formatting_entities:
            nested = all(utils.is_list_like(one) for one in formatting_entities)
            entities = list(formatting_entities) if nested else [formatting_entities]
            return [(text or "", entities[i] if i < len(entities) else None) for i, text in enumerate(captions)]
        return [await self._parse_message_text(text or "", parse_mode) for text in captions]

    async def _send_albums(self, entity, files, texts, progress_callback, making, sending):
        sent = []
        for start in range(0, len(files), _ALBUM):
            progress = None
            if progress_callback:
                progress = lambda done, start=start: progress_callback(start + done, len(files))  # noqa: E731
            chunk, captions = files[start : start + _ALBUM], texts[start : start + _ALBUM]
            sent += await self._send_album(entity, chunk, captions, progress, making, sending)
        return sent

    async def _send_album(self, entity, files, texts, progress, making, sending):
        singles = []
        for number, file in enumerate(files):
            report = None
            if progress:
                report = lambda done, total, number=number: progress(number + (done / total if total else 1))  # noqa: E731
            _, media, _ = await self._file_to_media(file, progress_callback=report, nosound_video=True, **making)
            text, entities = texts[number] if number < len(texts) else ("", None)
            media = await self._album_ready(entity, media, making["supports_streaming"])
            singles.append(types.InputSingleMedia(media, message=text, entities=entities))
        request = functions.messages.SendMultiMediaRequest(entity, multi_media=singles, **sending)
        result = await self(request)
        return self._get_response_message([single.random_id for single in singles], result, entity)

    async def _album_ready(self, entity, media, supports_streaming):
        """Albums take stored media only: fresh uploads are stored first."""
        kind = media.__class__.__name__
        if kind in _FRESH_PHOTOS:
            stored = await self(functions.messages.UploadMediaRequest(entity, media=media))
            return utils.get_input_media(stored.photo)
        if kind in _FRESH_DOCUMENTS:
            stored = await self(functions.messages.UploadMediaRequest(entity, media=media))
            return utils.get_input_media(stored.document, supports_streaming=supports_streaming)
        return media

    async def upload_file(
        self,
        file,
        *,
        part_size_kb=None,
        file_size=None,
        file_name=None,
        use_cache=None,
        key=None,
        iv=None,
        progress_callback=None,
    ):
        """Uploads in parts, one after the other; returns the `InputFile` to use once within minutes."""
        if file.__class__.__name__ in _UPLOADED:
            return file
        async with _files.FileStream(file, file_size=file_size) as stream:
            size = stream.file_size
            part_size_kb = part_size_kb or utils.get_appropriated_part_size(size)
            if part_size_kb > 512:
                raise ValueError("The part size must be less or equal to 512KB")
            part_size = int(part_size_kb * 1024)
            if part_size % 1024:
                raise ValueError("The part size must be evenly divisible by 1024")
            file_id = helpers.generate_random_long()
            name = file_name or (os.path.basename(stream.name) if isinstance(stream.name, str) else "") or str(file_id)
            if not os.path.splitext(name)[-1]:
                name += utils._get_extension(file)
            return await self._upload_parts(stream._stream, size, part_size, file_id, name, (key, iv), progress_callback)

    async def _upload_parts(self, stream, size, part_size, file_id, name, secret, progress_callback):
        from hashlib import md5

        big, digest = size > _BIG, md5(usedforsecurity=False)
        count = (size + part_size - 1) // part_size
        parts = _parts(stream, count, part_size, secret if all(secret) else None, None if big else digest)

        async def report(position):
            if progress_callback:
                await helpers._maybe_await(progress_callback(position, size))

        if size > _carrying.SMALL and not all(secret) and _carrying.carries(self):
            await _carrying.upload(
                self, stream, id=file_id, size=size, part=part_size, big=big, chunks=parts, report=report
            )
        else:
            await self._upload_one_by_one(parts, count, file_id, big, report)
        if big:
            return types.InputFileBig(file_id, count, name)
        from ..tl.custom.inputsizedfile import InputSizedFile

        return InputSizedFile(file_id, count, name, md5=digest, size=size)

    async def _upload_one_by_one(self, parts, count, file_id, big, report):
        index = position = 0
        async for part in parts:
            position += len(part)
            if big:
                request = functions.upload.SaveBigFilePartRequest(file_id, index, count, part)
            else:
                request = functions.upload.SaveFilePartRequest(file_id, index, part)
            if not await self(request):
                raise RuntimeError(f"Failed to upload file part {index}.")
            await report(position)
            index += 1

    async def _file_to_media(
        self,
        file,
        force_document=False,
        file_size=None,
        progress_callback=None,
        attributes=None,
        thumb=None,
        allow_cache=True,
        voice_note=False,
        video_note=False,
        supports_streaming=False,
        mime_type=None,
        as_image=None,
        ttl=None,
        nosound_video=None,
    ):
        """(uploaded handle or None, `InputMedia` or None, whether it is a photo)."""
        if not file:
            return None, None, None
        if hasattr(file, "__fspath__"):
            file = os.path.abspath(os.fspath(file))
        is_image = utils.is_image(file)
        as_image = is_image and not force_document if as_image is None else as_image
        uploaded = file.__class__.__name__ in _UPLOADED
        if not uploaded and not isinstance(file, (str, bytes, bytearray)) and not hasattr(file, "read"):
            try:
                media = utils.get_input_media(
                    file, is_photo=as_image, attributes=attributes, force_document=force_document,
                    voice_note=voice_note, video_note=video_note, supports_streaming=supports_streaming, ttl=ttl,
                )  # fmt: skip
            except TypeError:
                media = None
            return None, media, as_image
        handle, media = file if uploaded else None, None
        if not uploaded and (not isinstance(file, str) or os.path.isfile(file)):
            content = _shrunk_photo(file) if as_image else file
            handle = await self.upload_file(content, file_size=file_size, progress_callback=progress_callback)
        elif not uploaded:
            media = _from_text(file, as_image, ttl)
        if media:
            return handle, media, as_image
        if as_image:
            return handle, types.InputMediaUploadedPhoto(handle, ttl_seconds=ttl), as_image
        plain = force_document and not is_image
        attributes, mime_type = utils.get_attributes(
            file, mime_type=mime_type, attributes=attributes, force_document=plain, voice_note=voice_note,
            video_note=video_note, supports_streaming=supports_streaming, thumb=thumb,
        )  # fmt: skip
        media = types.InputMediaUploadedDocument(
            file=handle, mime_type=mime_type, attributes=attributes,
            thumb=await self.upload_file(thumb) if thumb else None, force_file=plain, ttl_seconds=ttl,
            nosound_video=nosound_video if mime_type.startswith("video/") else None,
        )  # fmt: skip
        return handle, media, as_image


async def _parts(stream, count, size, secret, digest):
    """The parts of a stream, encrypted when there is a `(key, iv)`, summed up in `digest`."""
    for index in range(count):
        part = await _read_exactly(stream, size, last=index == count - 1)
        if secret:
            from ..crypto import AES

            part = AES.encrypt_ige(part, *secret)
        if digest is not None:
            digest.update(part)
        yield part


async def _read_exactly(stream, size, last):
    part = await helpers._maybe_await(stream.read(size))
    if not isinstance(part, (bytes, bytearray)):
        raise TypeError(f"file descriptor returned {type(part)}, not bytes (you must open the file in bytes mode)")
    if len(part) != size and not last:
        raise ValueError(f"read less than {size} before reaching the end; either `file_size` or `read` are wrong")
    return bytes(part)


def _from_text(text, as_image, ttl):
    """Media for an address or a bot API file id."""
    if text.startswith(("http://", "https://")):
        make = types.InputMediaPhotoExternal if as_image else types.InputMediaDocumentExternal
        return make(text, ttl_seconds=ttl)
    stored = utils.resolve_bot_file_id(text)
    if stored:
        return utils.get_input_media(stored, ttl=ttl)
    raise ValueError(
        f"Failed to convert {text} to media. Not an existing file, an HTTP URL or a valid bot-API-like file ID"
    )


def _shrunk_photo(file, side=2560, most=10_000_000):
    """The photo in a size and mode that the server takes, when Pillow is there; otherwise as it is."""
    try:
        from PIL import Image
    except ImportError:
        return file
    import io

    if isinstance(file, (bytes, bytearray)):
        file = io.BytesIO(file)
    seekable = hasattr(file, "seek") and getattr(file, "seekable", lambda: False)()
    if not isinstance(file, str) and not seekable:
        return file
    position = None if isinstance(file, str) else file.tell()
    try:
        image = Image.open(file)
        size = os.path.getsize(file) if position is None else file.seek(0, io.SEEK_END)
        if image.mode == "RGB" and image.width <= side and image.height <= side and size <= most:
            return file
        return _as_jpeg(Image, image, side)
    except OSError:
        return file
    finally:
        if position is not None:
            file.seek(position)


def _as_jpeg(pillow, image, side):
    import io

    options = {"exif": image.info["exif"]} if "exif" in image.info else {}
    image.thumbnail((side, side), pillow.LANCZOS)
    if image.mode != "RGB":
        flat = pillow.new("RGB", image.size, (255, 255, 255))
        transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
        flat.paste(image, mask=image.convert("RGBA").getchannel("A") if transparent else None)
        image = flat
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", progressive=True, **options)
    buffer.seek(0)
    buffer.name = "a.jpg"
    return buffer
