"""Options in the database: read at the start, written when they change, also when a list or dict was changed in place.

A list that was handed out is looked at once, half a second later, and whenever the database is saved; nothing is polled.
"""

import asyncio
import json
import os
import typing

LOOK_AFTER = 0.5


class OptionKeeper:
    """Keeps the options of all modules and libraries of one account."""

    def __init__(self, db):
        self._db = db
        self._lent: typing.Dict[int, tuple] = {}
        self._look: typing.Optional[asyncio.TimerHandle] = None
        db._before_save.append(self.find_changes)

    def load(self, owner: str, config) -> None:
        """Fills options from the database, else from variables `Owner.option`, and keeps later changes."""
        stored = self._db.get(owner, "__config__", {}) or {}
        for key, option in config._config.items():
            if key in stored:
                config.set_no_raise(key, stored[key])
            elif outside := os.environ.get(f"{owner}.{key}"):
                config.set_no_raise(key, outside)
            option._on_saved = lambda changed, owner=owner, config=config: self.keep(owner, config, changed)
            option._on_lent = lambda lent, owner=owner, config=config: self._lend(owner, config, lent)
            option._save_marker = False

    def keep(self, owner: str, config, option) -> None:
        """Writes one option."""
        self._lent.pop(id(option), None)
        stored = dict(self._db.get(owner, "__config__", {}) or {})
        # A copy: what the module changes in place later must still be seen as a change.
        stored[option.option] = json.loads(json.dumps(option.value)) if isinstance(option.value, (list, dict)) else option.value
        self._db.set(owner, "__config__", stored)
        config.reload()
        option._save_marker = False

    def _lend(self, owner: str, config, option) -> None:
        if id(option) not in self._lent:
            self._lent[id(option)] = (owner, config, option, _text(option.value))
        if self._look is None:
            try:
                self._look = asyncio.get_running_loop().call_later(LOOK_AFTER, self.find_changes)
            except RuntimeError:
                # Without a loop in this thread the next save finds it.
                pass

    def find_changes(self) -> None:
        """Writes the options whose lists and dicts have changed since they were handed out."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        lent, self._lent = list(self._lent.values()), {}
        for owner, config, option, before in lent:
            if _text(option.value) != before:
                self.keep(owner, config, option)


def _text(value) -> typing.Optional[str]:
    try:
        return json.dumps(value, sort_keys=True)
    except (TypeError, ValueError):
        return None
