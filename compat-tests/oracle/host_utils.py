"""Pure functions of the host over many inputs: `host_utils.py PACKAGE` prints what each call gives.

Run by the real hosts (their own checkout on the path, `hikka` or `heroku`) it gives the facts in surface/host/utils_results.json:
`host_utils.py --record RESULTS PYTHON CHECKOUT PACKAGE …`; run by us it is compared with them. Nothing of the hosts is in here.
"""

import asyncio
import importlib
import json
import os
import random
import subprocess
import sys
from types import SimpleNamespace

import host_objects

TEXTS = [
    "", " ", ".", ".cmd", ".cmd ", ".cmd a", ".cmd a b", ".cmd  two   spaces ", ".cmd\nline", ".cmd\nline two\nthree", ".cmd a\nb",
    '.cmd "a b" c', ".cmd 'a b' c", '.cmd "open', ".cmd a\\ b", ".cmd \\", ".cmd it's", ".cmd a,b, c", ".cmd 1 2 -3 x 4.5", ".cmd yes no true off 1 0 on",
    ".cmd -f --flag=1 x", ".cmd <b>a</b> & b", ".cmd привет мир", ".cmd 🙂 👨‍👩‍👧 x", ".cmd\ta\tb", ".cmd a | b | c", "no prefix at all", ".cmd \"\" ''",
    ".cmd $HOME `x` #hash", ".cmd а\u00a0б", ".cmd a;b;c", ".cmd @name 12345", ".cmd https://example.org/x?y=1&z=2",
]  # fmt: skip
HTML = [
    "", "plain", "<b>bold</b>", "a < b & c > d", "<b>a<i>b</i></b>", "<b>open", "closed</b>", '<a href="https://x.org/?a=1&b=2">link</a>', "<code>x</code><pre>y</pre>",
    '<emoji document_id=5368324170671202286>👍</emoji> ok', '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji> ok', "<unknown>x</unknown>", "<br>a<br/>b", "&lt;b&gt; &amp;amp;",
    "<b>a</b>\n<i>b</i>", "a 'b' \"c\"", "<tg-spoiler>s</tg-spoiler>", "<spoiler>s</spoiler>", "<blockquote>q</blockquote>", "<blockquote expandable>q</blockquote>", "<u>u</u><s>s</s><del>d</del><em>e</em><strong>g</strong>",
    "5 <6 and 7> 4", "<>", "< b>x</ b>", "<b class='x'>y</b>", "<span class=\"tg-spoiler\">z</span>", "🙂<b>🙂</b>🙂", "<a>no href</a>", "<!-- c -->d", "&nbsp;&quot;&#39;",
]  # fmt: skip
URLS = [
    "", "example.org", "http://example.org", "https://example.org/a?b=c#d", "ftp://example.org", "t.me/name", "https://t.me/name/5", "http://", "https://x", "//example.org", "mailto:a@b.c",
    "http://localhost:80/", "http://1.2.3.4/x", "javascript:alert(1)", "see https://a.org and http://b.org/x.", "tg://user?id=5", "http://пример.рф", "https://exa mple.org", "https://a.b.c.d.e/f", "HTTPS://EXAMPLE.ORG",
]  # fmt: skip
EMOJI = ["a🙂b", "👨‍👩‍👧", "🏳️‍🌈 flag", "🇷🇺 ru", "❤️ heart", "1️⃣", "no", "© ™", "👍🏽", "⌛️x", "a👍b👍c", "☺", "текст 🫀"]
SIZES = [0, 1, 500, 1023, 1024, 1025, 1536, 10**6, 2**20, 2**30, 5 * 2**30 + 7, 2**40, 2**50, 2**60]
COUNTRIES = ["ru", "RU", "us", "gb", "", "x", "xxx", "12", "uz", "eu", "рф", "r"]


