"""Prints what a client library makes of our texts, links, ids and errors, as JSON. Usage: facade_values.py LIB."""
import importlib
import json
import sys

HTML = [
    "<b>x</b>", "<b>a<i>b</i>c</b>", " <b> a </b> ", "a<b>b", "😀<b>😀x</b>😀", "<a href='http://x.y'>t</a>",
    "<a href='mailto:a@b.c'>t</a>", "<a>t</a>", "<a href=''>t</a>", "<code>a&lt;b</code>",
    "<pre><code class='language-py'>x=1</code></pre>", "<pre>q</pre>", "<pre><code>z</code></pre>",
    "<tg-spoiler>s</tg-spoiler>", "<emoji document_id=123>😀</emoji>", "<blockquote>q</blockquote>",
    "<u>u</u><s>s</s><del>d</del><strike>k</strike>", "a<br>b\n<i></i>", "<b><b>x</b>y</b>",
    "<a href='tg://user?id=5'>u</a>", "", "  ", "<>", "a < b", "&amp;", "<b>x</i>y</b>", "\n\n<b>\nx\n</b>\n",
    "<b>one</b> <b>two</b>", "1 <b>😀</b> 2 <i>😀😀</i>  ",
]  # fmt: skip
MARKDOWN = [
    "**b**", "__i__ `c` ```p\nq``` ~~s~~", "[t](http://u)", "**a __b__ c**", "**[x](u)**", "[**x**](u)", "****",
    "** **", "`**x**`", "😀**😀**", "a*b", "[](u)", "[x]()", "  **x**  ", "**a", "```py\nx```", "__a **b__ c**",
]  # fmt: skip
USERNAMES = [
    "@abc", "t.me/abc", "https://t.me/+AbC", "t.me/joinchat/XX", "abc", "a", "ab", "@a__b", "tg://join?invite=Q",
    "https://telegram.me/Dur_ov/", "t.me/a/5", "http://x.y",
]  # fmt: skip
PRIME = (
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e"
    "0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d"
    "5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0e"
    "f1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed7005"
    "0ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b"
)


def main(library: str) -> None:
    def load(name):
        return importlib.import_module(f"{library}.{name}")

    html, markdown, utils, types = load("extensions.html"), load("extensions.markdown"), load("utils"), load("tl.types")
    found = {
        "html.parse": [parsed(html.parse(one)) for one in HTML],
        "html.unparse": [html.unparse(*html.parse(one)) for one in HTML if one],
        "html.unparse given": [html.unparse(*one) for one in texts(types)],
        "markdown.parse": [parsed(markdown.parse(one)) for one in MARKDOWN],
        "markdown.unparse": [markdown.unparse(*one) for one in texts(types)],
        "parse_username": [utils.parse_username(one) for one in USERNAMES],
        "parse_phone": [utils.parse_phone(one) for one in ("+1 (23) 4-5", "abc", 123, "+7x")],
        "get_peer_id": [outcome(utils.get_peer_id, one) for one in peers(types)],
        "get_input_peer": [outcome(lambda p: utils.get_input_peer(p).to_dict(), one) for one in peers(types)],
        "resolve_id": [(lambda p: (p[0], p[1].__name__))(utils.resolve_id(n)) for n in (5, -5, -1000000000005, -(10**12), 0)],
        "split_text": [[text, dicts(ents)] for text, ents in splits(utils, types)],
        "strip_text": strips(load("helpers"), types),
        "waveform": [utils.encode_waveform(bytes(range(32))).hex(), utils.decode_waveform(bytes(range(40))).hex()[:-2]],
        "rle": [utils._rle_encode(b"\0\0\1\0").hex(), utils._rle_decode(b"\0\2\1\0\1").hex()],
        "file id": file_id(utils, types),
        "attributes": [[dicts(a), mime] for a, mime in attributes(utils, types)],
        "kinds": [bool(utils.is_image(n)) for n in ("a.png", "a.JPG", "a.webp", "a.txt", "a.jpegx")]
        + [bool(utils.is_video("a.mov")), bool(utils.is_audio("a.flac")), bool(utils.is_gif("a.gif"))],
        "session": session(load("sessions")),
        "password": password(load("password"), types),
        "factorize": list(load("crypto").Factorization.factorize(0x17ED48941A08F981)),
        "reader": reader(load("extensions"), types),
        "errors": errors(load("errors")),
    }
    json.dump(found, sys.stdout, default=str)


def dicts(entities):
    rows = [entity.to_dict() for entity in entities or ()]
    return [{key: value for key, value in row.items() if key != "collapsed" or value} for row in rows]


def parsed(result):
    return [result[0], dicts(result[1])]


