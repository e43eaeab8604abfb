"""What a module's address has now, beside what is installed: JSON on both ends, for `oxikka modules update`. No account, no link."""

from __future__ import annotations

import asyncio
import difflib
import json
import re
import sys


def raw(address: str) -> str:
    """The file behind a page that shows it on a code host."""
    return re.sub(r"^(https://(?:github|gitlab)\.com/[^?#]+?)/(?:-/)?blob/", r"\1/raw/", address)


def difference(before: str, after: str, name: str) -> str:
    """A unified difference; empty when there is none."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{name}, installed", f"{name}, new", lineterm=""
    )
    return "\n".join(lines)


def main() -> None:
    """Reads `{"name", "class", "origin", "source"}`, prints `{"source", "difference"}` or `{"error"}`."""
    from hikka._errors import LoadError
    from hikka._library import fetch_source

    asked = json.load(sys.stdin)
    try:
        source = asyncio.run(fetch_source(raw(asked["origin"]))).lstrip("\ufeff")
        if not re.search(rf"^\s*class {re.escape(asked['class'])}\b", source, re.MULTILINE):
            raise LoadError(f"there is no class {asked['class']} at {asked['origin']} any more")
    except LoadError as error:
        json.dump({"error": str(error)}, sys.stdout)
        return
    json.dump({"source": source, "difference": difference(asked["source"], source, asked["name"])}, sys.stdout)


if __name__ == "__main__":
    main()
