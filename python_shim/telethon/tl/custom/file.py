"""`File`: name, type, size and the like of a photo or document."""
import os

from ... import _files, utils


class File:
    """A convenient look at a photo or document; everything is None when it is not known."""

    def __init__(self, media):
        self.media = media

    def _attribute(self, name, field):
        for attribute in getattr(self.media, "attributes", None) or ():
            if attribute.__class__.__name__ == name:
                return getattr(attribute, field)
        return None

    def _first(self, names, field):
        for name in names:
            found = self._attribute(name, field)
            if found is not None:
                return found
        return None

    @property
    def id(self):
        """A bot API file id, or None."""
        return utils.pack_bot_file_id(self.media)

    @property
    def name(self):
        """The file name."""
        return self._attribute("DocumentAttributeFilename", "file_name")

    @property
    def ext(self):
        """The extension, by type or else by name."""
        return _files.guess_extension(self.mime_type or "") or os.path.splitext(self.name or "")[-1] or None

    @property
    def mime_type(self):
        """The mime type."""
        if self.media.__class__.__name__ == "Photo":
            return "image/jpeg"
        return getattr(self.media, "mime_type", None)

    @property
    def width(self):
        """Width in pixels."""
        return self._side("w")

    @property
    def height(self):
        """Height in pixels."""
        return self._side("h")

    def _side(self, field):
        if self.media.__class__.__name__ == "Photo":
            return max((getattr(size, field, 0) for size in self.media.sizes), default=None)
        return self._first(("DocumentAttributeImageSize", "DocumentAttributeVideo"), field)

    @property
    def duration(self):
        """Seconds of audio or video."""
        return self._first(("DocumentAttributeAudio", "DocumentAttributeVideo"), "duration")

    @property
    def title(self):
        """The song's title."""
        return self._attribute("DocumentAttributeAudio", "title")

    @property
    def performer(self):
        """The song's performer."""
        return self._attribute("DocumentAttributeAudio", "performer")

    @property
    def emoji(self):
        """The sticker's emoji."""
        return self._attribute("DocumentAttributeSticker", "alt")

    @property
    def sticker_set(self):
        """The sticker's set."""
        return self._attribute("DocumentAttributeSticker", "stickerset")

    @property
    def size(self):
        """Bytes."""
        if self.media.__class__.__name__ == "Photo":
            return max(filter(None, map(utils._photo_size_byte_count, self.media.sizes)), default=None)
        return getattr(self.media, "size", None)