def cases(host):
    """`(label, call)` of everything that is compared."""
    utils, types = host.utils, host.types
    yield from _argument_cases(host)
    for name, inputs in (
        ("escape_html", HTML), ("escape_quotes", HTML), ("remove_html", HTML), ("validate_html", HTML), ("check_url", URLS), ("is_url", URLS),
        ("extract_urls", URLS), ("remove_emoji", EMOJI + HTML[:6]), ("escape_non_html", HTML), ("format_file_size", SIZES), ("get_lang_flag", COUNTRIES),
    ):  # fmt: skip
        for value in inputs:
            yield f"{name}({value!r})", lambda name=name, value=value: getattr(utils, name)(value)
    for value in HTML:
        yield f"remove_html({value!r}, escape=True)", lambda value=value: utils.remove_html(value, escape=True)
        yield f"remove_html({value!r}, keep_emojis=True)", lambda value=value: utils.remove_html(value, keep_emojis=True)
    for values, size in (([], 3), ([1], 1), ([1, 2, 3, 4, 5], 2), ((1, 2, 3), 2), ("abcdef", 4), ([1, 2], 5), (list(range(10)), 10), ([1, 2, 3], 0)):
        yield f"chunks({values!r}, {size})", lambda values=values, size=size: utils.chunks(values, size)
    for value in ([], [[]], [[1], [2, 3]], [["a"], [], ["b"]], [[1, [2]], [3]]):
        yield f"array_sum({value!r})", lambda value=value: utils.array_sum(value)
    for left, right in (({}, {}), ({"a": 1}, {"a": 2}), ({"a": {"b": 1}}, {"a": {"c": 2}}), ({"a": [1, 2]}, {"a": [2, 3]}), ({"a": [1]}, {"a": {"b": 1}}),
                        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"d": 2}}}), ({"a": 1}, {"b": 2}), ({"a": None}, {"a": 3}), ({"a": {"b": 1}}, {"a": 5})):  # fmt: skip
        yield f"merge({left!r}, {right!r})", lambda left=left, right=right: _in_order(utils.merge(_copy(left), _copy(right)))
    for value in (1, "a", None, [1], {"a": [1, {"b": 2.5}]}, {1: 2}, (1, 2)):
        yield f"is_serializable({value!r})", lambda value=value: utils.is_serializable(value)
    for size in (0, 1, 8, 40):
        yield f"rand({size})", lambda size=size: [len(utils.rand(size)), utils.rand(size).isalnum() or not size]
    yield from _entity_cases(utils, types)
    yield from _split_cases(host)
    yield from _validator_cases(host.validators)
    yield from _generated_cases(host)
    yield from host_objects.cases(host)


def _argument_cases(host):
    utils = host.utils
    for text in TEXTS:
        for given, value in (("text", text), ("message", host.message(text))):
            for name in ("get_args", "get_args_raw", "get_args_int", "get_args_bool"):
                yield f"{name}({given} {text!r})", lambda name=name, value=value: getattr(utils, name)(value)
            for separator in (",", " ", "|", ";", "\n", "ab"):
                yield f"get_args_split_by({given} {text!r}, {separator!r})", lambda value=value, separator=separator: utils.get_args_split_by(value, separator)
    for value in HTML[1:] + [f".cmd {one}" for one in HTML]:
        yield f"get_args_html({value!r})", lambda value=value: utils.get_args_html(host.message(*host.html.parse(value)))
    yield "get_args(empty message)", lambda: utils.get_args(host.message(""))
    yield "get_args_raw(None)", lambda: utils.get_args_raw(None)


def _entity_cases(utils, types):
    people = [
        types.User(id=5, first_name="A", username=None), types.User(id=5, first_name="A", username="alice"),
        types.Channel(id=7, title="T", photo=types.ChatPhotoEmpty(), date=None), types.Channel(id=7, title="T", photo=types.ChatPhotoEmpty(), date=None, username="chan"),
        types.Chat(id=9, title="G", photo=types.ChatPhotoEmpty(), participants_count=2, date=None, version=1),
    ]  # fmt: skip
    for number, one in enumerate(people):
        label = f"{type(one).__name__}({number})"
        for name in ("get_link", "get_entity_url", "get_entity_id"):
            yield f"{name}({label})", lambda name=name, one=one: getattr(utils, name)(one)
        yield f"get_entity_url({label}, openmessage=True)", lambda one=one: utils.get_entity_url(one, openmessage=True)
    peers = [types.PeerUser(5), types.PeerChat(9), types.PeerChannel(7)]
    for peer in peers:
        message = types.Message(id=3, peer_id=peer, date=None, message="x")
        peer = type(peer).__name__
        yield f"get_chat_id({peer})", lambda message=message: utils.get_chat_id(message)
        yield f"has_media({peer})", lambda message=message: bool(utils.has_media(message))
        yield f"mime_type({peer})", lambda message=message: utils.mime_type(message)
    for number, header in enumerate((
        None, types.MessageReplyHeader(reply_to_msg_id=4), types.MessageReplyHeader(reply_to_msg_id=4, forum_topic=True),
        types.MessageReplyHeader(reply_to_msg_id=4, reply_to_top_id=2, forum_topic=True), types.MessageReplyHeader(reply_to_msg_id=4, reply_to_top_id=2),
    )):  # fmt: skip
        message = types.Message(id=3, peer_id=peers[2], date=None, message="x", reply_to=header)
        yield f"get_topic(header {number})", lambda message=message: utils.get_topic(message)


