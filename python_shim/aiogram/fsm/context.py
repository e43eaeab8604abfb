"""One conversation's state and data, in memory."""


class FSMContext:
    """A state and a dict."""

    def __init__(self, storage=None, key=None, **_):
        self.storage, self.key = storage, key
        self._state, self._data = None, {}

    async def set_state(self, state=None) -> None:
        """Sets the state."""
        self._state = getattr(state, "state", state)

    async def get_state(self, default=None):
        """The state."""
        return self._state or default

    async def set_data(self, data: dict) -> None:
        """Sets the data."""
        self._data = dict(data)

    async def get_data(self) -> dict:
        """The data."""
        return dict(self._data)

    async def update_data(self, data=None, **kwargs) -> dict:
        """Adds to the data; gives it."""
        self._data.update(data or {}, **kwargs)
        return dict(self._data)

    async def clear(self) -> None:
        """Drops state and data."""
        self._state, self._data = None, {}

    finish = reset_state = clear
