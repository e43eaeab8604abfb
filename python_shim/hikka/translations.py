"""Strings of modules in the owner's languages, and the language packs they come from."""

import logging
import typing
from pathlib import Path

from . import _langpack

logger = logging.getLogger(__name__)

SUPPORTED_LANGUAGES = {
    "en": "🇬🇧 English",
    "ru": "🇷🇺 Русский",
    "fr": "🇫🇷 Français",
    "it": "🇮🇹 Italiano",
    "de": "🇩🇪 Deutsch",
    "tr": "🇹🇷 Türkçe",
    "uz": "🇺🇿 O'zbekcha",
    "es": "🇪🇸 Español",
    "kk": "🇰🇿 Қазақша",
    "tt": "🥟 Татарча",
    "ua": "🇺🇦 Українська",
    "jp": "🇯🇵 日本語",
}
MEME_LANGUAGES = {"leet": "1337", "uwu": "UwU", "tiktok": "TikTok", "neofit": "Neofit"}
_BELOW = {"leet": "en", "uwu": "en", "neofit": "en", "tiktok": "ru"}
"""The language that a joke is made of: its texts stand in where there is no joke."""
MODULE_PREFIX = "hikka.modules."
UNKNOWN = "Unknown strings"
PACKS_OWNER = "oxikka.packs"
"""Where packs from addresses are kept, so that a restart downloads none."""


def fmt(text: str, kwargs: dict) -> str:
    """A text with its `{names}` filled in; names that are not given stay."""
    for key, value in kwargs.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def packs_directory() -> Path:
    """Where our own packs are."""
    from .modules import directory

    return directory() / "langpacks"


def flatten(pack: dict, prefix: str = MODULE_PREFIX) -> typing.Dict[str, str]:
    """`{"hikka.modules.<file>.<key>": text}` of a pack; sections with `$` are absolute, keys `name` are left out."""
    flat = {}
    for section, texts in pack.items():
        if not isinstance(texts, dict):
            continue
        start = f"{section[1:]}." if section.startswith("$") else f"{prefix}{section}."
        flat.update({f"{start}{key}": text for key, text in texts.items() if key != "name"})
    return flat


def is_multilingual(pack: dict) -> bool:
    """Whether the sections of a pack are languages."""
    return bool(pack) and all(
        isinstance(key, str) and len(key) == 2 and isinstance(texts, dict) for key, texts in pack.items()
    )


def flat(text: str, languages: typing.List[str]) -> typing.Dict[str, str]:
    """The texts of a pack by full key: YAML of one or of many languages, JSON of full keys, or the oldest host's JSON."""
    if not text.lstrip().startswith("{"):
        pack = _langpack.parse(text)
        if is_multilingual(pack):
            pack = next((pack[language] for language in [*languages, "en"] if language in pack), {})
        return flatten(pack)
    import json

    pack = json.loads(text)
    data = pack.get("data") if isinstance(pack.get("data"), dict) else None
    if data is None:
        return {_full(key): value for key, value in pack.items() if isinstance(value, str)}
    return {MODULE_PREFIX + (key.partition("modules.")[2] or key): value for key, value in data.items()}


def _full(key: str) -> str:
    """A full key as another host spells it, as it is spelt here."""
    host, found, rest = key.partition(".modules.")
    return MODULE_PREFIX + rest if found and "." not in host else key


class BaseTranslator:
    """A table of texts by full key."""

    _data: typing.Dict[str, str] = {}

    def getkey(self, key: str) -> typing.Any:
        """The text of a full key in the owner's language, or `False`."""
        return self._data.get(key, False)

    def gettext(self, text: str) -> typing.Any:
        """The text of a full key, or the key itself."""
        return self.getkey(text) or text

    async def load_module_translations(self, pack_url: str, fresh: bool = True) -> typing.Union[bool, dict]:
        """The strings of a pack at an address for one module, in the owner's languages; `False` when it cannot be had.

        Without `fresh`, what was kept of the last time is enough.
        """
        try:
            pack = _langpack.parse(await self._text(pack_url, fresh))
        except Exception as error:
            logger.warning("the strings at %s could not be read: %s", pack_url, error)
            return False
        return self._in_languages(pack) if is_multilingual(pack) else pack

    async def _text(self, url: str, fresh: bool) -> str:
        from ._library import fetch_source

        return await fetch_source(url)

    def _in_languages(self, pack: dict) -> dict:
        merged = dict(pack.get("en", {}))
        for language in reversed(self.languages):
            merged.update(pack.get(language, {}))
        return merged

    @property
    def languages(self) -> typing.List[str]:
        """The owner's languages, the preferred one first."""
        return ["en"]


