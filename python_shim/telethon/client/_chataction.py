"""`ChatAction`: "is typing…" for as long as a block runs."""
import asyncio

from .. import helpers
from ..tl import functions, types

_ACTIONS = {
    "typing": "SendMessageTypingAction",
    "contact": "SendMessageChooseContactAction",
    "game": "SendMessageGamePlayAction",
    "location": "SendMessageGeoLocationAction",
    "sticker": "SendMessageChooseStickerAction",
    "record-audio": "SendMessageRecordAudioAction",
    "record-voice": "SendMessageRecordAudioAction",
    "record-round": "SendMessageRecordRoundAction",
    "record-video": "SendMessageRecordVideoAction",
    "audio": "SendMessageUploadAudioAction",
    "voice": "SendMessageUploadAudioAction",
    "song": "SendMessageUploadAudioAction",
    "round": "SendMessageUploadRoundAction",
    "video": "SendMessageUploadVideoAction",
    "photo": "SendMessageUploadPhotoAction",
    "image": "SendMessageUploadPhotoAction",
    "document": "SendMessageUploadDocumentAction",
    "file": "SendMessageUploadDocumentAction",
    "cancel": "SendMessageCancelAction",
}


def action_of(action):
    """The `SendMessageAction` of a name or an instance."""
    if isinstance(action, str):
        name = _ACTIONS.get(action.lower())
        if name is None:
            raise ValueError(f'No such action "{action}"')
        return getattr(types, name)(1) if "Upload" in name else getattr(types, name)()
    if isinstance(action, type):
        raise ValueError("You must pass an instance, not the class")
    if getattr(action, "SUBCLASS_OF_ID", None) != 0x20B2CC21:
        raise ValueError(f"Cannot use {action} as action")
    return action


class ChatAction:
    """Shows the action again every `delay` seconds until the block ends."""

    def __init__(self, client, chat, action, *, delay, auto_cancel):
        self._client, self._chat, self._action = client, chat, action
        self._delay, self._auto_cancel = delay, auto_cancel
        self._request = self._task = None

    async def __aenter__(self):
        self._chat = await self._client.get_input_entity(self._chat)
        self._request = functions.messages.SetTypingRequest(self._chat, self._action)
        self._task = self._client.loop.create_task(self._update())
        return self

    async def __aexit__(self, *args):
        task, self._task = self._task, None
        if task is not None:
            # Once around the loop, so that even the shortest block has shown its action.
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if self._auto_cancel:
                cancel = functions.messages.SetTypingRequest(self._chat, types.SendMessageCancelAction())
                await self._client(cancel)

    __enter__ = helpers._sync_enter
    __exit__ = helpers._sync_exit

    async def _update(self):
        try:
            while True:
                await self._client(self._request)
                await asyncio.sleep(self._delay)
        except ConnectionError:
            pass

    def progress(self, current, total):
        """A progress callback for uploads."""
        if hasattr(self._action, "progress"):
            self._action.progress = 100 * round(current / total)
