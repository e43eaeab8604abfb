"""`BinaryReader`: reads TL from bytes."""
import os
import struct
from datetime import datetime, timedelta, timezone
from io import BytesIO

from _ox import native

from ..errors import TypeNotFoundError

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_VECTOR, _TRUE, _FALSE = 0x1CB5C415, 0x997275B5, 0xBC799737


class BinaryReader:
    """A position in some bytes, and everything that TL puts there."""

    def __init__(self, data):
        self.stream = BytesIO(data)
        self._data = bytes(data)
        self._last = None

    def _unpack(self, spec):
        return struct.unpack(spec, self.read(struct.calcsize(spec)))[0]

    def read_byte(self):
        """One byte as a number."""
        return self.read(1)[0]

    def read_int(self, signed=True):
        """Four bytes as a number."""
        return self._unpack("<i" if signed else "<I")

    def read_long(self, signed=True):
        """Eight bytes as a number."""
        return self._unpack("<q" if signed else "<Q")

    def read_float(self):
        """Four bytes as a float."""
        return self._unpack("<f")

    def read_double(self):
        """Eight bytes as a float."""
        return self._unpack("<d")

    def read_large_int(self, bits, signed=True):
        """So many bits as a number."""
        return int.from_bytes(self.read(bits // 8), "little", signed=signed)

    def read(self, length=-1):
        """So many bytes; all that is left by default."""
        result = self.stream.read(length)
        if length >= 0 and len(result) != length:
            raise BufferError(f"No more data left to read (need {length}, got {len(result)}: {result!r}); last read {self._last!r}")
        self._last = result
        return result

    def get_bytes(self):
        """Everything, from the beginning."""
        return self.stream.getvalue()

    def tgread_bytes(self):
        """Bytes with their length in front and padding behind."""
        first = self.read_byte()
        length = struct.unpack("<I", self.read(3) + b"\0")[0] if first == 254 else first
        data = self.read(length)
        used = length + (4 if first == 254 else 1)
        self.read(-used % 4)
        return data

    def tgread_string(self):
        """A text."""
        return self.tgread_bytes().decode("utf-8", "replace")

    def tgread_bool(self):
        """A boxed boolean."""
        value = self.read_int(signed=False)
        if value not in (_TRUE, _FALSE):
            raise RuntimeError(f"Invalid boolean code {value:x}")
        return value == _TRUE

    def tgread_date(self):
        """A moment, None for zero."""
        seconds = self.read_int()
        return _EPOCH + timedelta(seconds=seconds) if seconds else None

    def tgread_object(self):
        """A boxed object, a boolean or a vector."""
        start = self.tell_position()
        constructor = self.read_int(signed=False)
        if constructor in (_TRUE, _FALSE):
            return constructor == _TRUE
        if constructor == _VECTOR:
            return [self.tgread_object() for _ in range(self.read_int())]
        try:
            native.constructor_by_id(constructor)
        except (AttributeError, LookupError, ValueError):
            self.seek(-4)
            rest = self.read()
            self.set_position(start)
            raise TypeNotFoundError(constructor, rest) from None
        value, end = native.decode_at(self.get_bytes(), start)
        self.set_position(end)
        return value

    def tgread_vector(self):
        """A vector of boxed objects."""
        if self.read_int(signed=False) != _VECTOR:
            raise RuntimeError("Invalid constructor code, vector was expected")
        return [self.tgread_object() for _ in range(self.read_int())]

    def close(self):
        """Closes the stream."""
        self.stream.close()

    def tell_position(self):
        """Where the next read begins."""
        return self.stream.tell()

    position = property(tell_position, doc="How many bytes were read.")

    def set_position(self, position):
        """Goes to a position."""
        self.stream.seek(position)

    def seek(self, offset):
        """Goes on, or back, by so many bytes."""
        self.stream.seek(offset, os.SEEK_CUR)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()
