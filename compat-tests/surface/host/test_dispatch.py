"""Commands, watchers, loops and what they are told; errors stay behind their fence."""

import asyncio

import pytest
from _ox import interests
from hikka import security
from telethon.tl import types

HEAD = "from .. import loader, utils\nclass XMod(loader.Module):\n    strings = {'name': 'X'}\n"


def module(body):
    return HEAD + "\n".join("    " + line for line in body.strip("\n").split("\n"))


def test_command_answers_by_editing_as_its_module(load, receive, core):
    load(
        module(
            "async def hicmd(self, message):\n    await utils.answer(message, '<b>hi</b> ' + utils.get_args_raw(message))"
        )
    )
    receive(".hi there")
    [(name, request)] = core.requests
    assert (name, request.message, [type(entity).__name__ for entity in request.entities]) == (
        "XMod",
        "hi there",
        ["MessageEntityBold"],
    )


def test_answer_is_a_message_and_a_list_of_one(load, receive, core):
    mod = load(module("async def hicmd(self, message):\n    self.got = await utils.answer(message, 'x')"))
    receive(".hi")
    [only] = mod.got
    assert mod.got[0] is mod.got and len(mod.got) == 1 and only is mod.got and isinstance(mod.got, types.Message)
    twin = types.Message.__new__(types.Message)
    twin.__setstate__(mod.got.__getstate__())
    assert mod.got == twin and twin == mod.got and not mod.got != twin and mod.got != 1


def test_error_of_a_command_is_shown_in_one_line(load, receive, core):
    load(module("async def badcmd(self, message):\n    raise ValueError('not\\nthis')"))
    receive(".bad")
    assert core.texts() == ["🚫 .bad: ValueError: not this"]


def test_sys_exit_ends_the_command_only(load, receive, core):
    load(module("async def outcmd(self, message):\n    raise SystemExit(1)"))
    receive(".out")
    assert "tried to end the userbot" in core.texts()[0]


def test_watchers_get_messages_and_their_python_tags(load, receive):
    mod = load(
        module("""
seen = []
@loader.watcher(regex="^a", out=False)
async def first(self, message): self.seen.append("regex")
@loader.watcher(filter=lambda message: message.out)
async def second(self, message): self.seen.append("filter")
async def watcher(self, message): self.seen.append(message.raw_text)
""")
    )
    receive("b", out=False)
    receive("ab")
    assert sorted(mod.seen) == ["ab", "b", "filter", "regex"]


def test_tags_that_are_false_are_not_sent(load, modules):
    load(
        module(
            "@loader.watcher('in', only_messages=True, out=False, contains='cat', regex='x', from_id=5)\nasync def w(self, message): pass"
        )
    )
    modules.interests.sync()
    [spec] = interests._known["watchers"].values()
    wanted = {"in": True, "only_messages": True, "contains": "cat", "from_id": 5}
    assert spec["module"] == "XMod" and spec["tags"] == {**wanted, "regex": {"pattern": "x", "flags": 0}}


def test_service_messages_reach_watchers_as_chat_actions(load, modules, run, receive):
    mod = load(module("async def watcher(self, message): self.got = message"))
    modules.interests.sync()
    action = types.MessageService(
        id=3, peer_id=types.PeerChat(7), date=None, action=types.MessageActionChatEditTitle("new")
    )
    update = types.UpdateNewMessage(action, 1, 1)
    update._entities = {}

    async def go():
        modules.client.dispatcher.handle_update(update, [], [], tuple(interests._known["watchers"]))
        await asyncio.gather(*modules.client.dispatcher._tasks)

    run(go())
    assert mod.got.text == "" and mod.got.new_title == "new"


def test_interest_of_a_command_carries_aliases_and_mask(load, modules):
    load(
        module(
            "@loader.command(alias='a', aliases=['B', 'c'])\n@loader.unrestricted\nasync def run(self, message): pass"
        )
    )
    modules.interests.sync()
    [spec] = interests._known["commands"].values()
    assert spec["aliases"] == ["a", "b", "c"] and spec["security"] == security.ALL and spec["name"] == "run"
    assert modules.dispatch("B")[0] == "run"


def test_decorators_mask_is_told_under_the_functions_path_and_the_owners_is_read_back(load, modules):
    mod = load(module("@loader.unrestricted\nasync def gocmd(self, message): pass"))
    modules.db.set("hikka.security", "masks", {f"{mod.gocmd.__module__}.gocmd": security.OWNER})
    modules.interests.sync()
    [spec] = interests._known["commands"].values()
    assert (spec["path"], spec["function"]) == (mod.gocmd.__module__, "gocmd") and spec["security"] == security.ALL
    assert modules.client.dispatcher.security.get_flags(mod.gocmd) == security.OWNER


