"""Showing that the bot is busy."""


class ChatActionSender:
    """Says once that the bot does something, for as long as the block lasts."""

    def __init__(self, *, bot=None, chat_id=None, action: str = "typing", **_):
        self.bot, self.chat_id, self.action = bot, chat_id, action

    async def __aenter__(self):
        await self.bot.send_chat_action(self.chat_id, self.action)
        return self

    async def __aexit__(self, *_):
        """Telegram ends it by itself."""

    @classmethod
    def typing(cls, chat_id, bot=None, **_):
        """The bot types."""
        return cls(bot=bot, chat_id=chat_id)
