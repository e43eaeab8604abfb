"""The client's methods against a played core: what they ask for and what they make of the answers."""
import io
import os

import pytest
from played_core import message, user
from telethon import errors, functions, types, utils


def updates(*made, users=(), chats=()):
    return types.Updates(list(made), list(users), list(chats), 1_700_000_000, 0)


def sent(text="hi", number=7):
    """The server's answer to a sent message, with the request's random id."""

    def answer(request):
        new = message(number, text, types.PeerUser(5), out=True, from_id=types.PeerUser(1))
        return updates(types.UpdateMessageID(number, request.random_id), types.UpdateNewMessage(new, 1, 1), users=[user(5)])

    return answer


def know(client, *users):
    client._entity_cache.extend(users, users)


def test_sending_returns_the_message_with_client_and_chat(client, core, run):
    know(client, user(5))
    core.answers["SendMessageRequest"] = sent()
    made = run(client.send_message(5, "**hi**", reply_to=3))
    request = core.requests[0]
    assert (request.message, type(request.entities[0]).__name__) == ("hi", "MessageEntityBold")
    assert request.reply_to.reply_to_msg_id == 3 and request.peer == types.InputPeerUser(5, 50)
    assert made.id == 7 and made.client is client and made.chat.id == 5 and made.out and made.text == "hi"


def test_short_answers_become_messages_too(client, core, run):
    know(client, user(5))
    core.answers["SendMessageRequest"] = types.UpdateShortSentMessage(id=9, pts=1, pts_count=1, date=1_700_000_000, out=True)
    made = run(client.send_message(5, "hello"))
    assert (made.id, made.raw_text, made.chat_id, made.sender_id) == (9, "hello", 5, 1)


def test_empty_messages_are_refused_before_anything_is_sent(client, core, run):
    know(client, user(5))
    with pytest.raises(ValueError, match="empty"):
        run(client.send_message(5, ""))
    assert core.requests == []


def test_requests_resolve_names_ids_and_entities(client, core, run):
    know(client, user(5))
    core.known["bob"] = {"id": 6, "hash": 66, "kind": "user", "username": "bob", "phone": None, "name": "Bob"}
    core.answers["SetTypingRequest"] = True
    for peer, expected in ((5, 5), ("@bob", 6), (user(8), 8), (types.PeerUser(5), 5)):
        run(client(functions.messages.SetTypingRequest(peer, types.SendMessageTypingAction())))
        assert core.requests[-1].peer.user_id == expected
    run(client(functions.messages.SetTypingRequest("me", types.SendMessageTypingAction())))
    assert isinstance(core.requests[-1].peer, types.InputPeerSelf)


def test_unknown_users_are_asked_of_the_server(client, core, run):
    core.answers["GetUsersRequest"] = lambda request: [user(70)]
    core.answers["SetTypingRequest"] = True
    run(client(functions.messages.SetTypingRequest(types.PeerUser(70), types.SendMessageTypingAction())))
    assert core.names() == ["GetUsersRequest", "SetTypingRequest"]


def test_lists_of_requests_give_lists_and_multi_errors(client, core, run):
    flood = errors.FloodWaitError(None, 5)
    core.answers["GetStateRequest"] = lambda request: 1
    core.answers["GetConfigRequest"] = flood
    state, config = functions.updates.GetStateRequest, functions.help.GetConfigRequest
    assert run(client([state(), state()])) == [1, 1]
    with pytest.raises(errors.MultiError) as caught:
        run(client([state(), config()]))
    assert caught.value.results == [1, None] and caught.value.exceptions[1] is flood
    with pytest.raises(errors.FloodWaitError):
        run(client([config()]))
    with pytest.raises(TypeError, match="You can only invoke requests"):
        run(client("x"))


def test_thresholds_and_retries_go_with_the_call(client, core, run):
    core.answers["GetStateRequest"] = True
    client.flood_sleep_threshold = 7
    run(client(functions.updates.GetStateRequest()))
    assert core.last == {"dc": 0, "threshold": 7, "retries": 5}
    run(client._call(client._sender, functions.updates.GetStateRequest(), flood_sleep_threshold=0))
    assert core.last["threshold"] == 0


