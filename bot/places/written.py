"""Names written as they are: also inflected, in the genitive, or with something built on ("Tenstaskolan")."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .letters import Word, fold
from .names import Place, listening, names

MOST_WORDS = 5  # in a name
DROPPED = ("en", "t", "et", "n")  # what a name ending in these loses before a link s: Hökarängsskolan
SHORTEST_STEM = 5  # letters of a name that something is built on; a district's own name may be shorter
FORMS = (("aa", "a"), ("ae", "a"), ("oe", "o"))  # å ä ö as written where the keys are missing

Kind = Literal["name", "ending", "road", "slip"]
Built = tuple[str, tuple[Place, ...], Kind]  # joined name, what it can be, how it stands


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``start`` to ``end`` of the text (end excluded) and what they name."""

    start: int
    end: int
    key: str  # the name's folded letters, joined
    place: Place
    kind: Kind

    def overlaps(self, other: "Mention") -> bool:
        """Whether they share a word."""
        return self.start < other.end and other.start < self.end


def written(words: Sequence[Word]) -> Iterator[Mention]:
    """Left to right, the longest name first."""
    at = 0
    while at < len(words):
        found = next((each for n in range(MOST_WORDS, 0, -1) if (each := _reading(words, at, at + n))), None)
        if found:
            yield found
        at = found.end if found else at + 1


def _reading(words: Sequence[Word], start: int, end: int) -> Mention | None:
    window = words[start:end]
    if end > len(words):
        return None
    spaced, joined = " ".join(word.key for word in window), "".join(word.key for word in window)
    found: Built | None = None
    if here := names().spaced.get(spaced):
        found = (joined, here, "name")
    elif len(window) == 1 or not any(word.key in listening().frame for word in window):
        found = _built(joined) or _built(_without_forms(joined))
    if not found or not _meant(found[0], words, start, end):
        return None
    place = _one(found[1], "".join(word.plain for word in window), found[0])
    return Mention(start, end, found[0], place, found[2]) if place else None


def _built(joined: str) -> Built | None:
    """The name itself, its genitive, or a name that an ending or a road is built on."""
    known = names().joined
    for key in (joined, joined.removesuffix("s")):
        if key in known and (key == joined or key not in listening().alone):
            return key, known[key], "name"
    for ending in listening().endings + listening().roads:
        if stem := _stem(joined, ending):
            return stem, known[stem], "road" if ending in listening().roads else "ending"
    return None


def _stem(joined: str, ending: str) -> str | None:
    """The name that the ending is built on, if there is one."""
    if not joined.endswith(ending):
        return None
    whole = joined.removesuffix(ending)
    stem = whole.removesuffix("s")
    longer = [stem + dropped for dropped in DROPPED] if len(stem) >= SHORTEST_STEM else []
    return next((key for key in (whole, stem, *longer) if _carries(key)), None)


def _carries(key: str) -> bool:
    places = names().joined.get(key, ())
    if not places or key in listening().alone:
        return False
    return any(place.official for place in places) or (len(key) >= SHORTEST_STEM and not places[0].far)


def _meant(key: str, words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a name that is also a word stands as a name here."""
    listen = listening()
    if key not in listen.alone and key not in listen.wary:
        return True
    if key in listen.wary:
        return words[start].capital or placed(words, start, end)
    before = words[start - 1].key if start else ""
    apart = end < len(words) and words[end].key in listen.apart
    if before in listen.after.get(key, ()) and not apart:
        return True
    return all(word.key in listen.beside for word in (*words[:start], *words[end:]))


def placed(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a place is likely to stand here: after "i" or "på", before "torg", or with nothing else said."""
    listen = listening()
    if start and words[start - 1].key in listen.leads:
        return True
    if end < len(words) and words[end].key in listen.endings:
        return True
    return all(word.key in listen.frame for word in (*words[:start], *words[end:]))


def _one(places: Sequence[Place], plain: str, key: str) -> Place | None:
    """The place whose name is written just so, marks and all; else everything it could be, if not just a word."""
    just_so = [place for place in places if plain.startswith(_unspaced(place.name))]
    if not just_so and fold(plain) in {key, f"{key}s"} & listening().ordinary:
        return None
    return merged(just_so or places)


def _unspaced(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def merged(places: Iterable[Place]) -> Place:
    """One place that can be any of these."""
    several = list(places)
    if len(several) == 1:
        return several[0]
    return Place(
        several[0].name,
        frozenset().union(*(place.departments for place in several)),
        frozenset().union(*(place.municipalities for place in several)),
        frozenset().union(*(place.districts for place in several)),
    )


def _without_forms(joined: str) -> str:
    for form, letter in FORMS:
        joined = joined.replace(form, letter)
    return joined
