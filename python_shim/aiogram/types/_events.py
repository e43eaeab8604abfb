"""What reaches handlers: messages, button presses, inline queries, with their answering methods."""

from ._object import TelegramObject

_MEDIA = (
    "animation",
    "audio",
    "document",
    "photo",
    "sticker",
    "video",
    "video_note",
    "voice",
    "contact",
    "dice",
    "location",
    "poll",
    "venue",
    "invoice",
)


class Message(TelegramObject):
    """A message to or of the bot."""

    _fields = (
        "message_id",
        "date",
        "chat",
        "from_user",
        "sender_chat",
        "forward_from",
        "forward_date",
        "reply_to_message",
        "via_bot",
        "edit_date",
        "media_group_id",
        "text",
        "entities",
        "caption",
        "caption_entities",
        "reply_markup",
        "message_thread_id",
        "is_topic_message",
        *_MEDIA,
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "pinned_message",
        "successful_payment",
        "web_app_data",
        "forward_origin",
        "author_signature",
        "migrate_to_chat_id",
        "new_chat_photo",
        "link_preview_options",
        "inline_message_id",
        "refunded_payment",
    )

    @property
    def content_type(self) -> str:
        """What the message carries."""
        return next((name for name in ("text", *_MEDIA, "successful_payment") if getattr(self, name)), "unknown")

    @property
    def html_text(self) -> str:
        """The text as HTML."""
        from ..utils.text_decorations import html_decoration

        return html_decoration.unparse(self.text or self.caption or "", self.entities or self.caption_entities or [])

    @property
    def md_text(self) -> str:
        """The text as Markdown."""
        from ..utils.text_decorations import markdown_decoration

        return markdown_decoration.unparse(
            self.text or self.caption or "", self.entities or self.caption_entities or []
        )

    @property
    def url(self) -> str:
        """A link to the message."""
        return self.get_url()

    def get_url(self, force_private: bool = False) -> str:
        """A link to the message."""
        name = self.chat.username
        return f"https://t.me/{name if name and not force_private else 'c/' + str(self.chat.id).replace('-100', '')}/{self.message_id}"

    def is_command(self) -> bool:
        """Whether the text is a command."""
        return bool((self.text or self.caption or "").startswith("/"))

    def get_command(self, pure: bool = False):
        """The command, with `pure` without its slash and the bot's name."""
        if not self.is_command():
            return None
        word = (self.text or self.caption).split(maxsplit=1)[0]
        return word[1:].split("@")[0] if pure else word

    def get_args(self):
        """What follows the command."""
        return ((self.text or self.caption).split(maxsplit=1) + [""])[1] if self.is_command() else None

    def answer(self, text, *args, **kwargs):
        """Sends a text to the chat."""
        return self._call("send_message", chat_id=self.chat.id, text=text, **kwargs)

    def reply(self, text, *args, **kwargs):
        """Replies with a text."""
        return self._call(
            "send_message", chat_id=self.chat.id, text=text, reply_to_message_id=self.message_id, **kwargs
        )

    def edit_text(self, text, *args, **kwargs):
        """Changes the text."""
        return self._call("edit_message_text", chat_id=self.chat.id, message_id=self.message_id, text=text, **kwargs)

    def edit_caption(self, caption=None, **kwargs):
        """Changes the caption."""
        return self._call(
            "edit_message_caption", chat_id=self.chat.id, message_id=self.message_id, caption=caption, **kwargs
        )

    def edit_media(self, media, **kwargs):
        """Changes the media."""
        return self._call("edit_message_media", chat_id=self.chat.id, message_id=self.message_id, media=media, **kwargs)

    def edit_reply_markup(self, reply_markup=None, **kwargs):
        """Changes the buttons."""
        return self._call(
            "edit_message_reply_markup",
            chat_id=self.chat.id,
            message_id=self.message_id,
            reply_markup=reply_markup,
            **kwargs,
        )

    def delete_reply_markup(self, **kwargs):
        """Removes the buttons."""
        return self.edit_reply_markup(None, **kwargs)

    def delete(self, **kwargs):
        """Deletes the message."""
        return self._call("delete_message", chat_id=self.chat.id, message_id=self.message_id, **kwargs)

    def forward(self, chat_id, **kwargs):
        """Forwards the message."""
        return self._call(
            "forward_message", chat_id=chat_id, from_chat_id=self.chat.id, message_id=self.message_id, **kwargs
        )

    def copy_to(self, chat_id, **kwargs):
        """Sends a copy of the message."""
        return self._call(
            "copy_message", chat_id=chat_id, from_chat_id=self.chat.id, message_id=self.message_id, **kwargs
        )

    send_copy = copy_to

    def pin(self, **kwargs):
        """Pins the message."""
        return self._call("pin_chat_message", chat_id=self.chat.id, message_id=self.message_id, **kwargs)

    def unpin(self, **kwargs):
        """Unpins the message."""
        return self._call("unpin_chat_message", chat_id=self.chat.id, message_id=self.message_id, **kwargs)

    def react(self, reaction=None, **kwargs):
        """Reacts to the message."""
        return self._call(
            "set_message_reaction", chat_id=self.chat.id, message_id=self.message_id, reaction=reaction, **kwargs
        )


