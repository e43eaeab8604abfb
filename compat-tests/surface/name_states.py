"""The decisions behind names.py: what is refused and why, what comes later, and where a name is found under another one. Patterns are shell-like."""

TITLES = {
    "client": [
        "# The client library's names",
        "",
        "Written by `oxikka python compat-tests/surface/names.py --write`, checked with every test run: what is *done* is there and takes these",
        "parameters; what is not raises an error that names it. The classes of the schema (`tl.types`, `tl.functions`) are all there.",
    ],
    "host": [
        "# The hosts' names",
        "",
        "Written by `oxikka python compat-tests/surface/names.py --write`, checked with every test run. `heroku` and `friendly_telegram` are other",
        "spellings of `hikka`; the files of a package may be joined in one, under the names that modules import.",
    ],
}

_PROTOCOL = "keys and connections are the core's"
_STARTING = "starting, logging in and updating are the core's"
_STDLIB = "the standard library's own name"
_INLINE = "comes with the inline bot"
_LOGGING = "records are the core's to keep and to send"
_OTHER_FAMILIES = "modules of other families are not run"

REFUSED = {
    # the client library
    "telethon.network.mtprotosender.MTProtoSender.auth_key": _PROTOCOL,
    "telethon.network.mtprotosender.MTProtoSender.connect": _PROTOCOL,
    "telethon.network.mtprotosender.MTProtoSender.disconnect": _PROTOCOL,
    "telethon.network.mtprotostate.*": _PROTOCOL,
    "telethon.crypto.rsa.[!g_]*": _PROTOCOL,
    "telethon._updates.messagebox.*": "the core closes gaps between updates",
    "telethon.extensions.html.ABC": _STDLIB,
    "telethon.extensions.html.abstractmethod": _STDLIB,
    "telethon.extensions.html.ENTITY_TO_FORMATTER": "html is written by the core's own code",
    # the hosts
    "hikka.__main__.*": _STARTING,
    "hikka._internal.[!fgr]*": _STARTING,
    "hikka._internal.get_branch_name": _STARTING,
    "hikka._internal.reset_to_master": _STARTING,
    "hikka._internal.restore_worktree": _STARTING,
    "hikka._local_storage.*": "modules are kept by content in the core's store",
    "hikka._reference_finder.proxy0": "wrappers are replaced by walls",
    "hikka.configurator.*": _STARTING,
    "hikka.secure.*": "replaced by walls: keys are in another process",
    "hikka.web.*": "the browser's side is the core's",
    "hikka.heroku.*": "no hoster's interface is spoken",
    "hikka.database.backend.*": "the store is the core's",
    "hikka.database.frontend.*": "the store is the core's",
    "hikka.database.local_backend.*": "the store is the core's",
    "hikka.compat.dragon.*": _OTHER_FAMILIES,
    "hikka.compat.pyroproxy.*": _OTHER_FAMILIES,
    "hikka.compat.dbhelper.*": _OTHER_FAMILIES,
    "hikka.compat.raphielgang.*": _OTHER_FAMILIES,
    "hikka.compat.uniborg.*": _OTHER_FAMILIES,
    "hikka.compat.util.*": _OTHER_FAMILIES,
    "hikka.compat.BotCompat*": _OTHER_FAMILIES,
    "hikka.compat.MODULES": _OTHER_FAMILIES,
    "hikka.compat.activate": _OTHER_FAMILIES,
    "hikka.types.DragonModule.*": _OTHER_FAMILIES,
    "hikka.loader.Modules.register_dragon": _OTHER_FAMILIES,
    "hikka.loader.native_import": "importing is not patched",
    "hikka.loader.patched_import": "importing is not patched",
    "hikka.loader.set_session_access_hashes": "the core keeps access hashes",
    "hikka.types.Safe*Proxy": "wrappers are replaced by walls",
    "hikka.translations.core.*": "strings are found by `hikka.translations`",
    "hikka.translations.dynamic.*": "strings are found by `hikka.translations`",
    "hikka.translations.yaml": "another package's name",
    "hikka.dispatcher.CommandDispatcher.no_nickname": "who needs no nickname is the core's to know",
    "hikka.inline.types.*.model_config": "pydantic is not needed",
    "hikka.log.INTERNET_ERRORS": _LOGGING,
    "hikka.log.MemoryHandler.target": _LOGGING,
    "hikka.log.TelegramLogsHandler.queue_poller": _LOGGING,
    "hikka.log.TelegramLogsHandler.sender": _LOGGING,
    "hikka.log.check_branch": _LOGGING,
    "hikka.log.old": _LOGGING,
    "hikka.log.rotating_handler": _LOGGING,
    **{
        f"hikka.main.{name}": _STARTING
        for name in (
            "LATIN_MOCK",
            "amain*",
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
            "save_config_key",
            "save_db_type",
            "set_commands",
            "sigterm",
            "H[ie]*.amain*",
            "H[ie]*.main",
            "H[ie]*.save_client_session",
            "H[ie]*.wait_for_web_auth",
        )
    },
    "hikka.utils.TAG_RE": "an inner pattern",
    "hikka.validators.ALLOWED_EMOJIS": "emoji are told by their shape, not by a list",
    "hikka.version.NO_GIT": "there is no working copy",
    "hikka.version.git": "another package's name",
}

LATER = {
    "hikka.inline.core.InlineManager.register_manager": _INLINE,
    "hikka.inline.form.Form.form": _INLINE,
    "hikka.inline.gallery.Gallery.gallery": _INLINE,
    "hikka.inline.list.List.list": _INLINE,
    "hikka.inline.query_gallery.QueryGallery.query_gallery": _INLINE,
    "hikka.inline.InlineManager.form": _INLINE,
    "hikka.inline.InlineManager.gallery": _INLINE,
    **{f"hikka.inline.{name}": _INLINE for name in ("answer", "custom_next_handler", "delete", "edit", "photo", "unload")},
    "hikka.inline.events.*": _INLINE,
    "hikka.inline.form.Placeholder": _INLINE,
    "hikka.inline.form.VERIFICATION_EMOJIES": _INLINE,
    "hikka.inline.utils.*_PATTERN": _INLINE,
    "hikka.inline.utils.VALID_BUTTON_STYLES": _INLINE,
    "hikka.inline.utils.headers": _INLINE,
    "hikka.inline.token_obtainment.*": _INLINE,
}

# Where classes are joined: the section is looked at in another one.
CHECKED_ON = {"telethon.tl.custom.Message": "telethon.tl.patched.Message"}

# Patterns above leave these out.
DONE = frozenset(["hikka.compat.dragon.DRAGON_EMOJI"])

# Instances of classes whose attributes are not to be seen in their source.
SAMPLES = {"hikka.types.ConfigValue": lambda cls: cls("option")}

# Abstract methods: whoever inherits writes them.
OVERRIDDEN = (
    "telethon.events.common.EventBuilder.build",
    "telethon.sessions.abstract.Session.*",
    "hikka.pointers.BaseSerializingMiddleware*",
)

# Whatever of these is there is done; the rest is the inside of the old hosts' built-in modules.
BUILT_IN = "hikka.modules.*"
