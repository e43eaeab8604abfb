"""Every public name that the four hosts had can be imported here, except those listed with their reason."""

import importlib
import json
from pathlib import Path

import pytest

NAMES = json.loads((Path(__file__).parent / "names.json").read_text())
# Starting, logging in and updating are the core's; sandboxes are replaced by walls; gettext and git are not there.
ABSENT = {
    "_internal": {"check_commit_ancestor", "get_branch_name", "print_banner", "reset_to_master", "restore_worktree"},
    "_reference_finder": {"logger", "proxy0"},
    "heroku": {"get_repo", "publish"},
    "inline": {"answer", "custom_next_handler", "delete", "edit", "logger", "photo", "unload"},
    "inline.bot_pm": {"logger"},
    "inline.core": {"logger"},
    "inline.form": {"Placeholder", "VERIFICATION_EMOJIES", "logger"},
    "inline.gallery": {"logger"},
    "inline.list": {"logger"},
    "inline.query_gallery": {"logger"},
    "inline.utils": {
        "BOT_BASE_PATTERN",
        "BOT_COMMANDS_PATTERN",
        "BOT_ID_PATTERN",
        "HASH_PATTERN",
        "VALID_BUTTON_STYLES",
        "headers",
    },
    "loader": {"native_import", "patched_import", "set_session_access_hashes", "Modules.register_dragon"},
    "log": {
        "INTERNET_ERRORS",
        "check_branch",
        "old",
        "rotating_handler",
        "TelegramLogsHandler.queue_poller",
        "TelegramLogsHandler.sender",
    },
    "main": {
        "LATIN_MOCK",
        "amain",
        "amain_wrapper",
        "gen_port",
        "generate_app_name",
        "generate_random_system_version",
        "get_api_token",
        "get_phones",
        "get_proxy",
        "main",
        "parse_arguments",
        "raise_auth",
        "run_config",
        "save_db_type",
        "set_commands",
        "sigterm",
        *(
            f"{host}.{name}"
            for host in ("Hikka", "Heroku")
            for name in ("amain", "amain_wrapper", "main", "save_client_session", "wait_for_web_auth")
        ),
    },
    "translations": {"yaml"},
    "types": {
        "SafeAllModulesProxy",
        "SafeClientProxy",
        "SafeDatabaseProxy",
        "SafeInlineProxy",
        "logger",
        *(
            f"DragonModule.{name}"
            for name in ("client_ready", "config_complete", "hikka_commands", "on_dlmod", "on_unload")
        ),
    },
    "utils": {"TAG_RE", "logger"},
    "validators": {"ALLOWED_EMOJIS"},
    "version": {"NO_GIT", "git"},
}
ABSENT_FILES = {"database.frontend", "translations.core", "translations.dynamic"}


@pytest.mark.parametrize("name", sorted(set(NAMES) - ABSENT_FILES))
def test_public_names_are_there(name):
    module = importlib.import_module(f"hikka.{name}")
    wanted = set(NAMES[name]["names"])
    missing = {one for one in wanted if not hasattr(module, one)}
    for cls, members in NAMES[name]["classes"].items():
        holder = getattr(module, cls, None)
        missing |= {f"{cls}.{member}" for member in members if holder is not None and not hasattr(holder, member)}
    assert missing == ABSENT.get(name, set())


@pytest.mark.parametrize("alias", ["heroku", "friendly_telegram"])
def test_other_hosts_names_are_the_same_package(alias):
    import hikka.loader

    assert importlib.import_module(f"{alias}.loader") is hikka.loader
