"""HTML and Markdown: cases whose answers the real libraries gave; compat-tests/oracle/text_dialects.py has the random ones."""
import re

import pytest
from telethon.extensions import html, markdown
from telethon.tl import types


@pytest.fixture
def dialect(monkeypatch):
    return lambda name: monkeypatch.setattr(html, "DIALECT", name)


def shown(entities):
    """`Bold 0 3 url`: kind, offset, length, and what else was given."""
    rows = (list(entity.to_dict().values()) for entity in entities)
    return [" ".join([row[0].removeprefix("MessageEntity"), *(str(value) for value in row[1:] if value is not None)]) for row in rows]


SAME = [
    (" \n<b> a </b> <i> </i>", "a", ["Bold 0 1"]),
    ("<b>a", "a", []),
    ("<b>x</i>y</b>", "xy", ["Bold 0 2"]),
    ("<b><b>x</b>y</b>", "xy", ["Bold 0 1"]),
    ("a<br>b", "ab", []),
    ("😀<b>😀x</b>😀", "😀😀x😀", ["Bold 2 3"]),
    # A reference counts as one unit, whatever it stands for.
    ("<b>&#128512;</b>x", "😀x", ["Bold 0 1"]),
    ("&lt;b&gt; &amp;amp; &copy &notit; &hellip;", "<b> &amp; © ¬it; …", []),
    # What might go on is not seen.
    ("a &lt", "", []),
    ("1 < 2 <b>x</b>", "1 < 2 x", ["Bold 6 1"]),
    ("<!-- c --><b>x</b>", "x", ["Bold 0 1"]),
    ("<script><b>x</b></script>y", "<b>x</b>y", []),
    ("<a href='mailto:a@b.c'>t</a>", "a@b.c", ["Email 0 5"]),
    ("<a>t</a>", "t", []),
    ("<a href=http://x.y/?a=1&b=2>t</a>", "t", ["TextUrl 0 1 http://x.y/?a=1&b=2"]),
    ("<pre><code class='language-py'>x</code></pre>", "x", ["Pre 0 1 py"]),
    ("<pre><code>x</code></pre>", "x", ["Pre 0 1 "]),
    ("<code class='x'>y</code>", "y", ["Code 0 1"]),
    ("<blockquote expandable>q</blockquote>", "q", ["Blockquote 0 1 True"]),
    ("<blockquote>q</blockquote>", "q", ["Blockquote 0 1"]),
    ("<tg-emoji emoji-id='5'>😀</tg-emoji>", "😀", ["CustomEmoji 0 2 5"]),
    ("<tg-emoji emoji-id='x'>😀</tg-emoji>", "😀", []),
    ("<B>x</B><STRONG>y</STRONG>", "xy", ["Bold 0 1", "Bold 1 1"]),
    ('<b class="a>b">x</b>', "x", ["Bold 0 1"]),
    ("<b/>x", "x", []),
    ("<u>u</u><s>s</s><del>d</del><em>e</em>", "usde", ["Underline 0 1", "Strike 1 1", "Strike 2 1", "Italic 3 1"]),
]


@pytest.mark.parametrize("name", ["forks", "telethon"])
@pytest.mark.parametrize("given, text, entities", SAME, ids=[row[0] for row in SAME])
def test_html_means_the_same_in_both_dialects(dialect, name, given, text, entities):
    dialect(name)
    found, made = html.parse(given)
    assert (found, shown(made)) == (text, entities)


APART = [
    ("<b>a<i>b</i>c</b>", ["Italic 1 1", "Bold 0 3"], ["Bold 0 3", "Italic 1 1"]),
    ("<emoji document_id=5>😀</emoji>", ["CustomEmoji 0 2 5"], []),
    ("<tg-spoiler>s</tg-spoiler>", ["Spoiler 0 1"], []),
    ("<spoiler>s</spoiler>", [], []),
    (
        '<date date="2024-01-02T00:00:00+00:00" relative short-time>d</date>',
        ["FormattedDate 0 1 2024-01-02 00:00:00+00:00 True True False False False False"],
        [],
    ),
    ("<date date=soon>d</date>", [], []),
]


