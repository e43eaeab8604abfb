"""Links that start a bot with a parameter."""

import base64


def encode_payload(payload: str) -> str:
    """A parameter as a link may carry it."""
    return base64.urlsafe_b64encode(str(payload).encode()).decode().replace("=", "")


def decode_payload(payload: str) -> str:
    """A parameter as it was."""
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()


async def create_start_link(bot, payload: str, encode: bool = False) -> str:
    """A link that starts a bot."""
    me = await bot.get_me()
    return f"https://t.me/{me.username}?start={encode_payload(payload) if encode else payload}"


get_start_link = create_start_link
