"""Chats that modules make for themselves: channels for their data, their pictures, their place in the list."""

import asyncio
import logging
import time
import typing

logger = logging.getLogger(__name__)

_KNOWN_FOR = 60.0


async def fw_protect() -> None:
    """Waits a moment between calls that Telegram limits."""
    import random

    await asyncio.sleep(random.uniform(1, 3))


async def set_avatar(client, peer, avatar: str) -> bool:
    """Sets a chat's picture from an address or bytes. Gives whether there is one now."""
    from telethon.tl.functions.channels import EditPhotoRequest

    from .text import check_url

    if isinstance(avatar, str) and check_url(avatar):
        avatar = await _download(avatar)
    if not isinstance(avatar, bytes):
        return False
    await fw_protect()
    result = await client(EditPhotoRequest(channel=peer, photo=await client.upload_file(avatar, file_name="photo.png")))
    await fw_protect()
    await _delete_service_message(client, peer, result)
    return True


async def _download(url: str) -> bytes:
    import urllib.request

    from .._address import request_to
    from .calls import run_sync

    def read() -> bytes:
        with urllib.request.urlopen(request_to(url), timeout=30) as answer:
            return answer.read()

    return await run_sync(read)


async def _delete_service_message(client, peer, result) -> None:
    found = next(
        (
            update.message.id
            for update in getattr(result, "updates", ())
            if hasattr(getattr(update, "message", None), "id")
        ),
        None,
    )
    if found is not None:
        try:
            await client.delete_messages(peer, [found])
        except Exception:
            logger.debug("a service message could not be deleted", exc_info=True)


async def invite_inline_bot(client, peer) -> None:
    """Makes the inline bot an administrator of a chat."""
    from .._errors import InlineUnavailable

    inline = getattr(getattr(client, "loader", None), "inline", None)
    if inline is None or not inline.init_complete:
        raise InlineUnavailable("`invite_inline_bot`")
    from telethon.tl.functions.channels import EditAdminRequest, InviteToChannelRequest
    from telethon.tl.types import ChatAdminRights

    try:
        await client(InviteToChannelRequest(peer, [inline.bot_username]))
    except Exception as error:
        raise RuntimeError(f"the inline bot could not be invited: {error}") from error
    rights = ChatAdminRights(ban_users=True)
    await _try(client(EditAdminRequest(peer, inline.bot_username, rights, "Oxikka")), "the inline bot has no rights")


async def _invite_absent_bot(client, peer) -> None:
    """Invites the inline bot unless it is among the first members."""
    inline = getattr(getattr(client, "loader", None), "inline", None)
    members = await client.get_participants(peer, limit=100) if getattr(inline, "init_complete", False) else []
    if all(member.id != inline.bot_id for member in members):
        await invite_inline_bot(client, peer)


async def asset_channel(
    client,
    title: str,
    description: str,
    *,
    channel: bool = False,
    silent: bool = False,
    archive: bool = False,
    invite_bot: bool = False,
    avatar: typing.Optional[str] = None,
    ttl: typing.Optional[int] = None,
    forum: bool = False,
    hide_general: bool = False,
    _folder: typing.Optional[str] = None,
):
    """The channel or group of this title, made when there is none. Gives `(chat, whether it is new)`."""
    known = client.__dict__.setdefault("_channels_cache", {})
    if title in known and known[title]["exp"] > time.monotonic():
        return known[title]["peer"], False
    async for dialog in client.iter_dialogs(None):
        entity = dialog.entity
        # Quirk: a person of that name is no channel (docs/compatibility/quirks.md).
        if dialog.title == title and type(entity).__name__ == "Channel":
            known[title] = {"peer": entity, "exp": time.monotonic() + _KNOWN_FOR}
            if invite_bot:
                await _try(_invite_absent_bot(client, entity), "the inline bot could not be invited")
            return entity, False
    peer = await _create(client, title, description, channel, forum)
    if invite_bot:
        await _try(invite_inline_bot(client, peer), "the inline bot could not be invited")
    if silent:
        await dnd(client, peer, archive)
    elif archive:
        await client.edit_folder(peer, 1)
    if avatar:
        await _try(set_avatar(client, peer, avatar), "the picture could not be set")
    if hide_general and forum:
        from telethon.tl.functions.messages import EditForumTopicRequest

        await _try(client(EditForumTopicRequest(peer=peer, topic_id=1, hidden=True)), "the first topic stays")
    if ttl:
        from telethon.tl.functions.messages import SetHistoryTTLRequest

        await client(SetHistoryTTLRequest(peer=peer, period=ttl))
    if _folder:
        await _try(_into_folder(client, peer, _folder), "the folder could not be changed")
    known[title] = {"peer": peer, "exp": time.monotonic() + _KNOWN_FOR}
    return peer, True


