"""Names of the pyrogram bridge of one host. The bridge itself does not exist here."""

DRAGON_EMOJI = "🐉"


def __getattr__(name: str):
    raise AttributeError(f"`{name}`: modules written for pyrogram are not supported")
