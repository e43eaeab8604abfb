"""States of people who write to the inline bot."""

import typing


class BotPM:
    """A part of `InlineManager`."""

    def set_fsm_state(self, user: typing.Union[str, int], state: typing.Union[str, bool]) -> bool:
        """Sets or, with `False`, drops the state of a user. Gives whether the arguments fit."""
        if not isinstance(user, (str, int)) or not isinstance(state, (str, bool)):
            return False
        if state is False:
            self.fsm.pop(str(user), None)
        else:
            self.fsm[str(user)] = state
        return True

    def get_fsm_state(self, user: typing.Union[str, int]) -> typing.Union[bool, str]:
        """The state of a user, `False` when there is none."""
        return self.fsm.get(str(user), False)

    ss, gs = set_fsm_state, get_fsm_state
