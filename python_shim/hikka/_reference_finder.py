"""Replacing one object by another wherever it is held, for libraries that are updated while modules use them."""

import gc
import types


def replace_all_refs(replace_from, replace_to):
    """Replaces `replace_from` in dicts, lists, sets, attributes and cells. Gives `replace_from`."""
    for referrer in gc.get_referrers(replace_from):
        if referrer is locals() or isinstance(referrer, types.FrameType):
            continue
        if isinstance(referrer, dict):
            for key, value in list(referrer.items()):
                if value is replace_from:
                    referrer[key] = replace_to
        elif isinstance(referrer, list):
            for at, value in enumerate(referrer):
                if value is replace_from:
                    referrer[at] = replace_to
        elif isinstance(referrer, set):
            referrer.discard(replace_from)
            referrer.add(replace_to)
        elif isinstance(referrer, types.CellType):
            referrer.cell_contents = replace_to
        else:
            _replace_attributes(referrer, replace_from, replace_to)
    return replace_from


def _replace_attributes(holder, replace_from, replace_to) -> None:
    # CPython 3.11 keeps attributes of ordinary objects inline, so the object itself is the referrer.
    for name, value in list(getattr(holder, "__dict__", {}).items()):
        if value is replace_from:
            try:
                setattr(holder, name, replace_to)
            except (AttributeError, TypeError):
                pass
