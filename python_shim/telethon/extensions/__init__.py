"""Text dialects and the binary reader, imported when first named."""
from importlib import import_module

__all__ = ["BinaryReader", "html", "markdown", "messagepacker"]


def __getattr__(name):
    if name == "BinaryReader":
        value = import_module(f"{__name__}.binaryreader").BinaryReader
    elif name in ("html", "markdown", "binaryreader", "messagepacker"):
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value