def _split_cases(host):
    utils, types = host.utils, host.types
    rng = random.Random(11)
    texts = ["", "short", "a" * 30, "word " * 12, "line one\nline two\nline three\n", "no-space" * 6, "🙂" * 20, "слово " * 9]
    texts += ["".join(rng.choice("abc \n🙂") for _ in range(rng.randrange(5, 70))) for _ in range(20)]
    for text in texts:
        units = len(text.encode("utf-16-le")) // 2
        entities = [types.MessageEntityBold(0, min(8, units)), types.MessageEntityCode(min(5, units), max(units - 7, 0))] if units else []
        for length in (10, 20):
            yield f"smart_split({text!r}, {length})", lambda text=text, entities=entities, length=length: list(utils.smart_split(text, entities, length))
    entities = [types.MessageEntityBold(0, 3), types.MessageEntityItalic(5, 10), types.MessageEntityTextUrl(20, 4, "https://x.org")]
    for offset, text in ((0, None), (3, None), (-2, None), (-6, "x" * 12), (-4, "short"), (2, "y" * 30)):
        yield f"relocate_entities({offset}, {text!r})", lambda offset=offset, text=text: utils.relocate_entities(_copy(entities), offset, text)


def _validator_cases(validators):
    values = [
        0, 1, -1, 5, "5", "-3", 2.5, "2.5", "2,5", True, False, None, "", "a", "true", "Yes", "off", "нет", [1, 2], "1,2", ["a"], (1, 2), {"a": 1}, "https://example.org", "http://x",
        "example.org", "not a link", "@name", "name", 1000000000000, -1001234567890, "12345678901", "👍", "a👍", "👍👍", "ab", "abcdef", "a,b,c", " spaced ", "t.me/x", b"b", 10**25,
    ]  # fmt: skip
    made = {
        "Integer()": lambda v: v.Integer(), "Integer(minimum=0)": lambda v: v.Integer(minimum=0), "Integer(minimum=1, maximum=5)": lambda v: v.Integer(minimum=1, maximum=5), "Integer(maximum=3)": lambda v: v.Integer(maximum=3),
        "Integer(digits=2)": lambda v: v.Integer(digits=2), "Float()": lambda v: v.Float(), "Float(minimum=1)": lambda v: v.Float(minimum=1), "Float(minimum=0, maximum=3)": lambda v: v.Float(minimum=0, maximum=3), "Float(maximum=2)": lambda v: v.Float(maximum=2),
        "Boolean()": lambda v: v.Boolean(), "String()": lambda v: v.String(), "String(length=2)": lambda v: v.String(length=2), "String(min_len=2)": lambda v: v.String(min_len=2), "String(max_len=3)": lambda v: v.String(max_len=3), "String(min_len=2, max_len=3)": lambda v: v.String(min_len=2, max_len=3),
        "Choice(['a', 'b', 1])": lambda v: v.Choice(["a", "b", 1]), "MultiChoice(['a', 'b'])": lambda v: v.MultiChoice(["a", "b"]), "Series()": lambda v: v.Series(), "Series(Integer())": lambda v: v.Series(v.Integer()),
        "Series(min_len=2)": lambda v: v.Series(min_len=2), "Series(max_len=1)": lambda v: v.Series(max_len=1), "Series(fixed_len=2)": lambda v: v.Series(fixed_len=2), "Link()": lambda v: v.Link(), "RegExp('^a')": lambda v: v.RegExp("^a"),
        "RegExp('^A', IGNORECASE)": lambda v: v.RegExp("^A", 2), "TelegramID()": lambda v: v.TelegramID(), "Union(Integer(), Boolean())": lambda v: v.Union(v.Integer(), v.Boolean()), "NoneType()": lambda v: v.NoneType(), "Hidden(Integer())": lambda v: v.Hidden(v.Integer()), "Hidden()": lambda v: v.Hidden(),
        "Emoji()": lambda v: v.Emoji(), "Emoji(length=2)": lambda v: v.Emoji(length=2), "EntityLike()": lambda v: v.EntityLike(),
    }  # fmt: skip
    for label, make in made.items():
        for value in values:
            yield f"{label}.validate({value!r})", lambda make=make, value=value: make(validators).validate(_copy(value))


WORDS = ["a", ".cmd", "-f", "1", "-2", "1_000", "1.5", "YES", "no", "y", "OFF", "'q w'", '"q w"', '"', "'", "\\", "it's", "привет", "🙂", "a,b", "|", "<b>", "&amp;", "<", "@me", "https://x.org/y?z=1#a", "http://a.b)", "http://x", "localhost"]
TAGS = ["b", "i", "s", "code", "pre", "a href='http://x'", "emoji document_id=5", "blockquote expandable", "tg-spoiler", "strike", "article", "B", "pre language='x'", "ins", "unknown"]


