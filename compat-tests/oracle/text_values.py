"""Prints what a library makes of random and adversarial texts, one JSON line each. Usage: text_values.py LIB SEED COUNT [avoid…].

The inputs come from the seed alone, so two libraries see the same; `avoid` leaves out what one of them never had.
"""
import importlib
import json
import random
import sys

NAMES = ["b", "strong", "i", "em", "u", "s", "del", "code", "pre", "a", "blockquote", "tg-emoji", "tg-spoiler", "emoji", "date"]
ODD_NAMES = ["B", "Strong", "PRE", "br", "script", "style", "SCRIPT", "x-y", "bloc\u212aquote", "p", "b\x0b", "ѣ", "spoiler", "b\"", "b'"]
WORDS = ["a", "bc", " ", "\n", "  ", "\t", "é", "ж", "😀", "👨‍👩‍👧", "\u00a0", "\u2028", "x<y", "&", "&amp;", "&lt;", "&gt", "&quot;", "&#128512;", "&#x1F600;",
         "&#55357;", "&#0;", "&#1;", "&#150", "&nbsp;", "&hellip;", "&notit;", "&notin;", "&copy", "&amp", "&#", "&#x;", "&Afr;", "&NotEqualTilde;",
         "&zzz;", "a=1&page=2&lt=3", ";", "'", '"', ">", "/", "=", "<", "<<", "</", "< b>", "</>", "</ b>", "</b c>", "<!", "<!-- c -->", "<!-- x -- >",
         "<!--", "-->", "<!doctype html>", "<!DOCTYPE", "<![CDATA[x]]>", "<![if x]>", "<![x]>", "<![", "<![1", "<?pi?>", "<?", "<!x>", "\ufeff", "\x00", "\r",
         "\x0b", "\x1c", "{}", "mailto:", "]]>", "long word ", "Привет, мир", "\u0130", "\u017f", "</\u017fcript>", "</style >", "</SCRIPT>"]  # fmt: skip
VALUES = ["1", "5368324170671202286", "http://x.y/?a=1&b=2", "https://t.me/a", "mailto:a@b.c", "mailto:", "tg://user?id=5", "language-py", "py",
          "", "x y", "😀", "&lt;", "a&amp;b", "&copy", "2024-01-02", "2024-01-02T03:04:05+03:00", "1_0", " 7 ", "-4", "٣", "nan", "99999999999999999999"]  # fmt: skip
ATTRIBUTES = ["href", "class", "emoji-id", "document_id", "expandable", "date", "relative", "short-time", "HREF", "Class", "x", "data-y", "\"", "'", "="]
EXPECTED = {"a": "href", "code": "class", "tg-emoji": "emoji-id", "emoji": "document_id", "blockquote": "expandable", "date": "date"}
MARKS = ["**", "__", "~~", "`", "```", "[", "](", ")", "]", "(", "*", "_", "~", "****", "\\"]
PLAIN = ["Bold", "Italic", "Underline", "Strike", "Spoiler", "Code", "Blockquote", "Email", "Url", "Hashtag", "Mention", "Phone", "BotCommand"]


def attribute(rng, tag):
    name = EXPECTED.get(tag) if rng.random() < 0.7 and tag in EXPECTED else rng.choice(ATTRIBUTES)
    value, shape = rng.choice(VALUES), rng.randrange(12)
    if tag in ("emoji", "tg-emoji") and rng.random() < 0.7:
        value = str(rng.randrange(1 << 62))
    forms = [f'{name}="{value}"'] * 4 + [f"{name}='{value}'"] * 2 + [f"{name}={value}"] * 2
    forms += [name, f"{name} = \"{value}\"", f'{name}="{value}', f"{name}=={value}"]
    return forms[shape]


def tag(rng, names):
    name = rng.choice(ODD_NAMES) if rng.random() < 0.08 else rng.choice(names)
    count = rng.choice([0, 0, 1, 2]) if name not in EXPECTED or rng.random() < 0.1 else rng.choice([1, 1, 1, 2])
    attributes = [attribute(rng, name) for _ in range(count)]
    space = rng.choice([" "] * 9 + ["\n", "  ", "/", "\x0c"])
    end = rng.choice([">"] * 20 + ["/>", " >", " />", "", "<"])
    return name, "<" + space.join([name, *attributes]) + end


