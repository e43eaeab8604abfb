"""The rich objects: messages, dialogs, conversations, buttons, inline results. Imported when first named."""
from importlib import import_module

_HOMES = {
    "AdminLogEvent": "adminlogevent",
    "Button": "button",
    "ChatGetter": "chatgetter",
    "Conversation": "conversation",
    "Dialog": "dialog",
    "Draft": "draft",
    "File": "file",
    "Forward": "forward",
    "InlineBuilder": "inlinebuilder",
    "InlineResult": "inlineresult",
    "InlineResults": "inlineresults",
    "InputSizedFile": "inputsizedfile",
    "Message": "message",
    "MessageButton": "messagebutton",
    "ParticipantPermissions": "participantpermissions",
    "QRLogin": "qrlogin",
    "SenderGetter": "sendergetter",
    "StarGift": "stargift",
}
__all__ = list(_HOMES)


def __getattr__(name):
    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    elif name in _HOMES.values():
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