def _generated_cases(host):
    utils, rng = host.utils, random.Random(29)
    for _ in range(60):
        text = "." + "".join(rng.choice(WORDS) + rng.choice([" ", "  ", " \n", "\t", "\u00a0", " "]) for _ in range(rng.randrange(1, 7)))
        for name in ("get_args", "get_args_raw", "get_args_int", "get_args_bool", "extract_urls", "is_url", "check_url"):
            yield f"{name}({text!r})", lambda name=name, text=text: getattr(utils, name)(text)
        for separator in (",", [",", "|"]):
            yield f"get_args_split_by({text!r}, {separator!r})", lambda text=text, separator=separator: utils.get_args_split_by(text, separator)
        yield f"get_args_html({text!r})", lambda text=text: utils.get_args_html(host.message(text, [host.types.MessageEntityBold(1, 4)]))
    for _ in range(50):
        tags = [rng.choice(TAGS) for _ in range(rng.randrange(4))]
        text = "".join(f"<{tag}>{rng.choice(WORDS)}</{tag.split()[0]}>" if rng.random() < 0.7 else f"<{tag}> " for tag in tags)
        for name in ("remove_html", "escape_non_html", "escape_html", "escape_quotes"):
            yield f"{name}({text!r})", lambda name=name, text=text: getattr(utils, name)(text)
    for _ in range(60):
        left, right = ({key: rng.choice([1, None, [1, 1], [2, 3], {"x": 1}, {"x": [1]}, {"y": {"z": 2}}]) for key in "abc" if rng.random() < 0.7} for _ in range(2))
        yield f"merge({left!r}, {right!r})", lambda left=left, right=right: _in_order(utils.merge(_copy(left), _copy(right)))
        entities = [(rng.randrange(12), rng.randrange(1, 9)) for _ in range(3)]
        offset, text = rng.randrange(-6, 6), rng.choice([None, "", "abcdef", "🙂🙂", "\ud83d\ude42ab"])
        made = [host.types.MessageEntityBold(at, length) for at, length in entities]
        yield f"relocate_entities({entities}, {offset}, {ascii(text)})", lambda made=made, offset=offset, text=text: utils.relocate_entities(_copy(made), offset, text)


def _copy(value):
    import copy

    return copy.deepcopy(value)


def _in_order(value):
    """Lists whose order comes from a set, sorted."""
    if isinstance(value, dict):
        return {key: _in_order(item) for key, item in value.items()}
    return sorted(value, key=repr) if isinstance(value, list) else value


class Host:
    """The modules of a host, and messages that its functions can read."""

    def __init__(self, package):
        importlib.import_module(f"{package}.main")
        self.utils = importlib.import_module(f"{package}.utils")
        for name in ("validators", "loader", "pointers", "security"):
            setattr(self, name, importlib.import_module(f"{package}.{name}"))
        library = {"hikka": "hikkatl", "heroku": "herokutl"}[package]
        self.types = importlib.import_module(f"{library}.tl.types")
        self.html = importlib.import_module(f"{library}.extensions.html")

    def run(self, coroutine):
        return asyncio.get_event_loop().run_until_complete(coroutine)

    def message(self, text, entities=()):
        """A message of a client whose prefix is a full stop."""
        made = self.types.Message(id=1, peer_id=self.types.PeerUser(5), date=None, message=text, entities=list(entities))
        made._client = SimpleNamespace(parse_mode=self.html, loader=SimpleNamespace(get_prefix=lambda *_: "."))
        return made


def plain(value):
    """A result as JSON can hold it."""
    if hasattr(value, "to_dict"):
        return plain({key: item for key, item in value.to_dict().items() if item is not None})
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if value != value:
        return "nan"
    # Other classes' instances that are numbers or texts as well count as what they are.
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    return f"{type(value).__name__} {value!r}"


def outcome(call):
    """What a call gives, or which error it raises; wordings are everybody's own."""
    try:
        return plain(call())
    except Exception as error:
        return {"raises": type(error).__name__}


def results(package):
    """`{label: outcome}` in a world where a loop is there."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    sys.argv[1:] = []
    return {label: outcome(call) for label, call in cases(Host(package))}


def record(path, peers):
    """Asks the real hosts and writes what they say, one line a call."""
    said = []
    for python, checkout, package in zip(peers[::3], peers[1::3], peers[2::3]):
        environment = {**os.environ, "PYTHONPATH": checkout}
        done = subprocess.run([python, __file__, package], cwd=checkout, env=environment, capture_output=True, text=True, check=True)
        said.append(json.loads(done.stdout.splitlines()[-1]))
    rows = [json.dumps([label, *(one[label] for one in said)], ensure_ascii=False, sort_keys=True) for label in said[0]]
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    if sys.argv[1] == "--record":
        record(sys.argv[2], sys.argv[3:])
    else:
        print(json.dumps(results(sys.argv[1]), sort_keys=True))
