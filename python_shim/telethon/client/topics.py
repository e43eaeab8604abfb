"""Forum topics, as one of the forks offers them."""
from .. import utils
from ..tl import functions


class TopicMethods:
    """Topics of a forum."""

    async def toggle_forum(self, entity, enabled):
        """Makes a group a forum, or not."""
        return await self(functions.channels.ToggleForumRequest(entity, enabled, tabs=False))

    async def create_forum_topic(self, entity, title, *, icon_color=None, icon_emoji_id=None, send_as=None):
        """Opens a topic."""
        request = functions.messages.CreateForumTopicRequest(
            entity, title, icon_color=icon_color, icon_emoji_id=icon_emoji_id, send_as=send_as
        )
        return await self(request)

    async def edit_forum_topic(self, entity, topic_id, *, title=None, icon_emoji_id=None, closed=None):
        """Changes title, icon or state of a topic."""
        request = functions.messages.EditForumTopicRequest(
            entity, topic_id, title=title, icon_emoji_id=icon_emoji_id, closed=closed
        )
        return await self(request)

    async def get_forum_topics(self, entity, *, q=None, offset_date=None, offset_id=0, offset_topic=0, limit=0):
        """Topics, by the newest message."""
        request = functions.messages.GetForumTopicsRequest(
            entity, offset_date=offset_date, offset_id=offset_id, offset_topic=offset_topic, limit=limit or 100, q=q
        )
        return await self(request)

    async def get_forum_topics_by_id(self, entity, topics):
        """Topics by id."""
        wanted = list(topics) if utils.is_list_like(topics) else [topics]
        return await self(functions.messages.GetForumTopicsByIDRequest(entity, wanted))

    async def update_pinned_forum_topic(self, entity, topic_id, pinned):
        """Pins or unpins a topic."""
        return await self(functions.messages.UpdatePinnedForumTopicRequest(entity, topic_id, pinned))

    async def delete_topic_history(self, entity, top_msg_id):
        """Deletes a topic with its messages."""
        return await self(functions.messages.DeleteTopicHistoryRequest(entity, utils.get_message_id(top_msg_id)))
