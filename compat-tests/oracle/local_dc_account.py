"""The real Telethon against what an account has beyond chats: members by filter, takeouts, sessions, passwords, names.

Run like `local_dc.py`, beside which it stands and whose console and clients it uses; every check is a sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable

import local_dc
from local_dc import World, fails
from telethon import errors, functions, types


async def members_are_found_by_filter(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        made = await alice(functions.channels.CreateChannelRequest("Many", "", megagroup=True))
        place = made.chats[0]
        marked = -(10**12) - place.id
        await alice(functions.channels.InviteToChannelRequest(place, ["bob_user", "carol_user", "helper_bot"]))
        world.console(f"crowd {marked} 450")
        everybody = await alice.get_participants(place)
        assert len(everybody) == everybody.total == 454
        assert len({member.id for member in everybody}) == 454
        assert len(await alice.get_participants(place, limit=7)) == 7
        assert [m.first_name for m in await alice.get_participants(place, search="ember 45")] == ["Member 45", "Member 450"]
        assert [m.username for m in await alice.get_participants(place, filter=types.ChannelParticipantsBots)] == ["helper_bot"]
        await alice.edit_admin(place, "bob_user", is_admin=True, title="chief")
        admins = await alice.get_participants(place, filter=types.ChannelParticipantsAdmins)
        assert [(m.username, type(m.participant).__name__) for m in admins] == [
            ("alice_user", "ChannelParticipantCreator"),
            ("bob_user", "ChannelParticipantAdmin"),
        ]
        world.console(f"contact {world.people['alice']} {world.people['carol']}")
        known = await alice.get_participants(place, filter=types.ChannelParticipantsContacts)
        assert [m.username for m in known] == ["carol_user"]
        await alice.edit_permissions(place, "carol_user", send_messages=False)
        held = await alice.get_participants(place, filter=types.ChannelParticipantsBanned)
        assert [m.username for m in held] == ["carol_user"] and held[0].participant.banned_rights.send_messages
        await alice.edit_permissions(place, everybody[-1], view_messages=False)
        out = await alice.get_participants(place, filter=types.ChannelParticipantsKicked)
        assert [m.id for m in out] == [everybody[-1].id]
        await alice.edit_admin(place, "bob_user", is_admin=False)
        seen = await bob.get_input_entity(marked)
        await fails(errors.ChatAdminRequiredError, bob.get_participants(seen, filter=types.ChannelParticipantsKicked))


async def a_takeout_gives_out_what_nothing_else_does(world: World) -> None:
    async with world.client("alice") as alice:
        made = await alice(functions.channels.CreateChannelRequest("Left behind", "", megagroup=True))
        await alice(functions.channels.LeaveChannelRequest(made.chats[0]))
        world.console(f"contact {world.people['alice']} {world.people['dave']}")
        await fails(errors.TakeoutRequiredError, alice(functions.contacts.GetSavedRequest()))
        await fails(errors.TakeoutRequiredError, alice(functions.account.FinishTakeoutSessionRequest()))
        nothing = functions.InvokeWithTakeoutRequest(5, functions.contacts.GetSavedRequest())
        await fails(errors.TakeoutInvalidError, alice(nothing))
        async with alice.takeout(contacts=True, megagroups=True) as takeout:
            saved = await takeout(functions.contacts.GetSavedRequest())
            assert ("10004", "Dave") in [(one.phone, one.first_name) for one in saved]
            left = await takeout(functions.channels.GetLeftChannelsRequest(0))
            assert "Left behind" in [chat.title for chat in left.chats]
            ranges = await takeout(functions.messages.GetSplitRangesRequest())
            asked = functions.messages.GetHistoryRequest(types.InputPeerSelf(), 0, None, 0, 5, 0, 0, 0)
            await takeout(functions.InvokeWithMessagesRangeRequest(ranges[0], asked))
            assert len(await takeout.get_messages("me", limit=1)) <= 1
            assert [message async for message in takeout.iter_messages("me", limit=3)] is not None
        assert takeout.success and alice.session.takeout_id is None
        await fails(errors.TakeoutRequiredError, alice(functions.contacts.GetSavedRequest()))
        world.console("error account.initTakeoutSession 420 TAKEOUT_INIT_DELAY_86400")
        delay = await fails(errors.TakeoutInitDelayError, alice(functions.account.InitTakeoutSessionRequest()))
        assert delay.seconds == 86400


async def sessions_are_listed_and_ended(world: World) -> None:
    async with world.client("bob") as bob, world.client("bob") as other:
        rows = (await bob(functions.account.GetAuthorizationsRequest())).authorizations
        assert rows[0].current and rows[0].hash == 0 and rows[0].app_version and rows[0].api_id == 1
        mine = (await other(functions.account.GetAuthorizationsRequest())).authorizations
        (ended,) = {row.hash for row in rows} - {row.hash for row in mine}
        assert len(rows) == len(mine)
        await fails(errors.HashInvalidError, bob(functions.account.ResetAuthorizationRequest(12345)))
        await bob(functions.account.ResetAuthorizationRequest(ended))
        await fails(errors.SessionRevokedError, other(functions.updates.GetStateRequest()))
        await bob(functions.auth.ResetAuthorizationsRequest())
        assert len((await bob(functions.account.GetAuthorizationsRequest())).authorizations) == 1
        await bob(functions.account.SetAuthorizationTTLRequest(30))
        assert (await bob(functions.account.GetAuthorizationsRequest())).authorization_ttl_days == 30


CHECKS: list[Callable[[World], Awaitable[None]]] = [
    members_are_found_by_filter,
    a_takeout_gives_out_what_nothing_else_does,
    sessions_are_listed_and_ended,
]

if __name__ == "__main__":
    local_dc.CHECKS[:] = CHECKS
    local_dc.main(sys.argv[1:])
