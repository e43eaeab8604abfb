"""Names of the transports, to be passed to a client that ignores them."""
from ..._missing import unsupported_class

__all__ = [
    "Connection", "ConnectionHttp", "ConnectionTcpAbridged", "ConnectionTcpFull", "ConnectionTcpIntermediate",
    "ConnectionTcpMTProxyAbridged", "ConnectionTcpMTProxyIntermediate", "ConnectionTcpMTProxyRandomizedIntermediate",
    "ConnectionTcpObfuscated", "TcpMTProxy",
]  # fmt: skip
globals().update((name, unsupported_class(name, __name__)) for name in __all__)
