"""What handlers raise to end the handling of an update."""


class SkipHandler(Exception):
    """This handler does not want the update."""


class CancelHandler(Exception):
    """Nobody else shall get the update."""


def current_handler():
    """The running handler: not known."""
    return None
