"""The two base classes of everything in the schema. Their codec and formatting are native."""
from _ox.native import TLObject, TLRequest

from . import aliases, resolve

TLObject.__getattr__ = aliases.missing_field
TLRequest.resolve = resolve.resolve
if not hasattr(TLRequest, "read_result"):
    TLRequest.read_result = staticmethod(lambda reader: reader.tgread_object())

__all__ = ["TLObject", "TLRequest"]