def _sender(kind: str, reply: bool):
    def send(self, *args, **kwargs):
        if args:
            kwargs.setdefault(kind if kind != "media_group" else "media", args[0])
        if reply:
            kwargs.setdefault("reply_to_message_id", self.message_id)
        return self._call(f"send_{kind}", chat_id=self.chat.id, **kwargs)

    send.__name__ = f"{'reply' if reply else 'answer'}_{kind}"
    send.__doc__ = f"{'Replies with' if reply else 'Sends'} a {kind}."
    return send


for _kind in (*_MEDIA, "media_group", "game"):
    setattr(Message, f"answer_{_kind}", _sender(_kind, False))
    setattr(Message, f"reply_{_kind}", _sender(_kind, True))


class CallbackQuery(TelegramObject):
    """A press of a button."""

    _fields = ("id", "from_user", "message", "inline_message_id", "chat_instance", "data", "game_short_name")

    def answer(self, text=None, show_alert=None, url=None, cache_time=None, **kwargs):
        """Shows a note, with `show_alert` in a window."""
        return self._call(
            "answer_callback_query",
            callback_query_id=self.id,
            text=text,
            show_alert=show_alert,
            url=url,
            cache_time=cache_time,
        )


class InlineQuery(TelegramObject):
    """What somebody typed after the bot's name."""

    _fields = ("id", "from_user", "query", "offset", "chat_type", "location")

    def answer(
        self,
        results,
        cache_time=None,
        is_personal=None,
        next_offset=None,
        switch_pm_text=None,
        switch_pm_parameter=None,
        **kwargs,
    ):
        """Shows results."""
        return self._call(
            "answer_inline_query",
            inline_query_id=self.id,
            results=results,
            cache_time=cache_time,
            is_personal=is_personal,
            next_offset=next_offset,
            switch_pm_text=switch_pm_text,
            switch_pm_parameter=switch_pm_parameter,
            **kwargs,
        )


class PreCheckoutQuery(TelegramObject):
    """A payment about to be made."""

    _fields = ("id", "from_user", "currency", "total_amount", "invoice_payload", "shipping_option_id", "order_info")

    def answer(self, ok: bool, error_message=None, **kwargs):
        """Allows or refuses it."""
        return self._call(
            "answer_pre_checkout_query", pre_checkout_query_id=self.id, ok=ok, error_message=error_message
        )


class ShippingQuery(TelegramObject):
    """A payment that needs an address."""

    _fields = ("id", "from_user", "invoice_payload", "shipping_address")

    def answer(self, ok: bool, shipping_options=None, error_message=None, **kwargs):
        """Offers ways of shipping."""
        return self._call(
            "answer_shipping_query",
            shipping_query_id=self.id,
            ok=ok,
            shipping_options=shipping_options,
            error_message=error_message,
        )


class ChatJoinRequest(TelegramObject):
    """Somebody wants to join."""

    _fields = ("chat", "from_user", "user_chat_id", "date", "bio", "invite_link")

    def approve(self, **kwargs):
        """Lets them in."""
        return self._call("approve_chat_join_request", chat_id=self.chat.id, user_id=self.from_user.id)

    def decline(self, **kwargs):
        """Keeps them out."""
        return self._call("decline_chat_join_request", chat_id=self.chat.id, user_id=self.from_user.id)
