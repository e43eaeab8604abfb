"""The module of one old hosting service; this host is not run there."""

__all__ = ["get_app"]


def get_app(*args, **kwargs):
    """There is no hosting service to ask."""
    raise RuntimeError("`get_app`: this userbot does not run on that hosting service")
