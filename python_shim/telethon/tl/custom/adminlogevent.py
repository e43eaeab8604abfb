"""`AdminLogEvent`: one thing an admin did, with its old and new values. All kinds are rows of a table."""
from ...utils import get_input_peer

_PREFIX = "ChannelAdminLogEventAction"
_NOT_NEW = "not new_value"
# action -> (the field that `old` reads, the field that `new` reads)
_VALUES = {
    "ChangeAbout": ("prev_value", "new_value"),
    "ChangeTitle": ("prev_value", "new_value"),
    "ChangeUsername": ("prev_value", "new_value"),
    "ChangeLocation": ("prev_value", "new_value"),
    "ChangeHistoryTTL": ("prev_value", "new_value"),
    "ChangePhoto": ("prev_photo", "new_photo"),
    "ChangeStickerSet": ("prev_stickerset", "new_stickerset"),
    "EditMessage": ("prev_message", "new_message"),
    "DeleteMessage": ("message", None),
    "ParticipantToggleAdmin": ("prev_participant", "new_participant"),
    "ParticipantToggleBan": ("prev_participant", "new_participant"),
    "ParticipantInvite": (None, "participant"),
    "ParticipantVolume": (None, "participant"),
    "ParticipantMute": (None, "participant"),
    "ParticipantUnmute": (None, "participant"),
    "ParticipantJoinByInvite": ("invite", None),
    "ToggleInvites": (_NOT_NEW, "new_value"),
    "TogglePreHistoryHidden": (_NOT_NEW, "new_value"),
    "ToggleSignatures": (_NOT_NEW, "new_value"),
    "DefaultBannedRights": ("prev_banned_rights", "new_banned_rights"),
    "StopPoll": (None, "message"),
    "StartGroupCall": (None, "call"),
    "DiscardGroupCall": ("call", None),
    "ToggleGroupCallSetting": (None, "join_muted"),
    "ExportedInviteDelete": ("invite", None),
    "ExportedInviteRevoke": ("invite", None),
    "ExportedInviteEdit": ("prev_invite", "new_invite"),
}
_QUESTIONS = {
    "changed_about": "ChangeAbout",
    "changed_title": "ChangeTitle",
    "changed_username": "ChangeUsername",
    "changed_photo": "ChangePhoto",
    "changed_sticker_set": "ChangeStickerSet",
    "changed_message": "EditMessage",
    "deleted_message": "DeleteMessage",
    "changed_admin": "ParticipantToggleAdmin",
    "changed_restrictions": "ParticipantToggleBan",
    "changed_invites": "ToggleInvites",
    "changed_location": "ChangeLocation",
    "joined": "ParticipantJoin",
    "joined_invite": "ParticipantInvite",
    "left": "ParticipantLeave",
    "changed_hide_history": "TogglePreHistoryHidden",
    "changed_signatures": "ToggleSignatures",
    "changed_pin": "UpdatePinned",
    "changed_default_banned_rights": "DefaultBannedRights",
    "stopped_poll": "StopPoll",
    "started_group_call": "StartGroupCall",
    "discarded_group_call": "DiscardGroupCall",
    "user_muted": "ParticipantMute",
    "user_unmutted": "ParticipantUnmute",
    "changed_call_settings": "ToggleGroupCallSetting",
    "changed_history_ttl": "ChangeHistoryTTL",
    "deleted_exported_invite": "ExportedInviteDelete",
    "edited_exported_invite": "ExportedInviteEdit",
    "revoked_exported_invite": "ExportedInviteRevoke",
    "joined_by_invite": "ParticipantJoinByInvite",
    "changed_user_volume": "ParticipantVolume",
}


def _is_action(action):
    return property(lambda self: self._kind == action, doc=f"Whether the action is {action}.")


class AdminLogEvent:
    """One event; `user` did it."""

    def __init__(self, original, entities):
        self.original = original
        self.entities = entities
        self.user = entities[original.user_id]
        self.input_user = get_input_peer(self.user)

    @property
    def _kind(self):
        return self.original.action.__class__.__name__[len(_PREFIX) :]

    def _value(self, side):
        field = _VALUES.get(self._kind, (None, None))[side]
        if field == _NOT_NEW:
            return not self.original.action.new_value
        return getattr(self.original.action, field) if field else None

    @property
    def id(self):
        """The event's id."""
        return self.original.id

    @property
    def date(self):
        """When it happened."""
        return self.original.date

    @property
    def user_id(self):
        """Who did it."""
        return self.original.user_id

    @property
    def action(self):
        """The `ChannelAdminLogEventAction`."""
        return self.original.action

    @property
    def old(self):
        """What was there before."""
        return self._value(0)

    @property
    def new(self):
        """What is there now."""
        return self._value(1)

    def __str__(self):
        return str(self.original)

    def stringify(self):
        """Readable over several lines."""
        return self.original.stringify()


for _name, _action in _QUESTIONS.items():
    setattr(AdminLogEvent, _name, _is_action(_action))
