"""An attacker who lays two orders side by side: of answers, and of people. Both are looked for in all that a store has.

The attacker has the key file too, and may know from elsewhere in which order people answered.
"""

import json
import sqlite3
from itertools import groupby, product
from math import comb

PAGE = 4096  # bytes of a page of SQLite's
ODDS = 1e-6  # at most so often does chance alone go beyond what is taken for chance


def orders(names, files, tables, lines):
    """Every order in which these are found, by where: bytes of each file, rows by each index and value, an export.

    ``names``: text as it is stored → who or which; of one there may be several texts.
    """
    found = {}
    for name, content in files.items():
        found |= _in_bytes(name, content, names)
    for name, rows in tables.items():
        found[name] = [names[key] for key in rows if key in names]
    found["export"] = [names[key] for key in lines if key in names]
    return {where: order for where, order in found.items() if len(set(order)) > 1}


def _in_bytes(name, content, names):
    """By the first and the last place where each stands: in the file, and in its page, which fills from its end."""
    found = {}
    for end, place in (("first", content.find), ("last", content.rfind)):
        places = {text: at for text in names if (at := place(text.encode())) >= 0}
        found[f"{name} {end}"] = [names[text] for text in sorted(places, key=places.get)]
        in_page = sorted(places, key=lambda text, places=places: places[text] % PAGE)
        found[f"{name} {end} in page"] = [names[text] for text in in_page]
    return found


def walks(path, table):
    """The keys of a table by each of its indexes and columns, as SQLite gives them."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
    indexes = [row[1] for row in base.execute(f'PRAGMA index_list("{table}")') if not row[1].startswith("sqlite_")]
    ways = ["", *(f'ORDER BY "{each}"' for each in columns)]
    found = {way or "as it comes": [key for (key,) in base.execute(f'SELECT key FROM "{table}" {way}')] for way in ways}
    for index in indexes:
        question = f'SELECT key FROM "{table}" INDEXED BY "{index}" WHERE 1 = 1'
        try:
            found[index] = [key for (key,) in base.execute(question)]
        except sqlite3.OperationalError:  # SQLite has no use for it here
            continue
    base.close()
    return {f"{table} {way}": keys for way, keys in found.items()}


def keys_of(lines, table):
    """An export's keys of one table, in its order."""
    docs = (json.loads(line) for line in lines)
    return [doc["key"] for doc in docs if doc.get("table") == table]


def guesses(mine, theirs, groups):
    """How many answers are matched with their people, within their groups, forwards and backwards: the better one."""

    def right(people):
        by_group = {group: [each for each in people if groups[each] == group] for group in set(groups.values())}
        own = {group: [each for each in mine if groups[each] == group] for group in by_group}
        return sum(a == b for group in by_group for a, b in zip(own[group], by_group[group], strict=False))

    return max(right(theirs), right(theirs[::-1]))


def likeness(mine, theirs):
    """Spearman's rank correlation of those in both, without its sign."""
    both = set(mine) & set(theirs)
    ranks = [{each: rank for rank, each in enumerate(e for e in order if e in both)} for order in (mine, theirs)]
    n = len(both)
    return abs(1 - 6 * sum((ranks[0][each] - ranks[1][each]) ** 2 for each in both) / (n * (n * n - 1)))


def most(groups, tries):
    """How many right ones chance may give in the best of so many tries: binomial, each 1 in its group's size."""
    sizes = [len(list(some)) for _, some in groupby(sorted(groups.values()))]
    n, p = sum(sizes), len(sizes) / sum(sizes)
    limit = 0
    while sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(limit + 1, min(n, limit + 80))) * tries > ODDS:
        limit += 1
    return limit


def best(mine, theirs, groups):
    """(right guesses, likeness, where) of the two best tries, and what chance may give."""
    pairs = [(a, b) for a, b in product(mine, theirs) if len(set(mine[a]) & set(theirs[b])) > 2]
    right = max((guesses(_once(mine[a]), _once(theirs[b]), groups), f"{a} | {b}") for a, b in pairs)
    like = max((likeness(_once(mine[a]), _once(theirs[b])), f"{a} | {b}") for a, b in pairs)
    return right, like, most(groups, 2 * len(pairs))


def _once(order):
    return list(dict.fromkeys(order))
