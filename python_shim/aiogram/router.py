"""Routers: what modules register with them is kept, in order, for whoever runs the bot."""

import typing

OBSERVERS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "errors",
    "error",
    "startup",
    "shutdown",
    "update",
    "purchased_paid_media",
)


class Observer:
    """The handlers of one kind of update."""

    def __init__(self, name: str):
        self.name = name
        self.handlers: typing.List[tuple] = []
        self.middlewares: list = []

    def register(self, callback, *filters, flags=None, **more):
        """Adds a handler with its filters; gives the handler."""
        self.handlers.append((callback, filters, more))
        return callback

    def unregister(self, callback) -> None:
        """Takes a handler out."""
        self.handlers = [entry for entry in self.handlers if entry[0] is not callback]

    def __call__(self, *filters, flags=None, **more):
        return lambda callback: self.register(callback, *filters, **more)

    def filter(self, *filters) -> None:
        """Accepted: filters of all handlers of this kind."""

    def middleware(self, middleware=None):
        """Keeps a middleware; a decorator without arguments."""
        if middleware is None:
            return self.middleware
        self.middlewares.append(middleware)
        return middleware

    outer_middleware = middleware


class Router:
    """A set of handlers."""

    def __init__(self, *, name: typing.Optional[str] = None):
        self.name = name or hex(id(self))
        self.sub_routers: typing.List["Router"] = []
        self.parent_router: typing.Optional["Router"] = None
        self.observers = {name: Observer(name) for name in OBSERVERS}

    def __getattr__(self, name: str):
        observers = self.__dict__.get("observers", {})
        if name in observers:
            return observers[name]
        if name.startswith("register_") and name.endswith("_handler"):
            return observers[name[len("register_") : -len("_handler")]].register
        if name.endswith("_handler") and name[: -len("_handler")] in observers:
            return observers[name[: -len("_handler")]]
        raise AttributeError(f"`{type(self).__name__}` has no `{name}`")

    def include_router(self, router: "Router") -> "Router":
        """Adds the handlers of another router."""
        router.parent_router = self
        self.sub_routers.append(router)
        return router

    def include_routers(self, *routers: "Router") -> None:
        """Adds the handlers of other routers."""
        for router in routers:
            self.include_router(router)

    def resolve_used_update_types(self, skip_events=None) -> typing.List[str]:
        """The kinds of updates that have handlers."""
        return [name for name, observer in self.observers.items() if observer.handlers]


class BaseMiddleware:
    """The base of what stands between updates and handlers."""

    async def __call__(self, handler, event, data):
        return await handler(event, data)


class _Flags:
    def __getattr__(self, name: str):
        return lambda *args, **kwargs: (
            args[0] if len(args) == 1 and callable(args[0]) and not kwargs else lambda callback: callback
        )


flags = _Flags()
