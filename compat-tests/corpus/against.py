"""Compares what `oxikka compat --json` wrote with what another host made of the same files.

Usage: against.py OURS.json REFERENCE.json[.gz] [--at-least PERCENT] [--most-shown N]
REFERENCE maps `modules/OWNER__REPO/FILE` to {host: outcome, …, "commands": […], "watchers": N, …}; exit code 1 below PERCENT.
"""
import argparse
import gzip
import json
import sys

HOSTS = ("hikka", "heroku")
REGISTERED = ("class", "name", "commands", "watchers", "inline_handlers", "callback_handlers", "loops", "config")


def read(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def known_as(path, reference):
    """The longest end of a path that the reference has, wherever the folder lies; else None."""
    parts = path.split("/")
    return next((end for end in ("/".join(parts[i:]) for i in range(len(parts))) if end in reference), None)


def loads_there(row):
    return any(row.get(host) == "loaded" for host in HOSTS)


def differences(ours, theirs):
    """What ours registers differently, a line each; a module that does not load has one line."""
    if ours["outcome"] != "loaded":
        error = ours.get("error") or {}
        return [f"{ours['outcome']}: {error.get('class')}: {error.get('message')}"[:200]]
    return [f"{one}: {ours.get(one)!r}, there {theirs[one]!r}"[:200] for one in REGISTERED if one in theirs and ours.get(one) != theirs[one]]


def compared(rows, reference):
    """(path, differences) of every file that loads on one of the hosts."""
    pairs = ((known_as(row["path"], reference), row) for row in rows)
    return [(path, differences(row, reference[path])) for path, row in pairs if path and loads_there(reference[path])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours")
    parser.add_argument("reference")
    parser.add_argument("--at-least", type=float, default=97.0, metavar="PERCENT")
    parser.add_argument("--most-shown", type=int, default=40, metavar="N")
    args = parser.parse_args()
    rows = read(args.ours)["modules"]
    found = compared(rows, read(args.reference))
    if not found:
        sys.exit(f"none of the {len(rows)} files of {args.ours} loads according to {args.reference}")
    differing = [(path, lines) for path, lines in found if lines]
    for path, lines in differing[: args.most_shown]:
        print(path, *lines, sep="\n  ")
    if len(differing) > args.most_shown:
        print(f"… and {len(differing) - args.most_shown} more")
    loaded = sum(row["outcome"] == "loaded" for row in rows)
    share = 100 * (len(found) - len(differing)) / len(found)
    print(f"{len(rows)} files, {loaded} load; of {len(found)} that load there {len(found) - len(differing)} register the same: {share:.2f} %")
    sys.exit(share < args.at_least)


if __name__ == "__main__":
    main()
