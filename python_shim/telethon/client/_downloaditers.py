"""The iterator behind every download: parts of a file, straight or cut to any chunk and stride."""
import asyncio

from .. import errors, helpers
from .._missing import not_supported
from ..requestiter import RequestIter
from ..tl import functions
from ._carrying import renew_reference

MIN_CHUNK, MAX_CHUNK = 4096, 512 * 1024


class DownloadIter(RequestIter):
    """Yields parts of exactly the request's size; `offset` moves on by `stride`."""

    async def _init(self, file, dc_id, offset, stride, chunk_size, request_size, file_size, msg_data):
        self.request = functions.upload.GetFileRequest(file, offset=offset, limit=request_size)
        self.total = file_size
        self._stride, self._chunk_size, self._msg_data = stride, chunk_size, msg_data
        self._sender = await self.client._borrow_exported_sender(dc_id) if dc_id else self.client._sender

    async def _load_next_chunk(self):
        part = await self._request()
        self.buffer.append(part)
        if len(part) < self.request.limit:
            self.left = len(self.buffer)
        else:
            self.request.offset += self._stride

    async def _request(self):
        """One part; follows the file to its data centre and renews an expired reference once."""
        timed_out = refreshed = False
        while True:
            try:
                result = await self.client._call(self._sender, self.request)
            except errors.TimedOutError:
                if timed_out:
                    raise
                timed_out = True
                await asyncio.sleep(1)
            except errors.FileMigrateError as error:
                self._sender = await self.client._borrow_exported_sender(error.new_dc)
            except (errors.FilerefUpgradeNeededError, errors.FileReferenceExpiredError):
                if refreshed or not await renew_reference(self.client, self.request.location, self._msg_data):
                    raise
                refreshed = True
            else:
                if result.__class__.__name__ == "FileCdnRedirect":
                    raise not_supported("a download from a CDN")
                return result.bytes

    async def close(self):
        """Nothing is held open."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        await self.close()

    __enter__ = helpers._sync_enter
    __exit__ = helpers._sync_exit


class AlignedDownloadIter(DownloadIter):
    """Any chunk size, offset and stride: asks for aligned parts and cuts them."""

    async def _load_next_chunk(self):
        start, limit = self.request.offset, self.request.limit
        skipped = start % limit
        self.request.offset = start - skipped
        data, done = b"", False
        while not done and len(data) - skipped < self._chunk_size:
            part = await self._request()
            self.request.offset += limit
            data += part
            done = len(part) < limit
        self.request.offset = start
        view = memoryview(data)
        for position in range(skipped, len(data), self._stride):
            chunk = view[position : position + self._chunk_size]
            if len(chunk) < self._chunk_size and not done:
                break
            self.buffer.append(chunk)
            self.request.offset += self._stride
        if done:
            self.left = len(self.buffer)