async def _create(client, title: str, description: str, channel: bool, forum: bool):
    from telethon.tl.functions.channels import CreateChannelRequest

    await fw_protect()
    options = {"forum": True} if forum else {}
    return (
        await client(CreateChannelRequest(title, description, broadcast=channel, megagroup=not channel, **options))
    ).chats[0]


async def _try(coroutine, complaint: str) -> None:
    try:
        await coroutine
    except Exception as error:
        logger.warning("%s: %s", complaint, error)


async def _into_folder(client, peer, title: str) -> None:
    from telethon.tl.functions.messages import GetDialogFiltersRequest, UpdateDialogFilterRequest

    answer = await client(GetDialogFiltersRequest())
    for folder in getattr(answer, "filters", answer):
        name = getattr(folder, "title", None)
        if str(getattr(name, "text", name)).lower() == title.lower():
            if all(getattr(one, "channel_id", None) != peer.id for one in folder.include_peers):
                folder.include_peers.append(await client.get_input_entity(peer))
                await client(UpdateDialogFilterRequest(folder.id, folder))
            return


async def dnd(client, peer, archive: bool = True) -> bool:
    """Mutes a chat and, with `archive`, archives it. Gives whether that worked."""
    from telethon.tl.functions.account import UpdateNotifySettingsRequest
    from telethon.tl.types import InputPeerNotifySettings

    try:
        settings = InputPeerNotifySettings(show_previews=False, silent=True, mute_until=2**31 - 1)
        await client(UpdateNotifySettingsRequest(peer=peer, settings=settings))
        if archive:
            await fw_protect()
            await client.edit_folder(peer, 1)
    except Exception:
        logger.exception("a chat could not be muted")
        return False
    return True


async def asset_forum_topic(
    client, db, peer, title: str, description=None, icon_emoji_id=None, invite_bot: bool = False
):
    """The forum topic of this title in a group, made when there is none."""
    from telethon.tl.functions.messages import CreateForumTopicRequest, GetForumTopicsRequest

    entity = await client.get_entity(peer)
    if type(entity).__name__ != "Channel":
        raise TypeError(f"topics are made in groups, and `{title}` is to be made in a `{type(entity).__name__}`")
    # Telegram lets nobody else choose an icon.
    icon_emoji_id = icon_emoji_id if getattr(client.heroku_me, "premium", False) else None
    answer = await client(
        GetForumTopicsRequest(peer=entity, offset_date=None, offset_id=0, offset_topic=0, limit=100, q=title)
    )
    found = next((topic for topic in answer.topics if getattr(topic, "title", None) == title), None)
    if found is None:
        made = await client(CreateForumTopicRequest(peer=entity, title=title, icon_emoji_id=icon_emoji_id))
        identity = next(update.id for update in made.updates if type(update).__name__ == "UpdateMessageID")
        if description:
            await client.send_message(entity, description, reply_to=identity)
        answer = await client(
            GetForumTopicsRequest(peer=entity, offset_date=None, offset_id=0, offset_topic=0, limit=100, q=title)
        )
        found = next(topic for topic in answer.topics if topic.id == identity)
    if invite_bot:
        await _try(_invite_absent_bot(client, entity), "the inline bot could not be invited")
    forums = dict(db.get("heroku.forums", "forums_cache", {}) or {})
    forums[entity.title] = {**forums.get(entity.title, {}), title: found.id}
    db.set("heroku.forums", "forums_cache", forums)
    return found


async def wait_for_content_channel(db, delay: float = 10) -> int:
    """The id of the group that holds modules' topics. It is made when there is none, so that nothing is waited for."""
    from .._assets import content_group

    return await content_group(db, db._client)


async def get_topic_id(db, topic_name: str) -> typing.Optional[int]:
    """The id of a forum topic that was made before."""
    for topics in (db.get("heroku.forums", "forums_cache", {}) or {}).values():
        if topic_name in topics:
            return topics[topic_name]
    return None
