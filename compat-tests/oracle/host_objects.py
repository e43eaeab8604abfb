"""What the host keeps and marks, over many inputs: options, pointers, decorators, placeholders, rules. `host_utils.py` runs it.

Nothing of the hosts is in here.
"""

import collections
import copy
import random
from types import SimpleNamespace

LITERALS = [
    None, 0, 5, "5", " 5", "x", "", "'q'", "[1, 2]", "(1, 2)", "{'a': 1}", "1,2", "None", "True", "1+1", "-5", "b'x'", "[1", "[ 'a ', ' b']", ["a ", 1],
    (1, 2), {"a": 1}, 5.5, True, "0x1f", "# x", "nan", "__import__('os')", "'a' 'b'", "{}", "set()",
]  # fmt: skip
LIST_OPERATIONS = {
    "append": lambda one: one.append(4), "extend": lambda one: one.extend([4, 5]), "insert": lambda one: one.insert(1, 4), "remove": lambda one: one.remove(2),
    "remove absent": lambda one: one.remove(9), "pop": lambda one: one.pop(), "pop(0)": lambda one: one.pop(0), "clear": lambda one: one.clear(), "[0] =": lambda one: one.__setitem__(0, 8),
    "del [0]": lambda one: one.__delitem__(0), "[:1] =": lambda one: one.__setitem__(slice(0, 1), [4, 4]), "+=": lambda one: one.__iadd__([3]), "*=": lambda one: one.__imul__(2),
    "data =": lambda one: setattr(one, "data", [1]), "data": lambda one: one.data, "tolist": lambda one: one.tolist(), "repr": repr, "==": lambda one: one == [1, 2, 3], "copy": lambda one: one.copy(),
}  # fmt: skip
DICT_OPERATIONS = {
    "[b] =": lambda one: one.__setitem__("b", 2), "del [a]": lambda one: one.__delitem__("a"), "del absent": lambda one: one.__delitem__("z"), "update": lambda one: one.update({"a": 3, "b": 4}),
    "setdefault": lambda one: one.setdefault("a", 5), "setdefault absent": lambda one: one.setdefault("z", 5), "pop": lambda one: one.pop("a"), "pop absent": lambda one: one.pop("z"),
    "pop absent, 7": lambda one: one.pop("z", 7), "popitem": lambda one: one.popitem(), "clear": lambda one: one.clear(), "todict": lambda one: one.todict(), "data": lambda one: one.data,
    "data =": lambda one: setattr(one, "data", {"k": 1}), "repr": repr, "bool": bool, "keys": lambda one: list(one.keys()), "==": lambda one: one == {"a": 1}, "[5] =": lambda one: one.__setitem__(5, 1),
}  # fmt: skip
TUPLE_OPERATIONS = {
    "append": lambda one, new: one.append(new(3, 4)), "[0]": lambda one, new: one[0], "[0] =": lambda one, new: one.__setitem__(0, new(5, 6)), "in": lambda one, new: new(1, 2) in one,
    "index": lambda one, new: one.index(new(1, 2)), "remove": lambda one, new: one.remove(new(1, 2)), "pop": lambda one, new: one.pop(), "insert": lambda one, new: one.insert(0, new(7, 8)),
    "extend": lambda one, new: one.extend([new(1, 1)]), "tolist": lambda one, new: one.tolist(), "iter": lambda one, new: list(one), "len": lambda one, new: len(one), "repr": lambda one, new: repr(one),
}  # fmt: skip
SECURITY = [
    "owner", "group_owner", "group_admin_add_admins", "group_admin_change_info", "group_admin_ban_users", "group_admin_delete_messages", "group_admin_pin_messages",
    "group_admin_invite_users", "group_admin", "group_member", "pm", "unrestricted", "inline_everyone",
]  # fmt: skip


def cases(host):
    """`(label, call)` of everything that is compared."""
    for part in (_option_cases, _legacy_cases, _pointer_cases, _mark_cases, _placeholder_cases, _rule_cases):
        yield from part(host)


