"""`.command | grep pattern -v other`: the answer shows only the lines that fit. Off unless the owner turned it on."""

import re

_WORD = re.compile(r"\|\s*grep\s+")
_WITHOUT = re.compile(r"(?:^|\s)-v\s+(.+)$", re.DOTALL)


def read(line_filter: str):
    """`(wanted, unwanted)` of a filter as it was typed, from its `|` on; the core has cut it from the command."""
    pattern, unwanted = _WORD.sub("", line_filter, count=1), None
    without = _WITHOUT.search(pattern)
    if without is not None:
        unwanted = without[1].strip()
        pattern = pattern[: without.start()]
    return pattern.strip() or None, unwanted


def keep_lines(text: str, wanted, unwanted) -> str:
    """The lines of an HTML text that hold `wanted` (underlined then) and not `unwanted`, without their formatting."""
    from .utils import escape_html, remove_html

    kept = []
    for line in remove_html(text).split("\n"):
        if wanted and wanted not in line or unwanted and unwanted in line:
            continue
        kept.append(line if not wanted else line.replace(wanted, f"<u>{wanted}</u>"))
    pattern = escape_html(wanted or f"-v {unwanted}")
    return "\n".join(kept) or f"💬 <b>No line fits</b> <code>{pattern}</code>"


def attach(message, wanted, unwanted) -> None:
    """Makes `edit`, `reply` and `respond` of a message filter what they show."""
    for name in ("edit", "reply", "respond"):
        setattr(message, name, _filtering(getattr(message, name), wanted, unwanted))
    message.hikka_grepped = message.heroku_grepped = True


def _filtering(method, wanted, unwanted):
    async def filtered(text=None, *args, **kwargs):
        if isinstance(text, str):
            kwargs["parse_mode"] = "HTML"
            text = keep_lines(text, wanted, unwanted)
        return await method(text, *args, **kwargs)

    return filtered
