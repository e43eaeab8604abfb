"""Names that modules put into templates such as that of `.info`: `{name}` is replaced by what a callback gives."""

import inspect
import logging
import typing

logger = logging.getLogger(__name__)

custom_placeholders: typing.Dict[str, dict] = {}


def register_placeholder(placeholder: str, callback: typing.Callable, description: typing.Optional[str] = None) -> bool:
    """Adds a name. The callback takes nothing or a dict and may be a coroutine function."""
    module = type(getattr(callback, "__self__", None)).__name__
    custom_placeholders[placeholder] = {"callback": callback, "description": description or "", "module_name": module}
    return True


async def get_placeholder(placeholder: str, data: typing.Optional[dict] = None):
    """What a name stands for now, `None` when there is no such name."""
    entry = custom_placeholders.get(placeholder)
    if entry is None:
        return None
    callback = entry["callback"]
    arguments = (data or {},) if inspect.signature(callback).parameters else ()
    result = callback(*arguments)
    return await result if inspect.isawaitable(result) else result


async def get_placeholders(data, custom_message):
    """`data` with every name that the template uses filled in."""
    filled = dict(data)
    for name in custom_placeholders:
        if "{" + name + "}" in str(custom_message):
            try:
                filled[name] = await get_placeholder(name, data)
            except Exception:
                logger.exception("placeholder `%s` failed", name)
                filled[name] = "?"
    return filled


def unregister_placeholders(module_name: str) -> int:
    """Takes back all names of a module. Gives how many there were."""
    names = [name for name, entry in custom_placeholders.items() if entry["module_name"].lower() == module_name.lower()]
    for name in names:
        del custom_placeholders[name]
    return len(names)


def config_placeholders() -> str:
    """All names with their descriptions, one a line."""
    return "\n".join(f"{{{name}}} - {entry['description']}" for name, entry in custom_placeholders.items())


def help_placeholders(module_name, self) -> typing.List[str]:
    """The names of one module with their descriptions."""
    return [
        f"{{{name}}} - {entry['description']}"
        for name, entry in custom_placeholders.items()
        if entry["module_name"].lower() == str(module_name).lower()
    ]


def debug_placeholders() -> dict:
    """The whole table."""
    return custom_placeholders