def _option_cases(host):
    option, validators = host.loader.ConfigValue, host.validators
    made = {"none": lambda: None, **{name: getattr(validators, name) for name in ("Integer", "String", "Boolean", "Series", "Float", "Hidden", "Link")}}
    for name, make in made.items():
        for value in LITERALS:
            yield f"option {name} default={value!r}", lambda make=make, value=value: option("o", value, "", validator=make()).value
            yield f"option {name} value={value!r}", lambda make=make, value=value: option("o", None, "", value=value, validator=make()).value
            for way in ("value =", "set_no_raise"):
                yield f"option {name} {way} {value!r}", lambda make=make, value=value, way=way: _changed(option("o", None, "", validator=make()), way, value)


def _changed(option, way, value):
    if way == "value =":
        option.value = value
    else:
        option.set_no_raise(value)
    return option.value


def _legacy_cases(host):
    entries = [("a", 1, "doc"), ("a", 1), (), ("a", None, None), ("a", 1, lambda message: f"for {message}"), ("a", 1, lambda: "alone"), ("a", 1, "x", "b", "2", "y")]
    asked = {
        "dict": dict, "[a]": lambda one: one["a"], "[z]": lambda one: one["z"], "get(z, 9)": lambda one: one.get("z", 9), "getdoc": lambda one: one.getdoc("a"), "getdoc(a, 5)": lambda one: one.getdoc("a", 5),
        "getdef": lambda one: one.getdef("a"), "getdef(z)": lambda one: one.getdef("z"), "[a] =": lambda one: (one.__setitem__("a", "7"), one["a"])[1], "[z] =": lambda one: one.__setitem__("z", 1), "in": lambda one: "z" in one,
    }  # fmt: skip
    for at, entry in enumerate(entries):
        for name, ask in asked.items():
            yield f"options {at} {name}", lambda entry=entry, ask=ask: ask(host.loader.ModuleConfig(*entry))


class Kept(dict):
    """A database: `{(owner, key): value}`, whatever package an owner is of."""

    def get(self, owner, key, default=None):
        return dict.get(self, (owner.split(".")[-1], key), default)

    def set(self, owner, key, value):
        self[owner.split(".")[-1], key] = copy.deepcopy(value)

    def pointer(self, owner, key, default=None):
        return self.pointers.PointerList(self, owner, key, default)


def _pointer_cases(host):
    for kind, operations, start in (("PointerList", LIST_OPERATIONS, [1, 2, 3]), ("PointerDict", DICT_OPERATIONS, {"a": 1})):
        for name, operation in operations.items():
            for stored in (True, False):
                yield f"{kind} {'stored' if stored else 'default'} {name}", lambda kind=kind, start=start, operation=operation, stored=stored: _pointed(host, kind, start, stored, [operation])
        for seed in range(25):
            names = random.Random(seed).choices(sorted(operations), k=5)
            yield f"{kind} {', '.join(names)} ({seed})", lambda kind=kind, start=start, operations=operations, names=names: _pointed(host, kind, start, True, [operations[name] for name in names])
    pair = collections.namedtuple("Pair", "x y")
    for name, operation in TUPLE_OPERATIONS.items():
        yield f"NamedTupleMiddlewareList {name}", lambda operation=operation: _of_pairs(host, pair, operation)


def _pointed(host, kind, start, stored, operations):
    """What each operation gives or raises, what the pointer holds and what is kept in the end."""
    database = Kept({("o", "k"): copy.deepcopy(start)} if stored else {})
    pointer = getattr(host.pointers, kind)(database, "o", "k", copy.deepcopy(start))
    given = []
    for operation in operations:
        try:
            given.append(copy.deepcopy(operation(pointer)))
        except (KeyError, IndexError, ValueError) as error:
            given.append(type(error).__name__)
    return [given, pointer.data, database.get("o", "k")]


def _of_pairs(host, pair, operation):
    database = Kept({("o", "k"): [{"x": 1, "y": 2}]})
    given = operation(host.pointers.NamedTupleMiddlewareList(host.pointers.PointerList(database, "o", "k", []), pair), pair)
    return [given, database.get("o", "k")]


