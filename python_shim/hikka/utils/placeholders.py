"""Names that modules put into templates such as that of `.info`: `{name}` is replaced by what a callback gives."""

import inspect
import logging
import typing

logger = logging.getLogger(__name__)

custom_placeholders: typing.Dict[str, dict] = {}


def register_placeholder(placeholder: str, callback: typing.Callable, description: typing.Optional[str] = None) -> bool:
    """Adds a name. The callback takes a dict or nothing and may be a coroutine function."""
    module = getattr(callback, "__self__", None)
    custom_placeholders[placeholder] = {
        "module_name": type(module).__name__,
        "module_instance": module,
        "callback": callback,
        "description": description,
        "placeholder_name": placeholder,
    }
    return True


async def get_placeholder(placeholder: str, data: typing.Optional[dict] = None) -> str:
    """What a name stands for now; `KeyError` when there is no such name."""
    callback = custom_placeholders[placeholder]["callback"]
    try:
        return await _said(callback, data)
    except Exception:
        logger.debug("placeholder `%s` takes no data", placeholder, exc_info=True)
    return await _said(callback)


async def _said(callback: typing.Callable, *arguments) -> str:
    result = callback(*arguments)
    return str(await result if inspect.isawaitable(result) else result)


async def get_placeholders(data: dict, custom_message: typing.Optional[str]) -> dict:
    """`data`, with every name that the template uses filled in."""
    for name in custom_placeholders if custom_message is not None else ():
        if f"{{{name}}}" in custom_message:
            try:
                data[name] = await get_placeholder(name, data)
            except Exception:
                # Quirk: one module's mistake does not take the others' names away (test_utils.py).
                logger.exception("placeholder `%s` failed", name)
                data[name] = "?"
    return data


def unregister_placeholders(module_name: str) -> bool:
    """Takes back all names of a module."""
    for name in [name for name, entry in custom_placeholders.items() if entry["module_name"] == module_name]:
        del custom_placeholders[name]
    return True


def forget(instance) -> None:
    """Takes back the names of a module that goes."""
    for name in [name for name, entry in custom_placeholders.items() if entry["module_instance"] is instance]:
        del custom_placeholders[name]


def config_placeholders() -> typing.Optional[str]:
    """All names with their descriptions, one a line; `None` when there are none."""
    return "\n".join(map(_line, custom_placeholders.values())) or None


def help_placeholders(module_name: str, self) -> typing.List[str]:
    """The names of one module with their descriptions, behind the emoji that the help's options give to commands."""
    emoji = (self.db.get("Help", "__config__", None) or {}).get("command_emoji")
    lines = [_line(entry) for entry in custom_placeholders.values() if entry["module_name"] == module_name]
    return [f"{emoji} {line}" if emoji else line for line in lines]


def _line(entry: dict) -> str:
    description = entry["description"]
    return f"{{{entry['placeholder_name']}}} - {'No docs' if description is None else description}"


def debug_placeholders() -> dict:
    """The whole table."""
    return custom_placeholders
