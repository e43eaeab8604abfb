"""Restarting and stopping, which are the core's part."""


def _control(name: str, payload: dict):
    from _ox.link import link

    return link.control(name, payload, wait=False)


def restart() -> None:
    """Asks the core for a fresh worker. Code is never downloaded by this."""
    _control("restart", {})


def die() -> None:
    """Stopping the userbot from inside a module is not supported; the core ends it."""
    raise RuntimeError("`die`: the userbot is stopped from its terminal, not by a module")


async def fw_protect() -> None:
    """Waits a moment between calls that Telegram limits."""
    import asyncio
    import random

    await asyncio.sleep(random.uniform(1, 3))


def get_startup_callback():
    """What runs at a restart."""
    return lambda *_: restart()
