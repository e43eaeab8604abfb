"""The group in which an account keeps files for its modules: its own, or the one that an older host left behind."""

TITLE = "oxikka-assets"
_KNOWN = (TITLE, "hikka-assets", "heroku-assets")
_OWNER = "oxikka.assets"


async def group(db, client, make: bool):
    """The group as an input peer; made when there is none and `make`, else `None`."""
    if db._assets is not None:
        return db._assets
    known = db.get(_OWNER, "group")
    entity = await _by_id(client, known) if known else None
    entity = entity or await _by_title(client)
    if entity is None and make:
        from .utils import asset_channel

        entity, _ = await asset_channel(client, TITLE, "Files of modules. Do not delete it", silent=True, archive=True)
    if entity is None:
        return None
    db._assets = await client.get_input_entity(entity)
    db.set(_OWNER, "group", entity.id)
    return db._assets


async def _by_id(client, number: int):
    from telethon.tl.types import PeerChannel

    try:
        return await client.get_entity(PeerChannel(number))
    except (ValueError, TypeError):
        return None


async def _by_title(client):
    async for dialog in client.iter_dialogs():
        if dialog.title in _KNOWN and dialog.is_group:
            return dialog.entity
    return None
