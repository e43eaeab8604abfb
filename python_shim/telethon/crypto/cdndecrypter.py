"""Downloads from CDNs are not offered; the name can be imported."""
from .._missing import unsupported_class

CdnDecrypter = unsupported_class("CdnDecrypter", __name__)