def test_a_wrapped_call_sees_every_request(client, core, run):
    seen, inner = [], client._call

    async def wrapper(sender, request, ordered=False, flood_sleep_threshold=None):
        seen.append(type(request).__name__)
        return await inner(sender, request, ordered, flood_sleep_threshold)

    client._call = wrapper
    know(client, user(5))
    core.answers.update(SendMessageRequest=sent(), GetUsersRequest=lambda request: [user(1, is_self=True)])
    run(client.send_message(5, "x"))
    run(client.get_me())
    assert seen == ["SendMessageRequest", "GetUsersRequest"]


def test_entities_of_answers_are_kept_and_persisted_once(client, core, run):
    core.answers["SendMessageRequest"] = sent()
    know(client, user(5))
    run(client.send_message(5, "x"))
    run(client.send_message(5, "x"))
    rows = [row for name, payload in core.controls for row in payload["rows"] if name == "peers"]
    assert [row["id"] for row in rows].count(5) == 1
    assert client._entity_cache[5] == types.InputPeerUser(5, 50)
    with pytest.raises(KeyError):
        client._entity_cache[99]


def test_a_number_that_is_no_id_is_an_overflow_and_never_asked_of_the_core(client, core, run):
    for number in (1 << 63, -(1 << 63) - 1, 10**20):
        with pytest.raises(OverflowError):
            run(client.get_input_entity(number))


def test_editing_keeps_preview_and_buttons(client, core, run):
    know(client, user(5))
    edited = message(7, "new", types.PeerUser(5), out=True)
    core.answers["EditMessageRequest"] = lambda request: updates(types.UpdateEditMessage(edited, 1, 1), users=[user(5)])
    original = message(7, "old", types.PeerUser(5), out=True)
    original._finish_init(client, {5: user(5)}, None)
    assert run(original.edit("new")).raw_text == "new"
    assert core.requests[0].no_webpage is True and core.requests[0].id == 7


def test_deleting_goes_by_hundreds(client, core, run):
    core.answers["DeleteMessagesRequest"] = types.messages.AffectedMessages(1, 1)
    assert len(run(client.delete_messages(None, list(range(1, 151))))) == 2
    assert [len(request.id) for request in core.requests] == [100, 50]


def channel(number, **fields):
    return types.Channel(id=number, title=f"c{number}", photo=types.ChatPhotoEmpty(), date=0, access_hash=number * 10, **fields)


def history(count, peer, **fields):
    """A served chat of so many messages, newest first, by the server's rules of offsets."""

    def answer(request):
        ids = list(range(count, 0, -1))
        offset = request.offset_id or count + 1
        start = next((i for i, number in enumerate(ids) if number < offset), len(ids)) + request.add_offset
        end = start + request.limit
        found = ids[max(start, 0) : max(end, 0)]
        return types.messages.ChannelMessages(
            pts=1, count=count, messages=[message(n, f"m{n}", peer, **fields) for n in found], topics=[], chats=[], users=[]
        )

    return answer


def test_history_comes_in_chunks_newest_first(client, core, run):
    know(client, channel(3))
    core.answers["GetHistoryRequest"] = history(250, types.PeerChannel(3))
    found = run(client.get_messages(-1000000000003, limit=150))
    assert [m.id for m in found] == list(range(250, 100, -1)) and found.total == 250
    assert core.names() == ["GetHistoryRequest"] * 2 and found[0].client is client


def test_history_can_run_forwards_between_bounds(client, core, run):
    know(client, channel(3))
    core.answers["GetHistoryRequest"] = history(250, types.PeerChannel(3))
    found = run(client.get_messages(-1000000000003, limit=None, reverse=True, min_id=10, max_id=120))
    assert [m.id for m in found] == list(range(11, 120))


def test_one_positional_argument_means_one_message(client, core, run):
    know(client, channel(3))
    core.answers["GetHistoryRequest"] = history(5, types.PeerChannel(3))
    assert [m.id for m in run(client.get_messages(-1000000000003))] == [5]


def test_ids_keep_order_and_say_none(client, core, run):
    know(client, channel(3))
    peer = types.PeerChannel(3)
    core.answers["GetMessagesRequest"] = lambda request: types.messages.ChannelMessages(
        pts=1, count=2, messages=[message(4, "x", peer), types.MessageEmpty(5)], topics=[], chats=[], users=[]
    )
    assert [m and m.id for m in run(client.get_messages(-1000000000003, ids=[4, 5]))] == [4, None]
    assert run(client.get_messages(-1000000000003, ids=4)).id == 4