def test_wrapped_dispatch_is_called(load, modules, receive):
    load(module("async def gocmd(self, message): pass"))
    calls, original = [], modules.dispatch
    modules.dispatch = lambda command: calls.append(command) or original(command)
    receive(".go")
    assert calls == ["go"]


@pytest.mark.parametrize(
    "typed, bold, resolved, line_filter, expected",
    [
        (".g bold", (3, 4), ".go bold", "", (4, 4)),
        (". g bold", (4, 4), ".go bold", "", (4, 4)),
        (".g bold | grep x", (3, 4), ".go so bold", "| grep x", (7, 4)),
        (".g bold | grep x\nmore", (17, 4), ".go bold\nmore", "| grep x", (9, 4)),
        ("юп ищдв / пкуз ч", (3, 4), ".go bold", "| grep x", (4, 4)),
        (".go bold || grep x", (4, 4), ".go bold | grep x", "", (4, 4)),
        (".go a || grep bold", (14, 4), ".go a | grep bold", "", (13, 4)),
        (".go bold | grep bold", (4, 16), ".go bold", "| grep bold", (4, 4)),
        (".go a | grep bold", (13, 4), ".go a", "| grep bold", None),
        (".g 😀 bold", (6, 4), ".go 😀 bold", "", (7, 4)),
    ],
)
def test_resolved_text_takes_the_place_of_what_was_typed(
    load, modules, run, typed, bold, resolved, line_filter, expected
):
    mod = load(module("async def gocmd(self, message): self.got = message.raw_text, message.entities"))
    modules.interests.sync()
    [identity] = interests._known["commands"]
    entities = [types.MessageEntityBold(*bold)]
    made = types.Message(id=1, peer_id=types.PeerUser(5), date=None, message=typed, out=True, entities=entities)
    update = types.UpdateNewMessage(made, 1, 1)

    async def go():
        modules.client.dispatcher.handle_update(update, [], [], (), (identity, "go", resolved, line_filter))
        await asyncio.gather(*modules.client.dispatcher._tasks)

    run(go())
    text, entities = mod.got
    assert (text, [(entity.offset, entity.length) for entity in entities]) == (resolved, [expected] if expected else [])


def test_invoke_runs_a_command_by_sending_it(load, receive, core):
    mod = load(
        module(
            "async def acmd(self, message): await self.invoke('b', 'x y', peer=5)\nasync def bcmd(self, message): self.args = utils.get_args(message)"
        )
    )
    receive(".a")
    assert core.texts() == [".b x y"] and mod.args == ["x", "y"]


def test_aliases_of_the_owner_are_kept(load, modules, core):
    load(module("async def gocmd(self, message): pass"))
    assert modules.add_alias("G", "go") and not modules.add_alias("n", "nothing")
    assert modules.dispatch("g")[0] == "go" and core.stored["oxikka.main"]["aliases"] == {"g": "go"}
    assert modules.remove_alias("g") and not modules.remove_alias("g") and modules.dispatch("g")[1] is None


def test_loops_start_stop_and_start_again(load, run):
    mod = load(
        module("""
count = 0
@loader.loop(interval=0)
async def tick(self, end):
    self.count += 1
    if self.count % end == 0: raise loader.StopLoop
""")
    )

    async def until_stopped():
        mod.tick.start(2)
        while mod.tick.status:
            await asyncio.sleep(0)

    run(until_stopped())
    run(until_stopped())
    assert mod.count == 4


def test_error_in_a_loop_does_not_end_it(load, run):
    mod = load(
        module("""
count = 0
@loader.loop(interval=0, autostart=True)
async def tick(self):
    self.count += 1
    if self.count == 1: 1 / 0
    if self.count == 3: await self.tick.stop()
""")
    )

    async def until_stopped():
        while mod.tick.status:
            await asyncio.sleep(0)

    run(until_stopped())
    assert mod.count == 3


def test_inline_calls_say_that_there_is_no_bot(load, receive, core):
    mod = load(module("async def fcmd(self, message): await self.inline.form('x', message)"))
    receive(".f")
    assert mod.inline.init_complete is False and mod.inline.bot_username is None
    assert "needs the inline bot" in core.texts()[0]


def test_grep_keeps_the_lines_that_fit(load, modules, receive, core):
    mod = load(
        module(
            "async def gocmd(self, message):\n    self.text = message.raw_text\n    await utils.answer(message, '<b>one</b>\\ntwo\\nnone <i>of</i>')"
        )
    )
    receive(".go x | grep one -v of")
    assert "grep" in mod.text
    receive(".go x", line_filter="| grep one -v of")
    assert mod.text == ".go x" and core.texts()[-1] == "one"


