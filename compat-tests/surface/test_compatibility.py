"""Every listed name is what docs/compatibility/ says of it: done names are there and can be called, the others say that they are not."""

import names
import pytest
from name_states import REFUSED, LATER


def listed(word):
    return [(section, name, spellings) for which in names.LISTS for section, name, spellings in names.names(which)
            if names.state(section, name)[0] == word]  # fmt: skip


def test_done_names_are_there_with_their_parameters():
    assert [fault for row in listed("done") if (fault := names.fault(*row))] == []


@pytest.mark.parametrize("word", ["refused", "later"])
def test_other_names_raise_an_error_that_names_them(word, core):
    silent, nameless = [], []
    for section, name, spellings in listed(word):
        text = names.refusal(section, name, spellings)
        if text is None:
            silent.append(f"{section}.{name}")
        elif not names.claims(section, name, text):
            nameless.append((f"{section}.{name}", text))
    assert (silent, nameless) == ([], [])


def test_every_row_of_the_decisions_is_about_a_name():
    full = [f"{section}.{name}" for which in names.LISTS for section, name, _ in names.names(which)]
    assert [row for row in {**REFUSED, **LATER} if not any(names.fnmatchcase(one, row) for one in full)] == []


@pytest.mark.parametrize("which", names.LISTS)
def test_the_page_says_what_the_check_knows(which):
    written = (names.PAGES / f"{which}.md").read_text()
    assert written == names.page(which), "run `oxikka python compat-tests/surface/names.py --write`"


@pytest.mark.parametrize("spelling, lacking", [
    (["size"], []),
    (["length"], []),
    (["size", "more"], ["more"]),
    (["*", "size"], []),
    (["*", "length"], ["length"]),
])  # fmt: skip
def test_a_parameter_is_taken_by_name_or_by_place(spelling, lacking):
    def rand(size):
        return size

    assert names._not_taken(rand, spelling) == lacking


def test_a_function_that_only_raises_is_no_work():
    async def absent(self):
        """Text."""
        raise NotImplementedError("absent")

    assert names._is_stub(absent) and not names._is_stub(listed)


@pytest.mark.parametrize("alias", ["heroku", "friendly_telegram"])
def test_other_hosts_names_are_the_same_package(alias):
    import importlib

    import hikka.loader

    assert importlib.import_module(f"{alias}.loader") is hikka.loader


def test_another_familys_register_can_be_imported_and_refuses_to_be_used():
    from userbot.events import register

    with pytest.raises(NotImplementedError, match="userbot.events.register"):
        register(outgoing=True)


@pytest.mark.parametrize("name", ["userbot", "userbot.events"])
def test_other_names_of_another_family_are_refused_by_name(name):
    import importlib

    place = importlib.import_module(name)
    with pytest.raises(AttributeError, match=f"`{name}.nothing_here`"):
        place.nothing_here
    assert getattr(place, "nothing_here", None) is None
