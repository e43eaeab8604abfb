"""The one table between the owner names that modules write and the names that the store keeps.

`to_store` is applied to every name that leaves Python, `to_module` to every name that is listed.
"""

OWN = "oxikka."
_DIALECTS = ("hikka.", "heroku.", "friendly-telegram.", "friendly_telegram.")
_SPECIAL = {
    "hikka": "oxikka.main",
    "heroku": "oxikka.main",
    "friendly-telegram": "oxikka.main",
    "friendly_telegram": "oxikka.main",
}
_SHOWN = "hikka."


def to_store(owner: str) -> str:
    """The store's name of an owner as a module spells it."""
    owner = owner if isinstance(owner, str) else str(owner)
    for prefix in _DIALECTS:
        if owner.startswith(prefix):
            return OWN + owner[len(prefix) :]
    return _SPECIAL.get(owner, owner)


def to_module(owner: str) -> str:
    """The spelling under which modules see an owner of the store."""
    return _SHOWN + owner[len(OWN) :] if owner.startswith(OWN) else owner
