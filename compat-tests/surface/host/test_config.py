"""Options and validators: what is typed, what the module reads, what is refused, what is kept."""

import pytest
from hikka import loader
from hikka.validators import ValidationError

v = loader.validators


@pytest.mark.parametrize(
    "validator, given, expected",
    [
        (v.Boolean(), "yes", True),
        (v.Boolean(), "off", False),
        (v.Boolean(), 1, True),
        (v.Integer(minimum=1), " 7 ", 7),
        (v.Integer(digits=4), "-123", -123),
        (v.Float(), "1,5", 1.5),
        (v.String(length=2), "👩‍🎓a", "👩‍🎓a"),
        (v.String(), 5, "5"),
        (v.Choice(["1", "2"]), 1, "1"),
        (v.MultiChoice(["a", "b", "c"]), ["c", "a", "c"], ["c", "a"]),
        (v.Series(v.Integer()), "1, 2", [1, 2]),
        (v.Series(), "1, 2,,3", ["1", "2", "3"]),
        (v.Series(fixed_len=2), "a,b", ["a", "b"]),
        (v.Link(), "https://example.org", "https://example.org"),
        (v.RegExp("^a"), "abc", "abc"),
        (v.TelegramID(), "-1001234", 1234),
        (v.TelegramID(), 5, 5),
        (v.Union(v.Integer(), v.String()), "x", "x"),
        (v.NoneType(), "", None),
        (v.NoneType(), None, None),
        (v.Hidden(v.Integer()), "3", 3),
        (v.Emoji(length=2), "😀🇩🇪", "😀🇩🇪"),
        (v.EntityLike(), "https://t.me/durov", "@durov"),
        (v.EntityLike(), "-1005", 5),
    ],
)
def test_value_is_accepted(validator, given, expected):
    assert validator.validate(given) == expected


@pytest.mark.parametrize(
    "validator, given",
    [
        (v.Boolean(), "maybe"),
        (v.Boolean(), []),
        (v.Integer(minimum=1), 0),
        (v.Integer(), "x"),
        (v.Integer(digits=2), 123),
        (v.Float(maximum=1), 2),
        (v.String(max_len=1), "ab"),
        (v.Choice(["a"]), "b"),
        (v.MultiChoice(["a"]), ["a", "z"]),
        (v.Series(min_len=2), "a"),
        (v.Series(v.Integer()), "1,,3"),
        (v.Series(max_len=1), "0,1"),
        (v.RandomLink(), ""),
        (v.String(length=2), "\r\n"),
        (v.Link(), "example"),
        (v.Link(), 5),
        (v.RegExp("^a"), "ba"),
        (v.TelegramID(), "me"),
        (v.TelegramID(), -5),
        (v.Union(v.Integer(), v.Boolean()), "x"),
        (v.NoneType(), "something"),
        (v.Emoji(), "a"),
        (v.Emoji(), "★"),
        (v.Emoji(), "a\ufe0f"),
        (v.EntityLike(), "not a name"),
    ],
)
def test_value_is_refused(validator, given):
    with pytest.raises(ValidationError):
        validator.validate(given)


def test_random_link_shows_one_of_its_links():
    links = v.RandomLink().validate("https://a.org,https://b.org")
    assert str(links) in ("https://a.org", "https://b.org") and len(links) == 2


@pytest.mark.parametrize(
    "given, expected",
    [
        ("123", 123),
        ("(1, ' x ')", [1, "x"]),
        ("{1}", [1]),
        ("text", "text"),
        ("None", None),
        ("1 + x", "1 + x"),
        (("a",), ["a"]),
    ],
)
def test_texts_that_spell_literals_become_literals(given, expected):
    option = loader.ConfigValue("x")
    option.value = given
    assert option.value == expected


@pytest.mark.parametrize(
    "validator, expected",
    [
        (v.String(), ""),
        (v.Integer(), 0),
        (v.Boolean(), False),
        (v.Series(), []),
        (v.Float(), 0.0),
        (v.Choice(["a"]), None),
        (None, None),
    ],
)
def test_nothing_becomes_the_validators_empty_value(validator, expected):
    assert loader.ConfigValue("x", None, validator=validator).value == expected


def test_legacy_triples_and_their_docs():
    config = loader.ModuleConfig(
        "A", 1, "doc of a", "B", "x", lambda message: f"doc for {message}", "C", None, lambda: "no message"
    )
    assert dict(config) == {"A": 1, "B": "x", "C": None}
    assert [config.getdoc("A"), config.getdoc("B", "you"), config.getdoc("C")] == [
        "doc of a",
        "doc for you",
        "no message",
    ]
    assert config["nobody"] is None
    with pytest.raises(KeyError):
        config["nobody"] = 1


def test_on_change_is_called_at_construction_and_at_every_change():
    calls = []
    option = loader.ConfigValue("x", 1, on_change=lambda: calls.append(1))
    option.value = 2
    option.set_no_raise(3)
    assert len(calls) == 2


def test_value_given_at_construction_is_taken_as_it_is_and_announced_to_nobody():
    heard = []
    option = loader.ConfigValue("o", 1, "", value="[1, 2", validator=v.Integer(), on_change=lambda: heard.append(1))
    assert (option.value, heard) == ("[1, 2", [])


def test_bad_stored_value_leaves_the_default_untouched():
    option = loader.ConfigValue("o", None, "", validator=v.Integer())
    option.set_no_raise("x")
    assert option.value is None


def test_invalid_default_is_refused_at_once():
    with pytest.raises(ValidationError):
        loader.ConfigValue("x", "abc", validator=v.Integer())


SOURCE = """
from .. import loader
class ConfMod(loader.Module):
    strings = {"name": "Conf"}
    def __init__(self):
        self.config = loader.ModuleConfig(loader.ConfigValue("n", 5, validator=loader.validators.Integer(minimum=1)), loader.ConfigValue("s", "a"))
"""


@pytest.fixture
def stored(core):
    """What is in the store before anything runs: `load` is asked for behind it."""
    return lambda options: core.stored.update(ConfMod={"__config__": options})


def test_stored_options_are_read_and_changes_are_kept(core, stored, request):
    stored({"n": "9", "gone": 1})
    module = request.getfixturevalue("load")(SOURCE)
    assert module.config["n"] == 9 and dict(module.config) == {"n": 9, "s": "a"}
    assert not [write for write in core.writes if write[0] == "ConfMod"]
    module.config["s"] = "b"
    assert core.stored["ConfMod"]["__config__"] == {"n": "9", "gone": 1, "s": "b"}
    with pytest.raises(ValidationError):
        module.config["n"] = 0
    assert module.config["n"] == 9


def test_stored_value_that_is_bad_leaves_the_default(stored, request):
    stored({"n": "nonsense", "s": "b"})
    assert dict(request.getfixturevalue("load")(SOURCE).config) == {"n": 5, "s": "b"}


def test_option_from_the_environment(monkeypatch, load):
    monkeypatch.setenv("ConfMod.n", "7")
    assert load(SOURCE).config["n"] == 7