def texts(types):
    """Texts with entities that are not the result of parsing."""
    return [
        ("abc def", [types.MessageEntityBold(0, 3)]),
        ("😀a", [types.MessageEntityBold(0, 2)]),
        ('a<b&"c', [types.MessageEntityCode(0, 3)]),
        ("x y", [types.MessageEntityTextUrl(0, 1, "http://q?a=1&b=2"), types.MessageEntityMentionName(2, 1, 5)]),
        ("e", [types.MessageEntityCustomEmoji(0, 1, 7)]),
        ("pre", [types.MessageEntityPre(0, 3, "py")]),
        ("@me http://x.y a@b.c", [types.MessageEntityMention(0, 3), types.MessageEntityUrl(4, 10), types.MessageEntityEmail(15, 5)]),
        ("<b>@me", [types.MessageEntityMention(3, 3)]),
        ("ab cd", [types.MessageEntityBold(0, 5), types.MessageEntityItalic(3, 2)]),
    ]


def peers(types):
    return [
        5, -7, None, "x", types.PeerUser(1), types.PeerChat(2), types.PeerChannel(3), types.InputPeerUser(1, 2),
        types.InputPeerChannel(3, 4), types.InputPeerSelf(), types.PeerChannel(-1000000000009),
        types.User(id=5, access_hash=6), types.User(id=5), types.User(id=5, access_hash=6, min=True),
        types.User(id=5, access_hash=6, is_self=True), types.ChatForbidden(8, "t"), types.InputUser(1, 2),
    ]  # fmt: skip


def splits(utils, types):
    entities = [types.MessageEntityBold(3, 12), types.MessageEntityItalic(20, 5)]
    return list(utils.split_text("hello world foo bar. baz qux", entities, limit=10))


def strips(helpers, types):
    found = []
    for text, ranges in (("  ab  ", [(0, 6)]), ("\n ab cd ", [(0, 3), (5, 3)]), ("  x", [(0, 2)])):
        entities = [types.MessageEntityBold(*one) for one in ranges]
        found.append([helpers.strip_text(text, entities), dicts(entities)])
    return found


def file_id(utils, types):
    document = types.Document(
        id=123456, access_hash=-987654321, file_reference=b"", date=None, mime_type="video/mp4", size=5, dc_id=2,
        attributes=[types.DocumentAttributeVideo(1, 2, 3)],
    )  # fmt: skip
    packed = utils.pack_bot_file_id(document)
    return [packed, utils.resolve_bot_file_id(packed).id]


def attributes(utils, types):
    return [
        utils.get_attributes("x/y.mp4", video_note=True, supports_streaming=True),
        utils.get_attributes("a.mp3"),
        utils.get_attributes("a.ogg", voice_note=True),
        utils.get_attributes("a"),
        utils.get_attributes("a.txt", attributes=[types.DocumentAttributeFilename("q")]),
    ]


def errors(module):
    """{RPC name: [class, base, code, message]} and the numbered ones with their attribute."""
    found = {}
    for name, cls in module.rpc_errors_dict.items():
        made = cls(None)
        found[name] = [cls.__name__, cls.__mro__[1].__name__, made.code, made.message]
    for pattern, cls in module.rpc_errors_re:
        made = cls(None, 7)
        held = [key for key, value in vars(made).items() if value == 7]
        found[pattern] = [cls.__name__, cls.__mro__[1].__name__, made.code, made.message, held]
    return found


def session(module):
    """What a session string says, and the string it becomes again."""
    key = bytes(range(256))
    found = []
    for address in ("149.154.167.51", "2001:67c:4e8:f002::a"):
        made = module.MemorySession()
        made.set_dc(2, address, 443)
        made.auth_key = importlib.import_module(f"{module.__name__.split('.')[0]}.crypto").AuthKey(key)
        text = module.StringSession.save(made)
        again = module.StringSession(text)
        found.append([text, again.dc_id, again.server_address, again.port, again.auth_key.key_id, again.save() == text])
    return found


def password(module, types):
    """The digest of a password under the servers' prime."""
    prime = bytes.fromhex(PRIME)
    name = "PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow"
    algo = getattr(types, name)(salt1=b"one", salt2=b"two", g=3, p=prime)
    return module.compute_digest(algo, "secret").hex()


def reader(extensions, types):
    """TL read piece by piece and as a whole."""
    data = bytes(types.InputPeerUser(5, -6)) + bytes(types.PeerChannel(7))
    read = extensions.BinaryReader(data)
    first = read.tgread_object().to_dict()
    position = read.tell_position()
    return [first, position, read.read_int(signed=False), read.read_long(), read.tell_position()]


def outcome(function, value):
    try:
        return function(value)
    except Exception as error:
        return type(error).__name__


if __name__ == "__main__":
    main(sys.argv[1])
