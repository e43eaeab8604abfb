"""`MessageButton`: a button of a message, to be looked at and pressed."""
from ...errors import BotResponseTimeoutError
from .. import functions, types


class MessageButton:
    """A button with the message it belongs to."""

    def __init__(self, client, original, chat, bot, msg_id):
        self.button = original
        self._client, self._chat, self._bot, self._msg_id = client, chat, bot, msg_id

    @property
    def client(self):
        """The client that received the message."""
        return self._client

    @property
    def text(self):
        """What is written on it."""
        return self.button.text

    def _of(self, kind, field):
        return getattr(self.button.type, field) if self._kind == kind else None

    @property
    def _kind(self):
        return self.button.type.__class__.__name__

    @property
    def data(self):
        """The callback data."""
        return self._of("InlineButtonTypeCallback", "data")

    @property
    def inline_query(self):
        """The inline query it starts."""
        return self._of("InlineButtonTypeSwitchInline", "query")

    @property
    def url(self):
        """The address it opens."""
        return self._of("InlineButtonTypeUrl", "url")

    async def click(self, share_phone=None, share_geo=None, *, password=None, open_url=None):
        """Does what pressing it would do; addresses are returned, not opened."""
        kind = self._kind
        if kind == "ButtonTypeDefault":
            return await self._client.send_message(self._chat, self.button.text, parse_mode=None)
        if kind == "InlineButtonTypeCallback":
            return await self._callback(data=self.button.type.data, password=await self._check(password))
        if kind == "InlineButtonTypeGame":
            return await self._callback(game=True)
        if kind == "InlineButtonTypeSwitchInline":
            request = functions.messages.StartBotRequest(self._bot, self._chat, start_param=self.button.type.query)
            return await self._client(request)
        if kind in ("InlineButtonTypeUrl", "InlineButtonTypeWebView", "ButtonTypeSimpleWebView"):
            return self.button.type.url
        if kind == "InlineButtonTypeCopy":
            return self.button.type.copy_text
        if kind == "ButtonTypeRequestPhone":
            return await self._share_phone(share_phone)
        if kind == "ButtonTypeRequestGeoLocation":
            return await self._share_geo(share_geo)
        return None

    async def _callback(self, **what):
        request = functions.messages.GetBotCallbackAnswerRequest(self._chat, self._msg_id, **what)
        try:
            return await self._client(request)
        except BotResponseTimeoutError:
            return None

    async def _check(self, password):
        if password is None:
            return None
        from ... import password as srp

        return srp.compute_check(await self._client(functions.account.GetPasswordRequest()), password)

    async def _share_phone(self, phone):
        if not phone:
            raise ValueError("cannot click on phone buttons unless share_phone=True")
        if phone is True or isinstance(phone, str):
            me = await self._client.get_me()
            number = me.phone if phone is True else phone
            phone = types.InputMediaContact(number, me.first_name or "", me.last_name or "", "")
        return await self._client.send_file(self._chat, phone)

    async def _share_geo(self, place):
        if not place:
            raise ValueError("cannot click on geo buttons unless share_geo=(longitude, latitude)")
        if isinstance(place, (tuple, list)):
            place = types.InputMediaGeoPoint(types.InputGeoPoint(lat=place[1], long=place[0]))
        return await self._client.send_file(self._chat, place)
