"""What the built-in modules' texts are filled in with. Modules that were loaded do without it."""

from . import utils


def prefix_of(module, message=None) -> str:
    """The prefix as HTML (`<` and `&` are prefixes, too): that of who wrote the message, who may have one of their own."""
    sender = None if message is None or message.out else message.sender_id
    return utils.escape_html(module.get_prefix(sender))