@pytest.mark.parametrize("given, forks, telethon", APART, ids=[row[0] for row in APART])
def test_html_where_the_dialects_differ(dialect, given, forks, telethon):
    dialect("forks")
    assert shown(html.parse(given)[1]) == forks
    dialect("telethon")
    assert shown(html.parse(given)[1]) == telethon


@pytest.mark.parametrize(
    "given, error",
    [
        ("<emoji document_id=x>😀</emoji>", ValueError),
        ("<emoji>😀</emoji>", KeyError),
        ("<a href>x</a>", AttributeError),
        ("<![x]>", AssertionError),
        ("a\ud83d", UnicodeDecodeError),
    ],
)
def test_html_that_the_libraries_refuse(given, error):
    with pytest.raises(error):
        html.parse(given)


def test_custom_emoji_can_be_switched_off(monkeypatch):
    emoji = types.MessageEntityCustomEmoji(0, 2, 5)
    assert html.unparse("😀", [emoji]) == "<emoji document_id=5>😀</emoji>"
    monkeypatch.setattr(html, "CUSTOM_EMOJIS", False)
    assert html.parse("<emoji document_id=5>😀</emoji>") == ("😀", [])
    assert html.unparse("😀", [emoji]) == "😀"


def entity(kind, *arguments, **keywords):
    return getattr(types, f"MessageEntity{kind}")(*arguments, **keywords)


WRITTEN = [
    ("a<b", [entity("Bold", 0, 3)], "<b>a&lt;b</b>", "<strong>a&lt;b</strong>"),
    ("\"'", [], "\"'", "&quot;&#x27;"),
    ("😀ab", [entity("Italic", 0, 3), entity("Code", 3, 1)], "<i>😀a</i><code>b</code>", "<em>😀a</em><code>b</code>"),
    ("ab", [entity("Bold", 0, 2), entity("Italic", 0, 1)], "<b><i>a</i>b</b>", "<strong><em>a</em>b</strong>"),
    ("ab", [entity("Spoiler", 0, 2)], "<tg-spoiler>ab</tg-spoiler>", "ab"),
    ("ab", [entity("Blockquote", 0, 2, collapsed=True)], "<blockquote expandable>ab</blockquote>", "<blockquote expandable>ab</blockquote>"),
    ("ab", [entity("TextUrl", 0, 2, 'x"&')], '<a href="x"&">ab</a>', '<a href="x&quot;&amp;">ab</a>'),
    ("a&b", [entity("Url", 0, 3)], '<a href="a&amp;b">a&amp;b</a>', '<a href="a&b">a&amp;b</a>'),
    ("a@b", [entity("Email", 0, 3)], '<a href="mailto:a@b">a@b</a>', '<a href="mailto:a@b">a@b</a>'),
    ("ab", [entity("MentionName", 0, 2, 5)], '<a href="tg://user?id=5">ab</a>', '<a href="tg://user?id=5">ab</a>'),
    # The libraries' own slips: text without a tag is escaped twice in one, a block of code has braces in the other.
    ("a&b", [entity("Hashtag", 0, 3)], "a&amp;amp;b", "a&amp;b"),
    ("ab", [entity("Pre", 0, 2, "py")], '<pre><code class="language-py">ab</code></pre>', "<pre>\n    <code class='language-py'>\n        ab{}\n    </code>\n</pre>"),
    ("😀", [entity("Bold", 0, 2), entity("CustomEmoji", 0, 2, 5)], "<emoji document_id=5>😀</emoji>", '<strong><tg-emoji emoji-id="5">😀</tg-emoji></strong>'),
]  # fmt: skip


@pytest.mark.parametrize("text, entities, forks, telethon", WRITTEN, ids=[str(number) for number in range(len(WRITTEN))])
def test_html_is_written_as_each_dialect_writes_it(dialect, text, entities, forks, telethon):
    dialect("forks")
    assert html.unparse(text, entities) == forks
    dialect("telethon")
    assert html.unparse(text, entities) == telethon