def test_a_missing_number_is_answered_with_a_list(client, core, run):
    know(client, channel(3))
    core.answers["GetMessagesRequest"] = lambda request: types.messages.ChannelMessages(
        pts=1, count=1, messages=[types.MessageEmpty(0)], topics=[], chats=[], users=[]
    )
    assert run(client.get_messages(-1000000000003, ids=0)) == [None]


def test_an_object_without_a_number_is_no_entity(client, run):
    with pytest.raises(TypeError, match="Cannot cast PhotoEmpty to any kind of int"):
        run(client.get_entity(types.PhotoEmpty(1)))
    with pytest.raises(TypeError, match="Cannot cast float to any kind of Peer"):
        run(client.get_entity(1.5))


def test_search_by_user_asks_the_server_in_groups(client, core, run):
    know(client, channel(3), user(5))
    core.answers["SearchRequest"] = history(3, types.PeerChannel(3), from_id=types.PeerUser(5))
    found = run(client.get_messages(-1000000000003, limit=10, from_user=5, filter=types.InputMessagesFilterPhotos))
    assert len(found) == 3 and core.requests[0].from_id == types.InputPeerUser(5, 50)
    assert isinstance(core.requests[0].filter, types.InputMessagesFilterPhotos)


def test_dialogs_know_their_names_and_kinds(client, core, run):
    peers = [types.PeerUser(5), types.PeerChannel(3)]
    rows = [dialog(peer, 1 + i) for i, peer in enumerate(peers)]
    core.answers["GetDialogsRequest"] = types.messages.Dialogs(
        rows, [message(1, "a", peers[0]), message(2, "b", peers[1])], [channel(3, megagroup=True)], [user(5)]
    )
    first, second = run(client.get_dialogs())
    assert (first.name, first.id, first.is_user, first.message.text) == ("user5", 5, True, "a")
    assert (second.id, second.is_group, second.is_channel) == (-1000000000003, True, True)


def dialog(peer, top):
    settings = types.PeerNotifySettings()
    return types.Dialog(
        peer=peer, top_message=top, read_inbox_max_id=0, read_outbox_max_id=0, unread_count=0, unread_mentions_count=0,
        unread_reactions_count=0, unread_poll_votes_count=0, notify_settings=settings,
    )  # fmt: skip


def test_participants_carry_their_participant(client, core, run):
    know(client, channel(3))

    def answer(request):
        ids = range(request.offset + 1, min(request.offset + request.limit, 250) + 1)
        members = [types.ChannelParticipant(user_id=n, date=0) for n in ids]
        return types.channels.ChannelParticipants(count=250, participants=members, chats=[], users=[user(n) for n in ids])

    core.answers["GetParticipantsRequest"] = answer
    found = run(client.get_participants(-1000000000003))
    assert len(found) == 250 == found.total and found[9].participant.user_id == 10


def test_files_are_uploaded_in_parts_and_sent(client, core, run, tmp_path):
    know(client, user(5))
    core.answers.update(SaveFilePartRequest=True, SendMediaRequest=sent("cap"))
    progress = []
    stream = io.BytesIO(b"x" * 200_000)
    stream.name = "a.txt"
    made = run(client.send_file(5, stream, caption="<b>cap</b>", parse_mode="html", progress_callback=lambda *p: progress.append(p)))
    parts = [r for r in core.requests if type(r).__name__ == "SaveFilePartRequest"]
    assert [len(p.bytes) for p in parts] == [131072, 68928] and progress == [(131072, 200000), (200000, 200000)]
    media = core.requests[-1].media
    assert media.file.name == "a.txt" and media.mime_type == "text/plain" and media.attributes[0].file_name == "a.txt"
    assert made.id == 7 and type(core.requests[-1].entities[0]).__name__ == "MessageEntityBold"


def test_pictures_by_name_are_photos_unless_forced(client, core, run):
    know(client, user(5))
    core.answers.update(SaveFilePartRequest=True, SendMediaRequest=sent())
    for forced, expected in ((False, "InputMediaUploadedPhoto"), (True, "InputMediaUploadedDocument")):
        stream = io.BytesIO(b"not really a picture")
        stream.name = "a.png"
        run(client.send_file(5, stream, force_document=forced))
        assert type(core.requests[-1].media).__name__ == expected


