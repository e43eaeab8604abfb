"""Exceptions that modules raise at the host, or that the host raises at modules."""

import typing

from _ox.no_bot import NoBot


class Told(Exception):
    """An error whose text the owner may read in her language."""

    said: typing.Optional[typing.Tuple[str, dict]] = None
    """The key of the text in the loader's language packs and what fills it; `None` where the words are a module's own."""

    def saying(self, key: str, **values):
        """The error with the key of its text."""
        self.said = key, values
        return self


class LoadError(Told):
    """Raised by a module that refuses to be loaded; the text is shown to the owner."""

    def __init__(self, error_message: str = ""):
        super().__init__(error_message)
        self._error = error_message

    def __str__(self) -> str:
        return str(self._error)


class CoreOverwriteError(LoadError):
    """Raised when a module would replace a protected built-in module or command."""

    def __init__(self, module: typing.Optional[str] = None, command: typing.Optional[str] = None):
        self.type = "module" if module else "command"
        self.target = module or command
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.type} `{self.target}` is built in and protected"


class CoreUnloadError(Told):
    """Raised when a built-in module is asked to go."""

    def __init__(self, module: str):
        super().__init__(module)
        self.module = module

    def __str__(self) -> str:
        return f"module `{self.module}` is built in and stays"


class SelfUnload(Told):
    """Raised by a module that wants to be removed; the text is shown to the owner."""

    def __init__(self, error_message: str = ""):
        super().__init__(error_message)
        self._error = error_message

    def __str__(self) -> str:
        return str(self._error)


class SelfSuspend(Told):
    """Raised by a module that stays listed but wants none of its handlers to run."""

    def __init__(self, error_message: str = ""):
        super().__init__(error_message)
        self._error = error_message

    def __str__(self) -> str:
        return str(self._error)


class StopLoop(Exception):
    """Raised inside the body of a loop to end it."""


class ModuleExit(LoadError):
    """Raised in place of what would end the whole worker, such as `SystemExit`."""

    @classmethod
    def of(cls, error: BaseException) -> "ModuleExit":
        """The stand-in of an exception."""
        words = " ".join(map(str, error.args))
        what = f"{type(error).__name__}{': ' if words else ''}{words}"
        return cls(f"the module tried to end the userbot ({what})").saying("tried_to_end", what=what)


class ModUnload(SelfUnload):
    """The name under which older modules know `SelfUnload`."""


class ScopeError(LoadError):
    """Raised when a `# scope:` line asks for more than this host has."""


class ForeignModule(LoadError):
    """Raised for a file that was written for another kind of userbot."""


class NoModule(LoadError):
    """Raised when a file holds neither a module class nor `register`."""


class InlineUnavailable(NoBot):
    """Raised by everything that needs the inline bot while there is none."""

    def __init__(self, what: str = "this call"):
        super().__init__(f"{what} needs the inline bot, which is not set up")
