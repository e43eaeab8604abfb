"""Files that scenarios send."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib


def picture(width: int = 64, height: int = 48) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\x80" * width * 3 for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def named(data: bytes, name: str) -> io.BytesIO:
    """A file in memory with a name, from which its type is guessed."""
    file = io.BytesIO(data)
    file.name = name
    return file


def content(size: int, seed: bytes = b"large") -> bytes:
    """Bytes that nothing packs."""
    block = b"".join(hashlib.sha256(seed + bytes([n & 255, n >> 8])).digest() for n in range(2048))
    return (block * (size // len(block) + 1))[:size]
