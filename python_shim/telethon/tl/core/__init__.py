"""Names of the protocol's own messages. They never leave the core; using one says so."""
from ..._missing import unsupported_class

__all__ = ["GzipPacked", "MessageContainer", "RpcResult", "TLMessage"]
globals().update((name, unsupported_class(name, __name__)) for name in __all__)
