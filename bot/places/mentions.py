"""Where a text names places: written out, inflected or built upon first, then misspelt."""

from collections.abc import Sequence

from .letters import Word
from .misspelt import misspelt
from .written import Mention, written


def mentions(words: Sequence[Word]) -> list[Mention]:
    """Every place named in the words, in order, none overlapping."""
    exact = list(written(words))
    found = exact
    for slip in misspelt(words, exact):
        if not any(slip.overlaps(other) for other in found if other.kind == "slip"):
            found = [each for each in found if not each.overlaps(slip)] + [slip]
    return sorted(found, key=lambda each: each.start)
