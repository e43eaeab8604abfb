"""Calling the server, oneself, and turning whatever names somebody into an entity."""
import asyncio
import itertools

from .. import errors, helpers, utils
from .._updates.entitycache import learn_from
from ..network.mtprotosender import MTProtoSender
from ..tl import TLRequest, functions, types

_CHUNK = 200


class UserMethods:
    """`client(request)` and entity lookups."""

    async def __call__(self, request, ordered=False, flood_sleep_threshold=None):
        """Sends a request, or several together, and returns the answer or answers."""
        request = self._considered(request)
        return None if request is None else await self._call(self._sender, request, ordered=ordered)

    def _considered(self, request):
        """What is sent for a request; None for nothing. Overriding it, unlike `__call__`, leaves large files to the core."""
        return request

    async def _call(self, sender, request, ordered=False, flood_sleep_threshold=None):
        """The one door for requests. Modules and hosts wrap it: always reach it through the instance."""
        if not self._attached and self._own is None:
            raise ConnectionError("Cannot send requests while disconnected")
        if self._loop is not None and self._loop is not helpers.get_running_loop():
            raise RuntimeError("The asyncio event loop must not change after connection")
        threshold = self.flood_sleep_threshold if flood_sleep_threshold is None else flood_sleep_threshold
        many = utils.is_list_like(request)
        requests = list(request) if many else [request]
        for item in requests:
            if not isinstance(item, TLRequest):
                raise TypeError("You can only invoke requests, not types!")
            await item.resolve(self, utils)
        if not isinstance(sender, MTProtoSender):
            sender = self._sender
        if not self._attached:
            return await self._own_answer(sender, requests if many else request, threshold, ordered)
        if not many:
            return self._learn(await sender.answer(sender.queue(request, threshold, self._request_retries)))
        return await self._answers(sender, requests, threshold, ordered)

    async def _own_answer(self, sender, request, threshold, ordered):
        """The answer to a module's own client, which follows its account to another data centre while logging in."""
        if self._no_updates:
            quiet = functions.InvokeWithoutUpdatesRequest
            request = [*map(quiet, request)] if isinstance(request, list) else quiet(request)
        attempt = error = None
        for attempt in helpers.retry_range(self._request_retries):
            try:
                if isinstance(request, list):
                    answer = await self._answers(sender, request, threshold, ordered)
                else:
                    answer = self._learn(await sender.answer(sender.queue(request, threshold, self._request_retries)))
                for one in answer if isinstance(request, list) else [answer]:
                    await self._learn_own(one)
                return answer
            except (errors.PhoneMigrateError, errors.NetworkMigrateError, errors.UserMigrateError) as migrated:
                error = migrated
                if not isinstance(error, errors.UserMigrateError) and await self.is_user_authorized():
                    raise
                await self._switch_dc(error.new_dc)
        if self._raise_last_call_error and error is not None:
            raise error
        raise ValueError(f"Request was unsuccessful {attempt} time(s)")

    def _learn(self, answer):
        learn_from(self._entity_cache, answer)
        return answer

    async def _answers(self, sender, requests, threshold, ordered):
        states = sender.queue_all(requests, threshold, self._request_retries, ordered)
        if ordered:
            for state in states:
                state.future  # noqa: B018 (each is waited for by the next)
        outcomes = await asyncio.gather(*map(sender.answer, states), return_exceptions=True)
        failed = [outcome if isinstance(outcome, BaseException) else None for outcome in outcomes]
        for error in failed:
            if error is not None and not isinstance(error, errors.RPCError):
                raise error
        results = [None if error else self._learn(outcome) for outcome, error in zip(outcomes, failed)]
        if any(failed):
            raise errors.MultiError(failed, results, requests)
        return results

    async def get_me(self, input_peer=False):
        """The own `User`, or its `InputPeerUser`; None when nobody is logged in."""
        if input_peer and self._entity_cache.self_id:
            known = self._entity_cache.get_input(self._entity_cache.self_id)
            if known is not None:
                return known
        try:
            me = (await self(functions.users.GetUsersRequest([types.InputUserSelf()])))[0]
        except errors.UnauthorizedError:
            return None
        self._me = me
        self._entity_cache.set_self_user(me.id, me.bot, me.access_hash)
        return utils.get_input_peer(me, allow_self=False) if input_peer else me

    @property
    def _self_id(self):
        return self._entity_cache.self_id

    @property
    def _self_input_peer(self):
        return self._entity_cache.get_input(self._self_id) if self._self_id else None

    @property
    def _bot(self):
        return self._entity_cache.self_bot

    async def is_bot(self):
        """Whether a bot is logged in."""
        if self._entity_cache.self_bot is None:
            await self.get_me(input_peer=True)
        return self._entity_cache.self_bot

    async def is_user_authorized(self):
        """Whether somebody is logged in."""
        if self._authorized is None:
            try:
                await self(functions.updates.GetStateRequest())
                self._authorized = True
            except errors.RPCError:
                self._authorized = False
        return self._authorized

    async def get_entity(self, entity):
        """The `User`, `Chat` or `Channel` (or a list of them), always fetched anew."""
        single = not utils.is_list_like(entity)
        wanted = [x if isinstance(x, str) else await self.get_input_entity(x) for x in ([entity] if single else entity)]
        found = await self._fetch_entities([x for x in wanted if not isinstance(x, str)])
        result = []
        for x in wanted:
            if isinstance(x, str):
                result.append(await self._get_entity_from_string(x))
            elif x.__class__.__name__ == "InputPeerSelf":
                result.append(next(u for u in found.values() if getattr(u, "is_self", False)))
            else:
                marked = utils.get_peer_id(x)
                if marked not in found:
                    raise ValueError(f"Could not find the entity for {x}")
                result.append(found[marked])
        return result[0] if single else result

    async def _fetch_entities(self, inputs):
        groups = {kind: [] for kind in helpers._EntityType}
        for x in inputs:
            try:
                groups[helpers._entity_type(x)].append(x)
            except TypeError:
                continue
        found = []
        users = groups[helpers._EntityType.USER]
        for start in range(0, len(users), _CHUNK):
            found += await self(functions.users.GetUsersRequest(users[start : start + _CHUNK]))
        chats = groups[helpers._EntityType.CHAT]
        if chats:
            found += (await self(functions.messages.GetChatsRequest([x.chat_id for x in chats]))).chats
        channels = groups[helpers._EntityType.CHANNEL]
        if channels:
            found += (await self(functions.channels.GetChannelsRequest(channels))).chats
        return {utils.get_peer_id(x): x for x in found}

    async def get_input_entity(self, peer):
        """The `InputPeer` of whatever names somebody: object, id, username, link, phone, 'me'."""
        try:
            return utils.get_input_peer(peer)
        except TypeError:
            pass
        family = getattr(peer, "SUBCLASS_OF_ID", None)
        if isinstance(peer, int) or family == 0x2D45687:
            known = self._known_input(peer)
            if known is not None:
                return known
        elif isinstance(peer, str):
            return await self._input_from_string(peer)
        elif family is not None:
            # What has no number is refused as a number, as in the original.
            utils.get_peer_id(peer)
        peer = utils.get_peer(peer)
        found = self._known_input(peer) or await self._input_from_network(peer)
        if found is None:
            raise ValueError(
                f"Could not find the input entity for {peer} ({type(peer).__name__}). Please read"
                " https://docs.telethon.dev/en/stable/concepts/entities.html to find out more details."
            )
        return found

    def _known_input(self, peer):
        cache = self._entity_cache
        if isinstance(peer, int) and not hasattr(peer, "peer") and peer > 0:
            # A bare positive number may be anybody's.
            for marked in (int(peer), -(1000000000000 + peer), -peer):
                if marked in cache:
                    return cache[marked]
            return cache.get_input(int(peer)) or cache.get_input(-(1000000000000 + peer)) or cache.get_input(-peer)
        return cache.get_input(utils.get_peer_id(peer))

    async def _input_from_string(self, text):
        if text.lower() in ("me", "self"):
            return types.InputPeerSelf()
        known = None
        phone = utils.parse_phone(text)
        username, is_invite = utils.parse_username(text)
        if phone:
            known = self._entity_cache.find(phone=phone)
        elif username and not is_invite:
            known = self._entity_cache.find(username=username)
        if known is None and not is_invite:
            known = self._entity_cache.find_named(text)
        if known is None and hasattr(self.session, "get_input_entity"):
            try:
                known = await utils.maybe_async(self.session.get_input_entity(text))
            except ValueError:
                pass
        return known or utils.get_input_peer(await self._get_entity_from_string(text))

    async def _input_from_network(self, peer):
        kind = peer.__class__.__name__
        if kind == "PeerUser":
            users = await self(functions.users.GetUsersRequest([types.InputUser(peer.user_id, 0)]))
            if users and users[0].__class__.__name__ != "UserEmpty":
                return utils.get_input_peer(users[0])
        elif kind == "PeerChat":
            return types.InputPeerChat(peer.chat_id)
        elif kind == "PeerChannel":
            request = functions.channels.GetChannelsRequest([types.InputChannel(peer.channel_id, 0)])
            try:
                chats = (await self(request)).chats
            except errors.ChannelInvalidError:
                return None
            return utils.get_input_peer(chats[0]) if chats else None
        return None

    async def _get_peer(self, peer):
        return utils.get_peer(await self.get_peer_id(peer))

    async def get_peer_id(self, peer, add_mark=True):
        """The id of whatever names somebody, marked unless told otherwise."""
        if isinstance(peer, int):
            return utils.get_peer_id(peer, add_mark=add_mark)
        if getattr(peer, "SUBCLASS_OF_ID", None) not in (0x2D45687, 0xC91C90B6):
            peer = await self.get_input_entity(peer)
        if peer.__class__.__name__ == "InputPeerSelf":
            peer = await self.get_me(input_peer=True)
        return utils.get_peer_id(peer, add_mark=add_mark)

    async def _get_entity_from_string(self, string):
        phone = utils.parse_phone(string)
        if phone:
            found = await self._entity_by_phone(phone)
        elif string.lower() in ("me", "self"):
            found = await self.get_me()
        else:
            username, is_invite = utils.parse_username(string)
            found = None
            if is_invite:
                found = await self._entity_by_invite(username)
            elif username:
                found = await self._entity_by_username(username)
            if found is None and not is_invite:
                named = self._entity_cache.find_named(string)
                found = None if named is None else await self.get_entity(named)
        if found is None:
            raise ValueError(f'Cannot find any entity corresponding to "{string}"')
        return found

    async def _entity_by_phone(self, phone):
        try:
            contacts = await self(functions.contacts.GetContactsRequest(0))
        except errors.BotMethodInvalidError:
            raise ValueError("Cannot get entity by phone number as a bot (try using integer IDs, not strings)") from None
        return next((user for user in contacts.users if user.phone == phone), None)

    async def _entity_by_invite(self, code):
        invite = await self(functions.messages.CheckChatInviteRequest(code))
        kind = invite.__class__.__name__
        if kind == "ChatInvite":
            raise ValueError("Cannot get entity from a channel (or group) that you are not part of. Join the group and retry")
        return invite.chat if kind == "ChatInviteAlready" else None

    async def _entity_by_username(self, username):
        try:
            result = await self(functions.contacts.ResolveUsernameRequest(username))
        except errors.UsernameNotOccupiedError as error:
            raise ValueError(f'No user has "{username}" as username') from error
        marked = utils.get_peer_id(result.peer)
        return next((x for x in itertools.chain(result.users, result.chats) if utils.get_peer_id(x) == marked), None)

    async def _get_input_dialog(self, dialog):
        family = getattr(dialog, "SUBCLASS_OF_ID", None)
        if family == 0xA21C9795:
            if hasattr(dialog, "peer"):
                dialog.peer = await self.get_input_entity(dialog.peer)
            return dialog
        return types.InputDialogPeer(dialog if family == 0xC91C90B6 else await self.get_input_entity(dialog))

    async def _get_input_notify(self, notify):
        if getattr(notify, "SUBCLASS_OF_ID", None) == 0x58981615:
            if notify.__class__.__name__ == "InputNotifyPeer":
                notify.peer = await self.get_input_entity(notify.peer)
            return notify
        return types.InputNotifyPeer(await self.get_input_entity(notify))
