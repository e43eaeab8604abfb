"""Loading: which class, magic comments, packages, clashes, unloading, libraries."""

import sys

import pytest
from hikka import _source, loader
from hikka._errors import NoModule, ScopeError
from hikka._requirements import wanted


def source(body, head=""):
    return f"{head}\nfrom .. import loader, utils\n{body}\n"


ONE = "class {0}Mod(loader.Module):\n    strings = {{'name': '{0}'}}\n    async def {1}cmd(self, message): {2}\n"


def simple(name, command="go", body="pass"):
    return source(ONE.format(name, command, body))


def test_first_class_of_the_file_counts(load):
    two = source(ONE.format("First", "a", "pass") + ONE.format("Second", "b", "pass"))
    assert type(load(two)).__name__ == "FirstMod"


def test_imported_base_is_not_the_module(load):
    assert (
        type(load(source("from ..loader import Module\nclass Own(Module):\n    strings = {'name': 'Own'}"))).__name__
        == "Own"
    )


def test_last_name_with_mod_counts_when_nothing_derives(load):
    module = load(source("class OldMod:\n    strings = {'name': 'Old'}\n    async def oldcmd(self, message): pass"))
    assert list(module.commands) == ["old"] and isinstance(module, loader.Module)


@pytest.mark.parametrize(
    "body",
    [
        "def register(name):\n    return make()",
        "def register(cb):\n    cb(make())",
    ],
)
def test_register_gives_the_module(load, body):
    made = "def make():\n    class Hidden(loader.Module):\n        strings = {'name': 'Hidden'}\n    return Hidden()\n"
    assert load(source(made + body)).name == "Hidden"


def test_file_without_a_module_says_so(load):
    with pytest.raises(NoModule):
        load("x = 1")


@pytest.mark.parametrize("gate", ["hikka_min 1.6.3", "hikka_min 1.7.2", "heroku_min 2.0.0", "geektg_min 3.1.22"])
def test_version_gates_of_every_dialect_are_open(load, gate):
    load(f"# scope: {gate}" + simple("Gated"))


def test_gate_of_the_future_is_closed(load):
    with pytest.raises(ScopeError):
        load("# scope: hikka_min 99.0.0" + simple("Gated"))


def test_a_module_has_a_file_where_its_python_gives_one_to_what_has_a_loader(load):
    module = sys.modules[type(load(simple("Own"))).__module__]
    assert hasattr(module, "__file__") == (sys.version_info < (3, 11))


def test_foreign_source_cookie_is_no_obstacle(load):
    load("# -*- coding: future_fstrings -*-" + simple("Cookie"))


def test_gettext_is_there(load):
    assert load(source("class X(loader.Module):\n    strings = {'name': _('Named')}")).name == "Named"


def test_parts_of_packages_are_imported_when_used(load):
    sys.modules.pop("wsgiref.util", None)
    import wsgiref

    vars(wsgiref).pop("util", None)
    load(source("import wsgiref\nwsgiref.util\n" + ONE.format("Part", "p", "pass")))


def test_inline_names_of_old_hosts_are_there(load):
    load(
        source(
            "from ..inline import GeekInlineQuery, rand\nassert len(rand(5)) == 5\n" + ONE.format("Geek", "g", "pass")
        )
    )


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("PIL", "", ["Pillow"]),
        ("sklearn.svm", "", ["scikit-learn"]),
        ("lib", "# requires: lib>=1 git+https://x.y/z -bad _bad", ["lib>=1", "git+https://x.y/z"]),
        ("telethon.nothing", "", []),
        ("hikka.nothing", "", []),
        ("os", "", []),
        ("x", "# requires: telethon x", ["x"]),
    ],
)
def test_packages_are_named_by_the_header_or_the_error(name, text, expected):
    assert wanted(ModuleNotFoundError(name=name), text) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("# requires: a b>=1", ["a", "b>=1"]),
        ("#requires: a", ["a"]),
        ("x = 1\n    # requires: a git+https://x.y/z.git@main\ny = 2", ["a", "git+https://x.y/z.git@main"]),
        ("# requires: a, b", ["a,", "b"]),
        ("# requires: -r a _b .c d", ["a", "d"]),
        ("# requires:", []),
        ("x = 1  # requires: a", []),
        ("# requires: a\n# requires: b", ["a"]),
    ],
)
def test_line_of_packages_is_read_wherever_it_stands(text, expected):
    assert _source.requirements(text) == expected


