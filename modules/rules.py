"""Targeted rules: one user, one chat or one security group may run one command or module, for a while or for good."""

import re
import time

from .. import loader, utils
from .._shown import prefix_of

KINDS = ("user", "chat", "sgroup")
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
DURATION = re.compile(r"(\d{1,8})([dhms])")
LONGEST = 10 * 365 * 86400


@loader.tds
class SecurityRulesMod(loader.Module):
    strings = {"name": "SecurityRules"}

    @property
    def _guard(self):
        return self._client.dispatcher.security

    @property
    def _people(self):
        return self.lookup("HikkaSecurity")

    @loader.command()
    async def tsec(self, message):
        words = utils.get_args_raw(message).split()
        if not words:
            await utils.answer(message, await self._listed())
            return
        asked = [word for word in words if word != "-f"]
        kind = asked.pop(0).lower() if asked and asked[0].lower() in KINDS else "user"
        duration = _seconds(asked.pop()) if asked and DURATION.fullmatch(asked[-1]) else None
        found = self._find(asked[-1]) if asked else []
        target = await self._target(message, kind, asked[:-1])
        if target is None and asked[:-1]:
            text = self.strings("no_target").format(utils.escape_html(asked[0]))
        elif not asked or target is None or duration == 0:
            text = self.strings("usage").format(prefix=prefix_of(self, message))
        elif not found:
            text = self.strings("no_rule").format(utils.escape_html(asked[-1]))
        elif len(found) > 1:
            text = self.strings("ambiguous").format(utils.escape_html(asked[-1]), choices=" | ".join(found))
        elif "-f" not in words:
            again = " ".join([kind, str(_identity(target)), found[0], f"{duration}s" if duration else "", "-f"])
            text = self.strings("confirm").format(
                name=self._name(target),
                rule=found[0],
                when=self._until(duration and time.time() + duration),
                again=utils.escape_html(f"{self.get_prefix()}tsec {' '.join(again.split())}"),
            )
        else:
            self._add(kind, target, found[0], duration or 0)
            text = self.strings("added").format(name=self._name(target), rule=found[0])
        await utils.answer(message, text)

    @loader.command()
    async def tsecrm(self, message):
        await self._remove(message, 2)

    @loader.command()
    async def tsecclr(self, message):
        await self._remove(message, 1)

    async def _remove(self, message, count: int) -> None:
        words = utils.get_args_raw(message).split()
        kind = words.pop(0).lower() if words and words[0].lower() in KINDS else "user" if words else None
        rule = words.pop().rpartition("/")[2] if count == 2 and words else None
        target = await self._target(message, kind, words) if kind else None
        if target is None and kind and words:
            await utils.answer(message, self.strings("no_target").format(utils.escape_html(words[0])))
            return
        if target is None or count == 2 and rule is None:
            key = "remove_usage" if count == 2 else "clear_usage"
            await utils.answer(message, self.strings(key).format(prefix=prefix_of(self, message)))
            return
        gone = self._drop(kind, target, rule.removeprefix(self.get_prefix()) if rule else None)
        await utils.answer(message, self.strings("removed" if gone else "no_such").format(self._name(target)))

    def _find(self, word: str) -> list:
        """What a word may mean, as `command/NAME`, `module/CLASS` or `inline/NAME`."""
        wanted, _, name = word.rpartition("/")
        name = name.removeprefix(self.get_prefix())
        command, handler = self.allmodules.find_command(name)
        module = self.allmodules.named(name)
        found = {
            "command": command if handler is not None else None,
            "module": type(module).__name__ if module else None,
            "inline": name.lower() if name.lower() in self.allmodules.inline_handlers else None,
        }
        return [f"{kind}/{name}" for kind, name in found.items() if name and wanted in ("", kind)]

    async def _target(self, message, kind: str, words: list):
        """A user, a chat or a group; the chat itself when no other is named. `None` when there is none."""
        if kind == "sgroup":
            return self._people.groups().get(words[0]) if words else None
        if words or kind == "user":
            entity = await self._people.named(message, words)
            is_user = hasattr(entity, "first_name")
            return entity if entity is not None and is_user == (kind == "user") else None
        return await message.get_chat()

    def _add(self, kind: str, target, rule: str, duration: int) -> None:
        if kind != "sgroup":
            self._guard.add_rule(kind, target, rule, duration)
            return
        rule_type, _, name = rule.partition("/")
        kept = {"target": target["name"], "rule_type": rule_type, "rule": name}
        kept["expires"] = int(time.time() + duration) if duration else 0
        kept.update(entity_name=target["name"], entity_url="")
        target["permissions"].append(kept)
        self._people.keep_groups({**self._people.groups(), target["name"]: target})

    def _drop(self, kind: str, target, rule) -> bool:
        if kind != "sgroup":
            drop = self._guard.remove_rules if rule is None else self._guard.remove_rule
            return drop(kind, target.id, *([] if rule is None else [rule]))
        kept = [kept for kept in target["permissions"] if rule not in (None, kept["rule"])]
        gone = len(kept) != len(target["permissions"])
        self._people.keep_groups({**self._people.groups(), target["name"]: {**target, "permissions": kept}})
        return gone

    async def _listed(self) -> str:
        lines = []
        for sign, rules in (("👤", self._guard.tsec_user), ("💬", self._guard.tsec_chat)):
            lines += [self._line(sign, rule) for rule in rules]
        for group in self._people.groups().values():
            lines += [self._line("👥", rule) for rule in group["permissions"]]
        return "\n".join([self.strings("rules"), *lines]) if lines else self.strings("no_rules")

    def _line(self, sign: str, rule: dict) -> str:
        name = utils.escape_html(f"{rule['rule_type']}/{rule['rule']}")
        who = utils.escape_html(str(rule.get("entity_name") or rule["target"]))
        return f"{sign} {who}: <code>{name}</code> ({self._until(rule['expires'])})"

    def _until(self, expires: float) -> str:
        if not expires:
            return self.strings("for_ever")
        return self.strings("until").format(time.strftime("%Y-%m-%d %H:%M", time.localtime(expires)))

    @staticmethod
    def _name(target) -> str:
        if isinstance(target, dict):
            return utils.escape_html(target["name"])
        return utils.escape_html(getattr(target, "first_name", None) or getattr(target, "title", None) or str(target.id))


def _identity(target):
    return target["name"] if isinstance(target, dict) else target.id


def _seconds(text: str) -> int:
    number, unit = DURATION.fullmatch(text).groups()
    return min(int(number) * SECONDS[unit], LONGEST)
