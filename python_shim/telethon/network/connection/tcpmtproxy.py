"""The home of the proxied transports, by name."""
from . import (
    ConnectionTcpMTProxyAbridged,
    ConnectionTcpMTProxyIntermediate,
    ConnectionTcpMTProxyRandomizedIntermediate,
    TcpMTProxy,
)
