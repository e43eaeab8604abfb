"""Sets of stickers, saved GIFs, albums of stories, shared folders, and the pages of bots' web apps."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from telethon import functions, types

from ._outcomes import worded
from ._sendable import picture

PNG = picture(1, 1)


async def sticker(client: Any, emoji: str) -> Any:
    """A picture as a set takes it."""
    media = types.InputMediaUploadedDocument(await client.upload_file(PNG, file_name="cat.png"), "image/png", [])
    sent = (await client(functions.messages.UploadMediaRequest("me", media))).document
    return types.InputStickerSetItem(types.InputDocument(sent.id, sent.access_hash, sent.file_reference), emoji)


async def a_set_of_stickers(client: Any, world: Any) -> Any:
    name = f"cats_{world.bob.id}"
    by_name, create = types.InputStickerSetShortName(name), functions.stickers.CreateStickerSetRequest
    items = [await sticker(client, emoji) for emoji in ("😺", "🙀")]
    made = await client(create("me", "Cats", name, items))
    again = await worded(client(create("me", "Cats", name, items)))
    sent = await client.send_file(world.bob.username, made.documents[0])
    more = await client(functions.stickers.AddStickerToSetRequest(by_name, await sticker(client, "😹")))
    found = await client(functions.messages.GetStickerSetRequest(sent.sticker and sent.document.attributes[-1].stickerset, 0))
    installed = await client(functions.messages.InstallStickerSetRequest(by_name, False))
    listed = await client(functions.messages.GetAllStickersRequest(0))
    return [
        made, again, sent.sticker is not None, sent.file.emoji, len(more.documents), found.set.count, installed, len(listed.sets),
        await client(functions.messages.UninstallStickerSetRequest(by_name)), await client(functions.stickers.DeleteStickerSetRequest(by_name)),
        await worded(client(functions.messages.GetStickerSetRequest(by_name, 0))),
    ]


async def saved_gifs(client: Any, world: Any) -> Any:
    attributes, save = [types.DocumentAttributeAnimated()], functions.messages.SaveGifRequest
    sent = await client.send_file("me", PNG, attributes=attributes, mime_type="video/mp4", force_document=True)
    plain = await client.send_file("me", b"text")
    kept = [await client(save(sent.document, unsave=False)), await client(functions.messages.GetSavedGifsRequest(0))]
    return [
        [kept[0], [gif.id == sent.document.id for gif in kept[1].gifs]], await worded(client(save(plain.document, unsave=False))),
        await client(save(sent.document, unsave=True)), await client(functions.messages.GetSavedGifsRequest(0)),
        await client(functions.messages.ClearRecentStickersRequest()),
    ]


async def albums_of_stories(client: Any, world: Any) -> Any:
    everybody, stories = [types.InputPrivacyValueAllowAll()], []
    for _ in range(2):
        media = types.InputMediaUploadedPhoto(await client.upload_file(PNG, file_name="photo.png"))
        posted = await client(functions.stories.SendStoryRequest("me", media, everybody, pinned=True))
        stories.append(next(update.id for update in posted.updates if isinstance(update, types.UpdateStoryID)))
    made = await client(functions.stories.CreateAlbumRequest("me", "Trips", stories))
    changed = await client(functions.stories.UpdateAlbumRequest("me", made.album_id, title="Ways", delete_stories=stories[:1]))
    inside = await client(functions.stories.GetAlbumStoriesRequest("me", made.album_id, 0, 10))
    listed = await client(functions.stories.GetAlbumsRequest("me", 0))
    return [
        made, changed.title, [story.id for story in inside.stories], inside.stories[0].albums, [album.title for album in listed.albums],
        await client(functions.stories.DeleteAlbumRequest("me", made.album_id)),
        await worded(client(functions.stories.GetAlbumStoriesRequest("me", made.album_id, 0, 10))),
    ]


async def shares(client: Any, name: str) -> str:
    """Bob's folder with one channel of his; its link."""
    peer = await client.get_input_entity(name)
    title = types.TextWithEntities("Reading", [])
    await client(functions.messages.UpdateDialogFilterRequest(7, types.DialogFilter(7, title, [], [peer], [])))
    exported = await client(functions.chatlists.ExportChatlistInviteRequest(types.InputChatlistDialogFilter(7), "Reading", [peer]))
    return exported.invite.url.rsplit("/", 1)[1]


async def a_shared_folder(client: Any, world: Any) -> Any:
    name = f"news_{world.bob.id}"
    await world.channel("News", "broadcast", world.bob, username=name)
    slug = await world.act(world.bob, shares, name)
    check, join = functions.chatlists.CheckChatlistInviteRequest, functions.chatlists.JoinChatlistInviteRequest
    found = await client(check(slug))
    # Peers of a link are as they came with it.
    peers = [types.InputPeerChannel(chat.id, chat.access_hash) for chat in found.chats]
    joined = await client(join(slug, peers))
    folder = next(update.id for update in joined.updates if isinstance(update, types.UpdateDialogFilter))
    chatlist = types.InputChatlistDialogFilter(folder)
    return [
        found, joined, await client(check(slug)), await client(functions.chatlists.GetChatlistUpdatesRequest(chatlist)),
        await client(functions.chatlists.LeaveChatlistRequest(chatlist, peers)), await worded(client(check("nothing"))),
    ]


async def a_page_of_a_bot(client: Any, world: Any) -> Any:
    await world.console("app", world.helper.id, "shop", "https://shop.invalid/")
    bot = await client.get_input_entity(world.helper.username)
    user = types.InputUser(bot.user_id, bot.access_hash)
    request = functions.messages.RequestAppWebViewRequest
    opened = await client(request(world.helper.username, types.InputBotAppShortName(user, "shop"), "android", start_param="ref"))
    address, _, fragment = opened.url.partition("#")
    told = dict(urllib.parse.parse_qsl(dict(urllib.parse.parse_qsl(fragment))["tgWebAppData"]))
    return [
        address, sorted(told), json.loads(told["user"])["id"] == world.me.id, told["start_param"],
        await worded(client(request(world.helper.username, types.InputBotAppShortName(user, "games"), "android"))),
    ]
