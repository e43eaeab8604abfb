"""`BinaryReader`: reads TL from bytes."""
import struct
from datetime import datetime, timedelta, timezone

from _ox import native

from ..errors import TypeNotFoundError

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_VECTOR, _TRUE, _FALSE = 0x1CB5C415, 0x997275B5, 0xBC799737


class BinaryReader:
    """A position in some bytes, and everything that TL puts there."""

    def __init__(self, data):
        self.stream = data or b""
        self.position = 0
        self._last = None

    def _unpack(self, spec, size):
        (value,) = struct.unpack_from(spec, self.stream, self.position)
        self.position += size
        return value

    def read_byte(self):
        """One byte as a number."""
        return self._unpack("<B", 1)

    def read_int(self, signed=True):
        """Four bytes as a number."""
        return self._unpack("<i" if signed else "<I", 4)

    def read_long(self, signed=True):
        """Eight bytes as a number."""
        return self._unpack("<q" if signed else "<Q", 8)

    def read_float(self):
        """Four bytes as a float."""
        return self._unpack("<f", 4)

    def read_double(self):
        """Eight bytes as a float."""
        return self._unpack("<d", 8)

    def read_large_int(self, bits, signed=True):
        """So many bits as a number."""
        return int.from_bytes(self.read(bits // 8), "little", signed=signed)

    def read(self, length=-1):
        """So many bytes; all that is left by default."""
        result = self.stream[self.position :] if length < 0 else self.stream[self.position : self.position + length]
        # Quirk: the position moves on even when there was too little.
        self.position += len(result) if length < 0 else length
        if length >= 0 and len(result) != length:
            raise BufferError(f"No more data left to read (need {length}, got {len(result)}: {result!r}); last read {self._last!r}")
        self._last = result
        return result

    def get_bytes(self):
        """Everything, from the beginning."""
        return self.stream

    def tgread_bytes(self):
        """Bytes with their length in front and padding behind."""
        first = self.read_byte()
        length = self.read_byte() | self.read_byte() << 8 | self.read_byte() << 16 if first == 254 else first
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
            raise RuntimeError(f"Invalid boolean code {value:#x}")
        return value == _TRUE

    def tgread_date(self):
        """A moment."""
        return _EPOCH + timedelta(seconds=self.read_int())

    def tgread_object(self):
        """A boxed object, a boolean or a vector."""
        start = self.position
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
        value, end = native.decode_at(bytes(self.stream), start)
        self.set_position(end)
        return value

    def tgread_vector(self):
        """A vector of boxed objects."""
        if self.read_int(signed=False) != _VECTOR:
            raise RuntimeError("Invalid constructor code, vector was expected")
        return [self.tgread_object() for _ in range(self.read_int())]

    def close(self):
        """Lets go of the bytes."""
        self.stream = b""

    def tell_position(self):
        """Where the next read begins."""
        return self.position

    def set_position(self, position):
        """Goes to a position."""
        self.position = position

    def seek(self, offset):
        """Goes on, or back, by so many bytes."""
        self.position += offset

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()
