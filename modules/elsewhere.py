"""Elsewhere: commands of other hosts that are no command here: what is done instead, or what has to be there first."""

from .. import loader, utils
from .._shown import prefix_of

COMMANDS = {
    "update": "by_program",
    "autoupdate": "by_program",
    "rollback": "by_program",
    "changelog": "by_program",
    "installation": "by_program",
    "ubstop": "in_terminal",
    "uninstall_hikka": "in_terminal",
    "addacc": "by_login",
    "switchacc": "by_login",
    "weburl": "no_web",
    "debugger": "no_web",
    "presets": "needs_bot",
    "querysec": "needs_bot",
    "ch_hikka_bot": "needs_bot",
    "ch_heroku_bot": "needs_bot",
    "ch_bot_token": "needs_bot",
    "external": "by_walls",
    "unexternal": "by_walls",
    "api_fw_protection": "by_core",
    "suspend_api_protect": "by_core",
}


def _says(key: str):
    async def command(self, message):
        await utils.answer(message, self.strings(key).format(prefix=prefix_of(self, message)))

    return command


class ElsewhereMod(loader.Module):
    strings = {"name": "Elsewhere"}

    # The list of modules leaves it out; `.help update` finds it.
    unlisted = True


for _name, _key in COMMANDS.items():
    _function = _says(_key)
    _function.__name__ = f"{_name}cmd"
    setattr(ElsewhereMod, _function.__name__, _function)
ElsewhereMod = loader.tds(ElsewhereMod)
