"""A module of usual size: strings in two languages, options, commands, a watcher with tags, a stored value."""

import logging
import random
import re

from .. import loader, utils

logger = logging.getLogger(__name__)


@loader.tds
class TypicalMod(loader.Module):
    """Greets people, counts words and remembers notes"""

    strings = {
        "name": "Typical",
        "greeting": "👋 <b>Hello, {}!</b>",
        "words": "🔢 <b>{} words</b> in {} lines",
        "no_note": "🚫 <b>There is no note</b> <code>{}</code>",
        "noted": "✅ <b>Noted</b>",
        "notes": "📒 <b>Notes:</b> {}",
        "_cfg_greeting": "How people are greeted",
        "_cfg_limit": "How many notes are kept",
        "_cfg_loud": "Whether greetings are loud",
        "_cfg_mood": "The mood of greetings",
    }
    strings_ru = {
        "greeting": "👋 <b>Привет, {}!</b>",
        "words": "🔢 <b>{} слов</b> в {} строках",
        "no_note": "🚫 <b>Нет заметки</b> <code>{}</code>",
        "noted": "✅ <b>Записано</b>",
        "notes": "📒 <b>Заметки:</b> {}",
        "_cfg_greeting": "Как здороваться",
        "_cfg_limit": "Сколько заметок хранить",
        "_cls_doc": "Здоровается, считает слова и помнит заметки",
        "_cmd_doc_hi": "<имя> - поздороваться",
    }

    def __init__(self):
        self.config = loader.ModuleConfig(
            loader.ConfigValue("greeting", "Hello", lambda: self.strings("_cfg_greeting")),
            loader.ConfigValue(
                "limit", 20, lambda: self.strings("_cfg_limit"), validator=loader.validators.Integer(minimum=1)
            ),
            loader.ConfigValue(
                "loud", False, lambda: self.strings("_cfg_loud"), validator=loader.validators.Boolean()
            ),
            loader.ConfigValue(
                "mood",
                "calm",
                lambda: self.strings("_cfg_mood"),
                validator=loader.validators.Choice(["calm", "merry", "grim"]),
            ),
        )

    async def client_ready(self, client, db):
        self._notes = self.get("notes", {})

    @loader.command(ru_doc="<имя> - поздороваться")
    async def hi(self, message):
        """<name> - say hello"""
        name = utils.escape_html(utils.get_args_raw(message) or "world")
        text = self.strings("greeting").format(name)
        await utils.answer(message, text.upper() if self.config["loud"] else text)

    @loader.command()
    async def count(self, message):
        """<text or reply> - count words and lines"""
        reply = await message.get_reply_message()
        text = utils.get_args_raw(message) or (reply.raw_text if reply else "")
        words = len(re.findall(r"\w+", text))
        await utils.answer(message, self.strings("words").format(words, len(text.splitlines())))

    @loader.command(alias="nt")
    async def note(self, message):
        """<name> <text> - keep a note"""
        name, _, text = utils.get_args_raw(message).partition(" ")
        if not text:
            text = self._notes.get(name) or self.strings("no_note").format(utils.escape_html(name))
            return await utils.answer(message, text)
        if len(self._notes) >= self.config["limit"]:
            self._notes.pop(random.choice(list(self._notes)))
        self._notes[name] = text
        self.set("notes", self._notes)
        await utils.answer(message, self.strings("noted"))

    @loader.command()
    async def notes(self, message):
        """List what is noted"""
        names = ", ".join(map(utils.escape_html, self._notes)) or "-"
        await utils.answer(message, self.strings("notes").format(names))

    @loader.watcher(only_messages=True, startswith="hello, userbot")
    async def watcher(self, message):
        """Greets those who greet"""
        logger.debug("greeted in %s", utils.get_chat_id(message))
        await message.reply(self.config["greeting"])
