"""A profile as a person reads it: the functions that a turn spends its time in, and the rooms they stand in."""

import pstats
import re
from collections import Counter
from pathlib import Path

TOP = 15
OURS = str(Path(__file__).parent.parent.parent.parent) + "/"
WAITING = "select.epoll"
IN_C = re.compile(r"'?([\w.]+)\.\w+'? objects>|'(\w+)' objects>|method ([\w.]+)\.\w+>")
LIBRARY = re.compile(r".*?(?:site-packages|lib/python[\d.]+)/")


def written(file, loop, store, turns):
    """Write the profiles of the loop (by the clock) and of the store's thread (by what it computes) to a file."""
    parts = []
    for name, profile in (("on the loop", loop), ("in the store's thread", store)):
        parts += [f"# {name}", "", *_told(pstats.Stats(profile).stats, turns), ""]
    Path(file).write_text("\n".join(parts), "utf-8")


def _told(stats, turns):
    own = [(taken, calls, where) for where, (_, calls, taken, _, _) in stats.items() if WAITING not in where[2]]
    total = sum(taken for taken, _, _ in own)
    yield f"{1e6 * total / turns:.0f} us a turn, with what the profiler itself costs"
    yield ""
    for taken, calls, where in sorted(own, reverse=True)[:TOP]:
        yield f"{1e6 * taken / turns:7.1f} us {calls / turns:7.1f} calls  {100 * taken / total:4.1f} %  {_name(where)}"
    rooms = Counter()
    for taken, _, where in own:
        rooms[_room(where)] += taken
    yield ""
    for room, taken in rooms.most_common(TOP):
        yield f"{1e6 * taken / turns:7.1f} us  {100 * taken / total:4.1f} %  {room}"


def _name(where):
    file, line, function = where
    return function if file == "~" else f"{_short(file)}:{line} {function}"


def _short(file):
    return LIBRARY.sub("", file) if LIBRARY.match(file) else file.removeprefix(OURS)


def _room(where):
    file, _, function = where
    if file == "~":
        found = IN_C.search(function)
        return "C: " + next(filter(None, found.groups())) if found else "C"
    parts = _short(file).split("/")
    return parts[0] if LIBRARY.match(file) else "/".join(parts[:3])
