"""An uploaded file that still knows its size and its MD5."""
from ..types import InputFile


class InputSizedFile(InputFile):
    """`InputFile` with `md5` (the digest's bytes) and `size`."""

    def __init__(self, id_, parts, name, md5, size):
        super().__init__(id_, parts, name, md5.hexdigest())
        self.md5 = md5.digest()
        self.size = size