def _mark_cases(host):
    arguments = [((), {}), (("only_pm", "out"), {}), ((), {"regex": "^a", "from_id": 5}), ((), {"ru_doc": "x", "alias": "y", "aliases": ["z"]}), ((), {"only_pm": False}), (("in",), {"chat_id": [1]})]
    for name in ("command", "watcher", "inline_handler", "callback_handler", "debug_method", "tag"):
        for args, kwargs in arguments:
            yield f"{name}({args}, {kwargs})", lambda name=name, args=args, kwargs=kwargs: _marks(getattr(host.loader, name)(*args, **kwargs))
    yield "ratelimit", lambda: _marks(host.loader.ratelimit)
    yield "raw_handler", lambda: _raw_handlers(host.loader.raw_handler)
    for first in SECURITY:
        for second in SECURITY:
            yield f"{first}({second})", lambda first=first, second=second: _marks(lambda function: getattr(host.loader, first)(getattr(host.security, second)(function)))


def _marks(decorate):
    async def function(self, message):
        pass

    return [decorate(function) is function, sorted(vars(function).items())]


def _raw_handlers(decorator):
    """The marks of two, and whether they can be told apart."""
    first, second = (decorator(int)(lambda self, update: None) for _ in range(2))
    return [sorted(vars(first)), first.updates == (int,), first.is_raw_handler, first.id != second.id]


def _placeholder_cases(host):
    utils, table = host.utils, _Placeholders()
    for name, description in (("one", "first"), ("two", None), ("sum", "")):
        yield f"register_placeholder({name}, {description!r})", lambda name=name, description=description: utils.register_placeholder(name, getattr(table, name), description)
    for name in ("one", "two", "sum"):
        yield f"get_placeholder({name})", lambda name=name: host.run(utils.get_placeholder(name, {"a": 1}))
    for template in ("{one} and {two}", "{sum}", "", None, "{none}"):
        yield f"get_placeholders({template!r})", lambda template=template: host.run(utils.get_placeholders({"a": 1}, template))
    yield "config_placeholders", lambda: utils.config_placeholders()
    yield "help_placeholders", lambda: utils.help_placeholders("_Placeholders", table)
    yield "unregister_placeholders", lambda: [utils.unregister_placeholders("_Placeholders"), utils.config_placeholders()]


class _Placeholders:
    """A module with placeholders, and with the option that help reads."""

    db = SimpleNamespace(get=lambda owner, key, default=None: {"command_emoji": "*"})

    async def one(self):
        return "1"

    async def two(self, data):
        return sorted(data)

    async def sum(self):
        return 3


def _rule_cases(host):
    masks = (None, 0, 1, 9, 8191, 8192, 16383, 1 << 14, 1 | 1 << 20)
    for mask in masks:
        for bound in (None, 1, 4095, 16383, 0):
            yield f"get_flags({mask}) within {bound}", lambda mask=mask, bound=bound: int(_security(host, bound).get_flags(_masked(mask)))
            if mask is not None:
                yield f"get_flags(int {mask}) within {bound}", lambda mask=mask, bound=bound: int(_security(host, bound).get_flags(mask))
    somebody = host.types.User(id=50, first_name="Fifty")
    for kind in ("user", "chat", "nobody"):
        for rule in ("command/ping", "module/Mod", "inline/q", "other/x"):
            for duration in (0, 60, -5):
                yield f"add_rule({kind}, {rule}, {duration})", lambda kind=kind, rule=rule, duration=duration: _ruled(_security(host, 1), kind, somebody, rule, duration)


def _masked(mask):
    def function(message):
        pass

    if mask is not None:
        function.security = mask
    return function


def _security(host, bound):
    database = Kept({} if bound is None else {("security", "bounding_mask"): bound})
    database.pointers = host.pointers
    return host.security.SecurityManager(SimpleNamespace(tg_id=1, loader=SimpleNamespace(commands={})), database)


def _ruled(manager, kind, target, rule, duration):
    manager.add_rule(kind, target, rule, duration)
    kept = [{key: value if key != "expires" else bool(value) for key, value in one.items()} for one in (*manager.tsec_user, *manager.tsec_chat)]
    return [kept, manager.remove_rule(kind, 50, rule.split("/")[1]), manager.remove_rules(kind, 50), manager.remove_rules("nobody", 50)]
