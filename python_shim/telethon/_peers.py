"""Ids and peers: marks, casts to `Peer`, `InputPeer`, `InputUser`, `InputChannel`, display names.

Casts are tables by class name, so that looking at one entity does not create the classes of all others.
"""
from .tl import types

CHANNEL_MARK = 1000000000000
INPUT_PEER, INPUT_USER, INPUT_CHANNEL, PEER = 0xC91C90B6, 0xE669BF46, 0x40F202FD, 0x2D45687
INPUT_DIALOG_PEER = 0xA21C9795
_TITLED = frozenset(("Chat", "ChatForbidden", "Channel", "ChannelForbidden", "Community", "CommunityForbidden"))


_NAMESPACED = "telethon.tl.types."


def kind_of(entity):
    """An object's class as its schema names it: `User`, `messages.ChatFull`."""
    cls = entity.__class__
    if cls.__module__.startswith(_NAMESPACED):
        return f"{cls.__module__[len(_NAMESPACED):]}.{cls.__name__}"
    return cls.__name__


def cast_fail(entity, target):
    """Raises the `TypeError` of every impossible cast."""
    raise TypeError(f"Cannot cast {entity.__class__.__name__} to any kind of {target}.")


def get_display_name(entity):
    """First and last name of a user, title of a chat or channel, '' for anything else."""
    kind = entity.__class__.__name__
    if kind == "User":
        return " ".join(part for part in (entity.first_name, entity.last_name) if part)
    return entity.title if kind in _TITLED else ""


def resolve_id(marked_id):
    """(bare id, peer class) of a marked id."""
    if marked_id >= 0:
        return marked_id, types.PeerUser
    if -marked_id > CHANNEL_MARK:
        return -marked_id - CHANNEL_MARK, types.PeerChannel
    return -marked_id, types.PeerChat


def _user_peer(entity, check_hash):
    if check_hash and (entity.access_hash is None or entity.min):
        raise TypeError("User without access_hash or min info cannot be input")
    return types.InputPeerUser(entity.id, entity.access_hash)


def _channel_peer(entity, check_hash):
    if check_hash and (entity.access_hash is None or entity.min):
        raise TypeError("Channel without access_hash or min info cannot be input")
    return types.InputPeerChannel(entity.id, entity.access_hash)


_INPUT_PEERS = {
    "Chat": lambda e: types.InputPeerChat(e.id),
    "ChatEmpty": lambda e: types.InputPeerChat(e.id),
    "ChatForbidden": lambda e: types.InputPeerChat(e.id),
    "ChatFull": lambda e: types.InputPeerChat(e.id),
    "PeerChat": lambda e: types.InputPeerChat(e.chat_id),
    "ChannelForbidden": lambda e: types.InputPeerChannel(e.id, e.access_hash),
    "CommunityForbidden": lambda e: types.InputPeerChannel(e.id, e.access_hash),
    "InputUser": lambda e: types.InputPeerUser(e.user_id, e.access_hash),
    "InputChannel": lambda e: types.InputPeerChannel(e.channel_id, e.access_hash),
    "InputUserSelf": lambda e: types.InputPeerSelf(),
    "InputUserFromMessage": lambda e: types.InputPeerUserFromMessage(e.peer, e.msg_id, e.user_id),
    "InputChannelFromMessage": lambda e: types.InputPeerChannelFromMessage(e.peer, e.msg_id, e.channel_id),
    "UserEmpty": lambda e: types.InputPeerEmpty(),
    "UserFull": lambda e: get_input_peer(e.user),
}


def get_input_peer(entity, allow_self=True, check_hash=True):
    """The `InputPeer` of an entity; `TypeError` when its access hash is unknown."""
    family = getattr(entity, "SUBCLASS_OF_ID", None)
    if family is None:
        if allow_self and hasattr(entity, "input_entity"):
            return entity.input_entity
        if hasattr(entity, "entity"):
            return get_input_peer(entity.entity)
        cast_fail(entity, "InputPeer")
    if family == INPUT_PEER:
        return entity
    kind = kind_of(entity)
    if kind == "User":
        return types.InputPeerSelf() if entity.is_self and allow_self else _user_peer(entity, check_hash)
    if kind in ("Channel", "Community"):
        return _channel_peer(entity, check_hash)
    make = _INPUT_PEERS.get(kind)
    return make(entity) if make else cast_fail(entity, "InputPeer")


