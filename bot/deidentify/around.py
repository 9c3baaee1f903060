"""What stands around each word of a text: its neighbours, and what stands beside its other mentions."""

from collections.abc import Iterator

from .word import Word

MOST = 6  # mentions of a word that are looked at


def beside(found: list[Word], at: int, gaps: list[str]) -> Iterator[str]:
    """The two words on either side; ``gaps`` are before each word, and one after the last."""
    word = found[at]
    for step in (-2, -1, 1, 2):
        there = at + step
        if not 0 <= there < len(found):
            yield f"{step}END"
            continue
        other = found[there]
        yield from (f"{step}w={other.low}", f"{step}N={other.names}|{other.shape}")
        yield from (f"{step}u={cue}" for cue in other.cues)
        if step in (-1, 1):
            yield from _next_to(step, word, other, gaps[at if step < 0 else at + 1])


def _next_to(step: int, word: Word, other: Word, gap: str) -> Iterator[str]:
    yield from (f"{step}s={other.shape}{gap}", f"{step}k={other.kind}")
    yield from (f"{step}e={other.low[-2:]}", f"{step}e3={other.low[-3:]}|{word.shape}")
    yield from (f"{step}ws={other.low}|{word.shape}", f"{step}kN={other.kind}|{word.names}|{word.shape}{gap}")
    for cue in other.cues:
        yield from (f"{step}ug={cue}{gap}", f"{step}uN={cue}|{word.names}|{word.shape}")


def between(found: list[Word], at: int) -> Iterator[str]:
    """What the words on both sides say together with this one."""
    word = found[at]
    yield f"D={found[at - 1].low if at else ''}|{word.kind}"
    if at:
        yield from (f"Z={cue}|{word.place}" for cue in found[at - 1].cues)
    if at > 1 and "and" in found[at - 1].cues:
        yield f"Y={found[at - 2].names}|{found[at - 2].shape}|{word.names}|{word.shape}"
    if at + 2 < len(found) and "and" in found[at + 1].cues:
        yield f"Y+={found[at + 2].names}|{found[at + 2].shape}|{word.names}|{word.shape}"


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
    others = [there for there in mentions.get(word.low.removesuffix("s"), [])[:MOST] if there != at]
    if not others:
        return
    yield from (f"R={min(len(others), 3)}|{word.kind}", f"RN={word.names}|{word.shape}")
    if any(found[there].low != word.low for there in others):
        yield f"RS={word.kind}|{word.names}"
    told = {f"R-{cue}" for there in others if there for cue in found[there - 1].cues}
    told |= {f"R+{cue}" for there in others if there + 1 < len(found) for cue in found[there + 1].cues}
    told |= {f"Rs={found[there].shape}{'^' * found[there].opens}|{word.shape}" for there in others}
    yield from sorted(told)
