"""Info: what this userbot is, how it is, in the owner's own words if there are any."""

import re

from .. import loader, main, utils, version
from .._shown import prefix_of


@loader.tds
class HikkaInfoMod(loader.Module):
    # Quirk: modules find this card as `lookup("HikkaInfo")`.
    strings = {"name": "HikkaInfo"}

    def __init__(self):
        self.config = loader.ModuleConfig(
            loader.ConfigValue("custom_message", None, lambda: self.strings("custom_doc")),
            loader.ConfigValue("banner_url", None, lambda: self.strings("banner_doc")),
        )

    @loader.command()
    async def info(self, message):
        template = self.config["custom_message"] or self.strings("card")
        values = await utils.get_placeholders(self._values(), template)
        text = _filled(str(template), values)
        if self.config["banner_url"]:
            await utils.answer_file(message, self.config["banner_url"], text)
        else:
            await utils.answer(message, text)

    def _values(self) -> dict:
        me = self._client.hikka_me
        name = utils.escape_html(" ".join(filter(None, (me.first_name, getattr(me, "last_name", None)))))
        number = ".".join(map(str, version.oxikka))
        return {
            "me": f'<a href="tg://user?id={me.id}">{name}</a>',
            "version": number,
            "build": "",
            "upd": "",
            "branch": version.branch,
            "prefix": f"<code>{utils.escape_html(self.get_prefix())}</code>",
            "platform": utils.get_named_platform(),
            "uptime": utils.formatted_uptime(),
            "cpu_usage": utils.get_cpu_usage(),
            "ram_usage": utils.get_ram_usage(),
            "modules": len(self.allmodules.modules),
        }

    @loader.command()
    async def setinfo(self, message):
        # Tags may be typed, or be the message's own formatting.
        raw = utils.get_args_raw(message)
        text = raw if "<" in raw else utils.get_args_html(message)
        if not text:
            await utils.answer(message, self.strings("set_usage").format(prefix=prefix_of(self, message)))
            return
        back = text == "--default"
        self.config["custom_message"] = None if back else text
        await utils.answer(message, self.strings("set_back" if back else "set"))

    @loader.command(alias="hikkainfo")
    async def ubinfo(self, message):
        await utils.answer(message, self.strings("what_it_is"))

    @loader.command(aliases=["hikka", "heroku"])
    async def oxikka(self, message):
        number = ".".join(map(str, version.oxikka))
        spoken = ".".join(map(str, main.__version__))
        geek = ".".join(map(str, version.geektg_version))
        await utils.answer(message, self.strings("versions").format(number, spoken=spoken, geek=geek))

    @loader.command(alias="source")
    async def support(self, message):
        await utils.answer(message, self.strings("where"))


def _filled(template: str, values: dict) -> str:
    """A text with the names in braces replaced; what nobody knows, and braces by themselves, stay as they are written."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), template)
