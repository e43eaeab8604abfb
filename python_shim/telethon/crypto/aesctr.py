"""AES in counter mode, over `pyaes` or `cryptography`."""
from .aes import _block_cipher, _xor


class AESModeCTR:
    """A stream: encrypting and decrypting continue where they stopped."""

    def __init__(self, key, iv):
        self._encrypt_block, _ = _block_cipher(key)
        self._counter = int.from_bytes(iv, "big")
        self._rest = b""

    def encrypt(self, data):
        """The next bytes of the stream over some bytes."""
        while len(self._rest) < len(data):
            self._rest += _xor(self._encrypt_block(self._counter.to_bytes(16, "big")), bytes(16))
            self._counter = (self._counter + 1) % (1 << 128)
        stream, self._rest = self._rest[: len(data)], self._rest[len(data) :]
        return bytes(a ^ b for a, b in zip(data, stream))

    decrypt = encrypt
