"""Evaluator: runs a piece of Python in the middle of the userbot and shows its last expression."""

import ast
import builtins
import io
import itertools
import traceback

import telethon
from telethon.tl import functions, types

from .. import loader, main, utils
from .._shown import prefix_of

_FILE = "<eval>"
_MAX_TRACEBACK_FRAMES = 6


@loader.tds
class Evaluator(loader.Module):
    strings = {"name": "Evaluator"}

    @loader.command(alias="eval")
    async def e(self, message):
        source = utils.get_args_raw(message)
        if not source:
            await utils.answer(message, self.strings("usage").format(prefix=prefix_of(self, message)))
            return
        printed = io.StringIO()
        try:
            scope = await self._scope(message)
            scope["print"] = lambda *values, **options: print(*values, **{"file": printed, **options})
            result = await evaluate(source, scope)
            shown = result.stringify() if callable(getattr(result, "stringify", None)) else str(result)
        except Exception as error:
            await self._answer(message, "error", source, self.censor(short_traceback(error, source)))
            return
        text = printed.getvalue() + (shown if result is not None or not printed.getvalue() else "")
        await self._answer(message, "result", source, self.censor(text.rstrip("\n")))

    async def _answer(self, message, key: str, source: str, text: str):
        # Halves of letters have no bytes to be sent as.
        text = text.encode(errors="backslashreplace").decode()
        await utils.answer(
            message, self.strings(key).format(code=utils.escape_html(source), result=utils.escape_html(text))
        )

    def censor(self, ret: str) -> str:
        """`ret` without what must not be seen in a chat: the account's phone number."""
        phone = getattr(getattr(self._client, "hikka_me", None), "phone", None)
        return ret.replace(phone, "*" * len(phone)) if phone else ret

    async def getattrs(self, message) -> dict:
        """Every name that evaluated code may use, all TL classes included."""
        return {**self.get_sub(types), **self.get_sub(functions), **await self._scope(message)}

    def get_sub(self, obj) -> dict:
        """The TL classes of a namespace and of the namespaces below it."""
        found = {}
        for name in dir(obj):
            value = None if name.startswith("_") else getattr(obj, name, None)
            if isinstance(value, type):
                found[name] = value
            elif type(value) is type(obj):
                found.update(self.get_sub(value))
        return found

    async def _scope(self, message) -> dict:
        reply = await message.get_reply_message()
        return {
            "message": message, "m": message, "event": message,
            "client": self._client, "c": self._client,
            "reply": reply, "r": reply,
            "chat": message.to_id,
            "self": self, "db": self._db, "lookup": self.lookup, "allmodules": self.allmodules,
            "utils": utils, "main": main, "loader": loader,
            "telethon": telethon, "hikkatl": telethon,
            "types": types, "functions": functions, "f": functions,
        }  # fmt: skip


async def evaluate(source: str, scope: dict):
    """Runs `source` as the body of a coroutine; its last expression is the result."""
    tree = ast.parse(source, _FILE)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        tree.body[-1] = ast.copy_location(ast.Return(tree.body[-1].value), tree.body[-1])
    wanted = _names(tree)
    given = {name: value for name, value in scope.items() if name in wanted}
    given |= _tl_classes(wanted - given.keys() - set(dir(builtins)))
    # The names are parameters, so that the code may also assign to them.
    wrapper = ast.parse(f"async def evaluated({', '.join(given)}): pass", _FILE)
    wrapper.body[0].body = tree.body or wrapper.body[0].body
    names = {"__name__": "__evaluated__", "__builtins__": builtins}
    exec(compile(wrapper, _FILE, "exec"), names)
    return await names["evaluated"](*given.values())


def _names(tree: ast.AST) -> set:
    """The names that the code mentions, but for those that it declares global."""
    mentioned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return mentioned - {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


def _tl_classes(names: set) -> dict:
    """The classes of the TL schema among `names`; those of types come before those of functions."""
    found = {}
    for name in names:
        if not (name[:1].isupper() and name.isidentifier()):
            continue
        for namespace in _namespaces():
            if isinstance(value := getattr(namespace, name, None), type):
                found[name] = value
                break
    return found


def _namespaces():
    for root in (types, functions):
        below = (getattr(root, name, None) for name in dir(root) if not name.startswith("_") and name.islower())
        yield from itertools.chain([root], (value for value in below if type(value) is type(root)))


def short_traceback(error: BaseException, source: str) -> str:
    """The frames from the evaluated code on, and the error itself."""
    lines, own = [], source.splitlines()
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, frame in enumerate(frames) if frame.filename == _FILE), len(frames))
    kept = frames[first:]
    for frame in kept[:_MAX_TRACEBACK_FRAMES]:
        number = frame.lineno or 0
        text = own[number - 1].strip() if frame.filename == _FILE and 0 < number <= len(own) else frame.line
        place = "" if frame.filename == _FILE else f"{frame.filename.rsplit('/', 1)[-1]}, "
        lines.append(f"{place}line {number}, in {frame.name}: {text}")
    if len(kept) > _MAX_TRACEBACK_FRAMES:
        lines.append(f"… {len(kept) - _MAX_TRACEBACK_FRAMES} more")
    lines.extend(line.rstrip() for line in traceback.format_exception_only(type(error), error))
    return "\n".join(lines)
