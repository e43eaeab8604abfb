"""`QRLogin`: logging a module's own client in by a code that another application of the account scans."""
import asyncio
import base64
import datetime


class QRLogin:
    """One token after another, until somebody accepts one."""

    def __init__(self, client, ignored_ids):
        from .. import functions

        self._client = client
        self._request = functions.auth.ExportLoginTokenRequest(client.api_id, client.api_hash, ignored_ids)
        self._resp = None

    async def recreate(self):
        """Asks for a new token, when the old one has expired."""
        self._resp = await self._client(self._request)

    @property
    def token(self):
        """The token's bytes."""
        return self._resp.token

    @property
    def url(self):
        """The `tg://login` address to show as a code."""
        return "tg://login?token=" + base64.urlsafe_b64encode(self.token).decode().rstrip("=")

    @property
    def expires(self):
        """When the token becomes worthless, as a `datetime`."""
        return self._resp.expires

    async def wait(self, timeout=None):
        """The `User` once the token was accepted; `asyncio.TimeoutError` after so many seconds, or when it has expired."""
        from ... import events
        from .. import types

        if timeout is None:
            timeout = (self.expires - datetime.datetime.now(tz=datetime.timezone.utc)).total_seconds()
        accepted = asyncio.Event()

        async def note(_update):
            accepted.set()

        self._client.add_event_handler(note, events.Raw(types.UpdateLoginToken))
        try:
            await asyncio.wait_for(accepted.wait(), timeout=timeout)
        finally:
            self._client.remove_event_handler(note)
        return await self._log_in()

    async def _log_in(self):
        from .. import functions

        answer = await self._client(self._request)
        if answer.__class__.__name__ == "LoginTokenMigrateTo":
            await self._client._switch_dc(answer.dc_id)
            answer = await self._client(functions.auth.ImportLoginTokenRequest(answer.token))
        if answer.__class__.__name__ != "LoginTokenSuccess":
            raise TypeError(f"Login token response was unexpected: {answer}")
        return await self._client._on_login(answer.authorization.user)
