"""Prints what a library's rich objects make of random schema objects. Usage: random_custom.py LIB SEED COUNT (see asking.py).

Messages, files, forwards, buttons, dialogs, permissions and events of the log; what asks Telegram is the business of the scenarios.
"""
import inspect
import sys

from asking import DATE, ask_all
from random_objects import chat, channel, document, entities, media, photo, user

SELF = 5


class Client:
    """As much of a client as rich objects look at."""

    _self_id = _tg_id = SELF
    parse_mode = None

    def __init__(self, ask, known=()):
        self.ask, self._mb_entity_cache = ask, ask.load("_updates").EntityCache()
        self._entity_cache, self._parse_mode = self._mb_entity_cache, ask.load("utils").sanitize_parse_mode(ask.pick("md", "html"))
        self.parse_mode = self._parse_mode
        self._mb_entity_cache.set_self_user(SELF, False, 7)


def attribute(thing, name):
    try:
        found = getattr(thing, name)
    except Exception as error:
        return [type(error).__name__, str(error)]
    return "a method" if inspect.ismethod(found) else found


def message(ask):
    text = ask.pick("plain text", "a", "", "two words and more", "x < y & z", "@name http://e.org")
    header = ask.make("MessageReplyHeader", reply_to_msg_id=ask.maybe(3), forum_topic=ask.flag(), reply_to_top_id=ask.maybe(2))
    forward = ask.make("MessageFwdHeader", date=DATE, from_id=ask.maybe(ask.pick(ask.make("PeerUser", 7), ask.make("PeerChannel", 9), ask.make("PeerChat", 9))), from_name=ask.maybe("Somebody"))
    fields = {
        "out": ask.flag(), "from_id": ask.make("PeerUser", ask.pick(5, 7)), "reply_to": ask.maybe(header), "media": ask.maybe(pictures(ask)),
        "entities": entities(ask, text)[:1], "post": ask.flag(), "via_bot_id": ask.maybe(9), "reply_markup": ask.maybe(keyboard(ask)), "grouped_id": ask.maybe(8),
    }  # fmt: skip
    if ask.rng.random() < 0.3:
        fields["fwd_from"] = forward
    return ask.make("Message", id=ask.rng.randrange(1, 99), peer_id=ask.pick(ask.make("PeerUser", 7), ask.make("PeerUser", 5), ask.make("PeerChat", 9), ask.make("PeerChannel", 9)),
                    date=DATE, message=text, **fields)  # fmt: skip


def pictures(ask):
    page = ask.make("WebPage", id=5, url="https://e.org", display_url="e.org", hash=0, photo=ask.maybe(photo(ask)), document=ask.maybe(document(ask)))
    game = ask.make("Game", id=1, access_hash=2, short_name="g", title="t", description="d", photo=photo(ask))
    kinds = [
        lambda: media(ask), lambda: media(ask), lambda: ask.make("MessageMediaDocument", document=document(ask)), lambda: ask.make("MessageMediaDocument", document=document(ask)),
        lambda: ask.make("MessageMediaPhoto", photo=photo(ask)), lambda: ask.make("MessageMediaWebPage", webpage=page), lambda: ask.make("MessageMediaGame", game=game),
        lambda: ask.make("MessageMediaInvoice", title="t", description="d", currency="XTR", total_amount=5, start_param="s"),
    ]  # fmt: skip
    return ask.pick(*kinds)()


def keyboard(ask):
    button = ask.load("tl.custom").Button
    rows = ask.pick([[button.inline("a", b"x"), button.url("b", "https://e.org")], [button.switch_inline("c", "q")]], [[button.text("yes"), button.text("no")]], [[button.game("play")]])
    return ask.load("client").TelegramClient.build_reply_markup(rows)


PROPERTIES = ["raw_text", "text", "is_reply", "reply_to_msg_id", "photo", "document", "audio", "voice", "video", "video_note", "gif", "sticker", "contact", "game", "geo",
              "invoice", "poll", "venue", "dice", "web_preview", "button_count", "chat_id", "is_private", "is_group", "is_channel", "input_chat", "to_id",
              "via_input_bot", "action_entities", "mentioned", "silent"]  # fmt: skip
FILE = ["name", "ext", "mime_type", "width", "height", "duration", "title", "performer", "emoji", "sticker_set", "size"]


