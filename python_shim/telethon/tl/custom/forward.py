"""Where a forwarded message came from."""
from ... import utils
from .chatgetter import ChatGetter
from .sendergetter import SenderGetter


class Forward(ChatGetter, SenderGetter):
    """A `MessageFwdHeader` with its chat or sender resolved; the header's own fields read through."""

    def __init__(self, client, original, entities):
        self.original_fwd = original
        peer = original.from_id
        if peer is not None:
            marked = utils.get_peer_id(peer)
            entity, input_entity = utils._get_entity_pair(marked, entities, client._entity_cache)
            if marked > 0:
                self._sender_id, self._sender, self._input_sender = marked, entity, input_entity
            else:
                self._chat_peer, self._chat, self._input_chat = peer, entity, input_entity
        self._client = client

    def __getattr__(self, name):
        if name == "original_fwd":
            raise AttributeError(name)
        return getattr(self.original_fwd, name)
