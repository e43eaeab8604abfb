"""Strings: which text is taken, language packs, docstrings."""

import pytest
from hikka import _langpack

SOURCE = '''
from .. import loader
@loader.tds
class TextMod(loader.Module):
    """Class of texts"""
    strings = {"name": "Text", "a": "a-en", "b": "b-en", "_cls_doc": "Texts"}
    strings_ru = {"name": "Текст", "a": "a-ru", "_cls_doc": "Тексты"}
    @loader.command(ru_doc="Идёт", de_doc="Geht")
    async def go(self, message):
        """Goes"""
    async def oldcmd(self, message):
        """Old"""
'''


def test_texts_follow_the_owners_languages(load, modules, run):
    mod = load(SOURCE)
    assert (mod.strings("a"), mod.strings["a"], mod.strings("a", object()), mod.strings("nothing")) == (
        "a-en",
        "a-en",
        "a-en",
        "Unknown strings",
    )
    modules.db.set("hikka.translations", "lang", "ru")
    assert (mod.strings("a"), mod.strings("b"), mod.strings.get("a", "de"), mod.strings.get("a", "en")) == (
        "a-ru",
        "b-en",
        "a-ru",
        "a-en",
    )
    modules.send_config_one(mod)
    assert mod.name == "Text" and modules.lookup("text") is mod
    mod.strings.external_strings = {"a": "packed"}
    assert mod.strings("a") == "packed" and set(mod.strings) >= {"a", "b", "name"}


def test_docstrings_follow_the_owners_language(load, modules, run):
    mod = load(SOURCE)
    assert (mod.__doc__, mod.go.__doc__, mod.oldcmd.__doc__) == ("Class of texts", "Goes", "Old")
    modules.db.set("hikka.translations", "lang", "ru")
    run(modules.reload_translations())
    assert (mod.__doc__, mod.go.__doc__, mod.oldcmd.__doc__) == ("Тексты", "Идёт", "Old")
    modules.db.set("hikka.translations", "lang", "en")
    run(modules.reload_translations())
    assert (mod.__doc__, mod.go.__doc__) == ("Class of texts", "Goes")


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            "one:\n  a: plain text # note\n  b: \"q\\n\\u00e9\"\n  c: 'it''s'\n",
            {"one": {"a": "plain text", "b": "q\né", "c": "it's"}},
        ),
        (
            "one:\n  a: |\n    first\n      second\n\n    third\n  b: >-\n    folded\n    line\n",
            {"one": {"a": "first\n  second\n\nthird\n", "b": "folded line"}},
        ),
        ('# only\n---\nkey: value\n"quoted key": x\n', {"key": "value", "quoted key": "x"}),
        (
            'one:\n  long: "first\n    second"\n  empty:\n  next: x\n',
            {"one": {"long": "first second", "empty": "", "next": "x"}},
        ),
        ("$inline:\n    deep: 🪐 <b>x</b>: y\n", {"$inline": {"deep": "🪐 <b>x</b>: y"}}),
    ],
)
def test_language_pack_is_read(text, expected):
    assert _langpack.parse(text) == expected


@pytest.mark.parametrize("text", ["- a\n- b", 'one:\n  a: "open\n', "one: {a: b}\n  - x"])
def test_what_is_no_language_pack_is_refused(text):
    with pytest.raises(_langpack.PackError):
        _langpack.parse(text)


def test_empty_texts_of_packs_stand_for_none(modules):
    from hikka import loader, translations

    class M(loader.Module):
        strings = {"name": "M", "a": "in english"}
        strings_ru = {"a": "по-русски"}

    modules.db.set("hikka.translations", "lang", "ru")
    texts = translations.Strings(M(), modules.translator)
    texts.external_strings = {"a": "", "x": "of a pack"}
    assert (texts["a"], texts.get("a", "en"), texts.get("x", "en")) == ("по-русски", "in english", "of a pack")
