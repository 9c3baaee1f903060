# ruff: noqa: INP001 - a script beside the product, in no package
"""Makes the lists that recognise names: from Faker's locales and from two Hunspell dictionaries.

Run it with a Python that has Faker (``pip install faker`` in an environment of its own) and with the unpacked
dictionaries of Debian's ``hunspell-sv`` and ``hunspell-en-us`` at hand. It fetches and installs nothing, and the same
sources give the same bytes.

    python scripts/build_names.py --hunspell-sv sv_SE.dic --hunspell-en en_US.dic
"""

import argparse
import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

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


def write(file: Path, lines: set[str]) -> None:
    """Sorted lines, compressed when the name says so, without a time stamp."""
    body = ("\n".join(sorted(lines)) + "\n").encode()
    file.write_bytes(gzip.compress(body, mtime=0) if file.suffix == ".gz" else body)


def main() -> None:
    """Write the three lists."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--hunspell-sv", type=Path, required=True, metavar="sv_SE.dic")
    wanted.add_argument("--hunspell-en", type=Path, required=True, metavar="en_US.dic")
    given = wanted.parse_args()
    write(NAMES / "words.sv.txt.gz", inflected(given.hunspell_sv, kept_out=NO_WORD_SV))
    write(NAMES / "words.en.txt.gz", inflected(given.hunspell_en))
    write(NAMES / "faker.txt.gz", set(faker_names()))


if __name__ == "__main__":
    main()
