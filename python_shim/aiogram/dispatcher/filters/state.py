"""States under the second dialect's name."""

from ...fsm.state import State, StatesGroup

__all__ = ["State", "StatesGroup"]
