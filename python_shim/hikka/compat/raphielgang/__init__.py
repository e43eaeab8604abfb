"""`userbot`: another family's package. Modules of ours import names of it by habit; using one of them is refused."""


def __getattr__(name: str):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"`userbot.{name}`: modules written for raphielgang are not supported")
