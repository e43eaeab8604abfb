"""What everything that somebody did can tell about that somebody."""


class SenderGetter:
    """Properties and fetchers for the sender."""

    __slots__ = ()  # so that `vars(message)` lists the schema\'s fields

    _sender_id = None
    _sender = None
    _input_sender = None
    _client = None

    def __init__(self, sender_id=None, *, sender=None, input_sender=None):
        self._sender_id = sender_id
        self._sender = sender
        self._input_sender = input_sender
        self._client = None

    @property
    def sender(self):
        """The `User` or `Channel`, or None when it did not come along."""
        return self._sender

    async def get_sender(self):
        """The sender, fetched when it is not known or only in part."""
        if (self._sender is None or getattr(self._sender, "min", None)) and await self.get_input_sender():
            # Finding the input peer may have brought the whole sender.
            if self._sender is None or getattr(self._sender, "min", None):
                try:
                    self._sender = await self._client.get_entity(self._input_sender)
                except ValueError:
                    await self._refetch_sender()
        return self._sender

    @property
    def input_sender(self):
        """The `InputPeer` of the sender, or None when its access hash is not known."""
        if self._input_sender is None and self._sender_id and self._client:
            self._input_sender = self._client._entity_cache.get_input(self._sender_id)
        return self._input_sender

    async def get_input_sender(self):
        """The `InputPeer`, found by another look at the message when it is not known."""
        if self.input_sender is None and self._sender_id and self._client:
            await self._refetch_sender()
        return self._input_sender

    @property
    def sender_id(self):
        """The marked id of the sender."""
        return self._sender_id

    async def _refetch_sender(self):
        """Overridden by those who know another way."""
