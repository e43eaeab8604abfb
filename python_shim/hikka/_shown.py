"""What the built-in modules' texts are filled in with. Modules that were loaded do without it."""

from . import utils


def prefix_of(module) -> str:
    """The prefix as HTML: `<` and `&` are prefixes, too."""
    return utils.escape_html(module.get_prefix())
