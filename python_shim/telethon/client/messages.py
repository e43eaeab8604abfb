"""Messages: reading, sending, editing, deleting, forwarding, pinning."""
import inspect
import itertools

from .. import helpers, utils
from ..tl import functions, types
from ._messageiters import IdsIter, MessagesIter

_MESSAGE_CLASSES = ("Message", "MessageService", "MessageEmpty")
_INLINE_IDS = ("InputBotInlineMessageID", "InputBotInlineMessageID64")


class MessageMethods:
    """Everything about messages that is not a file."""

    def iter_messages(
        self,
        entity,
        limit=None,
        *,
        offset_date=None,
        offset_id=0,
        max_id=0,
        min_id=0,
        add_offset=0,
        search=None,
        filter=None,
        from_user=None,
        wait_time=None,
        ids=None,
        reverse=False,
        reply_to=None,
        scheduled=False,
    ):
        """Messages from the newest to the oldest, or the other way round with `reverse`."""
        common = {"client": self, "reverse": reverse, "wait_time": wait_time, "entity": entity}
        if ids is not None:
            ids = list(ids) if utils.is_list_like(ids) else [ids]
            return IdsIter(limit=len(ids), ids=ids, **common)
        return MessagesIter(
            limit=limit, offset_id=offset_id, min_id=min_id, max_id=max_id, from_user=from_user,
            offset_date=offset_date, add_offset=add_offset, filter=filter, search=search, reply_to=reply_to,
            scheduled=scheduled, **common,
        )  # fmt: skip

    async def get_messages(self, *args, **kwargs):
        """As `iter_messages`, as a list; one message by default, or by a single `ids=`."""
        if len(args) == 1 and "limit" not in kwargs:
            kwargs["limit"] = None if "min_id" in kwargs and "max_id" in kwargs else 1
        iterator = self.iter_messages(*args, **kwargs)
        ids = kwargs.get("ids")
        # Quirk: the number 0 is answered with a list, as in the original.
        if ids and not utils.is_list_like(ids):
            async for message in iterator:
                return message
            return None
        return await iterator.collect()

    get_messages.__signature__ = inspect.signature(iter_messages)

    async def _get_comment_data(self, entity, message):
        """(chat, id) to answer to so that it becomes a comment under a channel's post."""
        request = functions.messages.GetDiscussionMessageRequest(entity, utils.get_message_id(message))
        answer = await self(request)
        first = min(answer.messages, key=lambda one: one.id)
        chat = next(one for one in answer.chats if one.id == first.peer_id.channel_id)
        return utils.get_input_peer(chat), first.id

    async def _where(self, entity, reply_to, top_msg_id, comment_to):
        """(input peer, `InputReplyTo` or None)."""
        entity = await self.get_input_entity(entity)
        if comment_to is not None:
            entity, reply_to = await self._get_comment_data(entity, comment_to)
        return entity, utils.get_input_reply_to(entity, reply_to, top_msg_id)

    async def send_message(
        self,
        entity,
        message="",
        *,
        reply_to=None,
        attributes=None,
        parse_mode=(),
        formatting_entities=None,
        link_preview=True,
        file=None,
        thumb=None,
        force_document=False,
        clear_draft=False,
        buttons=None,
        silent=None,
        background=None,
        supports_streaming=False,
        schedule=None,
        comment_to=None,
        nosound_video=None,
        send_as=None,
        message_effect_id=None,
        top_msg_id=None,
        invert_media=None,
    ):
        """Sends a text, a copy of a message, or (with `file=`) a file; returns the `Message`."""
        options = {"silent": silent, "background": background, "schedule": schedule, "clear_draft": clear_draft,
                   "send_as": send_as, "message_effect_id": message_effect_id, "invert_media": invert_media}  # fmt: skip
        if file is not None:
            if _is_message(message):
                formatting_entities = formatting_entities or message.entities
                message = message.message
            if not options["invert_media"]:
                # `send_file` may be a module's own, written for a library without this.
                del options["invert_media"]
            if top_msg_id is not None:
                options["top_msg_id"] = top_msg_id
            return await self.send_file(
                entity, file, caption=message, reply_to=reply_to, attributes=attributes, parse_mode=parse_mode,
                force_document=force_document, thumb=thumb, buttons=buttons, supports_streaming=supports_streaming,
                formatting_entities=formatting_entities, comment_to=comment_to, nosound_video=nosound_video,
                **options,
            )  # fmt: skip
        entity, reply = await self._where(entity, reply_to, top_msg_id, comment_to)
        if _is_message(message):
            return await self._send_copy(entity, message, reply, buttons, options)
        if formatting_entities is None:
            message, formatting_entities = await self._parse_message_text(message, parse_mode)
        if not message:
            raise ValueError("The message cannot be empty unless a file is provided")
        markup = self.build_reply_markup(buttons)
        return await self._send_text(entity, message, formatting_entities, not link_preview, reply, markup, options)

    async def _send_copy(self, entity, message, reply, buttons, options):
        """Sends what another message holds, without saying so."""
        markup = message.reply_markup if buttons is None else self.build_reply_markup(buttons)
        if options["silent"] is None:
            options["silent"] = message.silent
        has_preview = message.media.__class__.__name__ == "MessageMediaWebPage"
        if message.media and not has_preview:
            return await self.send_file(
                entity, message.media, caption=message.message, reply_to=reply, buttons=markup,
                formatting_entities=message.entities, parse_mode=None, **options,
            )  # fmt: skip
        text = message.message or ""
        return await self._send_text(entity, text, message.entities, not has_preview, reply, markup, options)

    async def _send_text(self, entity, text, entities, no_webpage, reply, markup, options):
        send_as = options["send_as"]
        request = functions.messages.SendMessageRequest(
            peer=entity, message=text, entities=entities, no_webpage=no_webpage, reply_to=reply, reply_markup=markup,
            clear_draft=options["clear_draft"], silent=options["silent"], background=options["background"],
            schedule_date=options["schedule"], send_as=await self.get_input_entity(send_as) if send_as else None,
            effect=options["message_effect_id"], invert_media=options["invert_media"],
        )  # fmt: skip
        result = await self(request)
        if result.__class__.__name__ != "UpdateShortSentMessage":
            return self._get_response_message(request, result, entity)
        message = types.Message(
            id=result.id, peer_id=await self._get_peer(entity), message=text, date=result.date, out=result.out,
            media=result.media, entities=result.entities, reply_markup=request.reply_markup,
            ttl_period=result.ttl_period, reply_to=_header_of(reply),
        )  # fmt: skip
        message._finish_init(self, {}, entity)
        return message

    async def forward_messages(
        self,
        entity,
        messages,
        from_peer=None,
        *,
        background=None,
        with_my_score=None,
        silent=None,
        as_album=None,
        schedule=None,
        drop_author=None,
        drop_media_captions=None,
        top_msg_id=None,
    ):
        """Forwards one message or several (grouped by the chats they come from); plain ids need `from_peer`."""
        single = not utils.is_list_like(messages)
        entity = await self.get_input_entity(entity)
        source = await self.get_input_entity(from_peer) if from_peer else None
        source_id = await self.get_peer_id(source) if source else None

        def chat_of(one):
            if isinstance(one, int):
                if source_id is None:
                    raise ValueError("from_peer must be given if integer IDs are used")
                return source_id
            if _is_message(one) or hasattr(one, "chat_id"):
                return one.chat_id
            raise TypeError(f"Cannot forward messages of type {type(one)}")

        sent = []
        for _, chunk in itertools.groupby([messages] if single else messages, key=chat_of):
            chunk = list(chunk)
            chat = source or await self.get_input_entity(chunk[0].peer_id)
            request = functions.messages.ForwardMessagesRequest(
                from_peer=chat, id=[one if isinstance(one, int) else one.id for one in chunk], to_peer=entity,
                silent=silent, background=background, with_my_score=with_my_score, schedule_date=schedule,
                drop_author=drop_author, drop_media_captions=drop_media_captions,
                top_msg_id=utils.get_message_id(top_msg_id),
            )  # fmt: skip
            sent.extend(self._get_response_message(request, await self(request), entity))
        return sent[0] if single else sent

    async def edit_message(
        self,
        entity,
        message=None,
        text=None,
        *,
        parse_mode=(),
        attributes=None,
        formatting_entities=None,
        link_preview=True,
        file=None,
        thumb=None,
        force_document=False,
        buttons=None,
        supports_streaming=False,
        schedule=None,
        invert_media=None,
    ):
        """Changes text, media or buttons; `entity` may be the message itself."""
        inline = entity.__class__.__name__ in _INLINE_IDS
        if inline:
            text, message = text or message, entity
        elif _is_message(entity):
            text, message, entity = message, entity, entity.peer_id
        if formatting_entities is None:
            text, formatting_entities = await self._parse_message_text(text, parse_mode)
        _, media, _ = await self._file_to_media(
            file, supports_streaming=supports_streaming, thumb=thumb, attributes=attributes, force_document=force_document
        )
        content = {"message": text, "no_webpage": not link_preview, "entities": formatting_entities, "media": media,
                   "reply_markup": self.build_reply_markup(buttons), "invert_media": invert_media}  # fmt: skip
        if inline:
            request = functions.messages.EditInlineBotMessageRequest(id=entity, **content)
            sender = await self._borrow_exported_sender(entity.dc_id)
            return await self._call(sender, request)
        entity = await self.get_input_entity(entity)
        request = functions.messages.EditMessageRequest(
            peer=entity, id=utils.get_message_id(message), schedule_date=schedule, **content
        )
        return self._get_response_message(request, await self(request), entity)

    async def delete_messages(self, entity, message_ids, *, revoke=True):
        """Deletes messages; `entity` is only needed for channels. Returns `AffectedMessages`, one per hundred."""
        if not utils.is_list_like(message_ids):
            message_ids = (message_ids,)
        ids = [one.id if hasattr(one, "id") else int(one) for one in message_ids]
        chunks = [ids[start : start + 100] for start in range(0, len(ids), 100)]
        if entity:
            entity = await self.get_input_entity(entity)
            if helpers._entity_type(entity) == helpers._EntityType.CHANNEL:
                return await self([functions.channels.DeleteMessagesRequest(entity, chunk) for chunk in chunks])
        return await self([functions.messages.DeleteMessagesRequest(chunk, revoke) for chunk in chunks])

    async def send_read_acknowledge(
        self, entity, message=None, *, max_id=None, clear_mentions=False, clear_reactions=False, top_msg_id=None
    ):
        """Marks a chat as read up to a message (or all of it), its mentions and reactions too if asked."""
        if max_id is None:
            if not message:
                max_id = 0
            elif utils.is_list_like(message):
                max_id = max(utils.get_message_id(one) for one in message)
            else:
                max_id = utils.get_message_id(message)
        entity = await self.get_input_entity(entity)
        top = utils.get_message_id(top_msg_id)
        if clear_mentions:
            await self(functions.messages.ReadMentionsRequest(entity, top_msg_id=top))
        if clear_reactions:
            await self(functions.messages.ReadReactionsRequest(entity, top_msg_id=top))
        if top:
            return await self(functions.messages.ReadDiscussionRequest(entity, msg_id=top, read_max_id=max_id))
        if helpers._entity_type(entity) == helpers._EntityType.CHANNEL:
            return await self(functions.channels.ReadHistoryRequest(utils.get_input_channel(entity), max_id=max_id))
        return await self(functions.messages.ReadHistoryRequest(entity, max_id=max_id))

    async def pin_message(self, entity, message, *, notify=False, pm_oneside=False):
        """Pins a message; returns the service message if there is one."""
        return await self._pin(entity, message, unpin=False, notify=notify, pm_oneside=pm_oneside)

    async def unpin_message(self, entity, message=None, *, notify=False):
        """Unpins a message, or all of them."""
        return await self._pin(entity, message, unpin=True, notify=notify)

    async def _pin(self, entity, message, *, unpin, notify=False, pm_oneside=False):
        number = utils.get_message_id(message) or 0
        entity = await self.get_input_entity(entity)
        if number <= 0:
            await self(functions.messages.UnpinAllMessagesRequest(entity))
            return None
        request = functions.messages.UpdatePinnedMessageRequest(
            peer=entity, id=number, silent=not notify, unpin=unpin, pm_oneside=pm_oneside
        )
        result = await self(request)
        if unpin or not getattr(result, "updates", None):
            return None
        return self._get_response_message(request, result, entity)


def _is_message(value):
    return value.__class__.__name__ in _MESSAGE_CLASSES and hasattr(value, "CONSTRUCTOR_ID")


def _header_of(reply):
    """The header that a sent reply would come back with."""
    if reply.__class__.__name__ != "InputReplyToMessage":
        return None
    return types.MessageReplyHeader(
        reply_to_msg_id=reply.reply_to_msg_id, reply_to_top_id=reply.top_msg_id, forum_topic=bool(reply.top_msg_id)
    )
