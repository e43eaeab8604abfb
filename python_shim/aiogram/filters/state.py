"""States."""

from ..fsm.state import State, StatesGroup, any_state, default_state
from . import StateFilter

__all__ = ["State", "StatesGroup", "StateFilter", "any_state", "default_state"]
