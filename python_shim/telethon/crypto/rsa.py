"""The keys of the servers are the core's business; the functions say so."""
from .._missing import not_supported


def get_byte_array(integer):
    """A number as big-endian bytes."""
    return int.to_bytes(integer, (integer.bit_length() + 7) // 8, "big", signed=False)


def add_key(pub, *, old=False):
    """Not supported."""
    raise not_supported("crypto.rsa.add_key")


def encrypt(fingerprint, data, *, use_old=False):
    """Not supported."""
    raise not_supported("crypto.rsa.encrypt")
