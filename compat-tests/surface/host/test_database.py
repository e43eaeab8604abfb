"""The database's face: names of owners, live values, writes, pointers."""

import copy
import json
import typing

import pytest
from _ox.link import link
from hikka.database import Database, NoAssetsChannel, PointerDict, PointerList


@pytest.fixture
def db(core):
    core.stored.update({"oxikka.main": {"command_prefix": "!"}, "Notes": {"list": [1], "dict": {"a": 1}, "text": "x"}})
    return Database()


@pytest.mark.parametrize(
    "owner", ["hikka.main", "heroku.main", "friendly-telegram.main", "friendly_telegram.main", "oxikka.main", "hikka"]
)
def test_old_owner_names_mean_ours(db, owner):
    assert db.get(owner, "command_prefix") == "!"


def test_writes_go_under_our_names(core, db):
    db.set("friendly-telegram.modules.notes", "a", 1)
    assert core.writes == [("oxikka.modules.notes", "a", "1")]
    assert db.get("hikka.modules.notes", "a") == 1


def test_what_was_removed_is_gone_before_the_core_has_heard_of_it(core, db, monkeypatch):
    stored = copy.deepcopy(core.stored)
    monkeypatch.setattr(link, "ask", lambda question: list(stored) if question["ask"] == "owners" else dict(stored[question["owner"]]))
    assert db.pop("Notes")["text"] == "x"
    assert "Notes" not in db and db.get("Notes", "text") is None and list(db) == ["hikka.main"]
    db.set("Notes", "new", 1)
    assert db["Notes"] == {"new": 1}


def test_owners_are_listed_as_modules_spell_them(db):
    assert set(db) == set(db.keys()) == {"hikka.main", "Notes"} and len(db) == 2
    assert json.loads(json.dumps(db)) == dict(db) == {**db} == copy.deepcopy(db)


def test_set_is_true_and_can_be_awaited(core, db, run):
    result = db.set("X", "y", [1])
    assert result and result == True and run(result) is True  # noqa: E712
    assert ("flush", {}) in core.controls


def test_what_is_not_json_is_refused(db):
    with pytest.raises(RuntimeError):
        db.set("X", "y", object())
    assert db.get("X", "y") is None


def test_values_are_live_and_found_at_the_owners_next_write(core, db):
    db.get("Notes", "list").append(2)
    assert db.get("Notes", "list") == [1, 2] and core.writes == []
    db.set("Notes", "other", 1)
    assert ("Notes", "list", "[1, 2]") in core.writes


def test_values_changed_in_place_are_written_by_save(core, db):
    db.get("Notes", "dict")["b"] = 2
    db["Notes"]["new"] = 5
    del db["Notes"]["text"]
    db.save()
    assert core.stored["Notes"] == {"list": [1], "dict": {"a": 1, "b": 2}, "new": 5}


def test_unchanged_values_are_not_written(core, db):
    db.get("Notes", "list")
    dict(db["Notes"])
    db.save()
    assert [write for write in core.writes if write[1] in ("list", "dict")] == []


def test_owner_dicts_can_be_replaced_and_removed(core, db):
    db["Notes"] = {"only": 1}
    assert core.stored["Notes"] == {"only": 1}
    del db["Notes"]
    assert "Notes" not in db and core.stored["Notes"] == {}
    db.setdefault("Fresh", {})["k"] = 1
    db.save()
    assert core.stored["Fresh"] == {"k": 1}


def test_nothing_kept_means_no_group_of_assets(db, run, modules, monkeypatch):
    async def nothing():
        for dialog in ():
            yield dialog

    monkeypatch.setattr(modules.client, "iter_dialogs", nothing)
    with pytest.raises(NoAssetsChannel, match="asset"):
        run(modules.db.fetch_asset(1))


def test_pointer_writes_itself_back(core, db):
    box = db.pointer("Notes", "list", [])
    assert isinstance(box, PointerList) and isinstance(box, list)
    box.append(2)
    box += [3]
    box[0] = 9
    box.sort(reverse=True)
    assert core.stored["Notes"]["list"] == [9, 3, 2] == box.tolist()


def test_dict_pointer_writes_itself_back(core, db):
    table = db.pointer("Notes", "dict", {})
    table["b"] = 2
    table.update(c=3)
    table |= {"d": 4}
    assert table.pop("a") == 1 and isinstance(table, PointerDict)
    assert core.stored["Notes"]["dict"] == {"b": 2, "c": 3, "d": 4} == table.todict()


