"""Text in, entities out; updates in, the sent message out."""
import itertools
import re

from .. import utils
from ..tl import types

# Quirk: the alternatives are not grouped, so a plus sign anywhere makes a mention; modules rely on t.me/+ links
# being dropped when nobody is found.
_MENTION = re.compile(r"^@|\+|tg://user\?id=(\d+)")
_NEW = frozenset(("UpdateNewMessage", "UpdateNewChannelMessage"))


class MessageParseMethods:
    """`parse_mode` and what follows from it."""

    @property
    def parse_mode(self):
        """The mode for texts that name none; an object with `parse` and `unparse`, or None."""
        mode = self._parse_mode
        if isinstance(mode, str):
            mode = self._parse_mode = utils.sanitize_parse_mode(mode)
        return mode

    @parse_mode.setter
    def parse_mode(self, mode):
        # The markdown module is only imported when a text is parsed.
        self._parse_mode = mode if mode == "markdown" else utils.sanitize_parse_mode(mode)

    async def _replace_with_mention(self, entities, i, user):
        try:
            found = await self.get_input_entity(user)
        except (ValueError, TypeError):
            return False
        old = entities[i]
        entities[i] = types.InputMessageEntityMentionName(old.offset, old.length, utils.get_input_user(found))
        return True

    async def _parse_message_text(self, message, parse_mode):
        mode = self.parse_mode if parse_mode == () else utils.sanitize_parse_mode(parse_mode)
        if not mode:
            return message, []
        text, entities = mode.parse(message)
        if message and not text and not entities:
            raise ValueError("Failed to parse message")
        for i in reversed(range(len(entities))):
            entity = entities[i]
            if not entity.length:
                del entities[i]
                continue
            user = _mentioned(entity)
            if user is not None and not await self._replace_with_mention(entities, i, user):
                del entities[i]
        return text, entities

    def _get_response_message(self, request, result, input_chat):
        """The message that a request made; a list for several; without a request the first new one, or `{}`."""
        kind = result.__class__.__name__
        if kind == "UpdateShort":
            updates, entities = [result.update], {}
        elif kind in ("Updates", "UpdatesCombined"):
            updates = result.updates
            entities = {utils.get_peer_id(x): x for x in itertools.chain(result.users, result.chats)}
        else:
            return None
        ids, messages = {}, {}
        for update in updates:
            direct = self._note_update(update, request, entities, input_chat, ids, messages)
            if direct is not None:
                return direct
        return messages if request is None else self._pick(request, ids, messages)

    def _note_update(self, update, request, entities, input_chat, ids, messages):
        """Files what an update brings; returns a message when the request is answered by it alone."""
        kind = update.__class__.__name__
        mapped = hasattr(request, "random_id") or utils.is_list_like(request)
        if kind == "UpdateMessageID":
            ids[update.random_id] = update.id
        elif kind in _NEW:
            update.message._finish_init(self, entities, input_chat)
            if not mapped:
                # Pins, kicks and the like are answered by one service message that nothing maps to.
                return update.message
            messages[update.message.id] = update.message
        elif kind == "UpdateNewScheduledMessage":
            update.message._finish_init(self, entities, input_chat)
            messages[update.message.id] = update.message
        elif kind in ("UpdateEditMessage", "UpdateEditChannelMessage") and request is not None:
            update.message._finish_init(self, entities, input_chat)
            if hasattr(request, "random_id"):
                messages[update.message.id] = update.message
            elif getattr(request, "id", None) == update.message.id:
                return update.message
        elif kind == "UpdateMessagePoll" and _same_poll(request, update):
            return self._poll_message(request, update, entities, input_chat)
        return None

    def _poll_message(self, request, update, entities, input_chat):
        media = types.MessageMediaPoll(poll=update.poll, results=update.results)
        message = types.Message(id=request.id, peer_id=utils.get_peer(request.peer), date=None, message="", media=media)
        message._finish_init(self, entities, input_chat)
        return message

    def _pick(self, request, ids, messages):
        wanted = request if isinstance(request, (int, list)) else getattr(request, "random_id", None)
        if wanted is None:
            return None
        many = utils.is_list_like(wanted)
        found = [messages.get(ids.get(random_id)) for random_id in (wanted if many else [wanted])]
        if None in found:
            self._log[__name__].warning("%s has no message in its answer", type(request).__name__)
        return found if many else found[0]


def _mentioned(entity):
    """Whom an entity mentions (id, name or peer), or None."""
    kind = entity.__class__.__name__
    if kind == "MessageEntityTextUrl":
        match = _MENTION.match(entity.url)
        if match:
            return int(match[1]) if match[1] else entity.url
    elif kind in ("MessageEntityMentionName", "InputMessageEntityMentionName"):
        return entity.user_id
    return None


def _same_poll(request, update):
    poll = getattr(getattr(request, "media", None), "poll", None)
    return poll is not None and poll.id == update.poll_id


