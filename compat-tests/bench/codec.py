"""Prints how our TL objects and text dialects compare with Telethon's. Usage: codec.py OXIKKA PEERS_PYTHON.

Both sides run the same program (codec_rows.py) in turn; each figure is the best of several processes. Telethon's modules are
compiled beforehand, so that its import reads the caches. Ratios count, not figures.
"""
import json
import subprocess
import sys
from pathlib import Path

ROWS = Path(__file__).with_name("codec_rows.py")
# Row, name in codec_rows.py, factor to the unit shown, unit.
SHOWN = [
    ("import types and functions, CPU", "import", 1e3, "ms"),
    ("memory of that import, private", "import memory", 1 / 1024, "MiB"),
    ("a message, photo, 12 entities: read", "deserialise a message", 1e6, "us"),
    ("the same through BinaryReader", "deserialise a message by reader", 1e6, "us"),
    ("200 users: read", "deserialise 200 users", 1e6, "us"),
    ("sendMessage, 12 entities: write", "serialise a request", 1e6, "us"),
    ("200 users: write", "serialise 200 users", 1e6, "us"),
    ("html parse, 4 KB, 100 entities", "html parse", 1e6, "us"),
    ("html unparse, 4 KB, 100 entities", "html unparse", 1e6, "us"),
    ("client call, local answer", "client call", 1e6, "us"),
]


def measured(command, rounds):
    """The best of every row, of the process that imports and of the one that works."""
    best = {}
    for arguments in [["import"]] * rounds * 2 + [[]] * rounds:
        done = subprocess.run([*command, "-B", str(ROWS), *arguments], capture_output=True, text=True, check=True)
        for name, value in json.loads(done.stdout).items():
            best[name] = min(best.get(name, value), value)
    return best


def main(oxikka, peers, rounds="3"):
    subprocess.run([peers, "-c", "import compileall, telethon; compileall.compile_path(quiet=2); compileall.compile_dir(telethon.__path__[0], quiet=2)"], check=True)
    ours, theirs = (measured(command, int(rounds)) for command in ([oxikka, "python"], [peers]))
    print("TL objects and texts beside Telethon with its compiled caches; ratios count\n")
    print(f"{'':<36} {'oxikka':>12} {'peer':>12} {'peer/ours':>10}")
    for what, name, factor, unit in SHOWN:
        one, other = (f"{side[name] * factor:.2f} {unit}" for side in (ours, theirs))
        print(f"{what:<36} {one:>12} {other:>12} {theirs[name] / max(ours[name], 1e-9):>9.1f}x")


if __name__ == "__main__":
    main(*sys.argv[1:])