def test_albums_store_their_files_first(client, core, run):
    know(client, user(5))
    stored = iter((100, 101))

    def keep(request):
        photo = types.Photo(id=next(stored), access_hash=1, file_reference=b"", date=0, sizes=[], dc_id=2)
        return types.MessageMediaPhoto(photo=photo)

    def send(request):
        singles = enumerate(request.multi_media, 20)
        pairs = [(types.UpdateMessageID(n, s.random_id), types.UpdateNewMessage(message(n, s.message, types.PeerUser(5)), 1, 1)) for n, s in singles]
        return updates(*[update for pair in pairs for update in pair], users=[user(5)])

    core.answers.update(SaveFilePartRequest=True, UploadMediaRequest=keep, SendMultiMediaRequest=send)
    files = []
    for name in ("a.jpg", "b.jpg"):
        stream = io.BytesIO(b"x")
        stream.name = name
        files.append(stream)
    made = run(client.send_file(5, files, caption=["one", "two"]))
    assert [m.raw_text for m in made] == ["one", "two"]
    assert [s.media.id.id for s in core.requests[-1].multi_media] == [100, 101]


def document(size, name="f.bin"):
    return types.Document(
        id=1, access_hash=2, file_reference=b"r", date=0, mime_type="application/octet-stream", size=size, dc_id=4,
        attributes=[types.DocumentAttributeFilename(name)],
    )  # fmt: skip


def served(content):
    def answer(request):
        part = content[request.offset : request.offset + request.limit]
        return types.upload.File(types.storage.FileUnknown(), 0, part)

    return answer


def test_media_is_downloaded_to_bytes_paths_and_streams(client, core, run, tmp_path):
    content = os.urandom(300_000)
    core.answers["GetFileRequest"] = served(content)
    made = message(1, "", types.PeerUser(5), media=types.MessageMediaDocument(document=document(len(content))))
    made._finish_init(client, {5: user(5)}, None)
    assert run(made.download_media(bytes)) == content and core.last["dc"] == 4
    path = run(made.download_media(str(tmp_path) + "/"))
    assert path == str(tmp_path / "f.bin") and open(path, "rb").read() == content
    assert run(made.download_media(str(tmp_path) + "/")) == str(tmp_path / "f (1).bin")
    stream = io.BytesIO()
    assert run(client.download_media(made, stream)) is stream and stream.getvalue() == content
    assert run(client.download_file(made.media, bytes)) == content


def test_downloads_can_start_anywhere_and_stride(client, core, run):
    content = os.urandom(100_000)
    core.answers["GetFileRequest"] = served(content)

    async def collect(**options):
        return [bytes(chunk) async for chunk in client.iter_download(document(len(content)), **options)]

    assert b"".join(run(collect(chunk_size=1000, request_size=4096))) == content
    assert run(collect(offset=500, chunk_size=10, stride=1000, limit=3, request_size=4096)) == [
        content[n : n + 10] for n in (500, 1500, 2500)
    ]


def test_inline_results_can_be_clicked(client, core, run):
    know(client, user(5), user(9))
    article = types.BotInlineResult(
        id="r", type="article", send_message=types.BotInlineMessageText("t"), title="T", description="D", url="u"
    )
    core.answers["GetInlineBotResultsRequest"] = types.messages.BotResults(query_id=77, results=[article], cache_time=5, users=[])
    core.answers["SendInlineBotResultRequest"] = sent()
    results = run(client.inline_query(9, "q"))
    assert results[0].title == "T" and results.results_valid()
    assert run(results[0].click(5, reply_to=2)).id == 7
    assert core.requests[-1].query_id == 77 and core.requests[-1].reply_to.reply_to_msg_id == 2


