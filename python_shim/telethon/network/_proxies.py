"""A client's `proxy=` in every spelling, as the one form that the core understands.

Here: the tuples and dicts of python-socks and PySocks, the triples of MTProxy. Not here: connecting.
"""
from .._missing import not_supported

_BY_NUMBER = {1: "socks4", 2: "socks5", 3: "http"}
_ENDINGS = ("MTProxyAbridged", "MTProxyIntermediate", "MTProxyRandomizedIntermediate", "TcpMTProxy")


def core_form(proxy, connection=None):
    """`{"kind": "socks5" | "http" | "mtproto", "host", "port", "user", "password", "secret"}`, or None for none.

    `connection` is the client's transport class: those of MTProxy read `proxy` in a way of their own. What is malformed
    raises the client library's ValueError or TypeError; SOCKS4 is not supported and says so.
    """
    if _is_mtproxy(connection):
        return _mtproxy(proxy, connection)
    if not proxy:
        return None
    if isinstance(proxy, (tuple, list)):
        return _plain(*proxy)
    if isinstance(proxy, dict):
        return _plain(**proxy)
    raise TypeError(f"Proxy of unknown format: {type(proxy)}")


def _is_mtproxy(connection):
    bases = getattr(connection, "__mro__", ())
    return any(base.__name__.endswith(_ENDINGS) for base in bases)


def _mtproxy(proxy, connection):
    if proxy is None:
        raise ValueError("No proxy info specified for MTProxy connection")
    host, port, secret = proxy[:3]
    secret = secret.hex() if isinstance(secret, (bytes, bytearray)) else str(secret)
    # The padded transport of a plain secret: the core reads it from the secret's first byte.
    padded = any(base.__name__.endswith("RandomizedIntermediate") for base in connection.__mro__)
    if padded and len(secret) == 32:
        secret = "dd" + secret
    return _form("mtproto", host, port, secret=secret)


def _plain(proxy_type, addr, port, rdns=True, username=None, password=None):
    return _form(_kind(proxy_type), addr, port, user=username, password=password)


def _kind(proxy_type):
    kind = getattr(proxy_type, "name", proxy_type)  # python_socks.ProxyType is an enumeration
    kind = kind.lower() if isinstance(kind, str) else _BY_NUMBER.get(kind)
    if kind == "socks4":
        raise not_supported("a SOCKS4 proxy")
    if kind not in ("socks5", "http"):
        raise ValueError(f"Unknown proxy protocol type: {proxy_type}")
    return kind


def _form(kind, host, port, user=None, password=None, secret=None):
    known = {"user": user, "password": password, "secret": secret}
    return {"kind": kind, "host": str(host), "port": int(port), **{k: _text(v) for k, v in known.items() if v}}


def _text(value):
    return value.decode() if isinstance(value, (bytes, bytearray)) else str(value)
