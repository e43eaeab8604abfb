"""The version of the program, under the names of hosts that lived in a git checkout. There is no checkout here."""

import typing


def _is_no_git() -> bool:
    return True


def get_git_hash() -> typing.Union[str, bool]:
    """The commit that runs: not known."""
    return False


def get_commit_url() -> str:
    """A link to the commit that runs: not known."""
    return "Unknown"


def get_git_info() -> typing.Tuple[str, str]:
    """The commit that runs and its link: not known."""
    return "", ""


def get_git_status() -> str:
    """How far behind the checkout is: not known."""
    return ""


def get_last_commit_message() -> str:
    """The newest commit's text: not known."""
    return ""


def get_commit_count() -> int:
    """How many commits there are: not known."""
    return 0


def is_up_to_date() -> bool:
    """Whether nothing newer is out: nobody is asked."""
    return True


def get_version_raw() -> str:
    """The version that modules compare with."""
    from ..version import __version__

    return ".".join(map(str, __version__))
