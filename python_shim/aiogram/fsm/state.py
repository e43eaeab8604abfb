"""`State` and groups of them."""

import typing


class State:
    """A named state of a conversation."""

    def __init__(self, state: typing.Optional[str] = None, group_name: typing.Optional[str] = None):
        self._state, self._group = state, group_name

    def __set_name__(self, owner, name: str) -> None:
        if self._state is None:
            self._state = name
        self._group = self._group or owner.__name__

    @property
    def state(self) -> typing.Optional[str]:
        """The full name."""
        return self._state if self._state in (None, "*") else f"{self._group or '@'}:{self._state}"

    async def set(self) -> None:
        """Raises: which conversation is meant cannot be known here."""
        raise RuntimeError("`State.set` is not supported; use `FSMContext.set_state`")

    def __eq__(self, other) -> bool:
        return self.state == getattr(other, "state", other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<State '{self.state}'>"


class StatesGroup:
    """A class whose attributes are states."""


default_state = State()
any_state = State("*")
