"""`telethon.tl`: lazy modules, namespaces, unions, names of older layers, the message classes."""
import copy
import os
import pickle
import subprocess

import pytest
from played_core import message
from telethon import functions, tl, types


def test_importing_the_package_makes_no_classes_and_loads_nothing_heavy():
    code = (
        "import sys, telethon; from telethon import types, functions, errors, utils, events;"
        "bad = {'ssl', 'sqlite3', 'mimetypes', 'html.parser', 'aiohttp', 'PIL', 'asyncio.subprocess'} & set(sys.modules) - before;"
        "held = type(sys).__dict__['__dict__'].__get__;"
        "made = [n for m in ('telethon.tl.types', 'telethon.tl.functions') for n, v in held(sys.modules[m]).items() if isinstance(v, type)];"
        "print(bad, made)"
    )
    done = subprocess.run([*python(), "-c", "import sys, asyncio; before = set(sys.modules);" + code], capture_output=True, text=True)
    assert done.stdout.strip() == "set() []", done.stdout + done.stderr


def python():
    return [os.readlink("/proc/self/exe"), "python"]


@pytest.mark.parametrize("name", ["telethon.tl.functions.messages", "telethon.tl.types.messages", "telethon.tl.types.auth"])
def test_namespaces_are_submodules(name):
    module = __import__(name, fromlist=["x"])
    assert module.__all__ and all(hasattr(module, one) for one in module.__all__[:5])


def test_short_names_are_the_same_modules():
    import telethon.functions
    import telethon.types

    assert telethon.types is tl.types and telethon.functions is tl.functions


def test_star_import_brings_the_classes():
    scope = {}
    exec("from telethon.tl.types import *", scope)
    assert {"Message", "PeerUser", "TypePeer", "messages", "TLObject"} <= scope.keys()
    assert scope["Message"] is types.Message


def test_dir_lists_what_can_be_had():
    assert "SendMessageRequest" in dir(functions.messages)


def test_unknown_names_are_attribute_errors_that_name_themselves():
    with pytest.raises(AttributeError, match="NoSuchThing"):
        types.NoSuchThing


def test_unions_hold_all_constructors():
    assert set(types.TypePeer.__args__) == {types.PeerUser, types.PeerChat, types.PeerChannel}


def test_a_message_is_what_every_name_says_it_is():
    from telethon.tl import custom, patched

    made = types.Message(id=1, peer_id=types.PeerUser(5), date=0, message="hi")
    assert all(isinstance(made, cls) for cls in (types.Message, custom.Message, patched.Message, tl.TLObject))
    service = types.MessageService(id=1, peer_id=types.PeerUser(5), date=0, action=types.MessageActionPinMessage())
    assert isinstance(service, custom.Message) and not isinstance(service, types.Message)
    assert service.media is None and service.message is None and made.action is None


def test_from_id_is_a_number_and_a_peer():
    made = types.Message(id=1, peer_id=types.PeerChannel(9), date=0, message="", from_id=types.PeerUser(5))
    assert made.from_id == 5 and made.from_id == types.PeerUser(5) and made.from_id.user_id == 5
    assert isinstance(made.from_id, int) and isinstance(made.from_id, types.PeerUser)
    assert made.from_id in {5} and f"{made.from_id}" == "5" and made.sender_id == 5
    assert made.from_id.to_dict() == {"_": "PeerUser", "user_id": 5} == made.to_dict()["from_id"]
    assert bytes(made) == bytes(types.Message.from_reader(_reader(bytes(made)[4:])))
    made.from_id = 7
    assert bytes(made.old_from_id) == bytes(types.PeerUser(7))


def _reader(data):
    from telethon.extensions import BinaryReader

    return BinaryReader(data)


def test_from_id_of_a_private_message_is_its_sender():
    made = types.Message(id=1, peer_id=types.PeerUser(5), date=0, message="")
    assert made.from_id == 5 and made.from_id.user_id == 5 and made.old_from_id is None


