"""Takeout sessions: the account's data, exported under limits of its own."""
from types import SimpleNamespace

from .. import utils
from ..tl import TLRequest, functions


class _Takeout:
    """What a client is besides inside a takeout: it shares the client's state, and wraps its requests."""

    __slots__ = ()

    async def __aenter__(self):
        begin, session = self._takeout.request, self.session
        if session.takeout_id is None:
            session.takeout_id = (await self._takeout.client(begin)).id
        elif begin is not None:
            raise ValueError("a takeout of this session is under way already; end it before another one begins")
        return self

    async def __aexit__(self, error_type, error, trace):
        if self.success is None and self._takeout.finalize:
            self.success = error_type is None
        if self.success is None:
            return
        if not await self(functions.account.FinishTakeoutSessionRequest(success=self.success or None)):
            raise ValueError("the takeout could not be finished")
        self.session.takeout_id = None

    def __enter__(self):
        return self.loop.run_until_complete(self.__aenter__())

    def __exit__(self, *args):
        return self.loop.run_until_complete(self.__aexit__(*args))

    async def __call__(self, request, ordered=False, flood_sleep_threshold=None):
        takeout = self.session.takeout_id
        if takeout is None:
            raise ValueError('there is no takeout; was this called outside of its "async with"?')
        many = utils.is_list_like(request)
        wrapped = []
        for item in request if many else [request]:
            if not isinstance(item, TLRequest):
                raise TypeError("You can only invoke requests, not types!")
            await item.resolve(self, utils)
            wrapped.append(functions.InvokeWithTakeoutRequest(takeout, item))
        return await self._takeout.client(wrapped if many else wrapped[0], ordered=ordered)

    @property
    def success(self):
        """Whether the takeout shall count as finished; None leaves it open, or asks how its block ended."""
        return self._takeout.success

    @success.setter
    def success(self, value):
        self._takeout.success = value


def _inside(client, finalize, request):
    """The client as it is inside a takeout."""
    kind = type("TakeoutClient", (_Takeout, type(client)), {"__slots__": ("_takeout",), "__module__": __name__})
    inside = object.__new__(kind)
    inside.__dict__ = client.__dict__
    inside._takeout = SimpleNamespace(client=client, finalize=finalize, request=request, success=None)
    return inside


class AccountMethods:
    """Beginning and ending takeouts."""

    def takeout(
        self,
        finalize=True,
        *,
        contacts=None,
        users=None,
        chats=None,
        megagroups=None,
        channels=None,
        files=None,
        max_file_size=None,
    ):
        """A client for `async with`, whose requests count as a takeout of the named kinds; without any, the open one goes on."""
        wanted = {
            "contacts": contacts, "message_users": users, "message_chats": chats, "message_megagroups": megagroups,
            "message_channels": channels, "files": files, "file_max_size": max_file_size,
        }  # fmt: skip
        begins = self.session.takeout_id is None or any(value is not None for value in wanted.values())
        request = functions.account.InitTakeoutSessionRequest(**wanted) if begins else None
        return _inside(self, finalize, request)

    async def end_takeout(self, success):
        """Ends the open takeout; False when there was none or it could not be ended."""
        if self.session.takeout_id is None:
            return False
        takeout = _inside(self, True, None)
        takeout.success = success
        try:
            await takeout.__aexit__(None, None, None)
        except ValueError:
            return False
        return True
