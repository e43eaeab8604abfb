"""`userbot.events`: one name that modules of ours import and do not use."""


def register(*_args, **_options):
    """Refuses: handlers of another family are not run."""
    raise NotImplementedError("`userbot.events.register`: modules written for raphielgang are not supported")


def __getattr__(name: str):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"`userbot.events.{name}`: modules written for raphielgang are not supported")
