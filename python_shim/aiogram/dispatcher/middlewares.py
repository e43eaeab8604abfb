"""Middlewares under the second dialect's name."""

from ..router import BaseMiddleware

LifetimeControllerMiddleware = BaseMiddleware

__all__ = ["BaseMiddleware", "LifetimeControllerMiddleware"]