def test_buttons_are_pressed_by_text_and_position(client, core, run):
    know(client, user(9))
    rows = [types.KeyboardInlineButtonRow([types.KeyboardButtonCallback("one", b"1"), types.KeyboardButtonUrl("two", "http://x")])]
    made = message(1, "", types.PeerUser(9), reply_markup=types.ReplyInlineMarkup(rows))
    made._finish_init(client, {9: user(9)}, None)
    core.answers["GetBotCallbackAnswerRequest"] = types.messages.BotCallbackAnswer(cache_time=0, message="ok")
    assert run(made.click(text="one")).message == "ok" and core.requests[-1].data == b"1"
    assert run(made.click(0, 1)) == "http://x" and made.button_count == 2
    assert [[b.text for b in row] for row in made.buttons] == [["one", "two"]]
    core.answers["GetBotCallbackAnswerRequest"] = errors.BotResponseTimeoutError(None)
    assert run(made.click(0)) is None


def test_actions_show_and_cancel(client, core, run):
    know(client, user(5))
    core.answers["SetTypingRequest"] = True

    async def scene():
        async with client.action(5, "document") as action:
            action.progress(1, 2)

    run(scene())
    names = [type(request.action).__name__ for request in core.requests]
    assert names == ["SendMessageUploadDocumentAction", "SendMessageCancelAction"]
    with pytest.raises(ValueError, match="dance"):
        client.action(5, "dance")


def test_permissions_speak_of_roles(client, core, run):
    know(client, channel(3, megagroup=True), user(5))
    core.answers["GetChannelsRequest"] = types.messages.Chats([channel(3, megagroup=True)])
    rights = types.ChatAdminRights(ban_users=True)
    participant = types.ChannelParticipantAdmin(user_id=5, promoted_by=1, date=0, admin_rights=rights)
    core.answers["GetParticipantRequest"] = types.channels.ChannelParticipant(participant, [], [])
    found = run(client.get_permissions(-1000000000003, 5))
    assert found.is_admin and found.ban_users and not found.pin_messages and not found.is_creator


def test_forwarding_needs_to_know_from_where(client, core, run):
    know(client, user(5), channel(3))
    core.answers["ForwardMessagesRequest"] = lambda request: updates(
        *[types.UpdateMessageID(n, r) for n, r in enumerate(request.random_id, 30)],
        *[types.UpdateNewMessage(message(n, "f", types.PeerUser(5)), 1, 1) for n, _ in enumerate(request.random_id, 30)],
        users=[user(5)],
    )
    assert [m.id for m in run(client.forward_messages(5, [1, 2], from_peer=-1000000000003))] == [30, 31]
    with pytest.raises(ValueError, match="from_peer"):
        run(client.forward_messages(5, 1))


@pytest.mark.parametrize("call, text", [
    (lambda c: c.disconnect(), "client.disconnect"),
    (lambda c: c.set_proxy(None), "client.set_proxy"),
    (lambda c: c.sign_in("1"), "client.sign_in"),
    (lambda c: c.log_out(), "client.log_out"),
    (lambda c: c._sender.connect(None), "MTProtoSender.connect"),
    (lambda c: c._updates_queue.get(), "client._updates_queue.get"),
    (lambda c: c.edit_folder(unpack=1), r"client.edit_folder\(unpack=\)"),
    (lambda c: type(c)(None, 1, "h").connect(), "TelegramClient.connect in another event loop than that of the modules"),
])  # fmt: skip
def test_what_is_missing_names_itself(client, core, run, call, text):
    with pytest.raises(NotImplementedError, match=f"oxikka: {text}.* is not supported"):
        run(call(client))


def test_the_session_is_harmless(client):
    from telethon.sessions import StringSession

    with pytest.raises(PermissionError, match="session.auth_key"):
        client.session.auth_key
    assert StringSession.save(client.session) == ""


def test_a_client_of_a_modules_own_says_that_it_cannot_connect(core, run, loop):
    from telethon import TelegramClient

    with pytest.raises(NotImplementedError, match="connect"):
        run(TelegramClient(None, 1, "h", loop=loop).connect())


def test_texts_follow_the_clients_mode(client):
    made = message(1, "bold", types.PeerUser(5), entities=[types.MessageEntityBold(0, 4)])
    made._finish_init(client, {}, None)
    assert made.text == "**bold**"
    client.parse_mode = "HTML"
    made._text = None
    assert made.text == "<b>bold</b>" and made.raw_text == "bold"
    made.text = "<i>x</i>"
    assert made.message == "x" and type(made.entities[0]).__name__ == "MessageEntityItalic"
    assert utils.get_display_name(client._me) == "Alice"
