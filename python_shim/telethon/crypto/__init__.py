"""Small pieces of cryptography that modules name. The account's own is in the core."""
from importlib import import_module

from .authkey import AuthKey

_HOMES = {"AES": "aes", "AESModeCTR": "aesctr", "CdnDecrypter": "cdndecrypter", "Factorization": "factorization"}
_MODULES = ("aes", "aesctr", "authkey", "cdndecrypter", "factorization", "rsa", "libssl")


def __getattr__(name):
    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    elif name in _MODULES:
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value
