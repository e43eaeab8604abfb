"""The half of `Message` that acts: answer, edit, delete, click, react. Without a client nothing happens."""
from ... import utils

_MARKUPS = ("ReplyInlineMarkup", "ReplyKeyboardMarkup")


class MessageActions:
    """Short ways to the client's methods, with the chat and the id filled in."""

    __slots__ = ()  # so that `vars(message)` lists the schema\'s fields

    async def respond(self, *args, **kwargs):
        """Sends to the same chat."""
        if self._client:
            return await self._client.send_message(await self.get_input_chat(), *args, **kwargs)

    async def reply(self, *args, **kwargs):
        """Sends to the same chat, as an answer to this message."""
        if self._client:
            kwargs["reply_to"] = self.id
            return await self._client.send_message(await self.get_input_chat(), *args, **kwargs)

    async def forward_to(self, *args, **kwargs):
        """Forwards this message."""
        if self._client:
            kwargs["messages"] = self.id
            kwargs["from_peer"] = await self.get_input_chat()
            return await self._client.forward_messages(*args, **kwargs)

    async def edit(self, *args, **kwargs):
        """Edits this message; preview and buttons stay unless told otherwise."""
        if self._client:
            kwargs.setdefault("link_preview", bool(self.web_preview))
            kwargs.setdefault("buttons", self.reply_markup)
            return await self._client.edit_message(await self.get_input_chat(), self.id, *args, **kwargs)

    async def delete(self, *args, **kwargs):
        """Deletes this message."""
        if self._client:
            return await self._client.delete_messages(await self.get_input_chat(), [self.id], *args, **kwargs)

    async def download_media(self, *args, **kwargs):
        """Downloads what this message carries."""
        if self._client:
            return await self._client.download_media(self, *args, **kwargs)

    async def mark_read(self):
        """Marks the chat as read up to this message."""
        if self._client:
            await self._client.send_read_acknowledge(await self.get_input_chat(), max_id=self.id)

    async def pin(self, *, notify=False, pm_oneside=False):
        """Pins this message."""
        if self._client:
            return await self._client.pin_message(
                await self.get_input_chat(), self.id, notify=notify, pm_oneside=pm_oneside
            )

    async def unpin(self):
        """Unpins this message."""
        if self._client:
            return await self._client.unpin_message(await self.get_input_chat(), self.id)

    async def react(self, reaction=None, big=False, add_to_recent=False):
        """Reacts with an emoji, a custom emoji id, or a list of them."""
        if self._client:
            return await self._client.send_reaction(
                await self.get_input_chat(), self.id, reaction, big=big, add_to_recent=add_to_recent
            )

    async def translate(self, to_lang):
        """The text in another language, as HTML."""
        if self._client:
            return await self._client.translate(
                await self.get_input_chat(), self.id, to_lang, raw_text=self.raw_text, entities=self.entities
            )

    async def transcribe(self):
        """The words of a voice note."""
        if self._client:
            return await self._client.transcribe(await self.get_input_chat(), self.id)

    async def link(self, grouped=False, thread=False):
        """A t.me link for channels, a tg:// link for other chats."""
        if not self._client:
            return None
        if self.is_channel:
            from ..functions.channels import ExportMessageLinkRequest

            exported = await self._client(
                ExportMessageLinkRequest(await self.get_input_chat(), self.id, grouped=grouped, thread=thread)
            )
            return exported.link
        key = "user_id" if self.is_private else "chat_id"
        return f"tg://openmessage?{key}={abs(self.chat_id)}&message_id={self.id}"

    async def get_reply_message(self):
        """The message that this one answers, or None."""
        if self._reply_message is None and self._client and self.reply_to_msg_id is not None:
            from ..types import InputMessageReplyTo

            chat = await self.get_input_chat() if self.is_channel else None
            self._reply_message = await self._client.get_messages(chat, ids=InputMessageReplyTo(self.id))
            if not self._reply_message:
                # Replies to other chats and to deleted roots are only found by their own id.
                self._reply_message = await self._client.get_messages(chat, ids=self.reply_to_msg_id)
        return self._reply_message

    @property
    def buttons(self):
        """Rows of `MessageButton`, or None."""
        if self._buttons is None and self.reply_markup and self.input_chat:
            try:
                self._set_buttons(self._input_chat, self._needed_markup_bot())
            except ValueError:
                return None
        return self._buttons

    async def get_buttons(self):
        """Rows of `MessageButton`, after fetching what they need."""
        if not self.buttons and self.reply_markup:
            chat = await self.get_input_chat()
            if not chat:
                return None
            try:
                bot = self._needed_markup_bot()
            except ValueError:
                await self._reload_message()
                bot = self._needed_markup_bot()
            self._set_buttons(chat, bot)
        return self._buttons

    @property
    def button_count(self):
        """How many buttons there are in all rows."""
        if self._buttons_count is None:
            has_rows = self.reply_markup.__class__.__name__ in _MARKUPS
            self._buttons_count = sum(len(row.buttons) for row in self.reply_markup.rows) if has_rows else 0
        return self._buttons_count

    def _set_buttons(self, chat, bot):
        if self._client and self.reply_markup.__class__.__name__ in _MARKUPS:
            from .messagebutton import MessageButton

            self._buttons = [
                [MessageButton(self._client, button, chat, bot, self.id) for button in row.buttons]
                for row in self.reply_markup.rows
            ]
            self._buttons_flat = [button for row in self._buttons for button in row]

    def _needed_markup_bot(self):
        """The bot whom a switch-inline button asks; ValueError when it is not known."""
        if self.reply_markup.__class__.__name__ not in _MARKUPS:
            return None
        for row in self.reply_markup.rows:
            for button in row.buttons:
                if button.type.__class__.__name__ != "InlineButtonTypeSwitchInline":
                    continue
                own = button.type.same_peer or not self.via_bot_id
                bot = self.input_sender if own else self._client._entity_cache.get_input(self.via_bot_id)
                if bot is None:
                    raise ValueError("No input sender")
                return bot
        return None

    async def click(
        self,
        i=None,
        j=None,
        *,
        text=None,
        filter=None,
        data=None,
        share_phone=None,
        share_geo=None,
        password=None,
        open_url=None,
    ):
        """Presses a button (by position, text, condition or callback data), or votes in a poll."""
        if not self._client:
            return None
        options = {"share_phone": share_phone, "share_geo": share_geo, "password": password, "open_url": open_url}
        if data:
            return await self._click_data(data, options)
        if sum(value is not None for value in (i, text, filter)) >= 2:
            raise ValueError("You can only set either of i, text or filter")
        if self.poll is not None:
            return await self._vote(i, text, filter)
        if not await self.get_buttons():
            return None
        button = self._find_button(i, j, text, filter)
        return await button.click(**options) if button else None

    async def _click_data(self, data, options):
        from ..types import InlineButtonTypeCallback, KeyboardInlineButton
        from .messagebutton import MessageButton

        chat = await self.get_input_chat()
        if not chat:
            return None
        button = KeyboardInlineButton("", InlineButtonTypeCallback(data))
        return await MessageButton(self._client, button, chat, None, self.id).click(**options)

    def _find_button(self, i, j, text, condition):
        if text is not None:
            condition = (lambda button: text(button.text)) if callable(text) else (lambda button: button.text == text)
        if condition is not None:
            return next((button for button in self._buttons_flat if condition(button)), None)
        return self._buttons_flat[i or 0] if j is None else self._buttons[i or 0][j]

    async def _vote(self, i, text, condition):
        from ..functions.messages import SendVoteRequest

        answers = self.poll.poll.answers
        chosen = []
        if i is not None:
            chosen = [answers[index] for index in (i if utils.is_list_like(i) else [i])]
        elif text is not None or condition is not None:
            spelled = lambda answer: getattr(answer.text, "text", answer.text)  # noqa: E731
            if callable(text):
                condition = lambda answer: text(spelled(answer))  # noqa: E731
            elif text is not None:
                condition = lambda answer: spelled(answer) == text  # noqa: E731
            chosen = [answer for answer in answers if condition(answer)][:1]
        request = SendVoteRequest(self._input_chat, self.id, [answer.option for answer in chosen])
        return await self._client(request)
