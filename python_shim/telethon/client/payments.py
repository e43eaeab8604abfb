"""Gifts that somebody has, and their upgrades. Nothing is bought: an upgrade with a price is paid in stars that are there."""
from .. import errors
from ..tl import functions, types

_PAGE = 100
_LINK = "t.me/nft/"


class PaymentMethods:
    """`get_saved_gifts` and `upgrade_gift`."""

    async def get_saved_gifts(
        self,
        peer,
        collection_id=None,
        exclude_unsaved=None,
        exclude_saved=None,
        exclude_unlimited=None,
        exclude_upgradable=None,
        exclude_unupgradable=None,
        exclude_nft=None,
        sort_by_price=None,
        limit=0,
        offset="",
    ):
        """Iterates over somebody's gifts (`custom.StarGift`); all of them when there is no limit."""
        from ..tl.custom import StarGift

        left = limit or float("inf")
        while True:
            request = functions.payments.GetSavedStarGiftsRequest(
                peer=peer, offset=offset, limit=min(limit, _PAGE), exclude_unsaved=exclude_unsaved, exclude_saved=exclude_saved,
                exclude_unlimited=exclude_unlimited, exclude_unique=exclude_nft, sort_by_value=sort_by_price,
                exclude_upgradable=exclude_upgradable, exclude_unupgradable=exclude_unupgradable, collection_id=collection_id,
            )  # fmt: skip
            page = await self(request)
            for gift in page.gifts:
                yield StarGift._parse(self, gift)
                left -= 1
                if left <= 0:
                    return
            offset = page.next_offset
            if not offset or not page.gifts:
                return

    async def upgrade_gift(self, owned_gift_id, keep_original_details=None, star_count=None):
        """Makes a gift unique. Its price, if it has one, is paid in stars: at most `star_count`, when that is given."""
        gift = await self._get_input_stargift(owned_gift_id)
        try:
            return await self(functions.payments.UpgradeStarGiftRequest(gift, keep_original_details))
        except errors.PaymentRequiredError:
            invoice = types.InputInvoiceStarGiftUpgrade(gift, keep_original_details)
        form = await self(functions.payments.GetPaymentFormRequest(invoice))
        if star_count is not None and star_count < sum(price.amount for price in form.invoice.prices):
            raise ValueError("Have not enough Telegram Stars.")
        return await self(functions.payments.SendStarsFormRequest(form.form_id, invoice))

    async def _get_input_stargift(self, owned_gift_id):
        """Message ids name gifts of users, `<chat>_<number>` those of channels, links those that are unique."""
        if not isinstance(owned_gift_id, str):
            raise ValueError(f"owned_gift_id has to be str, but {type(owned_gift_id)} was provided")
        if _LINK in owned_gift_id:
            return types.InputSavedStarGiftSlug(owned_gift_id.rpartition("/")[2])
        chat, _, number = owned_gift_id.rpartition("_")
        if chat.startswith("-"):
            return types.InputSavedStarGiftChat(await self.get_input_entity(int(chat)), int(number))
        return types.InputSavedStarGiftUser(int(owned_gift_id))
