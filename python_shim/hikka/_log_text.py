"""Records and exceptions as texts for the owner: HTML for the log chat, plain text for the file. Everything is masked here."""

import linecache
import logging
import traceback
import types
import typing

from ._mask import HIDDEN, is_secret_name, masked

_LONGEST_VALUE = 120
_LONGEST_MESSAGE = 600
_MOST_LOCALS = 12
_MARKS = {logging.CRITICAL: "⛔️", logging.ERROR: "🚨", logging.WARNING: "⚠️", logging.INFO: "ℹ️"}


class Place(typing.NamedTuple):
    """Where an exception was raised."""

    file: str
    line: int
    function: str
    source: str


def escape(text: str) -> str:
    """Text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_foreign(frame: types.FrameType) -> bool:
    """Whether a frame is of a module or library that somebody loaded."""
    return frame.f_code.co_filename.startswith(("<external ", "<library ", "<core "))


def frames(tb: typing.Optional[types.TracebackType]) -> typing.List[typing.Tuple[types.FrameType, int]]:
    """The frames of a traceback with their lines, outermost first."""
    return list(traceback.walk_tb(tb))


def place(tb: typing.Optional[types.TracebackType]) -> typing.Optional[Place]:
    """The innermost frame of a module, else the innermost of all."""
    found = frames(tb)
    if not found:
        return None
    frame, line = next(((f, n) for f, n in reversed(found) if is_foreign(f)), found[-1])
    return Place(frame.f_code.co_filename, line, frame.f_code.co_name, _source(frame, line))


def module_of(tb: typing.Optional[types.TracebackType]) -> str:
    """The class of the module whose code is nearest to the error; empty when there is none."""
    from ._module import Module

    for frame, _ in reversed(frames(tb)):
        if is_foreign(frame):
            owner = frame.f_locals.get("self")
            if isinstance(owner, Module):
                return type(owner).__name__
            own = (
                value
                for value in list(frame.f_globals.values())
                if isinstance(value, type) and issubclass(value, Module)
            )
            return next((cls.__name__ for cls in own if cls.__module__ == frame.f_globals.get("__name__")), "")
    return ""


def full_stack(error: BaseException, tb: typing.Optional[types.TracebackType]) -> str:
    """All frames, with the local values of those in modules, and the errors behind this one."""
    lines = ["Traceback (most recent call last):"]
    for frame, line in frames(tb):
        lines.append(f'  File "{frame.f_code.co_filename}", line {line}, in {frame.f_code.co_name}')
        if source := _source(frame, line):
            lines.append(f"    {source}")
        if is_foreign(frame):
            lines += [f"      {name} = {value}" for name, value in _locals(frame)]
    lines += [line.rstrip() for line in traceback.format_exception_only(type(error), error)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        lines += ["", "It came out of:"]
        lines += [line.rstrip() for line in traceback.format_exception_only(type(cause), cause)]
        if where := place(cause.__traceback__):
            lines.append(f'  File "{where.file}", line {where.line}, in {where.function}: {where.source}')
    return masked("\n".join(lines))


def exception_html(
    error: BaseException, tb: typing.Optional[types.TracebackType], comment: typing.Optional[str] = None
) -> str:
    """Where it happened, the line itself, the error and what was said about it."""
    lines = []
    if where := place(tb):
        lines.append(f"📍 <code>{escape(where.file)}:{where.line}</code> <b>{escape(where.function)}</b>")
        if where.source:
            lines.append(f"<pre>{escape(masked(where.source))}</pre>")
    words = masked(" ".join(str(error).split()))[:_LONGEST_MESSAGE]
    lines.append(f"❓ <b>{escape(type(error).__name__)}</b>" + (f": <code>{escape(words)}</code>" if words else ""))
    if comment:
        lines.append(f"💭 <i>{escape(masked(str(comment))[:_LONGEST_MESSAGE])}</i>")
    return "\n".join(lines)


def record_html(record: logging.LogRecord, module: str, text: str) -> str:
    """A record for the log chat, without its traceback."""
    mark = next((mark for level, mark in _MARKS.items() if record.levelno >= level), "▫️")
    head = f"{mark} <b>{escape(module)}</b>"
    error, tb = exception_of(record)
    if error is None:
        return f"{head}: {escape(text[:_LONGEST_MESSAGE])}"
    return f"{head}\n{exception_html(error, tb, text)}"


def exception_of(record: logging.LogRecord) -> tuple:
    """The exception of a record and its traceback, both `None` without one."""
    if not record.exc_info or record.exc_info[1] is None:
        return None, None
    return record.exc_info[1], record.exc_info[2]


def _source(frame: types.FrameType, line: int) -> str:
    return linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()


def _locals(frame: types.FrameType) -> typing.Iterator[typing.Tuple[str, str]]:
    for name, value in list(frame.f_locals.items())[:_MOST_LOCALS]:
        if name != "self" and not name.startswith("__"):
            yield name, HIDDEN if is_secret_name(name) else _shown(value)


def _shown(value) -> str:
    if isinstance(value, (types.ModuleType, types.FunctionType, type)):
        return f"<{type(value).__name__} {getattr(value, '__name__', '?')}>"
    try:
        text = repr(value)
    except Exception as error:
        return f"<{type(value).__name__} whose repr failed: {type(error).__name__}>"
    text = masked(" ".join(text.split()))
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"
