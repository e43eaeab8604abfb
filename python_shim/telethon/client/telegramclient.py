"""`TelegramClient`: all areas of the client in one class."""
from _ox import native

from .. import errors
from ..tl import patched  # noqa: F401 (decoded messages are rich from here on)
from ._listing import Listing
from .account import AccountMethods
from .auth import AuthMethods
from .bots import BotMethods
from .buttons import ButtonMethods
from .chats import ChatMethods
from .dialogs import DialogMethods
from .downloads import DownloadMethods
from .hosts import HostMethods
from .messageparse import MessageParseMethods
from .messages import MessageMethods
from .payments import PaymentMethods
from .reactions import ReactionMethods
from .stories import StoryMethods
from .telegrambaseclient import TelegramBaseClient
from .topics import TopicMethods
from .updates import UpdateMethods
from .uploads import UploadMethods
from .usernames import UsernameMethods
from .users import UserMethods

native.set_unknown_constructor(errors.TypeNotFoundError)


class TelegramClient(
    AccountMethods,
    AuthMethods,
    DownloadMethods,
    DialogMethods,
    ChatMethods,
    BotMethods,
    MessageMethods,
    ReactionMethods,
    TopicMethods,
    StoryMethods,
    PaymentMethods,
    UsernameMethods,
    UploadMethods,
    ButtonMethods,
    UpdateMethods,
    MessageParseMethods,
    HostMethods,
    UserMethods,
    TelegramBaseClient,
    metaclass=Listing,
):
    """One account's client; the connection itself lives in the core."""
