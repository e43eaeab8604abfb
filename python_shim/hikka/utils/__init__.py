"""`utils`: small functions that modules call. One file per area; this one only puts them under one name."""

import importlib
import time as _time

init_ts = _time.perf_counter()

from .answering import answer, answer_file, respond  # noqa: E402
from .args import (  # noqa: E402
    get_args,
    get_args_bool,
    get_args_html,
    get_args_int,
    get_args_raw,
    get_args_split_by,
    get_kwargs,
    iter_attrs,
    validate_html,
)
from .calls import (  # noqa: E402
    array_sum,
    atexit,
    chunks,
    find_caller,
    is_serializable,
    merge,
    rand,
    run_async,
    run_sync,
    safe_getattr,
)
from .text import (  # noqa: E402
    TELEGRAM_HTML_TAGS,
    ascii_face,
    check_url,
    emoji_pattern,
    escape_html,
    escape_non_html,
    escape_quotes,
    extract_urls,
    format_file_size,
    get_iso_time,
    get_lang_flag,
    is_url,
    relocate_entities,
    remove_emoji,
    remove_html,
    smart_split,
)

_LAZY = {
    "chat": (
        "asset_channel",
        "asset_forum_topic",
        "dnd",
        "fw_protect",
        "get_topic_id",
        "invite_inline_bot",
        "set_avatar",
        "wait_for_content_channel",
    ),
    "entity": (
        "get_chat_id",
        "get_entity_id",
        "get_entity_url",
        "get_link",
        "get_message_link",
        "get_target",
        "get_topic",
        "get_user",
        "FormattingEntity",
    ),
    "media": ("_copy_tl", "censor", "has_media", "mime_type"),
    "platform": (
        "formatted_uptime",
        "get_base_dir",
        "get_cpu_usage",
        "get_dir",
        "get_disk_usage",
        "get_ip_address",
        "get_named_platform",
        "get_named_platform_emoji",
        "get_platform_emoji",
        "get_platform_name",
        "get_ram_usage",
        "uptime",
        "IS_DOCKER",
        "IS_LAVHOST",
        "IS_WSL",
        "IS_WINDOWS",
        "IS_MACOS",
        "IS_USERLAND",
        "IS_JAMHOST",
        "IS_HIKKAHOST",
    ),
    "git": (
        "get_commit_count",
        "get_commit_url",
        "get_git_hash",
        "get_git_info",
        "get_git_status",
        "get_last_commit_message",
        "get_version_raw",
        "is_up_to_date",
        "_is_no_git",
    ),
    "network": ("get_hostname", "get_network_interfaces", "is_port_open", "resolve_domain"),
    "placeholders": (
        "config_placeholders",
        "custom_placeholders",
        "debug_placeholders",
        "get_placeholder",
        "get_placeholders",
        "help_placeholders",
        "register_placeholder",
        "unregister_placeholders",
    ),
}
_FILE_OF = {name: file for file, names in _LAZY.items() for name in names}
# Quirk: modules use what the hosts' `utils` happened to import, such as `utils.asyncio` (test_utils: standard_modules_are_reachable).
_STANDARD = frozenset(
    (
        "asyncio",
        "contextlib",
        "functools",
        "inspect",
        "io",
        "json",
        "logging",
        "os",
        "random",
        "re",
        "shlex",
        "signal",
        "string",
        "time",
        "typing",
    )
)
# What `from ..utils import *` brings, as if nothing were lazy.
_here = [name for name, value in globals().items() if name[:1] != "_" and type(value) is not type(importlib)]
__all__ = [*_here, *(name for name in _FILE_OF if name[:1] != "_"), *_STANDARD]


def __getattr__(name: str):
    if name in _FILE_OF:
        value = getattr(importlib.import_module(f"{__name__}.{_FILE_OF[name]}"), name)
        globals()[name] = value
        return value
    if name in _STANDARD:
        return importlib.import_module(name)
    if name == "telethon":
        return importlib.import_module("telethon")
    if name == "parser":
        from telethon.utils import sanitize_parse_mode

        return sanitize_parse_mode("html")
    if name == "version":
        from .git import get_version_raw

        return get_version_raw
    raise AttributeError(f"module `{__name__}` has no `{name}`")


def __dir__():
    return sorted({*globals(), *_FILE_OF})
