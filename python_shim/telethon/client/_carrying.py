"""Files that the core carries in parts, several in flight: when it does, from and into what, and its errors.

It carries what is larger than `SMALL` when nobody stands between the client and the core: code that wraps `_call`,
the sender or its queue sees every part, as before.
"""
import io
import os
import stat

from _ox import native, transfers
from _ox.link import link

from .. import errors, helpers
from .._missing import not_supported
from ..extensions.messagepacker import MessagePacker
from ..network.mtprotosender import MTProtoSender
from ..tl import functions

SMALL = PART = 512 * 1024
_FILES = (io.FileIO, io.BufferedReader, io.BufferedWriter, io.BufferedRandom)
_QUEUE = (MessagePacker.append, MessagePacker.extend)
_SEND = (MTProtoSender.queue, MTProtoSender.answer, MTProtoSender.send)
_OWN = "OXIKKA_FILE_"
_REFUSED = {
    "OWN": "this is a file of oxikka's own",
    "KERNEL": "this is a file of the kernel",
    "KIND": "this is no ordinary file",
    "MODE": "this file is not open for that",
}


def carries(client):
    """Whether the core may carry files for this client."""
    from .users import UserMethods

    cls, sender = type(client), client._sender
    own = vars(client)
    if "_call" in own or "__call__" in own or cls._call is not UserMethods._call or cls.__call__ is not UserMethods.__call__:
        return False
    if type(sender) is not MTProtoSender or (MTProtoSender.queue, MTProtoSender.answer, MTProtoSender.send) != _SEND:
        return False
    queue = sender._send_queue
    unwrapped = type(queue) is MessagePacker and (MessagePacker.append, MessagePacker.extend) == _QUEUE
    if not unwrapped or not {"append", "extend"}.isdisjoint(vars(queue)):
        return False
    return client.is_connected() and link.loop is helpers.get_running_loop()


def rules(client, request):
    """What the client would wait for."""
    return transfers.Rules(request, client._own or 0, client.flood_sleep_threshold, client._request_retries)


async def upload(client, stream, *, id, size, part, big, chunks, report):
    """Sends an open stream; `chunks` are its bytes, used unless it is a file that the core can read itself."""
    request = functions.upload.SaveBigFilePartRequest if big else functions.upload.SaveFilePartRequest
    file = descriptor(stream, "rb") if big else None
    if file is not None and os.fstat(file.number).st_size - file.position < size:
        file = None
    done = 0

    async def told(value):
        nonlocal done
        done = value
        if report:
            await report(value)

    try:
        await transfers.upload(
            rules(client, request), id=id, size=size, part=part, big=big, file=file,
            chunks=None if file else chunks, report=told,
        )  # fmt: skip
    except errors.RPCError as error:
        raise _plain(error) from None
    finally:
        if file is not None:
            stream.seek(file.position + done)


async def download(client, location, target, *, dc, offset, size, part, msg_data, report):
    """Writes a file into an open target from `offset` on; `report` gets the bytes of it that are there."""
    file, done, renewed = descriptor(target, "wb"), offset, -1

    async def told(value):
        nonlocal done
        done = start + value
        await report(done)

    async def take(chunk):
        await helpers._maybe_await(target.write(chunk))
        await told(done - start + len(chunk))

    while True:
        start = done
        here = None if file is None else file._replace(position=file.position + done - offset)
        request = functions.upload.GetFileRequest(location, offset=done, limit=part)
        try:
            await transfers.download(
                rules(client, request), dc=dc or 0, location=bytes(location), offset=done, size=size, part=part,
                file=here, take=take, report=told,
            )  # fmt: skip
            return done
        except (errors.FilerefUpgradeNeededError, errors.FileReferenceExpiredError):
            if renewed == done or not await renew_reference(client, location, msg_data):
                raise
            renewed = done
        except errors.RPCError as error:
            raise _plain(error) from None
        finally:
            if file is not None:
                target.seek(file.position + done - offset)


async def renew_reference(client, location, msg_data):
    """Puts the reference that the message has now into a document's location; False when there is none."""
    if not msg_data or getattr(location, "thumb_size", None) != "":
        return False
    chat, number = msg_data
    message = await client.get_messages(chat, ids=number)
    document = getattr(message, "document", None)
    if document is None or document.id != location.id:
        return False
    location.file_reference = document.file_reference
    return True


def descriptor(stream, mode):
    """The descriptor of an ordinary open file and the place in it; None for everything else."""
    if type(stream) not in _FILES or not (stream.readable() if mode == "rb" else stream.writable()):
        return None
    stream.flush()
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return None
    return transfers.Descriptor(stream.fileno(), stream.tell())


def _plain(error):
    """What the core says itself, as the exception that reading, writing and asking part by part would raise."""
    message = error.message or ""
    if not message.startswith(_OWN):
        return error
    kind, _, number = message.removeprefix(_OWN).partition("_")
    if kind == "CDN":
        return not_supported("a download from a CDN")
    if kind == "PART":
        return RuntimeError(f"Failed to upload file part {number}.")
    if kind == "IO":
        return OSError(int(number), os.strerror(int(number)))
    if kind == "SHORT":
        return ValueError("the file ended before its size; either `file_size` or `read` are wrong")
    return PermissionError(f"oxikka: the file is not taken: {_REFUSED.get(kind, kind)}")
