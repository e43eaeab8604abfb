"""Our TL objects beside Telethon's: the same bytes, and the same views of what the bytes hold.

Usage: tl_bytes.py OXIKKA PEERS_PYTHON [ROUNDS [SEED]]. Every constructor whose id both sides have gets ROUNDS random values.
"""
import collections
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def asked(command, script, *arguments, given=""):
    done = subprocess.run([*command, str(HERE / script), *arguments], input=given, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{script} {' '.join(arguments)}: {done.stderr}")
    if done.stderr:
        print(done.stderr, end="")
    return done.stdout


# What is not compared, and why.
NOT_ALIKE = {
    "MsgsStateInfo": "Telethon's schema calls bytes a string, and loses those that are not UTF-8",
    "MsgsAllInfo": "the same",
    "AccessPointRule": "the same",
    "GetMessageAuthorRequest": "Telethon packs its id without a sign",
    "Username": "the next layer has two flags more under the same id",
}


def main(oxikka, peers, rounds="4", seed="1"):
    ours, theirs = [oxikka, "python"], [peers]
    known, names = ({one: rest for one, *rest in json.loads(asked(side, "tl_values.py", "telethon", "ids"))} for side in (ours, theirs))
    shared = sorted(known.keys() & names.keys())
    differing = {names[one][0] for one in shared if names[one][2] != known[one][2]}
    if differing - NOT_ALIKE.keys():
        sys.exit(f"other arguments under the same id: {', '.join(sorted(differing - NOT_ALIKE.keys()))}")
    asked_for = [one for one in shared if names[one][0] not in NOT_ALIKE]
    recipes = asked(ours, "tl_recipes.py", seed, rounds, given=json.dumps(asked_for))
    found = [asked(side, "tl_values.py", "telethon", "run", given=recipes).splitlines() for side in (ours, theirs)]
    lines = recipes.splitlines()
    wrong = [recipe for recipe, one, other in zip(lines, *found, strict=True) if one != other]
    seen = {json.loads(line)["id"] for line in lines}
    requests = sum(names[one][1] for one in seen)
    print(f"{len(lines)} values of {len(seen) - requests} types and {requests} functions ({len(shared)} shared): {len(lines) - len(wrong)} equal")
    explain(ours, theirs, wrong, names)
    sys.exit(bool(wrong))


def explain(ours, theirs, wrong, names):
    """Which views differ, and the first recipe of each constructor in full."""
    first = {json.loads(recipe)["id"]: recipe for recipe in reversed(wrong)}
    given = "\n".join(first.values())
    shown = [asked(side, "tl_values.py", "telethon", "show", given=given).splitlines() for side in (ours, theirs)] if first else ([], [])
    kinds = collections.Counter()
    for number, (one, mine, other) in enumerate(zip(first, *shown, strict=True)):
        mine, other = json.loads(mine), json.loads(other)
        differing = [view for view in other if mine.get(view) != other[view]] or ["error"]
        kinds.update(differing)
        if number < 12:
            view = differing[0]
            print(f"{names[one][0]}: {', '.join(differing)}\n  theirs {str(other.get(view, other))[:600]}\n  ours   {str(mine.get(view, mine))[:600]}")
    if kinds:
        print(dict(kinds))


if __name__ == "__main__":
    main(*sys.argv[1:])
