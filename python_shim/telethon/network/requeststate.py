"""`RequestState` by name: the protocol is the core's."""
from .._missing import unsupported_class

RequestState = unsupported_class("RequestState", __name__)
