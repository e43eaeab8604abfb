"""What a bot's calls say when they say nothing else."""


class DefaultBotProperties:
    """Defaults of a bot, by name."""

    def __init__(
        self,
        *,
        parse_mode=None,
        disable_notification=None,
        protect_content=None,
        allow_sending_without_reply=None,
        link_preview=None,
        link_preview_is_disabled=None,
        **more,
    ):
        self.parse_mode = parse_mode
        self.disable_notification = disable_notification
        self.protect_content = protect_content
        self.allow_sending_without_reply = allow_sending_without_reply
        self.link_preview = link_preview
        self.link_preview_is_disabled = link_preview_is_disabled
        self.__dict__.update(more)

    def __getitem__(self, name: str):
        return getattr(self, name, None)


class Default:
    """Stands for the bot's default of a parameter."""

    def __init__(self, name: str):
        self.name = name
