"""`StarGift`: a gift that somebody has, with the client that can upgrade it."""

_FIELDS = (
    "name_hidden", "unsaved", "refunded", "can_upgrade", "pinned_to_top", "upgrade_separate", "from_id", "message", "msg_id", "saved_id",
    "convert_stars", "upgrade_stars", "can_export_at", "transfer_stars", "can_transfer_at", "can_resell_at", "collection_id",
    "prepaid_upgrade_hash",
)  # fmt: skip


class StarGift:
    """The fields of a `SavedStarGift`; `gift` is that object."""

    def __init__(
        self,
        client,
        date,
        gift,
        name_hidden=None,
        unsaved=None,
        refunded=None,
        can_upgrade=None,
        pinned_to_top=None,
        upgrade_separate=None,
        from_id=None,
        message=None,
        msg_id=None,
        saved_id=None,
        convert_stars=None,
        upgrade_stars=None,
        can_export_at=None,
        transfer_stars=None,
        can_transfer_at=None,
        can_resell_at=None,
        collection_id=None,
        prepaid_upgrade_hash=None,
    ):
        self.date, self.gift = date, gift
        self.name_hidden, self.unsaved, self.refunded, self.can_upgrade = name_hidden, unsaved, refunded, can_upgrade
        self.pinned_to_top, self.upgrade_separate, self.from_id, self.message = pinned_to_top, upgrade_separate, from_id, message
        self.msg_id, self.saved_id, self.convert_stars, self.upgrade_stars = msg_id, saved_id, convert_stars, upgrade_stars
        self.can_export_at, self.transfer_stars, self.can_transfer_at = can_export_at, transfer_stars, can_transfer_at
        self.can_resell_at, self.collection_id, self.prepaid_upgrade_hash = can_resell_at, collection_id, prepaid_upgrade_hash
        self._client = client

    @staticmethod
    def _parse(client, gift):
        return StarGift(client, gift.date, gift, **{name: getattr(gift, name) for name in _FIELDS})

    def to_dict(self):
        """The fields, with the name of the class."""
        return {"_": "StarGift", **{name: getattr(self, name) for name in ("date", "gift", *_FIELDS)}}

    async def upgrade(self, keep_original_details=None, star_count=None):
        """Makes the gift unique; see `client.upgrade_gift`."""
        gift_id = str(self.msg_id)
        return await self._client.upgrade_gift(gift_id, keep_original_details=keep_original_details, star_count=star_count)
