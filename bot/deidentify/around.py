"""What stands around each word of a text: its neighbours, and what stands beside its other mentions."""

from collections.abc import Iterator
from functools import lru_cache

from .word import REMEMBERED, Word

MOST = 6  # mentions of a word that are looked at


def beside(found: list[Word], at: int, gaps: list[str]) -> list[str]:
    """The two words on either side; ``gaps`` are before each word, and one after the last."""
    word, told = found[at], list[str]()
    own = word.shape, word.names
    for step in (-2, -1, 1, 2):
        there = at + step
        if not 0 <= there < len(found):
            told.append(f"{step}END")
            continue
        other = found[there]
        told += (f"{step}w={other.low}", _as(step, other.names, other.shape))
        if step in (-1, 1):
            gap = gaps[at if step < 0 else at + 1]
            low, shape = other.low, word.shape
            told += (f"{step}e={low[-2:]}", f"{step}e3={low[-3:]}|{shape}", f"{step}ws={low}|{shape}")
            told += _next_to(step, gap, (other.shape, other.kind), own)
            told += _cued(step, gap, other.cues, own) if other.cues else ()
    return told


@lru_cache(REMEMBERED)
def _as(step: int, names: str, shape: str) -> str:
    return f"{step}N={names}|{shape}"


@lru_cache(REMEMBERED)
def _next_to(step: int, gap: str, other: tuple[str, str], own: tuple[str, str]) -> tuple[str, ...]:
    (shape, kind), (own_shape, own_names) = other, own
    return f"{step}s={shape}{gap}", f"{step}k={kind}", f"{step}kN={kind}|{own_names}|{own_shape}{gap}"


@lru_cache(REMEMBERED)
def _cued(step: int, gap: str, cues: tuple[str, ...], own: tuple[str, str]) -> tuple[str, ...]:
    shape, names = own
    return tuple(told for cue in cues for told in (f"{step}ug={cue}{gap}", f"{step}uN={cue}|{names}|{shape}"))


def between(found: list[Word], at: int) -> list[str]:
    """What the words on both sides say together with this one."""
    word, before = found[at], found[at - 1] if at else None
    told = [f"D={before.low if before else ''}|{word.kind}"]
    if before and before.cues:
        told += [f"Z={cue}|{word.place}" for cue in before.cues]
        if at > 1 and "and" in before.cues:
            told.append(f"Y={found[at - 2].names}|{found[at - 2].shape}|{word.names}|{word.shape}")
    if at + 2 < len(found) and "and" in found[at + 1].cues:
        told.append(f"Y+={found[at + 2].names}|{found[at + 2].shape}|{word.names}|{word.shape}")
    return told


def mentions(found: list[Word]) -> dict[str, list[int]]:
    """Where each word stands that stands several times, also with an s."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(found):
        if "small" not in word.cues:
            places.setdefault(word.low.removesuffix("s"), []).append(at)
    return {form: found_at for form, found_at in places.items() if len(found_at) > 1}


def elsewhere(found: list[Word], at: int, mentions: dict[str, list[int]]) -> Iterator[str]:
    """What stands beside the word's other mentions."""
    word = found[at]
    places = mentions.get(word.low.removesuffix("s")) if mentions else None
    others = [there for there in places[:MOST] if there != at] if places else []
    if not others:
        return
    yield from (f"R={min(len(others), 3)}|{word.kind}", f"RN={word.names}|{word.shape}")
    if any(found[there].low != word.low for there in others):
        yield f"RS={word.kind}|{word.names}"
    told = {f"R-{cue}" for there in others if there for cue in found[there - 1].cues}
    told |= {f"R+{cue}" for there in others if there + 1 < len(found) for cue in found[there + 1].cues}
    told |= {f"Rs={found[there].shape}{'^' * found[there].opens}|{word.shape}" for there in others}
    yield from sorted(told)
