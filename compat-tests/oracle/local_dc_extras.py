"""The real Telethon against what stands beside messages: stories, transcripts of voices, gifts, statistics.

Run like `local_dc.py`, beside which it stands and whose console and clients it uses; every check is a sentence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import local_dc
from local_dc import Inbox, World, events, fails, named, picture
from telethon import errors, functions, types, utils

EVERYBODY = [types.InputPrivacyValueAllowAll()]


async def put_up(client: Any, caption: str, rules: Any = None, peer: Any = "me", **options: Any) -> int:
    """A story; gives its id."""
    media = types.InputMediaUploadedPhoto(await client.upload_file(picture(), file_name="story.png"))
    updates = await client(functions.stories.SendStoryRequest(peer, media, rules or EVERYBODY, caption=caption, **options))
    (identity,) = [update.id for update in updates.updates if isinstance(update, types.UpdateStoryID)]
    return identity


async def stories_are_put_up_seen_and_taken_down(world: World) -> None:
    world.console(f"contact {world.people['alice']} {world.people['bob']}")
    async with world.client("alice") as alice, world.client("bob") as bob:
        told = Inbox(bob, events.Raw(types.UpdateStory))
        first = await put_up(alice, "a **plain** caption")
        update = await told.next()
        assert update.story.id == first and update.story.public and not update.story.out and update.story.views is None
        shown = (await bob(functions.stories.GetPeerStoriesRequest("alice_user"))).stories
        assert [story.id for story in shown.stories] == [first] and shown.max_read_id is None
        assert await bob.download_media(shown.stories[0].media, bytes) == picture()
        everything = await bob(functions.stories.GetAllStoriesRequest())
        assert world.people["alice"] in [row.peer.user_id for row in everything.peer_stories]
        again = await bob(functions.stories.GetAllStoriesRequest(state=everything.state))
        assert isinstance(again, types.stories.AllStoriesNotModified)
        assert await bob(functions.stories.ReadStoriesRequest("alice_user", first)) == [first]
        assert await bob(functions.stories.ReadStoriesRequest("alice_user", first)) == []
        assert (await bob(functions.stories.GetPeerStoriesRequest("alice_user"))).stories.max_read_id == first
        edited = functions.stories.EditStoryRequest("me", first, caption="another", entities=[])
        await alice(edited)
        assert (await told.next()).story.caption == "another"
        await fails(errors.BadRequestError, alice(edited))
        link = await alice(functions.stories.ExportStoryLinkRequest("me", first))
        assert link.link == f"https://t.me/alice_user/s/{first}"
        await alice(functions.stories.TogglePinnedRequest("me", [first], True))
        pinned = await bob(functions.stories.GetPinnedStoriesRequest("alice_user", 0, 10))
        assert [story.id for story in pinned.stories] == [first] and pinned.stories[0].edited
        assert await alice(functions.stories.DeleteStoriesRequest("me", [first])) == [first]
        gone = [await told.next() for _ in range(2)][-1]
        assert isinstance(gone.story, types.StoryItemDeleted)
        assert (await alice(functions.stories.GetStoriesArchiveRequest("me", 0, 10))).count == 0
        document = types.InputMediaUploadedDocument(await alice.upload_file(b"x", file_name="x.txt"), "text/plain", [])
        wrong = functions.stories.SendStoryRequest("me", document, EVERYBODY)
        await fails(errors.BadRequestError, alice(wrong))
        await fails(errors.BadRequestError, put_up(alice, "long", period=5))


async def stories_are_felt_about(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        story = await put_up(alice, "look")
        told = Inbox(alice, events.Raw(types.UpdateNewStoryReaction))
        fire = types.ReactionEmoji("\N{FIRE}")
        await bob(functions.stories.SendReactionRequest("alice_user", story, fire))
        update = await told.next()
        assert update.story_id == story and update.peer.user_id == world.people["bob"] and update.reaction == fire
        seen = (await bob(functions.stories.GetStoriesByIDRequest("alice_user", [story]))).stories[0]
        assert seen.sent_reaction == fire
        views = (await alice(functions.stories.GetStoriesViewsRequest("me", [story]))).views[0]
        assert views.views_count == views.reactions_count == 1 and views.recent_viewers == [world.people["bob"]]
        people = await alice(functions.stories.GetStoryViewsListRequest("me", story, "", 10))
        assert people.count == 1 and people.views[0].reaction == fire and people.users[0].username == "bob_user"
        await bob(functions.stories.SendReactionRequest("alice_user", story, types.ReactionEmpty()))
        views = (await alice(functions.stories.GetStoriesViewsRequest("me", [story]))).views[0]
        assert views.views_count == 1 and views.reactions_count == 0
        await fails(errors.BadRequestError, bob(functions.stories.SendReactionRequest("alice_user", 999, fire)))


async def stories_are_for_whom_they_are_meant(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob, world.client("dave") as dave:
        bob_only = [types.InputPrivacyValueAllowUsers([utils.get_input_user(await alice.get_input_entity("bob_user"))])]
        story = await put_up(alice, "for bob", bob_only)

        async def visible(client: Any) -> list[int]:
            stories = (await client(functions.stories.GetPeerStoriesRequest("alice_user"))).stories.stories
            return [one.id for one in stories]

        assert story in await visible(bob) and story not in await visible(dave)
        contacts = await put_up(alice, "for friends", [types.InputPrivacyValueAllowContacts()])
        assert contacts in await visible(bob) and contacts not in await visible(dave)
        without = [types.InputPrivacyValueDisallowUsers(bob_only[0].users), *EVERYBODY]
        others = await put_up(alice, "for others", without)
        assert others not in await visible(bob) and others in await visible(dave)


async def channels_tell_stories(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        made = await alice(functions.channels.CreateChannelRequest("Stories", "", broadcast=True))
        place = made.chats[0]
        await alice(functions.channels.UpdateUsernameRequest(place, "the_stories"))
        story = await put_up(alice, "from a channel", peer=place)
        shown = (await bob(functions.stories.GetPeerStoriesRequest("the_stories"))).stories.stories
        assert [one.id for one in shown] == [story] and shown[0].views.views_count == 0
        await fails(errors.ChatAdminRequiredError, bob(functions.stories.DeleteStoriesRequest("the_stories", [story])))


async def voices_are_made_out(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        inbox = Inbox(alice)
        voice = [types.DocumentAttributeAudio(3, voice=True)]
        for word in ("one", "two", "three"):
            await bob.send_file("alice_user", named(b"OggS", f"{word}.ogg"), voice_note=True, attributes=voice)
        notes = [await inbox.next() for _ in range(3)]
        transcribe = functions.messages.TranscribeAudioRequest
        await fails(errors.BadRequestError, alice(transcribe("bob_user", notes[0].id)))
        for note in notes:
            world.console(f"say {world.people['alice']} {world.people['bob']} {note.id} hello there")
        told = Inbox(alice, events.Raw(types.UpdateTranscribedAudio))
        first = await alice(transcribe("bob_user", notes[0].id))
        assert first.pending and first.text == "" and first.trial_remains_num == 1
        update = await told.next()
        assert update.text == "hello there" and update.transcription_id == first.transcription_id and not update.pending
        again = await alice(transcribe("bob_user", notes[0].id))
        assert again.text == "hello there" and not again.pending
        rate = functions.messages.RateTranscribedAudioRequest
        assert await alice(rate("bob_user", notes[0].id, first.transcription_id, True))
        await fails(errors.BadRequestError, alice(rate("bob_user", notes[0].id, 5, True)))
        assert (await alice(transcribe("bob_user", notes[1].id))).trial_remains_num == 0
        await fails(errors.PremiumAccountRequiredError, alice(transcribe("bob_user", notes[2].id)))
        text = await alice.send_message("bob_user", "no voice")
        await fails(errors.BadRequestError, alice(transcribe("bob_user", text.id)))


async def gifts_are_given_kept_converted_and_made_unique(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        kinds = (await alice(functions.payments.GetStarGiftsRequest(0))).gifts
        plain, limited = sorted(kinds, key=lambda kind: kind.stars)
        assert not plain.limited and limited.limited and limited.availability_remains == 3
        inbox = Inbox(bob, events.Raw(types.UpdateNewMessage))

        async def give(kind: Any) -> Any:
            invoice = types.InputInvoiceStarGift(await alice.get_input_entity("bob_user"), kind.id)
            form = await alice(functions.payments.GetPaymentFormRequest(invoice))
            assert form.invoice.currency == "XTR" and form.invoice.prices[0].amount == kind.stars
            await alice(functions.payments.SendStarsFormRequest(form.form_id, invoice))
            return (await inbox.next()).message

        await fails(errors.BadRequestError, give(limited))
        world.console(f"stars {world.people['alice']} 100")
        first, second = await give(limited), await give(plain)
        assert first.action.gift.id == limited.id and first.action.can_upgrade
        assert (await alice(functions.payments.GetStarsStatusRequest("me"))).balance.amount == 35
        saved = functions.payments.GetSavedStarGiftsRequest
        mine = await bob(saved("me", "", 10))
        assert [row.msg_id for row in mine.gifts] == [second.id, first.id]
        assert mine.gifts[0].from_id.user_id == world.people["alice"]
        page = await bob(saved("me", "", 1))
        assert page.count == 2 and page.next_offset == "1"
        await bob(functions.payments.SaveStarGiftRequest(types.InputSavedStarGiftUser(second.id), unsave=True))
        seen = await alice(saved("bob_user", "", 10))
        assert [row.gift.id for row in seen.gifts] == [limited.id] and seen.gifts[0].msg_id is None
        await bob(functions.payments.ConvertStarGiftRequest(types.InputSavedStarGiftUser(second.id)))
        assert (await bob(functions.payments.GetStarsStatusRequest("me"))).balance.amount == plain.convert_stars
        owned = types.InputSavedStarGiftUser(first.id)
        await fails(errors.BadRequestError, bob(functions.payments.UpgradeStarGiftRequest(owned)))
        world.console(f"stars {world.people['bob']} 100")
        invoice = types.InputInvoiceStarGiftUpgrade(owned)
        form = await bob(functions.payments.GetPaymentFormRequest(invoice))
        await bob(functions.payments.SendStarsFormRequest(form.form_id, invoice))
        unique = (await bob(saved("me", "", 10))).gifts[0].gift
        assert isinstance(unique, types.StarGiftUnique) and unique.slug == "Star-1"
        slug = types.InputSavedStarGiftSlug("Star-1")
        assert (await bob(functions.payments.GetSavedStarGiftRequest([slug]))).gifts[0].gift.num == 1
        assert (await alice(functions.payments.GetUniqueStarGiftRequest("star-1"))).gift.num == 1
        await fails(errors.BadRequestError, alice(functions.payments.GetUniqueStarGiftRequest("star-2")))


async def numbers_are_counted_for_who_rules(world: World) -> None:
    async with world.client("alice") as alice, world.client("bob") as bob:
        made = await alice(functions.channels.CreateChannelRequest("Counted", "", broadcast=True))
        await alice(functions.channels.UpdateUsernameRequest(made.chats[0], "the_counted"))
        await bob(functions.channels.JoinChannelRequest("the_counted"))
        post = await alice.send_message("the_counted", "news")
        stats = await alice.get_stats("the_counted")
        assert stats.followers.current == 2 and stats.recent_posts_interactions[0].msg_id == post.id
        points = json.loads(stats.growth_graph.json.data)["columns"]
        assert len(points[0]) == 8 and points[1][-1] == 2
        graph = await alice(functions.stats.LoadAsyncGraphRequest(stats.interactions_graph.token))
        assert json.loads(graph.json.data)["columns"][1][-1] == 1
        assert isinstance(await alice(functions.stats.LoadAsyncGraphRequest(stats.languages_graph.token)), types.StatsGraphError)
        await fails(errors.BadRequestError, alice(functions.stats.LoadAsyncGraphRequest("nothing")))
        assert "Views" in (await alice.get_stats("the_counted", post)).views_graph.json.data
        await fails(errors.ChatAdminRequiredError, bob.get_stats("the_counted"))
        made = await alice(functions.channels.CreateChannelRequest("Counted group", "", megagroup=True))
        await alice.send_message(made.chats[0], "four")
        stats = await alice.get_stats(made.chats[0])
        assert stats.messages.current == 1 and stats.top_posters[0].avg_chars == 4


CHECKS: list[Callable[[World], Awaitable[None]]] = [
    stories_are_put_up_seen_and_taken_down,
    stories_are_felt_about,
    stories_are_for_whom_they_are_meant,
    channels_tell_stories,
    voices_are_made_out,
    gifts_are_given_kept_converted_and_made_unique,
    numbers_are_counted_for_who_rules,
]

if __name__ == "__main__":
    local_dc.CHECKS[:] = CHECKS
    local_dc.main(sys.argv[1:])
