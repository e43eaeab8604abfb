"""Small records about entities and update states."""
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Optional


class EntityType(IntEnum):
    """What an id belongs to, as one letter."""

    USER = ord("U")
    BOT = ord("B")
    GROUP = ord("G")
    CHANNEL = ord("C")
    MEGAGROUP = ord("M")
    GIGAGROUP = ord("E")
    COMMUNITY = ord("K")

    def canonical(self):
        """USER, GROUP or CHANNEL."""
        if self in (EntityType.USER, EntityType.BOT):
            return EntityType.USER
        return EntityType.GROUP if self is EntityType.GROUP else EntityType.CHANNEL


class Entity:
    """A bare id with its access hash and type."""

    __slots__ = ("ty", "id", "hash")

    def __init__(self, ty, id, hash):
        self.ty, self.id, self.hash = EntityType(ty), id, hash

    @property
    def is_user(self):
        """Whether it is a user or a bot."""
        return self.ty.canonical() is EntityType.USER

    @property
    def is_group(self):
        """Whether it is a group of any kind."""
        return self.ty in (EntityType.GROUP, EntityType.MEGAGROUP)

    @property
    def is_broadcast(self):
        """Whether only admins write in it."""
        return self.ty in (EntityType.CHANNEL, EntityType.GIGAGROUP)

    def _as_input_peer(self):
        from ..tl import types

        kind = self.ty.canonical()
        if kind is EntityType.USER:
            return types.InputPeerUser(self.id, self.hash)
        return types.InputPeerChat(self.id) if kind is EntityType.GROUP else types.InputPeerChannel(self.id, self.hash)

    def __bytes__(self):
        return struct.pack("<Bqq", self.ty, self.id, self.hash)

    @classmethod
    def from_bytes(cls, blob):
        """The record from its 17 bytes."""
        return cls(*struct.unpack("<Bqq", blob))

    def __str__(self):
        return f"{chr(self.ty)}.{self.id}.{self.hash}"

    @classmethod
    def from_str(cls, string):
        """The record from `U.1.2`."""
        kind, bare, access_hash = string.split(".")
        return cls(ord(kind), int(bare), int(access_hash))

    def __repr__(self):
        return f"Entity(ty={self.ty!r}, id={self.id}, hash={self.hash})"


@dataclass
class SessionState:
    """An account's place in the stream of updates."""

    user_id: int
    dc_id: int
    bot: bool
    pts: int
    qts: int
    date: int
    seq: int
    takeout_id: Optional[int] = None


@dataclass
class ChannelState:
    """A channel's place in the stream of updates."""

    channel_id: int
    pts: int
