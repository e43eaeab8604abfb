"""Builder of albums."""

from .. import types


class MediaGroupBuilder:
    """Collects media of one album."""

    def __init__(self, media=None, caption=None, caption_entities=None):
        self._media, self.caption = list(media or []), caption

    def add(self, *, type: str, media, **options) -> None:
        """Adds one of a type."""
        self._media.append(types._type(f"InputMedia{type.capitalize()}")(media=media, **options))

    def add_photo(self, media, **options) -> None:
        """Adds a photo."""
        self.add(type="photo", media=media, **options)

    def add_video(self, media, **options) -> None:
        """Adds a video."""
        self.add(type="video", media=media, **options)

    def add_audio(self, media, **options) -> None:
        """Adds an audio file."""
        self.add(type="audio", media=media, **options)

    def add_document(self, media, **options) -> None:
        """Adds a document."""
        self.add(type="document", media=media, **options)

    def build(self) -> list:
        """The media; the caption goes to the first."""
        if self._media and self.caption:
            self._media[0].caption = self.caption
        return list(self._media)
