"""The HTML dialect of userbots: what people type becomes entities, and entities become what people type.

Lenient both ways: unknown tags vanish, unclosed ones count for nothing. `CUSTOM_EMOJIS = False` leaves out custom
emoji, for accounts that may not send them.
"""
from html import escape
from html.parser import HTMLParser

from ..helpers import add_surrogate, del_surrogate, strip_text
from ..tl import types

CUSTOM_EMOJIS = True

_PLAIN_TAGS = {
    "b": "MessageEntityBold",
    "strong": "MessageEntityBold",
    "i": "MessageEntityItalic",
    "em": "MessageEntityItalic",
    "u": "MessageEntityUnderline",
    "s": "MessageEntityStrike",
    "del": "MessageEntityStrike",
    "tg-spoiler": "MessageEntitySpoiler",
    "spoiler": "MessageEntitySpoiler",
}


def __getattr__(name):
    if name.startswith("MessageEntity"):
        return getattr(types, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class HTMLToTelegramParser(HTMLParser):
    """Collects text and entities; offsets count UTF-16 units."""

    def __init__(self):
        super().__init__()
        self.text = ""
        self.entities = []
        self._building_entities = {}
        self._open = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        replacement = None
        if tag == "a":
            replacement = _mail_address(attrs.get("href"))
        self._open.append((tag, replacement))
        if tag == "code" and "pre" in self._building_entities:
            language = attrs.get("class") or ""
            if language:
                self._building_entities["pre"].language = language[len("language-") :]
            return
        if tag not in self._building_entities:
            entity = self._entity(tag, attrs)
            if entity is not None:
                self._building_entities[tag] = entity

    def _entity(self, tag, attrs):
        """A new entity of length 0 for a tag, or None."""
        start = len(self.text)
        if tag in _PLAIN_TAGS:
            return getattr(types, _PLAIN_TAGS[tag])(start, 0)
        if tag == "code":
            return types.MessageEntityCode(start, 0)
        if tag == "pre":
            return types.MessageEntityPre(start, 0, "")
        if tag == "blockquote":
            return types.MessageEntityBlockquote(start, 0, collapsed="expandable" in attrs)
        if tag == "a" and attrs.get("href") is not None:
            return self._link(start, attrs["href"])
        if tag in ("emoji", "tg-emoji") and CUSTOM_EMOJIS:
            number = attrs["document_id"] if tag == "emoji" else attrs["emoji-id"]
            return types.MessageEntityCustomEmoji(start, 0, int(number))
        if tag == "date" and "date" in attrs:
            return _date(start, attrs)
        return None

    def _link(self, start, href):
        if href.startswith("mailto:"):
            return types.MessageEntityEmail(start, 0)
        if self.get_starttag_text() == href:
            return types.MessageEntityUrl(start, 0)
        return types.MessageEntityTextUrl(start, 0, del_surrogate(href))

    def handle_data(self, data):
        if self._open and self._open[-1][1]:
            data = self._open[-1][1]
        for entity in self._building_entities.values():
            entity.length += len(data)
        self.text += data

    def handle_endtag(self, tag):
        if self._open:
            self._open.pop()
        entity = self._building_entities.pop(tag, None)
        if entity is not None:
            self.entities.append(entity)


def _mail_address(href):
    return href[len("mailto:") :] if href and href.startswith("mailto:") else None


def _date(start, attrs):
    from datetime import datetime

    make = getattr(types, "MessageEntityFormattedDate", None)
    if make is None:
        return None
    flags = ("relative", "short_time", "long_time", "short_date", "long_date", "day_of_week")
    moment = datetime.fromisoformat(attrs["date"])
    return make(start, 0, date=moment, **{flag: flag.replace("_", "-") in attrs for flag in flags})


def parse(html):
    """(text, entities) of HTML; the text is stripped, entities come in the order of their closing tags."""
    if not html:
        return html, []
    parser = HTMLToTelegramParser()
    parser.feed(add_surrogate(html))
    parser.close()
    text = strip_text(parser.text, parser.entities)
    return del_surrogate(text), parser.entities


class TextDecoration:
    """Turns entities back into markup; what each kind looks like is a method."""

    _METHODS = {
        "MessageEntityBold": "bold",
        "MessageEntityItalic": "italic",
        "MessageEntitySpoiler": "spoiler",
        "MessageEntityCode": "code",
        "MessageEntityUnderline": "underline",
        "MessageEntityStrike": "strikethrough",
    }

    def apply_entity(self, entity, text):
        """The text, already marked up inside, with one entity around it."""
        kind = entity.__class__.__name__
        if kind in self._METHODS:
            return text if _is_lone_emoji(text) else getattr(self, self._METHODS[kind])(text)
        if kind == "MessageEntityBlockquote":
            return self.expandable(text) if entity.collapsed else self.blockquote(text)
        if kind == "MessageEntityPre":
            return self.pre_language(text, entity.language) if entity.language else self.pre(text)
        if kind in ("MessageEntityMentionName", "InputMessageEntityMentionName"):
            user = getattr(entity.user_id, "user_id", entity.user_id)
            return self.link(text, f"tg://user?id={user}")
        if kind == "MessageEntityTextUrl":
            return self.link(text, entity.url)
        if kind == "MessageEntityUrl":
            return self.link(text, text)
        if kind == "MessageEntityEmail":
            return self.link(text, f"mailto:{text}")
        if kind == "MessageEntityCustomEmoji" and CUSTOM_EMOJIS:
            return self.custom_emoji(text, entity.document_id)
        return text

    def unparse(self, text, entities=None):
        """Markup of a text and its entities; overlapping ones are cut to nest."""
        if not text:
            return ""
        units = text.encode("utf-16-le", "surrogatepass")
        # The longer of two that begin together is the outer one.
        ordered = sorted(entities or (), key=lambda entity: (entity.offset, -entity.length))
        return self._piece(units, ordered, 0, len(units))

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


class HtmlDecoration(TextDecoration):
    """The tags of the dialect."""

    def link(self, value, link):
        """A link."""
        return f'<a href="{link}">{value}</a>'

    def bold(self, value):
        """Bold."""
        return f"<b>{value}</b>"

    def italic(self, value):
        """Italic."""
        return f"<i>{value}</i>"

    def spoiler(self, value):
        """Hidden until touched."""
        return f"<tg-spoiler>{value}</tg-spoiler>"

    def code(self, value):
        """Code within a line."""
        return f"<code>{value}</code>"

    def pre(self, value):
        """A block of code."""
        return f"<pre>{value}</pre>"

    def pre_language(self, value, language):
        """A block of code in a language."""
        return f'<pre><code class="language-{language}">{value}</code></pre>'

    def underline(self, value):
        """Underlined."""
        return f"<u>{value}</u>"

    def strikethrough(self, value):
        """Struck through."""
        return f"<s>{value}</s>"

    def quote(self, value):
        """Plain text."""
        return escape(value, quote=False)

    def blockquote(self, value):
        """A quotation."""
        return f"<blockquote>{value}</blockquote>"

    def expandable(self, value):
        """A quotation that unfolds."""
        return f"<blockquote expandable>{value}</blockquote>"

    def custom_emoji(self, value, document_id):
        """A custom emoji."""
        return f"<emoji document_id={document_id}>{value}</emoji>"


def _is_lone_emoji(text):
    # Telegram puts bold and the like around custom emoji for nothing; shown markup would only get longer.
    return text.startswith("<emoji document_id=") and text.endswith("</emoji>") and text.count("<") == 2


html_decoration = HtmlDecoration()
unparse = html_decoration.unparse
