"""`check_security`: who may run what, as far as modules ask."""

import time

import pytest
from hikka import loader, security
from telethon.tl import types


def message(sender, **fields):
    return types.Message(
        id=1, peer_id=types.PeerUser(sender), from_id=types.PeerUser(sender), date=None, message=".go", **fields
    )


@loader.unrestricted
async def public(message):
    pass


@pytest.fixture
def check(modules, run):
    return lambda *args, **kwargs: run(modules.check_security(*args, **kwargs))


def test_decorators_add_their_bit_and_the_owners():
    @loader.pm
    @loader.group_member
    async def f(message):
        pass

    assert f.security == security.OWNER | security.PM | security.GROUP_MEMBER and public.security == security.ALL


def test_nobody_but_the_owner_until_the_bound_is_widened(check, modules):
    assert check(message(1), public) and check(message(9, out=True), public) and not check(message(9), public)
    modules.db.set("hikka.security", "bounding_mask", security.ALL)
    assert check(message(9), public) and not check(message(9), security.OWNER)


def test_other_owners_and_the_blacklist(check, modules):
    modules.db.set("hikka.security", "owner", [9])
    modules.db.set("hikka.security", "bounding_mask", security.ALL)
    modules.db.set("hikka.main", "blacklist_users", [8])
    assert check(message(9), security.OWNER) and not check(message(8), public)


def test_sudo_is_a_real_bit(check, modules):
    modules.db.set("hikka.security", "sudo", [9])
    modules.db.set("hikka.security", "bounding_mask", security.ALL)
    assert check(message(9), security.SUDO) and not check(message(8), security.SUDO)


def test_rules_for_single_users_expire(load, check, modules):
    mod = load(
        "from .. import loader\nclass GoMod(loader.Module):\n    strings = {'name': 'Go'}\n    async def gocmd(self, message): pass"
    )
    rules = modules.client.dispatcher.security
    rules.add_rule("user", types.User(id=9, first_name="Bob"), "command/go", 0)
    assert check(message(9), mod.gocmd) and rules.check_tsec(9, "go") and not check(message(8), mod.gocmd)
    rules.tsec_user.data = [{**rules.tsec_user[0], "expires": int(time.time()) - 1}]
    assert not check(message(9), mod.gocmd) and modules.db.get("hikka.security", "tsec_user") == []


def test_inline_handlers_for_everyone(check, modules):
    modules.db.set("hikka.security", "bounding_mask", security.ALL | security.EVERYONE)
    assert check(None, security.EVERYONE, user_id=9) and not check(None, security.OWNER, user_id=9)


def test_a_mask_with_bits_that_mean_nothing_allows_nobody(modules):
    manager = modules.client.dispatcher.security
    modules.db.set("hikka.security", "bounding_mask", security.ALL)
    assert manager.get_flags(security.OWNER | 1 << 20) == 0
    assert manager.get_flags(security.EVERYONE | security.OWNER) == security.OWNER


def test_a_chats_rule_counts_in_the_chat_with_that_number(load, check, modules):
    load(
        "from .. import loader\nclass GoMod(loader.Module):\n    strings = {'name': 'Go'}\n    @loader.owner\n    async def gocmd(self, message): pass"
    )
    modules.client.dispatcher.security.add_rule("chat", types.Chat(7, "G", None, 2, None, 1), "command/go", 0)
    elsewhere, there = (
        types.Message(id=1, peer_id=types.PeerChannel(number), from_id=types.PeerUser(9), date=None, message=".go")
        for number in (8, 7)
    )
    handler = modules.commands["go"]
    modules.db.set("hikka.security", "bounding_mask", security.ALL)
    assert check(there, handler) and not check(elsewhere, handler)


@pytest.mark.parametrize("rule, duration", [("command", 0), ("other/go", 0), ("command/go", -1)])
def test_rules_that_mean_nothing_are_refused(modules, rule, duration):
    manager = modules.client.dispatcher.security
    with pytest.raises(ValueError):
        manager.add_rule("user", types.User(id=9), rule, duration)
    assert not manager.remove_rules("nobody", 9) and manager.remove_rule("nobody", 9, "go") is False
