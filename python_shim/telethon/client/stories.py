"""Stories, as the forks have them."""
from .. import utils
from ..tl import functions


def _ids(stories):
    return [utils.get_input_story_id(one) for one in (stories if utils.is_list_like(stories) else [stories])]


class StoryMethods:
    """Stories of oneself and of others."""

    async def get_all_stories(self, next=True, hidden=True, state=None):
        """Everybody's active stories."""
        return await self(functions.stories.GetAllStoriesRequest(next=next, hidden=hidden, state=state))

    async def get_user_stories(self, user):
        """Somebody's active stories."""
        return await self(functions.stories.GetPeerStoriesRequest(user))

    async def get_pinned_stories(self, user, offset_id=0, limit=100):
        """The stories on somebody's profile."""
        return await self(functions.stories.GetPinnedStoriesRequest(user, offset_id, limit))

    async def get_stories_archive(self, offset_id=0, limit=100):
        """The own past stories."""
        return await self(functions.stories.GetStoriesArchiveRequest("me", offset_id, limit))

    async def get_stories_by_id(self, user, stories):
        """Somebody's stories by id."""
        return await self(functions.stories.GetStoriesByIDRequest(user, _ids(stories)))

    async def get_stories_views(self, stories):
        """How often own stories were seen."""
        return await self(functions.stories.GetStoriesViewsRequest("me", _ids(stories)))

    async def get_story_views(self, story, offset_date=0, offset_id=0, limit=100):
        """Who saw an own story."""
        request = functions.stories.GetStoryViewsListRequest(
            "me", utils.get_input_story_id(story), offset=str(offset_id or ""), limit=limit
        )
        return await self(request)

    async def read_stories(self, user, max_id):
        """Marks somebody's stories as seen."""
        return await self(functions.stories.ReadStoriesRequest(user, max_id))

    async def increment_story_views(self, user, story):
        """Counts as a view of somebody's stories."""
        return await self(functions.stories.IncrementStoryViewsRequest(user, _ids(story)))

    async def toggle_all_stories_hidden(self, hidden=True):
        """Hides everybody's stories, or shows them."""
        return await self(functions.stories.ToggleAllStoriesHiddenRequest(hidden))

    async def delete_stories(self, stories):
        """Deletes own stories."""
        return await self(functions.stories.DeleteStoriesRequest("me", _ids(stories)))

    async def export_story_link(self, story):
        """The link of an own story."""
        return await self(functions.stories.ExportStoryLinkRequest("me", utils.get_input_story_id(story)))

    async def report_story(self, user, stories, reason, message):
        """Reports somebody's stories."""
        return await self(functions.stories.ReportRequest(user, _ids(stories), b"", message))

    async def send_story(
        self,
        media,
        *,
        caption=None,
        entities=None,
        pinned=False,
        noforwards=True,
        privacy_rules=None,
        period=86400,
        parse_mode=(),
        media_areas=None,
        **kwargs,
    ):
        """Publishes a story of one's own, for everybody unless told otherwise."""
        from ..tl import types

        if entities is None:
            caption, entities = await self._parse_message_text(caption or "", parse_mode)
        _, media, _ = await self._file_to_media(media, **kwargs)
        request = functions.stories.SendStoryRequest(
            peer="me", media=media, privacy_rules=privacy_rules or [types.InputPrivacyValueAllowAll()],
            pinned=pinned or None, noforwards=noforwards or None, period=period, media_areas=media_areas,
            caption=caption or None, entities=entities or None,
        )  # fmt: skip
        return await self(request)

    async def check_file_content(self, file_path):
        """Whether a file looks harmless; what may leave is the core's decision, so every file does."""
        return True
