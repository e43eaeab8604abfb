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
            assert len([message async for message in takeout.iter_messages("me", limit=3)]) <= 3
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


async def a_password_is_set_changed_and_taken_away(world: World) -> None:
    person = world.person("paula", "10051")
    async with world.client("paula") as paula:
        assert await paula.edit_2fa(new_password="first", hint="one")
        state = await paula(functions.account.GetPasswordRequest())
        assert state.has_password and state.hint == "one" and not state.has_recovery
        await fails(errors.PasswordHashInvalidError, paula.edit_2fa("wrong", "second"))
        await fails(errors.PasswordHashInvalidError, paula.edit_2fa(new_password="second"))
        assert await paula.edit_2fa("first", "second", hint="two")
        newcomer = world.stranger()
        await newcomer.connect()
        await newcomer.send_code_request("+10051")
        await fails(errors.SessionPasswordNeededError, newcomer.sign_in("+10051", world.console("code 10051")))
        await fails(errors.PasswordHashInvalidError, newcomer.sign_in(password="first"))
        assert (await newcomer.sign_in(password="second")).id == person
        await newcomer.log_out()
        assert await paula.edit_2fa("second", None)
        assert not (await paula(functions.account.GetPasswordRequest())).has_password
        settings = types.account.PasswordInputSettings(state.new_algo, b"x" * 256, "")
        request = functions.account.UpdatePasswordSettingsRequest(types.InputCheckPasswordEmpty(), settings)
        await fails(errors.NewSaltInvalidError, paula(request))


async def a_forgotten_password_is_recovered_by_mail(world: World) -> None:
    person, address = world.person("quinn", "10052"), "quinn@example.org"
    async with world.client("quinn") as quinn:
        await fails(errors.EmailInvalidError, quinn.edit_2fa(None, "lost", email="no", email_code_callback=lambda _: ""))

        async def code(length: int) -> str:
            state = await quinn(functions.account.GetPasswordRequest())
            assert not state.has_password and state.email_unconfirmed_pattern == "q***n@example.org"
            await fails(errors.CodeInvalidError, quinn(functions.account.ConfirmPasswordEmailRequest("0")))
            await quinn(functions.account.ResendPasswordEmailRequest())
            received = world.console(f"mail {address}")
            assert len(received) == length
            return received

        assert await quinn.edit_2fa(None, "lost", email=address, email_code_callback=code)
        state = await quinn(functions.account.GetPasswordRequest())
        assert state.has_password and state.has_recovery and state.email_unconfirmed_pattern is None
        newcomer = world.stranger()
        await newcomer.connect()
        await newcomer.send_code_request("+10052")
        await fails(errors.SessionPasswordNeededError, newcomer.sign_in("+10052", world.console("code 10052")))
        way = await newcomer(functions.auth.RequestPasswordRecoveryRequest())
        assert way.email_pattern == "q***n@example.org"
        await fails(errors.CodeInvalidError, newcomer(functions.auth.CheckRecoveryPasswordRequest("0")))
        code = world.console(f"mail {address}")
        assert await newcomer(functions.auth.CheckRecoveryPasswordRequest(code))
        assert (await newcomer(functions.auth.RecoverPasswordRequest(code))).user.id == person
        assert not (await quinn(functions.account.GetPasswordRequest())).has_password
        await newcomer.disconnect()


async def a_password_is_reset_after_a_week_only(world: World) -> None:
    async with world.client("carol") as carol:
        await fails(errors.PasswordRecoveryNaError, carol(functions.auth.RequestPasswordRecoveryRequest()))
        waiting = await carol(functions.account.ResetPasswordRequest())
        assert isinstance(waiting, types.account.ResetPasswordRequestedWait)
        state = await carol(functions.account.GetPasswordRequest())
        assert state.pending_reset_date == waiting.until_date
        assert await carol(functions.account.DeclinePasswordResetRequest())
        assert (await carol(functions.account.GetPasswordRequest())).pending_reset_date is None


