"""Properties and methods of messages, dialogs, drafts."""

from __future__ import annotations

from typing import Any

from telethon import Button, events, functions, types

PROPERTIES = (
    "id out text raw_text message date chat_id sender_id is_private is_group is_channel is_reply forward fwd_from mentioned media_unread "
    "silent post media photo document web_preview audio voice video video_note gif sticker contact game geo invoice poll venue dice file "
    "action action_entities via_bot via_bot_id via_input_bot buttons button_count reply_to_msg_id edit_date grouped_id entities peer_id to_id"
).split()


def properties(message: Any) -> dict[str, Any]:
    found = {}
    for name in PROPERTIES:
        value = getattr(message, name)
        found[name] = type(value).__name__ if name in ("file", "forward", "via_bot") and value is not None else value
    return found


async def of_text(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "**bold** words")
    return [properties(sent), properties(await client.get_messages(world.bob.username, ids=sent.id))]


async def of_an_answer_in_a_group(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    first = await client.send_message(group, "first")
    second = await first.reply("second")
    return properties(await client.get_messages(group, ids=second.id))


async def of_a_service_message(client: Any, world: Any) -> Any:
    group = await world.act(world.bob, makes_a_group)
    message = (await client.get_messages(group))[0]
    return [message, properties(message), isinstance(message, types.MessageService), isinstance(message, types.Message)]


async def makes_a_group(client: Any) -> int:
    made = await client(functions.messages.CreateChatRequest(["alice"], "Made"))
    return -getattr(made, "updates", made).chats[0].id


async def of_a_file(client: Any, world: Any) -> Any:
    sent = await client.send_file(world.bob.username, b"words", caption="a file", file_size=5)
    file = sent.file
    return [properties(sent), file.name, file.ext, file.mime_type, file.size, file.width, file.duration, file.title, file.sticker_set]


async def of_a_channel_post(client: Any, world: Any) -> Any:
    room = await world.room("broadcast")
    sent = await client.send_message(room, "news")
    return [properties(sent), sent.post_author, sent.views, sent.forwards]


async def texts_in_both_dialects(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "**bold** `code` [x](https://e.org)")
    markdown = sent.text
    client.parse_mode = "html"
    fetched = await client.get_messages(world.bob.username, ids=sent.id)
    html = fetched.text
    fetched.text = "<b>new</b> text"
    return [markdown, {"html": html}, fetched.raw_text, fetched.entities, fetched.get_entities_text()]


async def entities_with_their_text(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "**bold** __it__ 🙂 `code`")
    return [sent.get_entities_text(), sent.get_entities_text(types.MessageEntityCode)]


async def chat_and_sender(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    await world.say(world.bob, group, "hello")
    message = (await client.get_messages(group))[0]
    return [
        message.chat, message.sender, message.input_chat, message.input_sender, await message.get_chat(), await message.get_sender(),
        await message.get_input_chat(), await message.get_input_sender(),
    ]


async def methods(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "start")
    return [
        await sent.respond("respond"), await sent.reply("reply"), await sent.forward_to("me"), await sent.edit("edited"),
        await sent.pin(), await sent.unpin(), await sent.mark_read(), await sent.delete(),
    ]


async def a_deleted_message_cannot_be_edited(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "start")
    await sent.delete()
    return [await world.error(sent.edit("late")), await sent.get_reply_message()]


async def as_json_and_text(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "json")
    sent.date, sent.edit_date = None, None
    peer = types.PeerUser(5)
    return [sorted(sent.to_dict()), str(peer), peer.stringify(), peer.to_json(), sent.peer_id == types.PeerUser(world.bob.id)]


async def dialogs(client: Any, world: Any) -> Any:
    group = await world.group("Tea", world.me, world.bob)
    await world.room("mega")
    await client.send_message(group, "in the group")
    await client.send_message(world.bob.username, "to bob")
    await world.say(world.carol, world.me, "from carol")
    found = await client.get_dialogs()
    names = "name title id unread_count unread_mentions_count pinned archived folder_id is_user is_group is_channel date".split()
    return [[[getattr(dialog, name) for name in names] + [dialog.message, dialog.entity, dialog.input_entity] for dialog in found], found.total]


async def dialogs_by_hundreds(client: Any, world: Any) -> Any:
    for number in range(105):
        await world.group(f"Group_{number}", world.me)
    await world.barrier()
    found = [dialog.name async for dialog in client.iter_dialogs()]
    return [len(found), [dialog.name for dialog in await client.get_dialogs(limit=3)]]


async def dialogs_from_an_offset(client: Any, world: Any) -> Any:
    for number in range(5):
        await client.send_message(await world.group(f"Group_{number}", world.me), "hello")
    listed = await client.get_dialogs()
    third = listed[2]
    return [
        [dialog.name for dialog in await client.get_dialogs(offset_peer=third.input_entity, offset_id=third.message.id, offset_date=third.date)],
        [dialog.name for dialog in await client.get_dialogs(ignore_pinned=True, limit=2)],
        len(await client.get_dialogs(archived=False)),
    ]


async def archived_dialogs(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "old")
    await client.send_message(world.carol.username, "new")
    updates = await client.edit_folder(world.bob.username, 1)
    archived = await client.get_dialogs(archived=True)
    rest = await client.get_dialogs(folder=0)
    everything = await client.get_dialogs()
    back = await client.edit_folder([world.bob.username], folder=0)
    return [updates, [[dialog.name, dialog.archived, dialog.folder_id] for dialog in [*archived, *rest, *everything]], back]


async def a_pinned_dialog(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    await client.send_message(world.carol.username, "hello")
    peer = types.InputDialogPeer(await client.get_input_entity(world.bob.username))
    await client(functions.messages.ToggleDialogPinRequest(peer, pinned=True))
    return [
        [[dialog.name, dialog.pinned] for dialog in await client.get_dialogs()],
        [dialog.name for dialog in await client.get_dialogs(ignore_pinned=True)],
    ]


async def a_dialog_does_things(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    dialog = (await client.get_dialogs(1))[0]
    return [await dialog.send_message("again"), await dialog.archive(), await dialog.archive(folder=0), await dialog.delete()]


async def drafts(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    draft = await client.get_drafts(world.bob.username)
    empty = [draft.is_empty, draft.text, draft.raw_text, draft.link_preview, draft.date, draft.reply_to_msg_id]
    set_ = await draft.set_message("**half** written")
    listed = await client.get_drafts()
    rows = [[row.text, row.raw_text, row.is_empty, row.link_preview, row.date, row.entity.id, row.to_dict()] for row in listed]
    sent = await listed[0].send()
    return [empty, set_, rows, sent, [row.text async for row in client.iter_drafts()]]


async def a_draft_is_deleted(client: Any, world: Any) -> Any:
    await client.send_message(world.bob.username, "hello")
    draft = await client.get_drafts(world.bob.username)
    await draft.set_message("never sent", link_preview=False)
    dialog = (await client.get_dialogs(1))[0]
    await dialog.draft.delete()
    return [dialog.draft.is_empty, len(await client.get_drafts())]


async def folders(client: Any, world: Any) -> Any:
    await client.get_input_entity(world.bob.username)
    folder = types.DialogFilter(2, types.TextWithEntities("Work", []), [], [await client.get_input_entity(world.bob.username)], [], contacts=True)
    return [
        await client(functions.messages.UpdateDialogFilterRequest(2, folder)),
        await client(functions.messages.GetDialogFiltersRequest()),
        await client(functions.messages.UpdateDialogFilterRequest(2)),
        await client(functions.messages.GetDialogFiltersRequest()),
    ]


async def buttons_of_a_message(client: Any, world: Any) -> Any:
    async with world.inbox(events.NewMessage) as inbox:
        await world.act(world.helper, offers_buttons, "alice")
        message = (await inbox.next()).message
        rows = [[[button.text, button.data, button.url, button.inline_query] for button in row] for row in message.buttons]
        return [rows, message.button_count, message.reply_markup]


async def offers_buttons(client: Any, name: str) -> None:
    await client.send_message(name, "choose", buttons=[[Button.inline("one", b"1"), Button.url("go", "https://e.org")], [Button.switch_inline("q", "x")]])


async def of_a_forward(client: Any, world: Any) -> Any:
    sent = await client.send_message(world.bob.username, "first")
    forwarded = await sent.forward_to("me")
    forward = forwarded.forward
    return [properties(forwarded), forward.sender_id, forward.date, forward.chat_id, forward.original_fwd, forward.from_name, await forward.get_sender()]
