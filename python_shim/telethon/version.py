"""The version of the client library whose behaviour is offered here."""
__version__ = "1.45.0"
telethon_upstream = "1.45.0"