@pytest.mark.parametrize(
    "change, expected",
    [
        (lambda box: box.append(2), [1, 2]),
        (lambda box: box.extend([2, 3]), [1, 2, 3]),
        (lambda box: box.insert(0, 0), [0, 1]),
        (lambda box: box.remove(1), []),
        (lambda box: box.pop(), []),
        (lambda box: box.clear(), []),
        (lambda box: box.__setitem__(0, 7), [7]),
        (lambda box: box.__delitem__(0), []),
        (lambda box: box.__iadd__([2]), [1, 2]),
        (lambda box: box.__imul__(2), [1, 1]),
        (lambda box: setattr(box, "data", [5]), [5]),
    ],
)
def test_every_change_of_a_list_is_written(core, db, change, expected):
    change(db.pointer("Notes", "list", []))
    assert core.stored["Notes"]["list"] == expected == db.get("Notes", "list")


@pytest.mark.parametrize(
    "change, expected",
    [
        (lambda table: table.__setitem__("b", 2), {"a": 1, "b": 2}),
        (lambda table: table.__delitem__("a"), {}),
        (lambda table: table.update({"b": 2}), {"a": 1, "b": 2}),
        (lambda table: table.setdefault("b", 2), {"a": 1, "b": 2}),
        (lambda table: table.pop("a"), {}),
        (lambda table: table.popitem(), {}),
        (lambda table: table.clear(), {}),
        (lambda table: setattr(table, "data", {"c": 3}), {"c": 3}),
    ],
)
def test_every_change_of_a_dict_is_written(core, db, change, expected):
    change(db.pointer("Notes", "dict", {}))
    assert core.stored["Notes"]["dict"] == expected == db.get("Notes", "dict")


def test_pointer_without_a_value_keeps_its_default_to_itself(core, db):
    default = [1]
    box = db.pointer("Fresh", "list", default)
    box.append(2)
    assert default == [1] and core.stored["Fresh"]["list"] == [1, 2]


def test_two_pointers_do_not_see_each_other(db):
    one, two = db.pointer("Notes", "list"), db.pointer("Notes", "list")
    one.append(5)
    assert two == [1]


def test_pointer_of_a_plain_value_is_the_value(db):
    assert db.pointer("Notes", "text", "") == "x"


class Point(typing.NamedTuple):
    x: int
    y: int


def test_middleware_keeps_named_tuples(core, db):
    points = db.pointer("Notes", "points", [], item_type=Point)
    points.append(Point(1, 2))
    assert points[0] == Point(1, 2) and list(points) == [Point(1, 2)]
    assert core.stored["Notes"]["points"] == [{"x": 1, "y": 2}]


def test_middleware_dict_yields_pairs(db):
    table = db.pointer("Notes", "named", {}, item_type=Point)
    table["a"] = Point(1, 2)
    assert list(table) == [("a", Point(1, 2))]


def test_keys_that_are_no_texts_are_kept_as_json_has_them(core, db):
    db.set("X", 5, [1])
    db.set(7, None, True)
    assert db.get("X", 5) == [1] and db.get("X", "5") is None
    assert core.writes == [("X", "5", "[1]"), ("7", "null", "true")]
    with pytest.raises(RuntimeError):
        db.set("X", (1, 2), 3)


def test_copies_of_pointers_are_plain(core, db):
    things, table = db.pointer("Notes", "list"), db.pointer("Notes", "dict")
    for copied in (copy.copy(things), copy.deepcopy(things)):
        copied.append(2)
        assert type(copied) is list and things == [1]
    assert type(copy.deepcopy(table)) is dict and core.writes == []
    assert repr(things) == "PointerList([1])" and str(table) == "PointerDict({'a': 1})"
    table.data = {"b": 2}
    things.data = [3]
    assert core.writes == [("Notes", "dict", '{"b": 2}'), ("Notes", "list", "[3]")]


def test_a_dict_from_elsewhere_loses_what_a_database_cannot_hold(db):
    from_elsewhere = {"A": {"a": 1}, "B": 2}
    assert db.process_db_autofix(from_elsewhere) is True and from_elsewhere == {"A": {"a": 1}}
    assert db.process_db_autofix({"A": {"a": object()}}) is False


def test_a_key_that_is_none_is_a_key(db):
    db.set("A", "a", 1)
    assert db.get("A", None, 5) == 5 and db.get("A") == {"a": 1}
