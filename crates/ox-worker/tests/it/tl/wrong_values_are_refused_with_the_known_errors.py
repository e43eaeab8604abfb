"""TypeError for wrong objects, struct.error for numbers, AssertionError for flags that disagree."""
import struct

from telethon.tl import functions, types


def refuses(kind, text, value):
    try:
        bytes(value)
    except kind as error:
        assert text in str(error), str(error)
    else:
        raise AssertionError(value)


refuses(TypeError, "a TLObject was expected", functions.messages.SendMessageRequest("me", "x"))
refuses(TypeError, "a TLObject was expected", functions.messages.SendMessageRequest(5, "x"))
refuses(TypeError, "bytes or str expected", functions.messages.SendMessageRequest(types.InputPeerSelf(), 5))
refuses(struct.error, "not an integer", types.InputPeerUser("1", 2))
refuses(struct.error, "out of range", types.InputPeerUser(1 << 63, 2))
refuses(struct.error, "out of range", types.MessageEntityBold(1 << 31, 0))
refuses(struct.error, "not an integer", types.InputPeerUser(None, 2))
refuses(struct.error, "not a float", types.InputGeoPoint("x", 1.0))
disagree = functions.messages.GetBotCallbackAnswerRequest(types.InputPeerSelf(), 1, password=None)
bytes(disagree)
report = types.InputMediaPoll(types.InputMediaEmpty(), solution="x")
refuses(AssertionError, "solution, solution_entities parameters must all be False-y (like None) or all be True-y", report)
loop = functions.InvokeWithoutUpdatesRequest(None)
loop.query = loop
refuses(RecursionError, "too deep", loop)
refuses(UnicodeEncodeError, "surrogates", types.DataJSON("\ud800"))


class Foreign:
    def _bytes(self):
        return bytes.fromhex("c97ea07d")


assert bytes(functions.messages.GetHistoryRequest(Foreign(), 0, None, 0, 1, 0, 0, 0))[4:8].hex() == "c97ea07d"
