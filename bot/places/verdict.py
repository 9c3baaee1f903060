"""From the places that a text names to what it means: one department, several to ask about, or elsewhere."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .letters import Word
from .names import listening
from .written import Mention

Options = frozenset[str]


def counting(words: Sequence[Word], found: Sequence[Mention]) -> list[Mention]:
    """The mentions that count: not those denied, nor those that only say where another one lies."""
    left = [each for each in found if not _denied(words, each)]
    for one, other in pairwise(tuple(left)):
        between = [word.key for word in words[one.end : other.start] if not word.first]
        if _lies_in(one, other, between) and one in left:
            left.remove(one)
        elif _only_post_town(one, other, between):
            left.remove(other)
    sure = [each for each in left if each.kind != "road"]
    return sure or [each for each in left if each.place.departments]


def meanings(found: Iterable[Mention]) -> Options:
    """What the mentions can mean together: department ids, and names of other municipalities.

    A vague name beside a clear one that it can mean is that one; vague names that share a meaning mean it.
    """
    several = [each.place.departments | each.place.municipalities for each in found]
    clear = frozenset[str]().union(*(each for each in several if len(each) == 1))
    vague = [each for each in several if len(each) > 1 and not each & clear]
    if not vague:
        return clear
    shared = vague[0].intersection(*vague[1:])
    return clear | (shared or frozenset[str]().union(*vague))


def _denied(words: Sequence[Word], mention: Mention) -> bool:
    listen = listening()
    before = [word.key for word in words[: mention.start]]
    while before and before[-1] in listen.links:
        before.pop()
    return bool(before) and before[-1] in listen.negations


def _lies_in(one: Mention, other: Mention, between: Sequence[str]) -> bool:
    """Årsta in Haninge: the first lies in the second, which is another municipality."""
    linked = len(between) == 1 and between[0] in listening().inside
    return linked and bool(one.place.departments) and not other.place.departments


def _only_post_town(one: Mention, other: Mention, between: Sequence[str]) -> bool:
    towns, inside = listening().post_towns, listening().inside
    near = all(key in inside or key.isdigit() for key in between)
    return near and other.key in towns and one.key not in towns