def test_messages_can_be_pickled_and_copied():
    made = message(1, "hi", types.PeerUser(5), entities=[types.MessageEntityBold(0, 2)])
    made._client = object()
    assert pickle.loads(pickle.dumps(made)).message == "hi"
    copied = copy.deepcopy(made)
    assert copied == made and copied is not made and copied._client is made._client
    with pytest.raises(TypeError):
        hash(made)


def test_vars_lists_the_fields_of_messages_too():
    made = message(1, "hi", types.PeerUser(5))
    made.own = 3
    assert vars(made)["message"] == "hi" and vars(made)["own"] == 3 and vars(types.PeerUser(5)) == {"user_id": 5}


OLDER = [
    (lambda: functions.channels.GetForumTopicsRequest(channel=1, offset_date=None, offset_id=0, offset_topic=0, limit=5).peer, 1),
    (lambda: functions.channels.EditForumTopicRequest(channel=1, topic_id=2, closed=True).topic_id, 2),
    (lambda: functions.messages.SendMessageRequest(1, "x", reply_to_msg_id=5).reply_to.reply_to_msg_id, 5),
    (lambda: functions.messages.SendMessageRequest(1, "x", reply_to_msg_id=5, top_msg_id=3).reply_to.top_msg_id, 3),
    (lambda: functions.messages.TranslateTextRequest(peer=1, msg_id=4, to_lang="en").id, [4]),
    (lambda: functions.channels.ToggleSignaturesRequest(channel=1, enabled=True).signatures_enabled, True),
    (lambda: functions.channels.ToggleForumRequest(1, True).tabs, False),
    (lambda: functions.messages.ReportRequest(1, [2], types.InputReportReasonSpam(), "m").message, "m"),
    (lambda: functions.messages.ReportRequest(peer=1, id=[2], reason=types.InputReportReasonSpam(), message="m").option, b""),
    (lambda: types.KeyboardButtonUrl("a", "http://x").url, "http://x"),
    (lambda: types.KeyboardButtonCallback("a", b"d").data, b"d"),
    (lambda: isinstance(types.KeyboardButtonCallback("a", b"d"), types.KeyboardButtonCallback), True),
    (lambda: isinstance(types.KeyboardButtonCallback("a", b"d"), types.KeyboardButtonUrl), False),
    (lambda: types.KeyboardButton("a").type.__class__.__name__, "ButtonTypeDefault"),
    (lambda: types.DialogFilter(id=1, title="t", pinned_peers=[], include_peers=[], exclude_peers=[]).title.text, "t"),
    (lambda: types.PollAnswer("a", b"1").text.text, "a"),
    (lambda: types.MessageMediaDocument().alt_document, None),
    (lambda: types.StickerSet(id=1, access_hash=1, title="t", short_name="s", count=1, hash=0).animated, False),
]


@pytest.mark.parametrize("make, expected", OLDER, ids=[str(i) for i in range(len(OLDER))])
def test_names_of_older_layers_still_work(make, expected):
    assert make() == expected


def test_objects_decoded_before_a_class_was_named_are_its_instances():
    code = (
        "from _ox import native; from telethon.tl import types;"
        "made = native.class_of('', 'PollAnswer', False)(native.class_of('', 'TextWithEntities', False)('a', []), b'1');"
        "early = native.decode(native.encode(made));"
        "late = native.decode(native.encode(types.PollAnswer('a', b'1')));"
        "print(isinstance(early, types.PollAnswer), early == late)"
    )
    done = subprocess.run([*python(), "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "True True", done.stderr


def test_requests_with_old_keywords_encode():
    request = functions.messages.SendMessageRequest(types.InputPeerSelf(), "x", reply_to_msg_id=5)
    assert bytes(request)[:4] == functions.messages.SendMessageRequest.CONSTRUCTOR_ID.to_bytes(4, "little")


def test_what_a_namespace_holds_is_all_there_before_it_was_asked_for():
    # Evaluators collect names from `__dict__`; classes that nobody had named were missing there.
    for module in (types, functions, functions.users, types.messages):
        held = vars(module)
        assert set(module.__all__) <= set(held) and held is module.__dict__
        assert all(held[name] is getattr(module, name) for name in module.__all__)
