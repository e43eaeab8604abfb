"""Gifts: pages of them, what names one, and upgrades that cost something."""
from datetime import datetime, timezone

import pytest
from telethon import errors, types

DATE = datetime(2024, 1, 1, tzinfo=timezone.utc)
PEER = types.InputPeerUser(5, 50)


def gift(number):
    kind = types.StarGift(id=number, sticker=types.DocumentEmpty(1), stars=5, convert_stars=4)
    return types.SavedStarGift(date=DATE, gift=kind, msg_id=number, name_hidden=True)


def page(numbers, following):
    return types.payments.SavedStarGifts(count=3, gifts=[gift(one) for one in numbers], chats=[], users=[], next_offset=following)


def done(_request):
    return types.payments.PaymentResult(updates=types.Updates([], [], [], DATE, 0))


@pytest.fixture
def gifts(client, core):
    pages = {"": page([1, 2], "more"), "more": page([3], None)}
    core.answers.update(
        GetSavedStarGiftsRequest=lambda request: pages[request.offset], UpgradeStarGiftRequest=done, SendStarsFormRequest=done,
        GetPaymentFormRequest=lambda _: types.payments.PaymentFormStarGift(7, types.Invoice("XTR", [types.LabeledPrice("upgrade", 25)])),
    )  # fmt: skip

    async def listed(**options):
        return [one async for one in client.get_saved_gifts(PEER, **options)]

    return listed


def test_gifts_come_page_by_page(gifts, core, run):
    found = run(gifts(exclude_nft=True, sort_by_price=True))
    assert [one.msg_id for one in found] == [1, 2, 3] and found[0].gift.gift.stars == 5 and found[0].to_dict()["name_hidden"] is True
    assert [(request.offset, request.limit, request.exclude_unique, request.sort_by_value) for request in core.requests] == [
        ("", 0, True, True), ("more", 0, True, True),
    ]  # fmt: skip


def test_a_limit_ends_in_the_middle_of_a_page(gifts, core, run):
    assert [one.msg_id for one in run(gifts(limit=1))] == [1] and len(core.requests) == 1
    assert len(run(gifts(limit=250))) == 3 and core.requests[-1].limit == 100


def test_a_gift_upgrades_itself(gifts, core, run):
    run(run(gifts(limit=1))[0].upgrade(keep_original_details=True))
    assert core.requests[-1].stargift == types.InputSavedStarGiftUser(1) and core.requests[-1].keep_original_details is True


@pytest.mark.parametrize("name, meant", [
    ("15", types.InputSavedStarGiftUser(15)), ("https://t.me/nft/Cat-7", types.InputSavedStarGiftSlug("Cat-7")),
    ("-1000000000009_4", types.InputSavedStarGiftChat(types.InputPeerChannel(9, 90), 4)),
])  # fmt: skip
def test_what_names_a_gift(client, gifts, core, run, name, meant):
    core.known[-1000000000009] = {"id": -1000000000009, "hash": 90}
    client._entity_cache.extend([], [types.Channel(9, "c", types.ChatPhotoEmpty(), DATE, access_hash=90)])
    run(client.upgrade_gift(name))
    assert core.requests[-1].stargift == meant


def test_a_price_is_paid_if_it_is_not_too_high(client, gifts, core, run):
    def costs(request):
        raise errors.PaymentRequiredError(request)

    core.answers["UpgradeStarGiftRequest"] = costs
    run(client.upgrade_gift("15", star_count=25))
    assert core.names() == ["UpgradeStarGiftRequest", "GetPaymentFormRequest", "SendStarsFormRequest"] and core.requests[-1].form_id == 7
    with pytest.raises(ValueError, match="Have not enough"):
        run(client.upgrade_gift("15", star_count=24))
    with pytest.raises(ValueError, match="has to be str"):
        run(client.upgrade_gift(15))
