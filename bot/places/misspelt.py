"""Names misspelt: what is left of the text, compared with every name that may be written wrongly."""

from collections.abc import Iterator, Sequence

from .letters import Word
from .names import listening, names
from .slips import nearest
from .written import MOST_WORDS, SHORTEST_STEM, Mention, merged, placed

SURE_SLIP = 7  # letters: a misspelt name up to here must stand where a place would
SHORTEST_SLIP = 4  # letters of a word that may be a misspelt name


def misspelt(words: Sequence[Word], written: Sequence[Mention]) -> Iterator[Mention]:
    """The longest first; a slip that covers a written name must be the beginning's longer name."""
    covered = {at for each in written for at in range(each.start, each.end)}
    for length in range(MOST_WORDS, 0, -1):
        for start in range(len(words) - length + 1):
            end = start + length
            if not _may_slip(words[start:end]) or covered.issuperset(range(start, end)):
                continue
            found = _slip(words, start, end)
            if found and all(_grows(found, each) for each in written if found.overlaps(each)):
                yield found


def _may_slip(window: Sequence[Word]) -> bool:
    listen = listening()
    if any(word.key in listen.frame for word in window):
        return False
    if len(window) > 1:
        return not all(word.key in listen.ordinary for word in window)
    word = window[0].key
    return len(word) >= SHORTEST_SLIP and word not in listen.ordinary and word.isalpha()


def _slip(words: Sequence[Word], start: int, end: int) -> Mention | None:
    joined = "".join(word.key for word in words[start:end])
    distance, keys = nearest(_readings(joined), names().fuzzy if end - start == 1 else names().fuzzy_long)
    road = next((each for each in listening().roads if joined.endswith(each)), "")
    here = placed(words, start, end)
    keys = {key for key in keys if key.endswith(road) and (here or (distance == 1 and _sure(key)))}
    if not keys:
        return None
    places = [place for key in sorted(keys) for place in names().joined[key]]
    return Mention(start, end, min(keys), merged(places), "slip")


def _sure(key: str) -> bool:
    """Whether the name is long enough to be meant wherever it stands."""
    return len(key) > SURE_SLIP and key not in listening().wary


def _readings(joined: str) -> list[str]:
    """The word, its genitive undone, its ending taken off."""
    found = [joined, joined.removesuffix("s")]
    for ending in listening().endings:
        stem = joined.removesuffix(ending)
        if stem != joined and len(stem) >= SHORTEST_STEM:
            found += [stem, stem.removesuffix("s")]
            break
    return [each for each in dict.fromkeys(found) if len(each) >= SHORTEST_SLIP]


def _grows(slip: Mention, written: Mention) -> bool:
    return slip.key != written.key and slip.key.startswith(written.key)
