"""`MTProtoState` by name: the protocol is the core's."""
from .._missing import unsupported_class

MTProtoState = unsupported_class("MTProtoState", __name__)
