#!/bin/sh
# An installed copy that was moved elsewhere runs without the source tree, on its own compiled caches.
set -eu
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
"${MAKE:-make}" --silent --no-print-directory install PROFILE=dev PREFIX=/usr DESTDIR="$elsewhere/first"
mv "$elsewhere/first/usr" "$elsewhere/second"
cd /
unset OXIKKA_SHIM OXIKKA_MODULES OXIKKA_WORKER PYTHONPATH
"$elsewhere/second/bin/oxikka" python - "$elsewhere/second/share/oxikka" <<'PYTHON'
"""Everything of ours comes from the moved copy, and none of it had to be compiled again."""
import importlib
import pathlib
import sys

share = pathlib.Path(sys.argv[1]).resolve()
names = ("_ox", "telethon", "hikka", "hikka.loader", "hikka.utils", "aiogram")
for name in names:
    module = importlib.import_module(name)
    source = pathlib.Path(module.__file__).resolve()
    assert share in source.parents, f"{name} comes from {source}"
    assert pathlib.Path(module.__cached__).is_file(), f"{name} has no compiled cache"
uncompiled = [path for path in share.rglob("*.py") if not list(path.parent.glob(f"__pycache__/{path.stem}.*.pyc"))]
assert not uncompiled, f"without a compiled cache: {uncompiled}"
PYTHON
"$elsewhere/second/bin/oxikka" doctor > "$elsewhere/doctor" || { cat "$elsewhere/doctor"; exit 1; }
if grep -n "$OLDPWD" "$elsewhere/doctor"; then
    echo "the moved copy still looks into the source tree" >&2
    exit 1
fi
cat > "$elsewhere/ping.md" <<'TRANSCRIPT'
# A moved copy

```chat
> alice: .ping
alice (edited): 🏓 Pong…
```
TRANSCRIPT
"$elsewhere/second/bin/oxikka" test "$elsewhere/ping.md"
echo "an installed copy runs where it was moved to"