class Translator(BaseTranslator):
    """The texts of the languages that the owner chose (`oxikka.translations`.`lang`: codes with spaces)."""

    def __init__(self, client, db, default_language: str = "en"):
        self._client, self.db = client, db
        self._default = default_language
        self._data: typing.Dict[str, str] = {}
        self.raw_data: typing.Dict[str, dict] = {}

    @property
    def languages(self) -> typing.List[str]:
        words = (language for word in self._chosen() for language in (word, _BELOW.get(word)))
        return [word for word in dict.fromkeys(words) if word and (len(word) == 2 or word in MEME_LANGUAGES)]

    def _chosen(self) -> typing.List[str]:
        return str(self.db.get("oxikka.translations", "lang", None) or self._default).split(" ")

    async def init(self) -> bool:
        """Reads the packs of the chosen languages; English lies below them. Gives whether all could be read."""
        self._data, complete = {}, True
        chosen = (language for word in self._chosen() for language in (_BELOW.get(word), word) if language)
        for word in dict.fromkeys(["en", *chosen]):
            try:
                pack = await self._pack(word)
            except Exception as error:
                logger.warning("language pack `%s` could not be read: %s", word, error)
                complete = False
                continue
            self.raw_data[word] = pack
            self._data.update(pack)
        return complete

    async def _text(self, url: str, fresh: bool) -> str:
        from ._library import fetch_source

        kept = None if fresh else self.db.get(PACKS_OWNER, url)
        if kept is None:
            kept = await fetch_source(url)
            self.db.set(PACKS_OWNER, url, kept)
        return kept

    async def choose(self, words: typing.List[str]) -> typing.Optional[str]:
        """Makes these the owner's languages and packs. Gives the word that cannot be read, if there is one; nothing changes then."""
        for word in words:
            if word.startswith(("http://", "https://")):
                try:
                    flat(await self._text(word, fresh=True), self.languages)
                except Exception as error:
                    logger.warning("language pack `%s` could not be read: %s", word, error)
                    return word
        self.db.set("oxikka.translations", "lang", " ".join(words))
        await self.init()
        return None

    async def _pack(self, word: str) -> dict:
        if word.startswith(("http://", "https://")):
            return flat(await self._text(word, fresh=False), self.languages)
        path = packs_directory() / f"{word}.yml"
        return flatten(_langpack.parse(path.read_text(encoding="utf-8"))) if path.is_file() else {}


class ExternalTranslator(BaseTranslator):
    """Texts outside of any account, such as those of validators."""

    def __init__(self):
        self.data: typing.Dict[str, dict] = {}

    def get(self, key: str, lang: str) -> str:
        """The text of a key in a language, in English when there is none, else the key."""
        return self.data.get(lang, {}).get(key) or self.data.get("en", {}).get(key) or key

    def getdict(self, key: str, **kwargs) -> dict:
        """`{language: text}` of a key."""
        return {language: fmt(self.get(key, language), kwargs) for language in SUPPORTED_LANGUAGES}


class Strings:
    """The strings of a module: its pack, the languages' packs, `strings_xx`, `strings`, in this order."""

    def __init__(self, mod, translator):
        self._mod = mod
        self._translator = translator
        base = mod.strings
        self._base_strings = base._base_strings if isinstance(base, Strings) else base if isinstance(base, dict) else {}
        self.external_strings: typing.Dict[str, str] = {}

    def get(self, key: str, lang: typing.Optional[str] = None) -> str:
        """The text of a key, in a given language if there is one, or the owner's."""
        if lang:
            texts = getattr(self._mod, f"strings_{lang}", None)
            packed = getattr(self._translator, "raw_data", {}).get(lang, {})
            found = packed.get(f"{type(self._mod).__module__}.{key}") or (texts.get(key) if isinstance(texts, dict) else None)
            found = found or (self._base_strings.get(key) if lang == "en" else None)
            if found:
                return found
        # A text that is empty stands for none.
        return self.external_strings.get(key) or self._translated(key) or self._base_strings.get(key, UNKNOWN)

    def _translated(self, key: str) -> typing.Optional[str]:
        translator = self._translator
        if translator is None:
            return None
        packed = translator.getkey(f"{type(self._mod).__module__}.{key}")
        if packed:
            return packed
        each = (getattr(self._mod, f"strings_{language}", None) for language in translator.languages)
        return next((texts[key] for texts in each if isinstance(texts, dict) and key in texts), None)

    def __getitem__(self, key: str) -> str:
        return self.get(key)

    def __call__(self, key: str, _: typing.Optional[typing.Any] = None) -> str:
        return self.get(key)

    def __iter__(self):
        return iter(self._base_strings)

    def __len__(self) -> int:
        return len(self._base_strings)

    def keys(self):
        """The keys of the base strings."""
        return self._base_strings.keys()

    def items(self) -> list:
        """All keys with their texts in the owner's language."""
        return [(key, self.get(key)) for key in self]

    def values(self) -> list:
        """All texts in the owner's language."""
        return [self.get(key) for key in self]

    def update(self, *args, **kwargs) -> None:
        """Changes base strings."""
        self._base_strings.update(*args, **kwargs)

    def __contains__(self, key) -> bool:
        return key in self._base_strings

    def __setitem__(self, key: str, value: str) -> None:
        self._base_strings[key] = value

    def pack_keys(self) -> set:
        """The keys that the languages' packs and the module's own pack have for this module."""
        start = type(self._mod).__module__ + "."
        data = getattr(self._translator, "_data", {})
        return {key[len(start) :] for key in data if key.startswith(start)} | set(self.external_strings)


translator = ExternalTranslator()


def __getattr__(name: str):
    if name == "PACKS":
        return packs_directory()
    raise AttributeError(f"module `{__name__}` has no `{name}`")