def test_a_decoration_of_a_modules_own_is_asked_for_its_tags():
    class Loud(html.HtmlDecoration):
        def bold(self, value):
            return value.upper()

    assert Loud().unparse("ab <c", [entity("Bold", 0, 2), entity("Italic", 3, 2)]) == "AB <i>&lt;c</i>"


def test_a_parser_of_a_modules_own_collects_text_and_entities():
    parser = html.HTMLToTelegramParser()
    parser.feed("<b>a<i>b</i></b><blockquote expandable>c</blockquote>")
    assert (parser.text, shown(parser.entities)) == ("abc", ["Italic 1 1", "Bold 0 2", "Blockquote 2 1 True"])


MARKDOWN = [
    ("**b** __i__ ~~s~~ `c` ```p```", "b i s c p", ["Bold 0 1", "Italic 2 1", "Strike 4 1", "Code 6 1", "Pre 8 1 "]),
    ("**a __b__ c**", "a b c", ["Bold 0 5", "Italic 2 1"]),
    ("[**x**](u) [](u) [x]()", "**x**  x", ["TextUrl 0 5 u", "TextUrl 7 1 "]),
    ("`**x**`", "**x**", ["Code 0 5"]),
    ("😀**😀**😀", "😀😀😀", ["Bold 2 2"]),
    ("****", "****", []),
    ("** **", "", []),
    ("**a", "**a", []),
    ("__a **b__ c**", "a b c", ["Italic 0 3", "Bold 2 3"]),
    ("[a](b", "[a](b", []),
    ("```py\nx```", "py\nx", ["Pre 0 4 "]),
]


@pytest.mark.parametrize("given, text, entities", MARKDOWN, ids=[row[0] for row in MARKDOWN])
def test_markdown_means_what_the_libraries_make_of_it(given, text, entities):
    found, made = markdown.parse(given)
    assert (found, shown(made)) == (text, entities)


def test_markdown_takes_other_marks_and_another_pattern_for_links():
    marks = {"!": types.MessageEntityBold, "%": types.MessageEntityCode, "^": lambda offset, length: types.MessageEntityMention(offset, length)}
    text, entities = markdown.parse("!a! %!b!% ^c^ **d**", delimiters=marks)
    assert (text, shown(entities)) == ("a !b! c **d**", ["Bold 0 1", "Code 2 3", "Mention 6 1"])
    text, entities = markdown.parse("😀 {x|y} [x](y)", url_re=re.compile(r"\{(\w)\|(\w)\}"))
    assert (text, shown(entities)) == ("😀 x [x](y)", ["TextUrl 3 1 y"])
    assert markdown.unparse("ab", [types.MessageEntityBold(0, 1)], delimiters=marks) == "!a!b"
    assert markdown.parse("**a**", delimiters={}) == ("**a**", [])


def test_markdown_is_written_with_links_and_marks():
    entities = [entity("Bold", 0, 3), entity("TextUrl", 0, 3, "http://x"), entity("MentionName", 4, 1, 5), entity("Spoiler", 4, 1)]
    assert markdown.unparse("😀a b", entities) == "**[😀a](http://x)** [b](tg://user?id=5)"


@pytest.mark.parametrize("mode", [html, markdown], ids=["html", "markdown"])
def test_nothing_stays_nothing(mode):
    assert mode.parse("") == ("", []) and mode.parse(None) == (None, []) and mode.unparse("", []) == ""


@pytest.mark.parametrize("parse", [html.parse, markdown.parse])
def test_what_is_no_text_is_refused_as_the_original_refuses_it(parse):
    assert parse(("a", "b")) == ("ab", [])
    for value, words in ((5, "'int' object is not iterable"), (b"x", "ord() expected string of length 1, but int found")):
        with pytest.raises(TypeError, match=re.escape(words)):
            parse(value)
