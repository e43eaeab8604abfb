"""One wording for everything that is not there: a clear error that names the missing thing."""


def not_supported(what):
    """The error to raise for an unsupported feature; `what` reads like code (`client.get_stats`)."""
    return NotImplementedError(f"oxikka: {what} is not supported yet")


def withheld(what):
    """The error for secrets that modules never see."""
    return PermissionError(
        f"oxikka: {what} is not available to modules\nthe account's keys live in another process"
    )


def unsupported_class(name, module):
    """A class that can be imported and named, and says so when it is used."""

    def refuse(self, *args, **keywords):
        raise not_supported(name)

    return type(name, (), {"__init__": refuse, "__module__": module, "__doc__": "Importable by name only."})
