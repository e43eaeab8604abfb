"""AES in IGE mode, over whichever of `cryptg`, `pyaes` or `cryptography` the module's packages contain."""
import os

from .._missing import not_supported


def _block_cipher(key):
    """(encrypt one block, decrypt one block) of a key."""
    try:
        import pyaes

        cipher = pyaes.AES(key)
        return (lambda b: bytes(cipher.encrypt(b))), (lambda b: bytes(cipher.decrypt(b)))
    except ImportError:
        pass
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        raise not_supported("crypto.AES without the package `cryptg`, `pyaes` or `cryptography`") from None
    cipher = Cipher(algorithms.AES(key), modes.ECB())
    return cipher.encryptor().update, cipher.decryptor().update


def _xor(a, b):
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).to_bytes(16, "big")


class AES:
    """Two static methods."""

    @staticmethod
    def encrypt_ige(plain_text, key, iv):
        """Encrypts; the text is filled up to whole blocks with random bytes."""
        plain_text += os.urandom(-len(plain_text) % 16)
        try:
            import cryptg

            return cryptg.encrypt_ige(plain_text, key, iv)
        except ImportError:
            encrypt, _ = _block_cipher(key)
        last_out, last_in, out = iv[:16], iv[16:], bytearray()
        for i in range(0, len(plain_text), 16):
            block = plain_text[i : i + 16]
            last_out = _xor(encrypt(_xor(block, last_out)), last_in)
            last_in = block
            out += last_out
        return bytes(out)

    @staticmethod
    def decrypt_ige(cipher_text, key, iv):
        """Decrypts."""
        try:
            import cryptg

            return cryptg.decrypt_ige(cipher_text, key, iv)
        except ImportError:
            _, decrypt = _block_cipher(key)
        last_in, last_out, out = iv[:16], iv[16:], bytearray()
        for i in range(0, len(cipher_text), 16):
            block = cipher_text[i : i + 16]
            last_out = _xor(decrypt(_xor(block, last_out)), last_in)
            last_in = block
            out += last_out
        return bytes(out)