def test_missing_package_follows_the_header_s_and_nothing_is_tried_twice():
    text, missing = "# requires: one pillow==9.0", ModuleNotFoundError(name="PIL.Image")
    assert wanted(missing, text) == ["one", "pillow==9.0"]
    assert wanted(missing, text, [("one", "pillow==9.0")]) == ["pillow==9.0"]
    assert wanted(ModuleNotFoundError(name="aiohttp"), text, [("one", "pillow==9.0")]) == ["aiohttp"]
    assert wanted(missing, text, [("one", "pillow==9.0"), ("pillow==9.0",)]) == []


def test_a_name_that_newer_releases_dropped_asks_for_an_older_one():
    text = "# requires: py-tgcalls"
    missing = ImportError("cannot import name 'StreamType' from 'pytgcalls' (/x)", name="pytgcalls")
    assert wanted(missing, text, [("py-tgcalls",)]) == ["py-tgcalls<1"]
    assert wanted(ModuleNotFoundError(name="moviepy.editor"), "", []) == ["moviepy<2"]


def test_a_dead_package_of_the_header_does_not_keep_the_others_away(monkeypatch, load, tmp_path):
    asked = []

    async def install(packages, constraints=()):
        asked.append(packages)
        if "dead_package" in packages:
            return {"ok": False, "installed": [], "log": "ERROR: no such thing\n"}
        (tmp_path / "living_package.py").write_text("")
        return {"ok": True, "installed": packages, "log": ""}

    monkeypatch.setattr("_ox.native.install_packages", install, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    load("# requires: living_package dead_package\n" + simple("Living").replace("\n", "\nimport living_package\n", 1))
    assert asked == [["living_package", "dead_package"], ["living_package"]]


def test_failed_installation_fails_only_the_module(monkeypatch, load, modules):
    async def install(packages, constraints=()):
        return {"ok": False, "installed": [], "log": "resolving\nERROR: no such thing\n"}

    monkeypatch.setattr("_ox.native.install_packages", install, raising=False)
    with pytest.raises(loader.LoadError, match="nonexistent_thing could not be installed: ERROR: no such thing"):
        load(source("import nonexistent_thing\n" + ONE.format("Bad", "b", "pass")))
    assert modules.modules == [] and load(simple("Good")).name == "Good"


def test_module_runs_again_after_its_packages_came(monkeypatch, load, tmp_path):
    async def install(packages, constraints=()):
        (tmp_path / "late_package.py").write_text("value = 5")
        sys.path.append(str(tmp_path))
        return {"ok": True, "installed": packages, "log": ""}

    monkeypatch.setattr("_ox.native.install_packages", install, raising=False)
    module = load(
        source(
            "import late_package\nclass X(loader.Module):\n    strings = {'name': 'X'}\n    value = late_package.value"
        )
    )
    sys.path.remove(str(tmp_path))
    assert module.value == 5


def test_what_ends_a_process_is_an_error(load):
    with pytest.raises(loader.LoadError):
        load(source("import sys\nsys.exit(3)"))


def test_reloading_replaces_and_unloads_the_old_one(load, modules):
    first = load(
        source(
            "class XMod(loader.Module):\n    strings = {'name': 'X'}\n    async def acmd(self, m): pass\n    async def on_unload(self): self.gone = True"
        )
    )
    second = load(simple("X", "b"))
    assert first.gone and modules.modules == [second] and list(modules.commands) == ["b"]


def test_installed_module_is_stored_with_its_origin(load, core):
    load(simple("Kept"), origin="https://example.org/kept.py")
    name, payload = next(control for control in core.controls if control[0] == "module.store")
    assert (payload["class"], payload["origin"]) == (
        "KeptMod",
        "https://example.org/kept.py",
    ) and "class KeptMod" in payload["source"]


def test_unloading_by_either_name_forgets_the_module(load, modules, core, run):
    load(simple("Gone"))
    assert run(modules.unload_module("gone")) == ["GoneMod"]
    assert modules.modules == [] and modules.commands == {} and ("module.forget", {"class": "GoneMod"}) in core.controls


def core_module(modules, run, text):
    from hikka import _lifecycle

    module = run(_lifecycle.register(modules, text, "hikka.modules.builtin", "<core>", "<core hikka.modules.builtin>"))
    _lifecycle.configure(modules, module)
    run(modules.send_ready_one(module))
    return module


def test_built_in_command_is_covered_on_the_owners_word_and_stays_reachable(load, modules, run):
    built_in = core_module(modules, run, simple("Help", "help"))
    mine = load(simple("Mine", "help"))
    assert modules.dispatch("help")[1] == built_in.helpcmd and modules.waiting_names(mine) == ["help"]
    modules.let_cover(mine, True)
    assert modules.dispatch("help")[1] == mine.helpcmd and modules.dispatch("core.help")[1] == built_in.helpcmd
    assert modules.waiting_names(load(simple("Other", "help"))) == ["help"] and modules.dispatch("help")[1] == mine.helpcmd
    run(modules.unload_module("Mine"))
    assert modules.dispatch("help")[1] == built_in.helpcmd
    mine = load(simple("Mine", "help"))
    assert modules.dispatch("help")[1] == built_in.helpcmd


def test_command_that_is_made_later_counts(load, modules):
    mod = load(simple("Mine"))
    mod.latecmd = mod.gocmd
    assert modules.dispatch("late")[1] == mod.gocmd


def test_built_in_modules_cannot_be_unloaded(modules, run):
    core_module(modules, run, simple("Help", "help"))
    with pytest.raises(loader.CoreUnloadError):
        run(modules.unload_module("Help"))


@pytest.mark.parametrize(
    "hook, expected",
    [
        ("async def client_ready(self): self.got = 0", 0),
        ("async def client_ready(self, client, db): self.got = (client is self.client, db is self.db)", (True, True)),
        ("async def client_ready(self, *args): self.got = len(args)", 2),
        ("def client_ready(self): self.got = 1", 1),
    ],
)
def test_client_ready_of_every_shape(load, hook, expected):
    assert load(source(f"class X(loader.Module):\n    strings = {{'name': 'X'}}\n    {hook}")).got == expected


def test_module_that_fails_in_client_ready_leaves_nothing(load, modules):
    with pytest.raises(KeyError):
        load(
            source(
                "class X(loader.Module):\n    strings = {'name': 'X'}\n    async def client_ready(self): raise KeyError('x')\n    async def acmd(self, m): pass"
            )
        )
    assert modules.modules == [] and modules.commands == {}


def test_suspended_module_stays_listed(load, modules):
    with pytest.raises(loader.SelfSuspend):
        load(
            source(
                "class X(loader.Module):\n    strings = {'name': 'X'}\n    async def client_ready(self): raise loader.SelfSuspend('no')\n    async def acmd(self, m): pass"
            )
        )
    assert len(modules.modules) == 1 and modules.commands == {}


LIBRARY = "from .. import loader\nclass ToolLib(loader.Library):\n    version = (1, 0, {0})\n    async def init(self): self._lib_set('n', {0})\n    def twice(self, x): return 2 * x\n"


def test_library_is_loaded_once_and_updated_everywhere(monkeypatch, load, modules, core, run):
    current = [LIBRARY.format(1)]

    async def fetch(url):
        return current[0]

    monkeypatch.setattr("hikka._library.fetch_source", fetch)
    user = "class {0}(loader.Module):\n    strings = {{'name': '{0}'}}\n    async def client_ready(self): self.lib = await self.import_lib('https://x.y/tool.py')"
    one, two = load(source(user.format("One"))), load(source(user.format("Two")))
    assert one.lib is two.lib and one.lib.twice(4) == 8 and modules.lookup("toollib") is one.lib
    current[0] = LIBRARY.format(2)
    three = load(source(user.format("Three")))
    assert (
        one.lib is three.lib
        and one.lib.version == (1, 0, 2)
        and len(modules.libraries) == 1
        and core.stored["ToolLib"] == {"n": 2}
    )


def test_start_loads_built_in_and_stored_modules_and_says_ready(monkeypatch, core, run, tmp_path):
    from _ox import boot, native
    from hikka import main

    (tmp_path / "first.py").write_text(simple("First", "one"))
    (tmp_path / "broken.py").write_text("raise ValueError")
    (tmp_path / "_private.py").write_text(simple("Private", "never"))
    sent = []
    monkeypatch.setenv("OXIKKA_MODULES", str(tmp_path))
    monkeypatch.setattr(native, "interests", lambda text: sent.append(text))
    monkeypatch.setattr(boot, "_routes", [])
    stored = [
        {"class": "KeptMod", "origin": "<string>", "source": simple("Kept", "two"), "packages": []},
        {"class": "UrlMod", "origin": "https://x.y/z.py", "source": simple("Url", "three"), "packages": []},
        {"class": "BadMod", "origin": "<string>", "source": "def f(:", "packages": []},
    ]
    me = core_me()
    client = run(main.start({"prefix": "!", "modules": stored}, me))
    modules = client.loader
    assert sorted(modules.commands) == ["one", "three", "two"] and modules.get_prefix() == "!"
    assert [module.__origin__ for module in modules.modules] == ["<core>", "<file>", "https://x.y/z.py"]
    assert [type(module).__module__ for module in modules.modules[1:]] == ["hikka.modules.KeptMod_1", "hikka.modules.https://x%dy/z%dpy"]
    assert core.controls[-1] == ("ready", {}) and '"two"' in sent[-1] and len(boot._routes) == 2


def core_me():
    from telethon.tl import types

    return types.User(id=1, is_self=True, first_name="Alice", access_hash=1)
