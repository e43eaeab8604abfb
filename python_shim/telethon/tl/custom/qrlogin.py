"""`QRLogin`: logging in by code belongs to the core; the name can be imported."""
from ..._missing import unsupported_class

QRLogin = unsupported_class("QRLogin", __name__)
