"""`MTProtoSender` by name: the protocol is the core's."""
from .._missing import unsupported_class

MTProtoSender = unsupported_class("MTProtoSender", __name__)
