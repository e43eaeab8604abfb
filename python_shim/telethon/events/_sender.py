"""The base of events that somebody caused: chat and sender together."""
from .. import utils
from ..tl.custom.sendergetter import SenderGetter
from .common import EventCommon


class SenderEvent(EventCommon, SenderGetter):
    """An event with a sender."""

    def __init__(self, chat_peer, sender_id, msg_id=None, broadcast=None):
        SenderGetter.__init__(self, sender_id)
        EventCommon.__init__(self, chat_peer, msg_id, broadcast)

    def _set_client(self, client):
        super()._set_client(client)
        self._sender, self._input_sender = utils._get_entity_pair(self.sender_id, self._entities, client._entity_cache)
