"""`AuthKey`: 256 bytes and their id."""
import struct


class AuthKey:
    """A key that a module brought along; False when it is empty."""

    def __init__(self, data):
        self.key = data

    @property
    def key(self):
        """The bytes."""
        return self._key

    @key.setter
    def key(self, value):
        from hashlib import sha1

        if isinstance(value, AuthKey):
            value = value._key
        self._key = value or None
        if self._key:
            self.aux_hash, self.key_id = struct.unpack("<Q4xQ", sha1(self._key, usedforsecurity=False).digest())
        else:
            self.aux_hash = self.key_id = None

    def calc_new_nonce_hash(self, new_nonce, number):
        """The hash that the key exchange compares."""
        from hashlib import sha1

        data = new_nonce.to_bytes(32, "little", signed=True) + struct.pack("<BQ", number, self.aux_hash)
        return int.from_bytes(sha1(data, usedforsecurity=False).digest()[4:20], "little", signed=True)

    def __bool__(self):
        return bool(self._key)

    def __eq__(self, other):
        return isinstance(other, type(self)) and other.key == self._key

    __hash__ = None
