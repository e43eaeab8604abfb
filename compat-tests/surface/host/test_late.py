"""Modules that are loaded at the first look for one of their names."""

import asyncio
import sys
import threading
from types import ModuleType

import pytest
from _ox import late


@pytest.fixture
def deferred(tmp_path):
    """Defers a module with this source and gives it; it notes its loads in `sys.loads`."""
    sys.loads = []
    names = []

    def defer(source):
        name = f"deferred_{len(names)}_{id(tmp_path)}"
        names.append(name)
        (tmp_path / f"{name}.py").write_text(f"import sys\nsys.loads.append(__name__)\n{source}\n")
        late.defer(name, [str(tmp_path)])
        return sys.modules[name]

    yield defer
    for name in names:
        sys.modules.pop(name, None)
    del sys.loads


def test_a_module_is_loaded_once_by_its_first_name(deferred):
    module = deferred("answer = 5")
    assert sys.loads == [] and module.__file__.endswith(".py")
    assert (module.answer, module.answer) == (5, 5)
    assert sys.loads == [module.__name__]
    assert type(module) is ModuleType and sys.modules[module.__name__] is module


def test_importing_its_names_loads_it(deferred):
    module = deferred("answer = 5")
    space = {}
    exec(f"from {module.__name__} import *", space)
    assert space["answer"] == 5


def test_a_name_it_does_not_have_is_an_attribute_error(deferred):
    module = deferred("answer = 5")
    with pytest.raises(AttributeError):
        module.question
    assert module.answer == 5


def test_it_may_look_for_its_own_names_while_it_is_loaded(deferred):
    module = deferred("me = sys.modules[__name__]\nhad = hasattr(me, 'answer')\nanswer = 5")
    assert (module.had, module.answer) == (False, 5)


def test_what_fails_once_is_tried_again(deferred):
    module = deferred("if len(sys.loads) < 2: raise OSError('not yet')\nanswer = 5")
    with pytest.raises(OSError):
        module.answer
    assert module.answer == 5


def test_another_thread_waits_until_it_is_whole(deferred):
    sys.started, sys.go_on = threading.Event(), threading.Event()
    try:
        module = deferred("early = 1\nsys.started.set()\nsys.go_on.wait(10)\nanswer = 5")
        seen = []
        first = threading.Thread(target=lambda: module.answer)
        second = threading.Thread(target=lambda: seen.append(module.answer))
        first.start()
        assert sys.started.wait(10)
        second.start()
        sys.go_on.set()
        first.join()
        second.join()
        assert seen == [5]
    finally:
        del sys.started, sys.go_on


def test_a_module_that_is_loaded_already_stays():
    late.defer("asyncio")
    assert sys.modules["asyncio"] is asyncio and type(asyncio) is ModuleType
