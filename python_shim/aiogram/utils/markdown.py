"""Functions that format pieces of text: `bold` and the like as Markdown, `hbold` and the like as HTML."""

from .text_decorations import html_decoration, markdown_decoration

HTML_QUOTES_MAP = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}


def text(*content, sep: str = " ") -> str:
    """Pieces joined."""
    return sep.join(map(str, content))


_join = text


def quote_html(*content, sep: str = " ") -> str:
    """Pieces joined and made harmless for HTML."""
    return "".join(HTML_QUOTES_MAP.get(char, char) for char in text(*content, sep=sep))


def escape_md(*content, sep: str = " ") -> str:
    """Pieces joined and made harmless for Markdown."""
    return markdown_decoration.quote(text(*content, sep=sep))


def _pair(kind: str):
    def markdown(*content, sep: str = " ") -> str:
        return getattr(markdown_decoration, kind)(markdown_decoration.quote(text(*content, sep=sep)))

    def html(*content, sep: str = " ") -> str:
        return getattr(html_decoration, kind)(html_decoration.quote(text(*content, sep=sep)))

    markdown.__name__, html.__name__ = kind, f"h{kind}"
    markdown.__doc__, html.__doc__ = f"{kind} as Markdown.", f"{kind} as HTML."
    return markdown, html


bold, hbold = _pair("bold")
italic, hitalic = _pair("italic")
code, hcode = _pair("code")
pre, hpre = _pair("pre")
underline, hunderline = _pair("underline")
strikethrough, hstrikethrough = _pair("strikethrough")
spoiler, hspoiler = _pair("spoiler")
blockquote, hblockquote = _pair("blockquote")


def link(title: str, url: str) -> str:
    """A link as Markdown."""
    return markdown_decoration.link(markdown_decoration.quote(title), url)


def hlink(title: str, url: str) -> str:
    """A link as HTML."""
    return html_decoration.link(html_decoration.quote(title), url)


def hide_link(url: str) -> str:
    """A link that cannot be seen, as HTML."""
    return f'<a href="{url}">&#8203;</a>'
