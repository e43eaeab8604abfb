"""Security: who else may give commands to this userbot as if they were its owner."""

from .. import loader, security, utils


@loader.tds
class HikkaSecurityMod(loader.Module):
    # Quirk: other modules and old databases know the owners' list by this module's name.
    strings = {"name": "HikkaSecurity"}

    @loader.command()
    async def owneradd(self, message):
        words = utils.get_args_raw(message).split()
        user = await self._target(message, [word for word in words if word != "-f"])
        if user is None:
            await utils.answer(message, self.strings("owner_usage").format(prefix=self.get_prefix()))
            return
        if user == self.tg_id or user in self._owners():
            await utils.answer(message, self.strings("already_owner").format(await self._name(user)))
            return
        if "-f" not in words:
            await utils.answer(
                message, self.strings("owner_confirm").format(name=await self._name(user), id=user, prefix=self.get_prefix())
            )
            return
        self._db.set(security.__name__, "owner", [*self._owners(), user])
        await utils.answer(message, self.strings("owner_added").format(await self._name(user)))

    @loader.command()
    async def ownerrm(self, message):
        user = await self._target(message, utils.get_args_raw(message).split())
        if user is None or user == self.tg_id or user not in self._owners():
            await utils.answer(message, self.strings("not_owner"))
            return
        self._db.set(security.__name__, "owner", [owner for owner in self._owners() if owner != user])
        await utils.answer(message, self.strings("owner_removed").format(await self._name(user)))

    @loader.command()
    async def ownerlist(self, message):
        owners = [user for user in self._owners() if user != self.tg_id]
        lines = [f"▫️ {await self._name(user)} (<code>{user}</code>)" for user in owners]
        await utils.answer(
            message, "\n".join([self.strings("owners"), *lines]) if lines else self.strings("no_owners")
        )

    def _owners(self) -> list:
        return list(self._db.get(security.__name__, "owner", []))

    async def _target(self, message, words: list):
        """The id of the user who is named or replied to, or `None`."""
        if words:
            who = int(words[0]) if words[0].lstrip("-").isdigit() else words[0]
            try:
                return (await self._client.get_entity(who)).id
            except ValueError:
                return who if isinstance(who, int) and who > 0 else None
        reply = await message.get_reply_message()
        return reply.sender_id if reply else None

    async def _name(self, user: int) -> str:
        try:
            entity = await self._client.get_entity(user)
        except ValueError:
            return str(user)
        return utils.escape_html(getattr(entity, "first_name", None) or getattr(entity, "title", None) or str(user))
