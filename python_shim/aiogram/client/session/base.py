"""The base of connections."""

from .aiohttp import AiohttpSession as BaseSession

__all__ = ["BaseSession"]
