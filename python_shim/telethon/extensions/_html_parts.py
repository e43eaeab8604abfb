"""The pieces of `html` that modules subclass: a parser fed with markup, a decoration with a method per entity.

`html.parse` and `html.unparse` do not come through here.
"""
from html import escape
from html.parser import HTMLParser

from ..helpers import del_surrogate
from ..tl import types
from . import html

_PLAIN_TAGS = {
    "b": "MessageEntityBold",
    "strong": "MessageEntityBold",
    "i": "MessageEntityItalic",
    "em": "MessageEntityItalic",
    "u": "MessageEntityUnderline",
    "s": "MessageEntityStrike",
    "del": "MessageEntityStrike",
    "tg-spoiler": "MessageEntitySpoiler",
}


class HTMLToTelegramParser(HTMLParser):
    """Collects text and entities of surrogate text (`helpers.add_surrogate`); `strip_text` is the caller's."""

    def __init__(self):
        super().__init__()
        self.text = ""
        self.entities = []
        self._building_entities = {}
        self._open = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        href = attrs.get("href") if tag == "a" else None
        address = href[len("mailto:") :] if href and href.startswith("mailto:") else None
        self._open.append((tag, address))
        if tag == "code" and "pre" in self._building_entities:
            if "class" in attrs:
                self._building_entities["pre"].language = attrs["class"][len("language-") :]
        elif tag not in self._building_entities:
            entity = self._entity(tag, attrs, len(self.text))
            if entity is not None:
                self._building_entities[tag] = entity

    def _entity(self, tag, attrs, start):
        if tag in _PLAIN_TAGS:
            return getattr(types, _PLAIN_TAGS[tag])(start, 0)
        if tag == "code":
            return types.MessageEntityCode(start, 0)
        if tag == "pre":
            return types.MessageEntityPre(start, 0, "")
        if tag == "blockquote":
            return types.MessageEntityBlockquote(start, 0, collapsed="expandable" in attrs or None)
        if tag == "a" and "href" in attrs:
            if attrs["href"].startswith("mailto:"):
                return types.MessageEntityEmail(start, 0)
            return types.MessageEntityTextUrl(start, 0, del_surrogate(attrs["href"]))
        if tag == "emoji" and html.CUSTOM_EMOJIS:
            return types.MessageEntityCustomEmoji(start, 0, int(attrs["document_id"]))
        if tag == "tg-emoji" and attrs.get("emoji-id", "").isdigit():
            return types.MessageEntityCustomEmoji(start, 0, int(attrs["emoji-id"]))
        return None

    def handle_data(self, data):
        data = self._open[-1][1] or data if self._open else data
        for entity in self._building_entities.values():
            entity.length += len(data)
        self.text += data

    def handle_endtag(self, tag):
        if self._open:
            self._open.pop()
        entity = self._building_entities.pop(tag, None)
        if entity is not None:
            self.entities.append(entity)


class TextDecoration:
    """Turns entities into markup; what each kind looks like is a method of a subclass."""

    _METHODS = {
        "MessageEntityBold": "bold",
        "MessageEntityItalic": "italic",
        "MessageEntitySpoiler": "spoiler",
        "MessageEntityCode": "code",
        "MessageEntityUnderline": "underline",
        "MessageEntityStrike": "strikethrough",
        "MessageEntityBlockquote": "blockquote",
    }

    def apply_entity(self, entity, text):
        """The text, already marked up inside, with one entity around it."""
        kind = type(entity).__name__
        if kind in self._METHODS:
            return getattr(self, self._METHODS[kind])(value=text)
        if kind == "MessageEntityPre":
            return self.pre_language(value=text, language=entity.language) if entity.language else self.pre(value=text)
        if kind == "MessageEntityCustomEmoji" and html.CUSTOM_EMOJIS:
            return self.custom_emoji(value=text, document_id=entity.document_id)
        links = {
            "MessageEntityMentionName": lambda: f"tg://user?id={entity.user_id}",
            "MessageEntityTextUrl": lambda: entity.url,
            "MessageEntityUrl": lambda: text,
            "MessageEntityEmail": lambda: f"mailto:{text}",
        }
        return self.link(value=text, link=links[kind]()) if kind in links else self.quote(text)

    def unparse(self, text, entities=None):
        """Markup of a text and its entities; overlapping ones are cut to nest."""
        units = text.encode("utf-16-le", "surrogatepass")
        return self._piece(units, sorted(entities or (), key=lambda entity: entity.offset), 0, len(units))

    def _piece(self, units, entities, start, end):
        parts = []
        for index, entity in enumerate(entities):
            first, last = entity.offset * 2, min((entity.offset + entity.length) * 2, end)
            if first < start or first >= end:
                continue
            parts.append(self._quoted(units, start, first))
            inner = [other for other in entities[index + 1 :] if other.offset * 2 < last]
            parts.append(self.apply_entity(entity, self._piece(units, inner, first, last)))
            start = last
        parts.append(self._quoted(units, start, end))
        return "".join(parts)

    def _quoted(self, units, start, end):
        return self.quote(units[start:end].decode("utf-16-le", "surrogatepass")) if start < end else ""


def _tag(before, after):
    def decorate(self, value):
        return before + value + after

    return decorate


class HtmlDecoration(TextDecoration):
    """The tags of the forks' dialect."""

    bold = _tag("<b>", "</b>")
    italic = _tag("<i>", "</i>")
    spoiler = _tag("<tg-spoiler>", "</tg-spoiler>")
    code = _tag("<code>", "</code>")
    pre = _tag("<pre>", "</pre>")
    underline = _tag("<u>", "</u>")
    strikethrough = _tag("<s>", "</s>")
    blockquote = _tag("<blockquote>", "</blockquote>")

    def link(self, value, link):
        """A link."""
        return f'<a href="{link}">{value}</a>'

    def pre_language(self, value, language):
        """A block of code in a language."""
        return f'<pre><code class="language-{language}">{value}</code></pre>'

    def quote(self, value):
        """Plain text."""
        return escape(value, quote=False)

    def custom_emoji(self, value, document_id):
        """A custom emoji."""
        return f"<emoji document_id={document_id}>{value}</emoji>"


html_decoration = HtmlDecoration()
