"""The client, one file per area; `TelegramClient` joins them."""
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
from .reactions import ReactionMethods
from .telegrambaseclient import TelegramBaseClient
from .telegramclient import TelegramClient
from .topics import TopicMethods
from .updates import UpdateMethods
from .uploads import UploadMethods
from .users import UserMethods
