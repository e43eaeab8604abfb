"""The account's client as the host makes it."""

from telethon.client import _carrying


def test_large_files_are_the_cores_until_somebody_stands_between(modules, run, monkeypatch):
    async def carried():
        return _carrying.carries(modules.client)

    assert run(carried())
    monkeypatch.setattr(type(modules.client), "__call__", lambda self, request: None)
    assert not run(carried())