def looked_at(ask):
    """A message with a client and without one: its properties, file, forward and buttons."""
    made, is_alone = message(ask), ask.rng.random() < 0.2

    def answer():
        if not is_alone:
            made._finish_init(Client(ask), {}, None)
        found = {name: attribute(made, name) for name in PROPERTIES}
        if ask.library == "hikkatl":
            found.pop("to_id")
        file = made.file
        rows = [[[type(one).__name__, one.text, attribute(one, "data"), attribute(one, "url"), attribute(one, "inline_query")] for one in row] for row in made.buttons or ()]
        forward = made.forward
        shown_forward = forward and [attribute(forward, name) for name in ("sender_id", "chat_id", "from_name", "is_channel", "is_group", "is_private", "date")]
        return [found, file and {name: attribute(file, name) for name in FILE}, rows, shown_forward, made.get_entities_text(), made.text is not None]

    return [made, is_alone], answer


def texts(ask):
    """Texts that are set."""
    made, new = message(ask), ask.pick("plain", "**bold**", "<b>x</b>", "", "a__b__")

    def answer():
        made._finish_init(Client(ask), {}, None)
        before = made.text
        made.text = new
        middle = [made.message, made.entities]
        made.raw_text = new
        return [before, middle, made.raw_text, made.entities, made.text]

    return [made, new], answer


def service(ask):
    actions = [
        lambda: ask.make("MessageActionChatEditPhoto", photo(ask)), lambda: ask.make("MessageActionChatAddUser", [7, 9]), lambda: ask.make("MessageActionPinMessage"),
        lambda: ask.make("MessageActionChatDeleteUser", 7), lambda: ask.make("MessageActionChannelMigrateFrom", "t", 9), lambda: ask.make("MessageActionChatCreate", "t", [7]),
    ]  # fmt: skip
    made = ask.make("MessageService", id=4, peer_id=ask.make("PeerChat", 9), date=DATE, action=ask.pick(*actions)(), from_id=ask.make("PeerUser", 7))
    known = {7: ask.make("User", id=7, access_hash=8), -9: ask.make("Chat", 9, "t", ask.make("ChatPhotoEmpty"), 1, DATE, 1)}

    def answer():
        made._finish_init(Client(ask), known, None)
        return [made.action_entities, made.photo, made.text, made.raw_text, made.buttons, made.file and made.file.ext, made.chat, made.sender, made.out]

    return [made], answer


def of_files(ask):
    given = ask.pick(photo, document)(ask)
    return [given], lambda: {name: attribute(ask.load("tl.custom.file").File(given), name) for name in FILE}


def permissions(ask):
    rights = lambda kind: ask.make(kind, **{name: ask.flag() for name in RIGHTS[kind]}, **({"until_date": DATE} if kind == "ChatBannedRights" else {}))  # noqa: E731
    kinds = [
        lambda: ask.make("ChannelParticipant", 7, DATE), lambda: ask.make("ChannelParticipantCreator", 7, rights("ChatAdminRights")),
        lambda: ask.make("ChannelParticipantAdmin", 7, 5, DATE, rights("ChatAdminRights")), lambda: ask.make("ChannelParticipantBanned", ask.make("PeerUser", 7), 5, DATE, rights("ChatBannedRights")),
        lambda: ask.make("ChannelParticipantLeft", ask.make("PeerUser", 7)), lambda: ask.make("ChatParticipant", 7, 5, DATE), lambda: ask.make("ChatParticipantAdmin", 7, 5, DATE),
        lambda: ask.make("ChatParticipantCreator", 7), lambda: ask.make("ChannelParticipantSelf", 7, 5, DATE),
    ]  # fmt: skip
    one = ask.pick(*kinds)()
    is_chat = type(one).__name__.startswith("ChatP")
    names = ["is_admin", "is_creator", "has_default_permissions", "is_banned", "is_chat", "has_left", "change_info", "post_messages", "edit_messages", "delete_messages",
             "ban_users", "invite_users", "pin_messages", "add_admins", "anonymous", "manage_call"]  # fmt: skip

    def answer():
        made = ask.load("tl.custom").ParticipantPermissions(one, is_chat)
        return {name: attribute(made, name) for name in names}

    return [one, is_chat], answer


RIGHTS = {
    "ChatAdminRights": ["change_info", "post_messages", "edit_messages", "delete_messages", "ban_users", "invite_users", "pin_messages", "add_admins", "anonymous", "manage_call"],
    "ChatBannedRights": ["view_messages", "send_messages", "send_media", "send_stickers", "change_info", "invite_users", "pin_messages"],
}
LOG = ["changed_about", "changed_title", "changed_username", "changed_photo", "changed_sticker_set", "changed_message", "deleted_message", "changed_admin", "changed_restrictions",
       "changed_invites", "changed_location", "joined", "joined_invite", "left", "changed_hide_history", "changed_signatures", "changed_pin", "changed_default_banned_rights",
       "stopped_poll", "started_group_call", "discarded_group_call", "user_muted", "user_unmutted", "changed_call_settings", "changed_history_ttl", "deleted_exported_invite",
       "edited_exported_invite", "revoked_exported_invite", "joined_by_invite", "changed_user_volume", "old", "new", "id", "user_id", "date"]  # fmt: skip


