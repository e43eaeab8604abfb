"""Names of the network layer. Connections are the core's; using one of these says so."""
from .._missing import unsupported_class
from . import connection
from .connection import *  # noqa: F403
from .mtprotosender import MTProtoSender
from .mtprotostate import MTProtoState
from .requeststate import RequestState

MTProtoPlainSender = unsupported_class("MTProtoPlainSender", __name__)
