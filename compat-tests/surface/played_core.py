"""A played core for the client's tests: answers requests by class, records what was asked. No process, no network."""
import asyncio

from _ox import native
from telethon.tl import types


class Core:
    """Scripted answers: `core.answers[RequestName]` is an answer, an exception or a function of the request."""

    def __init__(self):
        self.answers, self.requests, self.controls, self.known = {}, [], [], {}

    async def call(self, request, dc=0, threshold=60, retries=5, raw=False):
        native.encode(request)
        self.requests.append(request)
        self.last = {"dc": dc, "threshold": threshold, "retries": retries}
        await asyncio.sleep(0)
        answer = self.answers[type(request).__name__]
        answer = answer(request) if callable(answer) and not hasattr(answer, "CONSTRUCTOR_ID") else answer
        if isinstance(answer, BaseException):
            raise answer
        return native.decode(native.encode(answer)) if hasattr(answer, "CONSTRUCTOR_ID") else answer

    def control(self, name, payload, wait=True):
        self.controls.append((name, payload))

    def ask(self, question):
        return self.known.get(question.get("id") or question.get("username") or question.get("phone") or question.get("name"))

    def names(self):
        return [type(request).__name__ for request in self.requests]


def user(number, **fields):
    return types.User(id=number, **{"access_hash": number * 10, "first_name": f"user{number}", **fields})


def message(number, text, peer, **fields):
    """A message as it comes off the wire."""
    made = types.Message(id=number, peer_id=peer, date=1_700_000_000, message=text, **fields)
    return native.decode(native.encode(made))
