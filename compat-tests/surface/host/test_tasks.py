"""Handlers start at once, as tasks like any other."""

import asyncio
import contextvars

import pytest
from _ox import tasks

setting = contextvars.ContextVar("setting", default="nothing")


def in_a_callback(coroutines, until=None):
    """The tasks that are started when the loop calls, as it does when frames have come; `until` is awaited then."""

    async def main():
        loop = asyncio.get_running_loop()
        result = loop.create_future()
        loop.call_soon(lambda: result.set_result(tasks.start_all(coroutines)))
        started = await result
        if until is not None:
            await until(started)
        return started

    return asyncio.run(main())


async def all_of(started):
    await asyncio.gather(*started)


def test_a_task_runs_at_once_up_to_where_it_waits():
    steps = []

    async def work(name):
        steps.append(f"{name} starts")
        await asyncio.sleep(0)
        steps.append(f"{name} ends")

    in_a_callback([work("one"), work("two")], all_of)
    assert steps == ["one starts", "two starts", "one ends", "two ends"]


def test_a_task_that_never_waits_is_done_at_once():
    async def work():
        return 5

    async def at_once(started):
        assert started[0].done()

    (task,) = in_a_callback([work()], at_once)
    assert task.result() == 5


def test_the_first_step_runs_as_the_task():
    seen = []

    async def work():
        seen.append(asyncio.current_task())
        await asyncio.sleep(0)
        seen.append(asyncio.current_task())

    started = in_a_callback([work()], all_of)
    assert seen == [started[0], started[0]]


def test_a_limit_set_in_the_first_step_holds_later():
    async def work():
        await asyncio.wait_for(asyncio.get_running_loop().create_future(), 0.001)

    async def over(started):
        with pytest.raises(asyncio.TimeoutError):
            await started[0]

    in_a_callback([work()], over)


def test_each_task_has_a_context_of_its_own():
    seen = []

    async def work(value):
        seen.append(setting.get())
        setting.set(value)
        await asyncio.sleep(0)
        seen.append(setting.get())

    in_a_callback([work("one"), work("two")], all_of)
    assert seen == ["nothing", "nothing", "one", "two"]


def test_the_step_of_another_task_ends_before_tasks_start():
    steps = []

    async def work():
        steps.append("work")

    async def main():
        started = tasks.start_all([work()])
        steps.append("main")
        await asyncio.gather(*started)

    asyncio.run(main())
    assert steps == ["main", "work"]


def test_what_a_task_calls_soon_is_called_later():
    steps = []

    async def work():
        asyncio.get_running_loop().call_soon(steps.append, "called")
        steps.append("work")

    async def a_turn_later(_):
        await asyncio.sleep(0)

    in_a_callback([work()], a_turn_later)
    assert steps == ["work", "called"]


def test_an_exception_stays_in_its_task():
    async def fail():
        raise ValueError("no")

    async def work():
        return 5

    failed, done = in_a_callback([fail(), work()])
    assert isinstance(failed.exception(), ValueError) and done.result() == 5


def test_whoever_leaves_does_not_keep_the_others_from_starting():
    # On the loop's own way each task's first step is a call of its own, too.
    async def leave():
        raise SystemExit(3)

    started = []

    async def work():
        started.append("work")
        raise SystemExit(4)

    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    loop.call_soon(lambda: tasks.start_all([leave(), work()]))
    codes = []
    for _ in range(3):
        loop.call_soon(loop.stop)
        try:
            loop.run_forever()
        except SystemExit as error:
            codes.append(error.code)
    loop.close()
    assert (started, codes) == (["work"], [3, 4])
