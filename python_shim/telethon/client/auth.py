"""Logging in and out is the core's; what is harmless answers, the rest says so."""
from .._missing import not_supported


def _refused(name):
    async def refuse(self, *args, **kwargs):
        raise not_supported(f"client.{name}")

    refuse.__name__ = name
    refuse.__doc__ = "Belongs to the core; not supported from a module."
    return refuse


class AuthMethods:
    """Who is logged in stays logged in."""

    def start(self, *args, **kwargs):
        """The client itself, when its account is logged in already; awaitable."""
        coroutine = self._start()
        return coroutine if self.loop.is_running() else self.loop.run_until_complete(coroutine)

    async def _start(self):
        await self.connect()
        return self

    async def _on_login(self, user):
        """Notes who is logged in."""
        self._entity_cache.set_self_user(user.id, user.bot, user.access_hash)
        self._authorized = True
        return user


for _name in (
    "sign_in", "sign_up", "send_code_request", "qr_login", "log_out", "edit_2fa", "send_email_code", "verify_email",
):  # fmt: skip
    setattr(AuthMethods, _name, _refused(_name))
