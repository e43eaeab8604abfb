"""The groups in which an account keeps files for its modules, and topics of theirs: its own, or those that an older host left behind."""

TITLE = "oxikka-assets"
_KNOWN = (TITLE, "hikka-assets", "heroku-assets")
_OWNER = "oxikka.assets"
CONTENT = "oxikka-content"
_KNOWN_CONTENT = (CONTENT, "heroku-userbot")
FORUMS = "heroku.forums"


async def group(db, client, make: bool):
    """The group as an input peer; made when there is none and `make`, else `None`."""
    if db._assets is not None:
        return db._assets
    known = db.get(_OWNER, "group")
    entity = await _by_id(client, known) if known else None
    entity = entity or await _by_title(client, _KNOWN)
    if entity is None and make:
        from .utils import asset_channel

        entity, _ = await asset_channel(client, TITLE, "Files of modules. Do not delete it", silent=True, archive=True)
    if entity is None:
        return None
    db._assets = await client.get_input_entity(entity)
    db.set(_OWNER, "group", entity.id)
    return db._assets


async def content_group(db, client) -> int:
    """The id of the forum in which modules have topics; made when there is none. Modules read it as `heroku.forums`.`channel_id`."""
    known = db.get(FORUMS, "channel_id")
    if known:
        return known
    entity = await _by_title(client, _KNOWN_CONTENT)
    if entity is None:
        from .utils import asset_channel

        entity, _ = await asset_channel(client, CONTENT, "Topics of modules. Do not delete it", silent=True, forum=True)
    db.set(FORUMS, "channel_id", entity.id)
    return entity.id


async def _by_id(client, number: int):
    from telethon.tl.types import PeerChannel

    try:
        return await client.get_entity(PeerChannel(number))
    except (ValueError, TypeError):
        return None


async def _by_title(client, titles: tuple):
    async for dialog in client.iter_dialogs():
        if dialog.title in titles and dialog.is_group:
            return dialog.entity
    return None
