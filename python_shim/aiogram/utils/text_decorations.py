"""Formatting texts as HTML and Markdown."""

import re
import typing

_MARKDOWN = re.compile(r"([_*\[\]()~`>#+\-=|{}.!\\])")


class _Decoration:
    tags: typing.Dict[str, typing.Tuple[str, str]] = {}

    def quote(self, value: str) -> str:
        """A text with what has a meaning made harmless."""
        raise NotImplementedError("`quote` is the subclass's part")

    def apply(self, kind: str, value: str) -> str:
        """A text in a format."""
        start, end = self.tags[kind]
        return f"{start}{value}{end}"

    def bold(self, value: str) -> str:
        return self.apply("bold", value)

    def italic(self, value: str) -> str:
        return self.apply("italic", value)

    def code(self, value: str) -> str:
        return self.apply("code", value)

    def pre(self, value: str) -> str:
        return self.apply("pre", value)

    def underline(self, value: str) -> str:
        return self.apply("underline", value)

    def strikethrough(self, value: str) -> str:
        return self.apply("strikethrough", value)

    def spoiler(self, value: str) -> str:
        return self.apply("spoiler", value)

    def blockquote(self, value: str) -> str:
        return self.apply("blockquote", value)

    def unparse(self, text: str, entities=None) -> str:
        """A text with entities as marked text; entities lie in each other or apart."""
        ordered = sorted(entities or [], key=lambda entity: (entity.offset, -entity.length))
        return "".join(self._unparse(text.encode("utf-16-le"), ordered, 0, None))

    def _unparse(self, data: bytes, entities: list, offset: int, end):
        end = len(data) // 2 if end is None else end
        at = 0
        while at < len(entities):
            entity = entities[at]
            at += 1
            if entity.offset < offset:
                continue
            if entity.offset >= end:
                break
            yield self.quote(data[2 * offset : 2 * entity.offset].decode("utf-16-le"))
            stop = entity.offset + entity.length
            yield self._entity(
                entity,
                "".join(
                    self._unparse(data, [inner for inner in entities[at:] if inner.offset < stop], entity.offset, stop)
                ),
            )
            offset = stop
        if offset < end:
            yield self.quote(data[2 * offset : 2 * end].decode("utf-16-le"))

    def _entity(self, entity, text: str) -> str:
        kind = str(entity.type)
        if kind == "text_link":
            return self.link(text, entity.url)
        if kind == "text_mention":
            return self.link(text, f"tg://user?id={entity.user.id}")
        return self.apply(kind, text) if kind in self.tags else text

    def link(self, value: str, link: str) -> str:
        """A link."""
        raise NotImplementedError("`link` is the subclass's part")


class HtmlDecoration(_Decoration):
    """HTML."""

    tags = {
        "bold": ("<b>", "</b>"),
        "italic": ("<i>", "</i>"),
        "code": ("<code>", "</code>"),
        "pre": ("<pre>", "</pre>"),
        "underline": ("<u>", "</u>"),
        "strikethrough": ("<s>", "</s>"),
        "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
        "blockquote": ("<blockquote>", "</blockquote>"),
    }

    def quote(self, value: str) -> str:
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def link(self, value: str, link: str) -> str:
        return f'<a href="{link}">{value}</a>'


class MarkdownDecoration(_Decoration):
    """Markdown of the second version."""

    tags = {
        "bold": ("*", "*"),
        "italic": ("_\r", "_\r"),
        "code": ("`", "`"),
        "pre": ("```\n", "\n```"),
        "underline": ("__\r", "__\r"),
        "strikethrough": ("~", "~"),
        "spoiler": ("||", "||"),
        "blockquote": (">", ""),
    }

    def quote(self, value: str) -> str:
        return _MARKDOWN.sub(r"\\\1", value)

    def link(self, value: str, link: str) -> str:
        return f"[{value}]({link})"


html_decoration = HtmlDecoration()
markdown_decoration = MarkdownDecoration()
