"""The bot's client: `bot`, `default`, `session`, `telegram`."""
