"""`ParticipantPermissions`: what a member may do."""


def _right(name, doc):
    def read(self):
        if not self.is_admin:
            return False
        return True if self.is_chat else getattr(self.participant.admin_rights, name)

    return property(read, doc=doc)


class ParticipantPermissions:
    """A participant's role and rights; the creator of a small group has them all."""

    def __init__(self, participant, chat):
        self.participant = participant
        self.is_chat = chat

    def _is(self, *names):
        return self.participant.__class__.__name__ in names

    @property
    def is_admin(self):
        """Whether it is an admin or the creator."""
        return self.is_creator or self._is("ChannelParticipantAdmin", "ChatParticipantAdmin")

    @property
    def is_creator(self):
        """Whether it is the creator."""
        return self._is("ChannelParticipantCreator", "ChatParticipantCreator")

    @property
    def has_default_permissions(self):
        """Whether it is an ordinary member."""
        return self._is("ChannelParticipant", "ChatParticipant", "ChannelParticipantSelf")

    @property
    def is_banned(self):
        """Whether it is banned or restricted."""
        return self._is("ChannelParticipantBanned")

    @property
    def has_left(self):
        """Whether it has left."""
        return self._is("ChannelParticipantLeft")

    @property
    def add_admins(self):
        """May make others admins."""
        if not self.is_admin:
            return False
        return self.is_creator if self.is_chat else self.participant.admin_rights.add_admins

    ban_users = _right("ban_users", "May ban.")
    pin_messages = _right("pin_messages", "May pin.")
    invite_users = _right("invite_users", "May add members.")
    delete_messages = _right("delete_messages", "May delete messages of others.")
    edit_messages = _right("edit_messages", "May edit messages of a channel.")
    post_messages = _right("post_messages", "May post in a channel.")
    change_info = _right("change_info", "May change title, photo and the like.")
    anonymous = _right("anonymous", "Stays anonymous.")
    manage_call = _right("manage_call", "May manage calls.")
    manage_topics = _right("manage_topics", "May manage topics.")
