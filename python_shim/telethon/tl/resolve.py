"""`TLRequest.resolve`: turns usernames, ids and entities in a request's own fields into what the schema wants.

The casts come from the schema's field types; nested objects are left alone, as the original does.
"""
from functools import lru_cache

from _ox import native

from .._missing import not_supported


async def resolve(self, client, utils):
    """Replaces castable fields of this request in place; asks the network only for unknown entities."""
    for name, cast, vector, optional in _plan(type(self)):
        value = getattr(self, name)
        if optional and not value:
            continue
        if vector:
            value = [await cast(client, utils, item) for item in value or ()]
        else:
            value = await cast(client, utils, value)
        setattr(self, name, value)


@lru_cache(maxsize=None)
def _plan(cls):
    plan = []
    try:
        fields = native.fields(cls)
    except ValueError:
        if cls._bytes is native.TLRequest._bytes:
            # What its bytes are, only the schema could say.
            raise not_supported(f"a request of a module's own making (`{cls.__name__}`) without a `_bytes` of its own") from None
        return ()
    for name, kind, flag in fields:
        vector = kind.startswith("Vector<")
        kind = kind[7:-1] if vector else kind
        cast = _CASTS.get(kind)
        if cast is not None:
            plan.append((name, cast, vector, flag is not None))
    return tuple(plan)


async def _input_peer(client, utils, value):
    return utils.get_input_peer(await client.get_input_entity(value))


async def _input_user(client, utils, value):
    return utils.get_input_user(await client.get_input_entity(value))


async def _input_channel(client, utils, value):
    return utils.get_input_channel(await client.get_input_entity(value))


async def _input_dialog(client, utils, value):
    return await client._get_input_dialog(value)


async def _input_notify(client, utils, value):
    return await client._get_input_notify(value)


def _plain(function):
    async def cast(client, utils, value):
        return getattr(utils, function)(value)

    return cast


_CASTS = {
    "InputPeer": _input_peer,
    "InputUser": _input_user,
    "InputChannel": _input_channel,
    "InputDialogPeer": _input_dialog,
    "InputNotifyPeer": _input_notify,
    "InputMedia": _plain("get_input_media"),
    "InputPhoto": _plain("get_input_photo"),
    "InputMessage": _plain("get_input_message"),
    "InputDocument": _plain("get_input_document"),
    "InputChatPhoto": _plain("get_input_chat_photo"),
    "InputGroupCall": _plain("get_input_group_call"),
}
