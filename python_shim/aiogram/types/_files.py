"""Files to be sent: by path, by bytes, by address, in the spelling of both dialects."""

import io
import os
import typing

from ._object import TelegramObject


class InputFile(TelegramObject):
    """A file; `InputFile(path_or_file, filename)` is the second dialect's way."""

    _fields = ("file", "filename", "chunk_size")

    def __init__(
        self,
        path_or_bytesio: typing.Any = None,
        filename: typing.Optional[str] = None,
        conf=None,
        chunk_size: int = 65536,
    ):
        name = filename or (
            os.path.basename(str(path_or_bytesio))
            if isinstance(path_or_bytesio, (str, os.PathLike))
            else getattr(path_or_bytesio, "name", None)
        )
        super().__init__(file=path_or_bytesio, filename=name, chunk_size=chunk_size)

    @classmethod
    def from_url(cls, url: str, filename: typing.Optional[str] = None, chunk_size: int = 65536) -> "URLInputFile":
        """A file that is fetched when it is sent."""
        return URLInputFile(url, filename=filename)

    def get_file(self):
        """The file to read from."""
        source = self.file
        if isinstance(source, bytes):
            return io.BytesIO(source)
        return open(source, "rb") if isinstance(source, (str, os.PathLike)) else source


class BufferedInputFile(InputFile):
    """A file of bytes."""

    def __init__(self, file: bytes, filename: typing.Optional[str] = None, chunk_size: int = 65536):
        super().__init__(file, filename, chunk_size=chunk_size)
        self.data = file

    @classmethod
    def from_file(cls, path, filename: typing.Optional[str] = None, chunk_size: int = 65536):
        """The bytes of a file on disk."""
        with open(path, "rb") as file:
            return cls(file.read(), filename or os.path.basename(str(path)))


class FSInputFile(InputFile):
    """A file on disk."""

    def __init__(self, path, filename: typing.Optional[str] = None, chunk_size: int = 65536):
        super().__init__(path, filename, chunk_size=chunk_size)
        self.path = path


class URLInputFile(InputFile):
    """A file behind an address."""

    def __init__(
        self,
        url: str,
        headers=None,
        filename: typing.Optional[str] = None,
        chunk_size: int = 65536,
        timeout: int = 30,
        bot=None,
    ):
        super().__init__(None, filename, chunk_size=chunk_size)
        self.url, self.headers, self.timeout = url, headers or {}, timeout


class MediaGroup(TelegramObject):
    """Several media sent as one album, in the second dialect."""

    _fields = ("media",)

    def __init__(self, media=None):
        super().__init__(media=list(media or []))

    def attach(self, media) -> None:
        """Adds one."""
        self.media.append(media)

    def attach_photo(self, photo, caption=None, **options) -> None:
        """Adds a photo."""
        self._attach("InputMediaPhoto", photo, caption, options)

    def attach_video(self, video, thumb=None, caption=None, **options) -> None:
        """Adds a video."""
        self._attach("InputMediaVideo", video, caption, options)

    def attach_document(self, document, thumb=None, caption=None, **options) -> None:
        """Adds a document."""
        self._attach("InputMediaDocument", document, caption, options)

    def attach_audio(self, audio, thumb=None, caption=None, **options) -> None:
        """Adds an audio file."""
        self._attach("InputMediaAudio", audio, caption, options)

    def _attach(self, name: str, media, caption, options) -> None:
        from . import _type

        self.media.append(
            media
            if isinstance(media, TelegramObject) and "type" in media
            else _type(name)(media=media, caption=caption, **options)
        )

    def __iter__(self):
        return iter(self.media)
