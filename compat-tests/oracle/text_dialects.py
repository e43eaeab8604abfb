"""Our text dialects beside the real libraries' on random and adversarial inputs. Usage: text_dialects.py OXIKKA PEERS_PYTHON [COUNT [SEED]].

Telethon's dialect must equal telethon's; the forks' dialect must equal hikkatl's but for what only herokutl has, and herokutl's
but for how it writes custom emoji and dates.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = str(Path(__file__).with_name("text_values.py"))
# Library, our dialect, what its inputs leave out, which kinds of input it is asked about (see text_values.py).
ROWS = [
    ("telethon", "telethon", [], range(8)),
    # hikkatl knows neither the second spelling nor folded quotes nor dates; its Markdown is an older one.
    ("hikkatl", "forks", ["tg-emoji", "date", "expandable"], (0, 1, 2, 3, 5, 6)),
    ("hikkatl", "forks", ["tg-emoji", "date", "expandable", "custom"], (0, 1, 2, 3, 5, 6)),
    ("herokutl", "forks", [], (0, 1, 2, 3, 4, 7)),
    ("herokutl", "forks", ["custom"], (0, 1, 2, 3, 4, 7)),
    ("herokutl", "forks", ["emoji"], range(8)),
]


def printed(command, dialect=None):
    environment = {**os.environ, **({"OXIKKA_HTML_DIALECT": dialect} if dialect else {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main(oxikka, peers, count="24000", seed="1"):
    failed = 0
    for library, dialect, avoid, kinds in ROWS:
        arguments = [seed, count, *avoid]
        ours = printed([oxikka, "python", SCRIPT, "telethon", *arguments], dialect)
        theirs = printed([peers, SCRIPT, library, *arguments])
        asked = [(one, other) for one, other in zip(ours, theirs, strict=True) if one[0] in kinds]
        assert all(one[:2] == other[:2] for one, other in asked)
        wrong = [(one, other) for one, other in asked if one != other]
        failed += len(wrong)
        left_out = f" without {', '.join(avoid)}" if avoid else ""
        print(f"{library}{left_out}: {len(asked) - len(wrong)} of {len(asked)} equal")
        for one, other in wrong[:6]:
            print("  given  ", json.dumps(one[:2]), "\n  theirs ", json.dumps(other[2]), "\n  ours   ", json.dumps(one[2]))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main(*sys.argv[1:])