def markup(rng, names, depth=0):
    """Mostly well-formed, with slips."""
    out = []
    for _ in range(rng.choice([1, 1, 2, 3, 4])):
        roll = rng.random()
        if roll < 0.45 or depth > 5:
            out.append(rng.choice(WORDS[:14]) if rng.random() < 0.6 else rng.choice(WORDS))
            continue
        name, opening = tag(rng, names)
        inner = markup(rng, names, depth + 1)
        closing = f"</{name}>" if rng.random() < 0.9 else rng.choice(["", f"</{rng.choice(names)}>", f"</{name} >", f"</{name} x>"])
        out.append(opening + inner + closing)
    return "".join(out)


def soup(rng, pieces, names):
    return "".join(rng.choice(pieces) if rng.random() < 0.6 else tag(rng, names)[1] for _ in range(rng.randrange(1, 12)))


def mutated(rng, text):
    letters = list(text)
    for _ in range(rng.randrange(1, 4)):
        if letters:
            place = rng.randrange(len(letters))
            letters[place : place + 1] = rng.choice([[], [rng.choice("<>&\"'/= \n;b")], letters[place : place + 2]])
    return "".join(letters)


def html_input(rng, names):
    roll = rng.random()
    text = markup(rng, names) if roll < 0.7 else soup(rng, WORDS, names)
    return mutated(rng, text) if rng.random() < 0.25 else text


def markdown_input(rng):
    return "".join(rng.choice(MARKS) if rng.random() < 0.45 else rng.choice(WORDS[:16] + ["http://x.y"]) for _ in range(rng.randrange(1, 16)))


def spans(rng, avoid):
    """A text and (class, fields) of entities, most of them where they may be."""
    text = "".join(rng.choice(WORDS[:30]) for _ in range(rng.randrange(0, 10)))
    size = len(text.encode("utf-16-le")) // 2
    entities = []
    for _ in range(rng.choice([0, 1, 1, 2, 3, 5])):
        if rng.random() < 0.93:
            # Where characters begin, as the server sends them.
            places = [0]
            for character in text:
                places.append(places[-1] + len(character.encode("utf-16-le")) // 2)
            start, end = sorted((rng.choice(places), rng.choice(places)))
        else:
            start = rng.randrange(-2, size + 4)
            end = start + rng.randrange(-1, 6)
        kind = rng.choice(PLAIN)
        extra = {}
        roll = rng.random()
        if roll < 0.1:
            kind, extra = "TextUrl", {"url": rng.choice(VALUES)}
        elif roll < 0.2:
            kind, extra = "Pre", {"language": rng.choice(["", "py", "a'b"])}
        elif roll < 0.25:
            kind, extra = "MentionName", {"user_id": rng.randrange(1 << 40)}
        elif roll < 0.35 and "emoji" not in avoid:
            kind, extra = "CustomEmoji", {"document_id": rng.randrange(1 << 62)}
        elif kind == "Blockquote" and rng.random() < 0.5 and "expandable" not in avoid:
            extra = {"collapsed": True}
        entities.append((f"MessageEntity{kind}", {"offset": start, "length": end - start, **extra}))
    return text, entities


def plain(entity, avoid):
    folded = "collapsed" if "expandable" in avoid or not getattr(entity, "collapsed", None) else None
    fields = {name: value for name, value in entity.to_dict().items() if name != folded}
    return {name: value if isinstance(value, (int, str, type(None))) else str(value) for name, value in fields.items()}


def outcome(avoid, call, *arguments):
    try:
        found = call(*arguments)
    except RecursionError:
        return "RecursionError"
    except Exception as error:
        return type(error).__name__
    return found if isinstance(found, str) else [found[0], [plain(entity, avoid) for entity in found[1]]]


def main(library, seed, count, *avoid):
    def load(name):
        return importlib.import_module(f"{library}.{name}")

    html, markdown, types = load("extensions.html"), load("extensions.markdown"), load("tl.types")
    rng, names = random.Random(int(seed)), [name for name in NAMES if name not in avoid]
    html.CUSTOM_EMOJIS = "custom" not in avoid
    for number in range(int(count)):
        kind = number % 8
        if kind < 4:
            given = html_input(rng, names)
            found = outcome(avoid, html.parse, given)
        elif kind == 4:
            given = markdown_input(rng)
            found = outcome(avoid, markdown.parse, given)
        else:
            given = spans(rng, avoid)
            entities = [getattr(types, cls)(**fields) for cls, fields in given[1]]
            found = outcome(avoid, (markdown if kind == 7 else html).unparse, given[0], entities)
        print(json.dumps([kind, given, found]))


if __name__ == "__main__":
    main(*sys.argv[1:])