async def an_address_for_logins_is_verified(world: World) -> None:
    async with world.client("alice") as alice:
        purpose, address = types.EmailVerifyPurposeLoginChange(), "alice@example.org"
        sent = await alice(functions.account.SendVerifyEmailCodeRequest(purpose, address))
        assert sent.email_pattern == "a***e@example.org" and sent.length == 6
        wrong = functions.account.VerifyEmailRequest(purpose, types.EmailVerificationCode("0"))
        await fails(errors.CodeInvalidError, alice(wrong))
        code = types.EmailVerificationCode(world.console(f"mail {address}"))
        assert (await alice(functions.account.VerifyEmailRequest(purpose, code))).email == address
        assert (await alice(functions.account.GetPasswordRequest())).login_email_pattern == sent.email_pattern


async def names_are_bought_switched_and_ordered(world: World) -> None:
    async with world.client("bob") as bob, world.client("alice") as alice:
        world.console(f"buy {world.people['bob']} Robert")
        world.console(f"buy {world.people['bob']} Bobby_1")
        resolve = functions.contacts.ResolveUsernameRequest
        await fails(errors.UsernameNotOccupiedError, alice(resolve("robert")))
        assert not await alice(functions.account.CheckUsernameRequest("robert"))
        told = local_dc.Inbox(bob, local_dc.events.Raw(types.UpdateUserName))
        async with world.client("bob") as other:
            for name in ("Robert", "Bobby_1"):
                assert await other(functions.account.ToggleUsernameRequest(name, True))
            assert [n.username for n in (await told.next()).usernames] == ["bob_user", "Robert", "Bobby_1"]
        await fails(errors.UsernameNotModifiedError, bob(functions.account.ToggleUsernameRequest("Robert", True)))
        await fails(errors.UsernameInvalidError, bob(functions.account.ToggleUsernameRequest("others", True)))
        order = functions.account.ReorderUsernamesRequest
        await fails(errors.BadRequestError, bob(order(["Robert"])))
        assert await bob(order(["Robert", "bob_user", "Bobby_1"]))
        seen = (await alice(resolve("robert"))).users[0]
        assert seen.username is None and [n.username for n in seen.usernames] == ["Robert", "bob_user", "Bobby_1"]
        assert [n.editable for n in seen.usernames] == [False, True, False]
        for name in ("Robert", "Bobby_1"):
            assert await bob(functions.account.ToggleUsernameRequest(name, False))


async def channels_have_bought_names_too(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        made = await alice(functions.channels.CreateChannelRequest("Named", "", megagroup=True))
        place = made.chats[0]
        world.console(f"buy {-(10**12) - place.id} the_named")
        toggle = functions.channels.ToggleUsernameRequest
        assert await alice(toggle(place, "the_named", True))
        found = await bob.get_entity("the_named")
        assert found.id == place.id and [name.username for name in found.usernames] == ["the_named"]
        await fails(errors.ChatAdminRequiredError, bob(toggle(found, "the_named", False)))
        assert await alice(functions.channels.UpdateUsernameRequest(place, "own_name"))
        assert await alice(functions.channels.ReorderUsernamesRequest(place, ["own_name", "the_named"]))
        assert await alice(functions.channels.DeactivateAllUsernamesRequest(place))
        await fails(errors.UsernameNotOccupiedError, bob(functions.contacts.ResolveUsernameRequest("the_named")))


CHECKS: list[Callable[[World], Awaitable[None]]] = [
    members_are_found_by_filter,
    a_takeout_gives_out_what_nothing_else_does,
    sessions_are_listed_and_ended,
    a_password_is_set_changed_and_taken_away,
    a_forgotten_password_is_recovered_by_mail,
    a_password_is_reset_after_a_week_only,
    an_address_for_logins_is_verified,
    names_are_bought_switched_and_ordered,
    channels_have_bought_names_too,
]

if __name__ == "__main__":
    local_dc.CHECKS[:] = CHECKS
    local_dc.main(sys.argv[1:])
