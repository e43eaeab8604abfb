"""Names, namespaces, ids, fields: every class can be made, and knows its numbers."""
import zlib

assert "messages" in native.namespaces("functions") and "" not in native.namespaces("types")
assert "InputPeerUser" in native.names("types", "") and "SendMessageRequest" in native.names("functions", "messages")
total = 0
for kind in ("types", "functions"):
    for namespace in ("", *native.namespaces(kind)):
        for name in native.names(kind, namespace):
            cls = native.class_of(namespace, name, kind == "functions")
            assert cls.__name__ == name and native.constructor_by_id(cls.CONSTRUCTOR_ID) is cls
            assert issubclass(cls, native.TLRequest) == (kind == "functions")
            total += 1
assert total == len(native.ids()) > 2500
assert native.class_of("", "PeerUser", False).SUBCLASS_OF_ID == zlib.crc32(b"Peer") == 0x2D45687
assert native.class_of("messages", "SendMessageRequest", True).SUBCLASS_OF_ID == 0x8AF52AAC
assert native.fields(native.class_of("messages", "GetMessagesRequest", True)) == [("id", "Vector<InputMessage>", None)]
assert ("random_id", "long", None) in native.fields(native.class_of("messages", "SendMessageRequest", True))
assert ("silent", "true", (0, 5)) in native.fields(native.class_of("messages", "SendMessageRequest", True))
assert ("", "PeerChannel") in native.members("", "Peer") and "Peer" in native.abstract_types("")
assert "Dialogs" in native.abstract_types("messages") and ("messages", "DialogsSlice") in native.members("messages", "Dialogs")
for call in (lambda: native.class_of("", "Nothing", False), lambda: native.class_of("nowhere", "Peer", True)):
    try:
        call()
    except AttributeError:
        pass
    else:
        raise AssertionError
try:
    native.constructor_by_id(1)
except KeyError:
    pass
else:
    raise AssertionError
