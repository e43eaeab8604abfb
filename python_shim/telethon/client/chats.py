"""Members, rights, the admin log, profile photos, "is typing"."""
import asyncio
import inspect

from .. import errors, helpers, utils
from ..tl import functions, types
from ._chataction import ChatAction, action_of
from ._chatiters import AdminLogIter, ParticipantsIter, ProfilePhotoIter

_ADMIN_RIGHTS = (
    "change_info", "post_messages", "edit_messages", "delete_messages", "ban_users", "invite_users", "pin_messages",
    "add_admins", "anonymous", "manage_call",
)  # fmt: skip


class ChatMethods:
    """Groups and channels."""

    def iter_participants(self, entity, limit=None, *, search="", filter=None, aggressive=False):
        """The members of a chat, each a `User` with its `participant`."""
        return ParticipantsIter(self, limit, entity=entity, filter=filter, search=search)

    async def get_participants(self, *args, **kwargs):
        """As `iter_participants`, as a list."""
        return await self.iter_participants(*args, **kwargs).collect()

    get_participants.__signature__ = inspect.signature(iter_participants)

    def iter_admin_log(
        self,
        entity,
        limit=None,
        *,
        max_id=0,
        min_id=0,
        search=None,
        admins=None,
        join=None,
        leave=None,
        invite=None,
        restrict=None,
        unrestrict=None,
        ban=None,
        unban=None,
        promote=None,
        demote=None,
        info=None,
        settings=None,
        pinned=None,
        edit=None,
        delete=None,
        group_call=None,
    ):
        """What admins did, newest first; all kinds unless some are named."""
        wanted = {
            "join": join, "leave": leave, "invite": invite, "restrict": restrict, "unrestrict": unrestrict, "ban": ban,
            "unban": unban, "promote": promote, "demote": demote, "info": info, "settings": settings,
            "pinned": pinned, "edit": edit, "delete": delete, "group_call": group_call,
        }  # fmt: skip
        return AdminLogIter(
            self, limit, entity=entity, admins=admins, search=search, min_id=min_id, max_id=max_id, wanted=wanted
        )

    async def get_admin_log(self, *args, **kwargs):
        """As `iter_admin_log`, as a list."""
        return await self.iter_admin_log(*args, **kwargs).collect()

    get_admin_log.__signature__ = inspect.signature(iter_admin_log)

    def iter_profile_photos(self, entity, limit=None, *, offset=0, max_id=0):
        """Photos of a user or chat, newest first."""
        return ProfilePhotoIter(self, limit, entity=entity, offset=offset, max_id=max_id)

    async def get_profile_photos(self, *args, **kwargs):
        """As `iter_profile_photos`, as a list."""
        return await self.iter_profile_photos(*args, **kwargs).collect()

    get_profile_photos.__signature__ = inspect.signature(iter_profile_photos)

    def action(self, entity, action, *, delay=4, auto_cancel=True):
        """Shows "is typing…" and the like while a block runs; 'cancel' is to be awaited instead."""
        action = action_of(action)
        if action.__class__.__name__ == "SendMessageCancelAction":
            return self(functions.messages.SetTypingRequest(entity, action))
        return ChatAction(self, entity, action, delay=delay, auto_cancel=auto_cancel)

    async def edit_admin(
        self,
        entity,
        user,
        *,
        change_info=None,
        post_messages=None,
        edit_messages=None,
        delete_messages=None,
        ban_users=None,
        invite_users=None,
        pin_messages=None,
        add_admins=None,
        manage_call=None,
        anonymous=None,
        is_admin=None,
        title=None,
    ):
        """Gives or takes rights; `is_admin` is the default of those not named."""
        rights = {name: value for name, value in locals().items() if name in _ADMIN_RIGHTS}
        entity, user = await self.get_input_entity(entity), await self.get_input_entity(user)
        kind = helpers._entity_type(entity)
        if kind == helpers._EntityType.CHAT:
            is_admin = any(rights.values()) if is_admin is None else is_admin
            return await self(functions.messages.EditChatAdminRequest(entity.chat_id, user, is_admin=is_admin))
        if kind != helpers._EntityType.CHANNEL:
            raise ValueError("You can only edit permissions in groups and channels")
        if (post_messages or edit_messages) and await self._is_megagroup(entity):
            rights["post_messages"] = rights["edit_messages"] = None
        rights = types.ChatAdminRights(**{name: is_admin if value is None else value for name, value in rights.items()})
        return await self(functions.channels.EditAdminRequest(entity, user, rights, rank=title or ""))

    async def _is_megagroup(self, entity):
        if entity.channel_id not in self._megagroup_cache:
            self._megagroup_cache[entity.channel_id] = getattr(await self.get_entity(entity), "megagroup", False)
        return self._megagroup_cache[entity.channel_id]

    async def edit_permissions(
        self,
        entity,
        user=None,
        until_date=None,
        *,
        view_messages=True,
        send_messages=True,
        send_media=True,
        send_stickers=True,
        send_gifs=True,
        send_games=True,
        send_inline=True,
        embed_link_previews=True,
        send_polls=True,
        change_info=True,
        invite_users=True,
        pin_messages=True,
    ):
        """What a member (or everybody) may do; False forbids."""
        entity = await self.get_input_entity(entity)
        if helpers._entity_type(entity) != helpers._EntityType.CHANNEL:
            raise ValueError("You must pass either a channel or a supergroup")
        rights = types.ChatBannedRights(
            until_date=until_date, view_messages=not view_messages, send_messages=not send_messages,
            send_media=not send_media, send_stickers=not send_stickers, send_gifs=not send_gifs,
            send_games=not send_games, send_inline=not send_inline, embed_links=not embed_link_previews,
            send_polls=not send_polls, change_info=not change_info, invite_users=not invite_users,
            pin_messages=not pin_messages,
        )  # fmt: skip
        if user is None:
            request = functions.messages.EditChatDefaultBannedRightsRequest(peer=entity, banned_rights=rights)
        else:
            user = await self.get_input_entity(user)
            request = functions.channels.EditBannedRequest(channel=entity, participant=user, banned_rights=rights)
        return await self(request)

    async def kick_participant(self, entity, user):
        """Removes a member, who may come back; oneself leaves. Returns the service message."""
        entity, user = await self.get_input_entity(entity), await self.get_input_entity(user)
        kind = helpers._entity_type(entity)
        if kind == helpers._EntityType.CHAT:
            answer = await self(functions.messages.DeleteChatUserRequest(entity.chat_id, user))
        elif kind != helpers._EntityType.CHANNEL:
            raise ValueError("You must pass either a channel or a chat")
        elif user.__class__.__name__ == "InputPeerSelf":
            answer = await self(functions.channels.LeaveChannelRequest(entity))
        else:
            banned = types.ChatBannedRights(until_date=None, view_messages=True)
            answer = await self(functions.channels.EditBannedRequest(entity, user, banned))
            await asyncio.sleep(0.5)
            await self(functions.channels.EditBannedRequest(entity, user, types.ChatBannedRights(until_date=None)))
        return self._get_response_message(None, answer, entity)

    async def get_permissions(self, entity, user=None):
        """The rights of a member, or the default rights of the chat."""
        entity = await self.get_entity(entity)
        kind = entity.__class__.__name__
        if not user:
            return await self._default_rights(entity, kind)
        peer, user = await self.get_input_entity(entity), await self.get_input_entity(user)
        from ..tl.custom.participantpermissions import ParticipantPermissions

        if helpers._entity_type(peer) == helpers._EntityType.CHANNEL:
            found = await self(functions.channels.GetParticipantRequest(peer, user))
            return ParticipantPermissions(found.participant, False)
        if helpers._entity_type(peer) != helpers._EntityType.CHAT:
            raise ValueError("You must pass either a channel or a chat")
        full = await self(functions.messages.GetFullChatRequest(peer.chat_id))
        wanted = await self.get_peer_id(user)
        for participant in full.full_chat.participants.participants:
            if participant.user_id == wanted:
                return ParticipantPermissions(participant, True)
        raise errors.UserNotParticipantError(None)

    async def _default_rights(self, entity, kind):
        if kind in ("Channel", "Community"):
            full = await self(functions.channels.GetFullChannelRequest(entity))
        elif kind == "Chat":
            full = await self(functions.messages.GetFullChatRequest(entity.id))
        else:
            return None
        return full.chats[0].default_banned_rights

    async def get_stats(self, entity, message=None):
        """Statistics of a channel, a megagroup or one message."""
        entity = await self.get_input_entity(entity)
        if helpers._entity_type(entity) != helpers._EntityType.CHANNEL:
            raise TypeError("You must pass a channel entity")
        number = utils.get_message_id(message)
        if number is not None:
            return await self._stats(functions.stats.GetMessageStatsRequest(entity, number))
        try:
            return await self._stats(functions.stats.GetBroadcastStatsRequest(entity))
        except errors.BroadcastRequiredError:
            return await self._stats(functions.stats.GetMegagroupStatsRequest(entity))

    async def _stats(self, request):
        try:
            return await self(request)
        except errors.StatsMigrateError as error:
            return await self._call(await self._borrow_exported_sender(error.dc), request)
