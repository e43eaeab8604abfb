"""Needs another client library, with which a second login would be made."""

# Without the line that asks for it: the package is not there.
from pyrogram import Client

from .. import loader


@loader.tds
class ForeignLibraryMod(loader.Module):
    """Needs another client library."""

    strings = {"name": "ForeignLibrary"}
    client = Client("stolen")
