"""Users, chats, messages: their ids and links."""

import typing

FormattingEntity = typing.Any


def get_chat_id(message) -> int:
    """The chat's id without the mark of channels, for messages of either library."""
    from telethon.utils import resolve_id

    chat_id = getattr(message, "chat_id", None)
    if chat_id is None:
        chat = getattr(message, "chat", None)
        chat_id = getattr(chat, "id", None)
    if chat_id is None:
        peer = getattr(message, "peer_id", None)
        chat_id = next(
            (getattr(peer, name) for name in ("channel_id", "chat_id", "user_id") if getattr(peer, name, None)), 0
        )
    return resolve_id(chat_id)[0]


def get_entity_id(entity) -> int:
    """The marked id of a user or chat."""
    from telethon.utils import get_peer_id

    return get_peer_id(entity)


def get_link(user, /) -> str:
    """A link to a user or chat: by id for users, by username for others."""
    if _is_user(user):
        return f"tg://user?id={user.id}"
    return f"tg://resolve?domain={user.username}" if getattr(user, "username", None) else ""


def get_entity_url(entity, openmessage: bool = False) -> str:
    """A link to a user or chat, `""` when there is none."""
    if _is_user(entity):
        return f"tg://openmessage?id={entity.id}" if openmessage else f"tg://user?id={entity.id}"
    return f"tg://resolve?domain={entity.username}" if getattr(entity, "username", None) else ""


def _is_user(entity) -> bool:
    return any(cls.__name__ == "User" for cls in type(entity).__mro__)


async def get_message_link(message, chat=None) -> str:
    """A link to a message."""
    if getattr(message, "is_private", False):
        return f"tg://openmessage?user_id={get_chat_id(message)}&message_id={message.id}"
    chat = chat or getattr(message, "chat", None) or await message.get_chat()
    reply = getattr(message, "reply_to", None)
    topic = f"?topic={reply.reply_to_msg_id}" if getattr(reply, "forum_topic", False) else ""
    place = chat.username if getattr(chat, "username", None) else f"c/{chat.id}"
    return f"https://t.me/{place}/{message.id}{topic}"


def get_topic(message) -> typing.Optional[int]:
    """The id of the forum topic that a message is in."""
    reply = getattr(message, "reply_to", None)
    if reply is not None and getattr(reply, "forum_topic", False):
        return getattr(reply, "reply_to_top_id", None) or getattr(reply, "reply_to_msg_id", None)
    form = getattr(message, "form", None)
    return form.get("top_msg_id") if isinstance(form, dict) else None


async def get_user(message):
    """The sender of a message, looked for among chats and members when it is not known; `None` when it is no member."""
    from telethon.tl.types import PeerUser

    try:
        return await message.get_sender()
    except ValueError:
        pass
    if isinstance(message.peer_id, PeerUser):
        await message.client.get_dialogs()
        return await message.get_sender()
    async for member in message.client.iter_participants(message.peer_id, aggressive=True):
        if member.id == message.sender_id:
            return member
    return None


async def get_target(message, arg_no: int = 0) -> typing.Optional[int]:
    """The id of the user that a command means: a mention, an argument, the replied to, the private chat; `None` when nobody."""
    from telethon.tl.types import MessageEntityMentionName

    from .args import get_args

    found = [one for one in getattr(message, "entities", None) or [] if isinstance(one, MessageEntityMentionName)]
    if found:
        return min(found, key=lambda mention: mention.offset).user_id
    arguments = get_args(message) or []
    if len(arguments) > arg_no:
        # Ids may be typed, too.
        wanted = int(arguments[arg_no]) if arguments[arg_no].lstrip("-").isdigit() else arguments[arg_no]
    elif getattr(message, "is_reply", False):
        reply = await message.get_reply_message()
        return reply.sender_id if reply else None
    else:
        wanted = getattr(getattr(message, "peer_id", None), "user_id", None)
    if wanted is None:
        return None
    try:
        entity = await message.client.get_entity(wanted)
    except ValueError:
        return None
    return entity.id if _is_user(entity) else None