def logged(ask):
    """An event of the log of admins, with every kind of action."""
    invite = ask.make("ChatInviteExported", link="l", admin_id=5, date=DATE)
    member, call = ask.make("ChannelParticipant", 7, DATE), ask.make("GroupCallParticipant", ask.make("PeerUser", 7), DATE, 5)
    plain = ask.make("Message", id=3, peer_id=ask.make("PeerChannel", 9), date=DATE, message="m")
    banned = ask.make("ChatBannedRights", DATE)
    arguments = {
        "ChangeTitle": ("a", "b"), "ChangeAbout": ("a", "b"), "ChangeUsername": ("a", "b"), "ChangePhoto": (photo(ask), ask.make("PhotoEmpty", 1)), "ToggleInvites": (True,),
        "ToggleSignatures": (False,), "UpdatePinned": (plain,), "EditMessage": (plain, plain), "DeleteMessage": (plain,), "ParticipantJoin": (), "ParticipantLeave": (),
        "ParticipantInvite": (member,), "ParticipantToggleBan": (member, member), "ParticipantToggleAdmin": (member, member),
        "ChangeStickerSet": (ask.make("InputStickerSetEmpty"), ask.make("InputStickerSetEmpty")), "TogglePreHistoryHidden": (True,), "DefaultBannedRights": (banned, banned),
        "StopPoll": (plain,), "ChangeLocation": (ask.make("ChannelLocationEmpty"), ask.make("ChannelLocationEmpty")), "ToggleSlowMode": (0, 10),
        "StartGroupCall": (ask.make("InputGroupCall", 1, 2),), "DiscardGroupCall": (ask.make("InputGroupCall", 1, 2),), "ParticipantMute": (call,), "ParticipantUnmute": (call,),
        "ToggleGroupCallSetting": (True,), "ExportedInviteDelete": (invite,), "ExportedInviteRevoke": (invite,), "ExportedInviteEdit": (invite, invite),
        "ParticipantVolume": (call,), "ChangeHistoryTTL": (0, 5), "SendMessage": (plain,), "ChangeLinkedChat": (1, 2),
    }  # fmt: skip
    name = ask.pick(*arguments)
    action = ask.make(f"ChannelAdminLogEventAction{name}", *arguments[name])
    event = ask.make("ChannelAdminLogEvent", 77, DATE, 7, action)
    somebody = user(ask)

    def answer():
        made = ask.load("tl.custom").AdminLogEvent(event, {7: somebody})
        return [{one: attribute(made, one) for one in LOG}, made.user is somebody, str(made) == str(event), made.stringify() == event.stringify(), attribute(made, "input_user")]

    return [event, somebody], answer


def dialogs(ask):
    entity = ask.pick(user, chat, channel)(ask)
    of = ask.load("utils").get_peer(entity)
    required = {"unread_poll_votes_count": 0} if "unread_poll_votes_count" in inspect.signature(ask.types.Dialog).parameters else {}
    raw = ask.make(
        "Dialog", peer=of, top_message=3, read_inbox_max_id=0, read_outbox_max_id=0, unread_count=4, unread_mentions_count=1, unread_reactions_count=2, pinned=ask.flag(),
        notify_settings=ask.make("PeerNotifySettings"), draft=ask.maybe(ask.make("DraftMessage", "half", DATE)), folder_id=ask.pick(None, 0, 1), **required,
    )  # fmt: skip
    newest = ask.make("Message", id=3, peer_id=of, date=DATE, message="m")
    names = ["pinned", "folder_id", "archived", "date", "name", "title", "id", "unread_count", "unread_mentions_count", "is_user", "is_group", "is_channel", "input_entity"]

    def answer():
        made = ask.load("tl.custom").Dialog(Client(ask), raw, {ask.load("utils").get_peer_id(of): entity}, newest)
        draft = made.draft
        shown = [attribute(draft, name) for name in ("text", "raw_text", "is_empty", "date", "reply_to_msg_id", "link_preview")]
        return [{name: attribute(made, name) for name in names}, shown, made.message is newest, made.entity is entity, sorted(made.to_dict())]

    return [raw, entity], answer


AREAS = {"message": looked_at, "texts": texts, "service": service, "files": of_files, "permissions": permissions, "log": logged, "dialogs": dialogs}

if __name__ == "__main__":
    ask_all(AREAS, sys.argv[1], sys.argv[2], int(sys.argv[3]))
