"""Configuration: the options of modules, shown and changed by text."""

from .. import loader, utils


@loader.tds
class HikkaConfigMod(loader.Module):
    # Quirk: modules find the configurator as `lookup("HikkaConfig")`.
    strings = {"name": "HikkaConfig"}

    @loader.command(alias="cfg")
    async def configcmd(self, message):
        name = utils.get_args_raw(message).strip()
        if not name:
            await utils.answer(message, self._configurable())
            return
        module = self._module(name)
        if module is None:
            await utils.answer(message, self.strings("no_module").format(utils.escape_html(name)))
            return
        lines = [self.strings("options").format(utils.escape_html(module.name))]
        lines += [self._option(module, option) for option in module.config]
        await utils.answer(message, "\n".join(lines))

    @loader.command(alias="fcfg")
    async def fconfig(self, message):
        words = utils.get_args_raw(message).split(maxsplit=2)
        if len(words) < 3:
            await utils.answer(message, self.strings("usage").format(prefix=self.get_prefix()))
            return
        name, option, value = words
        module = self._module(name)
        if module is None:
            await utils.answer(message, self.strings("no_module").format(utils.escape_html(name)))
            return
        if option not in module.config:
            known = ", ".join(module.config)
            text = self.strings("no_option").format(option=utils.escape_html(option), known=utils.escape_html(known))
            await utils.answer(message, text)
            return
        try:
            module.config[option] = value
        except loader.validators.ValidationError as error:
            await utils.answer(message, self.strings("bad_value").format(utils.escape_html(str(error))))
            return
        await utils.answer(message, self.strings("set").format(self._option(module, option, documented=False)))

    def _module(self, name: str):
        """The module or library of that name, if it has options."""
        module = self.lookup(name)
        return module if module and getattr(module, "config", None) else None

    def _configurable(self) -> str:
        modules = sorted(self.allmodules.modules, key=lambda module: module.name.lower())
        names = [f"▫️ {utils.escape_html(module.name)}" for module in modules if getattr(module, "config", None)]
        usage = self.strings("usage").format(prefix=self.get_prefix())
        return "\n".join([self.strings("configurable"), *names, "", usage] if names else [self.strings("nothing")])

    def _option(self, module, option: str, documented: bool = True) -> str:
        value = module.config[option]
        line = f"▫️ <code>{utils.escape_html(option)}</code> = <code>{utils.escape_html(self._shown(module, option, value))}</code>"
        text = module.config.getdoc(option) if documented else ""
        return f"{line}\n{utils.escape_html(text)}" if text else line

    def _shown(self, module, option: str, value) -> str:
        validator = getattr(module.config._config[option], "validator", None)
        return "*****" if getattr(validator, "internal_id", None) == "Hidden" and value else repr(value)
