"""Which days: each becomes ``D0`` (Mondays), ``Dk`` (working days), ``D3@2`` (third Wednesday) or ``D#15``."""

import re
from collections.abc import Iterator

from .draft import Draft, doubt, figure, pattern, struck
from .exceptions import PARTS

DAY = r"(?:wd\ds?|free\d|works?|day)"
NTH = r"o-?\d+"
FEWEST, MOST = -5, 5


def days(line: str, draft: Draft) -> str:
    """Each day that is named as its sign."""
    if pattern(r"wd\ds? wd\d").search(line):  # "Monday sat 9": Saturday, or a slip of the keys for "at"?
        raise doubt()
    line = struck(r"o([2-5]) o-1", line, lambda m: f"o-{m[1]}")
    line = struck(r"(?:each|var)(?= (?:o1|o-\d) )", line, lambda _: "")
    line = struck(rf"each (o[2-5](?:{PARTS} o-?\d)* {DAY})", line, lambda m: _either(draft, m[1]))
    line = struck(rf"({NTH}(?:{PARTS} (?:the )?{NTH})*) ({DAY})((?:{PARTS} wd\d)*)(?!s)", line, _nth)
    line = struck(r"(?:the )?day (?:the )?([on]\d+)|the ([n]\d{1,2})(?! m)", line, lambda m: f"o{figure(m[1] or m[2])}")
    line = struck(rf"o\d+(?:{PARTS} (?:the )?n\d{{1,2}})+", line, lambda m: m[0].replace(" n", " o"))
    line = struck(r"(?:the )?(o\d+)", line, lambda m: f"D#{figure(m[1])}")
    line = struck(r"(?:each )?wd(\d)s? (?:dash|to|unto|through) wd(\d)s?", line, lambda m: _range(m, draft))
    line = struck(r"(each|var) (wd\ds?|works?|day)", line, lambda m: _each(m[2], draft))
    line = struck(r"also(?= wd\d)", line, lambda _: "")
    line = struck(r"wd(\d)(s?)", line, lambda m: _weekly(m, draft))
    line = struck(r"work(s?)", line, lambda m: _each("work", draft) if m[1] else "Dk")
    return struck(r"each(?= D)", line, lambda _: "")


def _either(draft: Draft, rest: str) -> str:
    """What "every third Wednesday" says, which is of the month only if a month is spoken of."""
    draft.doubtful = True
    return rest


def _nth(found: re.Match[str]) -> str:
    numbers = [figure(each[0]) for each in pattern(NTH).finditer(found[1])]
    if any(not FEWEST <= number <= MOST for number in numbers):
        raise doubt()
    if found[2] == "day":
        return " ".join(f"D#{number}" for number in numbers if number in {1, -1} or _refused())
    names = [found[2], *re.findall(r"wd\d", found[3])]
    return " ".join(f"D{number}@{_name(name)}" for name in names for number in numbers)


def _refused() -> bool:
    raise doubt()


def _name(sign: str) -> str:
    """The day in a sign: 0 for ``wd0``, f0 for ``free0``, k for ``work``."""
    return {"work": "k", "free": f"f{sign[-1]}"}.get(sign[:4], sign[2])


def _range(found: re.Match[str], draft: Draft) -> str:
    first, last = int(found[1]), int(found[2])
    if first >= last:
        raise doubt()
    draft.ordinary = True
    return " ".join(f"D{day}" for day in range(first, last + 1))


def _each(sign: str, draft: Draft) -> str:
    draft.ordinary = True
    draft.weekly.add(1)
    return " ".join(f"D{day}" for day in range(7)) if sign == "day" else f"D{_name(sign)}"


def _weekly(found: re.Match[str], draft: Draft) -> str:
    draft.ordinary = draft.ordinary or bool(found[2])
    return f"D{found[1]}"


def named(line: str) -> Iterator[str]:
    """The days and times in order. Anything else that is left was not understood."""
    for sign in line.split():
        if sign[0] in "DT":
            yield sign
