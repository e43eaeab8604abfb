"""Makes the client's methods run the loop when it is not running. Inside a running loop nothing changes."""
import asyncio
import functools
import inspect

from . import Button, custom, errors, events, functions, types, utils
from .client import TelegramClient
from .tl.custom.chatgetter import ChatGetter
from .tl.custom.conversation import Conversation
from .tl.custom.dialog import Dialog
from .tl.custom.draft import Draft
from .tl.custom.inlineresult import InlineResult
from .tl.custom.message import Message
from .tl.custom.messagebutton import MessageButton
from .tl.custom.sendergetter import SenderGetter


def _wrap(cls, name, method):
    @functools.wraps(method)
    def blocking(*args, **kwargs):
        coroutine = method(*args, **kwargs)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.get_event_loop_policy().get_event_loop().run_until_complete(coroutine)
        return coroutine

    blocking.__tl_sync = True
    setattr(cls, name, blocking)


def syncify(*classes):
    """Wraps the public coroutine methods of classes."""
    for cls in classes:
        for name in dir(cls):
            method = getattr(cls, name, None)
            if (not name.startswith("_") or name == "__call__") and inspect.iscoroutinefunction(method):
                _wrap(cls, name, method)


syncify(TelegramClient, ChatGetter, SenderGetter, Message, Dialog, Draft, Conversation, InlineResult, MessageButton)
__all__ = ["TelegramClient", "Button", "custom", "errors", "events", "functions", "types", "utils", "syncify"]