_INPUT_CHANNELS = {
    **dict.fromkeys(
        ("Channel", "ChannelForbidden", "Community", "CommunityForbidden"),
        lambda e: types.InputChannel(e.id, e.access_hash or 0),
    ),
    "InputPeerChannel": lambda e: types.InputChannel(e.channel_id, e.access_hash),
    "InputPeerChannelFromMessage": lambda e: types.InputChannelFromMessage(e.peer, e.msg_id, e.channel_id),
}
_INPUT_USERS = {
    "User": lambda e: types.InputUserSelf() if e.is_self else types.InputUser(e.id, e.access_hash or 0),
    "InputPeerSelf": lambda e: types.InputUserSelf(),
    "UserEmpty": lambda e: types.InputUserEmpty(),
    "InputPeerEmpty": lambda e: types.InputUserEmpty(),
    "UserFull": lambda e: get_input_user(e.user),
    "InputPeerUser": lambda e: types.InputUser(e.user_id, e.access_hash),
    "InputPeerUserFromMessage": lambda e: types.InputUserFromMessage(e.peer, e.msg_id, e.user_id),
}


def get_input_channel(entity):
    """The `InputChannel` of a channel in whatever form."""
    return _cast(entity, INPUT_CHANNEL, _INPUT_CHANNELS, "InputChannel")


def get_input_user(entity):
    """The `InputUser` of a user in whatever form."""
    return _cast(entity, INPUT_USER, _INPUT_USERS, "InputUser")


def _cast(entity, family, table, target):
    if getattr(entity, "SUBCLASS_OF_ID", None) == family:
        return entity
    make = table.get(kind_of(entity))
    return make(entity) if make else cast_fail(entity, target)


def get_input_dialog(dialog):
    """The `InputDialogPeer` of an entity."""
    family = getattr(dialog, "SUBCLASS_OF_ID", None)
    if family == INPUT_DIALOG_PEER:
        return dialog
    if family is None:
        cast_fail(dialog, "InputDialogPeer")
    try:
        return types.InputDialogPeer(get_input_peer(dialog))
    except TypeError:
        return cast_fail(dialog, "InputDialogPeer")


_HOLDERS = frozenset(("contacts.ResolvedPeer", "InputNotifyPeer", "TopPeer", "Dialog", "DialogPeer"))
_PEERS = {
    "ChannelFull": lambda e: types.PeerChannel(e.id),
    "CommunityFull": lambda e: types.PeerChannel(e.id),
    "UserEmpty": lambda e: types.PeerUser(e.id),
    "ChatEmpty": lambda e: types.PeerChat(e.id),
    "InputPeerUser": lambda e: types.PeerUser(e.user_id),
    "InputPeerUserFromMessage": lambda e: types.PeerUser(e.user_id),
    "InputPeerChat": lambda e: types.PeerChat(e.chat_id),
    "InputPeerChannel": lambda e: types.PeerChannel(e.channel_id),
    "InputPeerChannelFromMessage": lambda e: types.PeerChannel(e.channel_id),
}
_CHAT_PARTICIPANT, _CHANNEL_PARTICIPANT = 0x7D7C6F86, 0xD9C7FC18


def get_peer(peer):
    """The `Peer` of an id, a peer, an entity, a participant…"""
    if isinstance(peer, int):
        if hasattr(peer, "peer"):
            return peer.peer
        bare, cls = resolve_id(peer)
        return cls(bare)
    try:
        family = peer.SUBCLASS_OF_ID
        if family == PEER:
            return peer
        kind = kind_of(peer)
        if kind in _HOLDERS:
            return peer.peer
        if kind not in _PEERS:
            if family in (_CHAT_PARTICIPANT, _CHANNEL_PARTICIPANT):
                return types.PeerUser(peer.user_id)
            peer = get_input_peer(peer, allow_self=False, check_hash=False)
        return _PEERS[kind_of(peer)](peer)
    except (AttributeError, KeyError, TypeError):
        return cast_fail(peer, "Peer")


def get_peer_id(peer, add_mark=True):
    """The id of an entity in whatever form, marked unless told otherwise."""
    if isinstance(peer, int):
        return int(peer) if add_mark else resolve_id(peer)[0]
    kind = peer.__class__.__name__
    if kind == "PeerUser":
        return peer.user_id
    if kind == "InputPeerSelf":
        cast_fail(peer, "int (you might want to use client.get_peer_id)")
    try:
        peer = get_peer(peer)
    except TypeError:
        cast_fail(peer, "int")
    kind = peer.__class__.__name__
    if kind == "PeerUser":
        return peer.user_id
    # Quirk: modules put marked ids into PeerChat and PeerChannel; the original forgives them, and mends the peer.
    if kind == "PeerChat":
        peer.chat_id = bare = _unmarked(peer.chat_id)
        return -bare if add_mark else bare
    peer.channel_id = bare = _unmarked(peer.channel_id)
    return -(CHANNEL_MARK + bare) if add_mark else bare


def _unmarked(number):
    return number if 0 < number <= 9999999999 else resolve_id(number)[0]


def entity_pair(entity_id, entities, cache):
    """(entity, input peer) of a marked id, from an update's own entities and the cache."""
    if not entity_id:
        return None, None
    entity = entities.get(entity_id)
    cached = cache.get_input(entity_id)
    if cached is None and entity is not None:
        try:
            cached = get_input_peer(entity)
        except TypeError:
            cached = None
    return entity, cached