def test_raw_handlers_get_updates_of_their_types(load, modules, run):
    head = "from telethon.tl.types import UpdateUserTyping\n"
    mod = load(
        head
        + module(
            "seen = []\n@loader.raw_handler(UpdateUserTyping)\nasync def typing(self, update): self.seen.append(update.user_id)"
        )
    )
    modules.interests.sync()
    [(identity, spec)] = interests._known["raw"].items()
    assert spec == {"constructors": [types.UpdateUserTyping.CONSTRUCTOR_ID]}

    async def go():
        modules.client.dispatcher.handle_update(
            types.UpdateUserTyping(5, types.SendMessageTypingAction()), [], [], (identity,)
        )
        await asyncio.gather(*modules.client.dispatcher._tasks)

    run(go())
    assert mod.seen == [5]


def test_commands_made_at_run_time_and_computed_properties(load, modules):
    mod = load(
        module("""
def __init__(self):
    setattr(self, "latecmd", self._late)
async def _late(self, message): pass
@property
def nevercmd(self): raise AssertionError
""")
    )
    assert list(mod.commands) == ["late"] and list(modules.commands) == ["late"]


def test_prefix_of_the_oldest_databases_is_the_first_of_a_list(modules):
    modules.db.set("hikka.main", "command_prefix", ["!", "?"])
    modules.db.set("hikka.main", "command_prefixes", {"7": "~", str(modules.client.tg_id): "own"})
    prefixes = [modules.get_prefix(user) for user in (None, 7, 8, modules.client.tg_id)]
    assert prefixes == ["!", "~", "!", "!"] and modules.get_prefixes() == {"!", "~", "own"}


def test_tags_without_a_value_are_none(load, modules, receive):
    mod = load(
        module(
            "seen = []\n@loader.watcher(from_id=0, chat_id=None, startswith='', contains=[], regex='', filter=None, out=0)\nasync def w(self, message): self.seen.append(message.raw_text)"
        )
    )
    modules.interests.sync()
    [spec] = interests._known["watchers"].values()
    receive("x")
    assert spec["tags"] == {} and mod.seen == ["x"]


def test_events_about_a_chat_fit_no_pattern_text_or_sender(load):
    from hikka import _tags
    from telethon import events

    mod = load(
        module("""
@loader.watcher(regex="")
async def none(self, message): pass
@loader.watcher(regex=".*")
async def pattern(self, message): pass
@loader.watcher(startswith=("", "a"))
async def texts(self, message): pass
@loader.watcher(from_id=[1, 2])
async def senders(self, message): pass
@loader.watcher(chat_id=[7, -1007])
async def chats(self, message): pass
@loader.watcher(filter=lambda event: event.chat_id == -7)
async def chosen(self, message): pass
""")
    )
    action = types.MessageService(
        id=3, peer_id=types.PeerChat(7), date=None, action=types.MessageActionChatEditTitle("new")
    )
    event = events.ChatAction.build(types.UpdateNewMessage(action, 1, 1), None, 1)
    fitting = [
        name
        for name in ("none", "pattern", "texts", "senders", "chats", "chosen")
        if _tags.passes(getattr(mod, name), event)
    ]
    assert fitting == ["none", "chats", "chosen"]


def test_watchers_of_commands_are_chosen_here_as_long_as_modules_choose_commands(load, modules, run, core):
    mod = load(
        module("""
seen = []
async def gocmd(self, message): pass
@loader.watcher("no_commands")
async def others(self, message): self.seen.append("other")
@loader.watcher("only_commands")
async def commands_of_all(self, message): self.seen.append("command")
""")
    )
    modules.interests.sync()
    watchers = tuple(interests._known["watchers"])
    action = types.MessageService(3, types.PeerChat(7), None, types.MessageActionChatEditTitle("new"))
    written = types.Message(4, types.PeerUser(5), None, message="hello")

    async def hear(message):
        modules.client.dispatcher.handle_update(types.UpdateNewMessage(message, 1, 1), [], [], watchers)
        await asyncio.gather(*modules.client.dispatcher._tasks)

    run(hear(written))
    assert sorted(mod.seen) == ["command", "other"]
    before = modules.dispatch
    modules.dispatch = lambda word: before(word)
    modules.interests.sync()
    mod.seen.clear()
    for message in (written, action):
        run(hear(message))
    assert mod.seen == ["other", "other"]
