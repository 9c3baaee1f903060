# ruff: noqa: INP001 - a script beside the product, in no package
"""Makes content/heard/danger.model: the weights by which bot/danger.py feels danger to life in typed words.

Run it with a Python that has what follows, in an environment of its own; the product needs none of it but rapidfuzz.
The same lines give the same bytes.

    pip install scikit-learn rapidfuzz
    python scripts/train_danger.py           write the weights
    python scripts/train_danger.py --check   print what unseen lines would get, each hand's lines left out in turn

A line is weighed as it stands and as hasty hands might spoil it. Where the patterns' words were chosen with a set of
lines at hand (tests/danger), the patterns' marks are hidden from the training, or it would trust them too much.
Never train on the other sets in tests/danger: they judge.
"""

import argparse
import json
import random
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.danger import traces  # noqa: E402 - the product lies beside, not installed
from bot.sense import SIZE  # noqa: E402
from content import HERE, LANGUAGES, city, load, read  # noqa: E402

MODEL = HERE / "heard" / "danger.model"
HANDS = ("swedish_danger", "swedish_ordinary", "english", "events")  # scripts/danger/, a hand each
TUNED = ("own", "judge")  # tests/danger/, which the patterns were written by
BARED = ("bare sure", "bare doubtful")
MARKS = ("certain", "sure", "doubtful", "general", "aside", "asked", "played", "idioms", *BARED, "danger")
MARK = 0.2  # how much a mark counts beside words whose squares sum to one
SPOILT = 8  # spoilt copies of each line
FIRMNESS = 10.0  # the higher, the closer the weights follow the lines (C of the regression)
TELLING = 0.5  # the power of a trace's log ratio, by which it is weighed before the regression (after NB-SVM, 2012)
ENOUGH = 0.75  # by --check (one in five left out): 87 % heard, 5 % alarms from lines mostly made to mislead
ALONE = 2.0  # what one sentence must reach where others stand beside it, which might have explained it
SEED = 1
ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
NEAR = {key: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in ROWS for at, key in enumerate(row)}
BARE = str.maketrans("åäöÅÄÖ", "aaoAAO")


@dataclass(frozen=True)
class Line:
    """A text, whether it tells of danger, and whose it is."""

    text: str
    danger: bool
    hand: str


@dataclass(frozen=True)
class Weights:
    """What the regression found: one weight a place, one a mark, and where the sum starts."""

    places: np.ndarray
    marks: np.ndarray
    start: float

    def score(self, x: sparse.csr_matrix) -> np.ndarray:
        """The score of each row, as bot.sense.Sense.score gives it."""
        return x @ np.concatenate([self.places, self.marks]) + self.start


def lines() -> list[Line]:
    """Every line to learn from, in a fixed order."""
    files = [ROOT / "scripts" / "danger" / f"{hand}.jsonl" for hand in HANDS]
    files += [ROOT / "tests" / "danger" / f"{hand}.jsonl" for hand in TUNED]
    rows = [(file.stem, json.loads(row)) for file in files for row in file.read_text("utf-8").splitlines() if row]
    told = [Line(row["text"], row["kind"] == "danger", hand) for hand, row in rows]
    return told + [Line(text, danger=False, hand="bot") for text in sorted(set(bot_words()))]


def bot_words() -> Iterator[str]:
    """What the bot itself invites to type: commands, short answers, labels of buttons, names of districts."""
    for language in LANGUAGES:
        for name in ("commands", "answers"):
            for ways in read(HERE / language / "heard" / f"{name}.toml").values():
                yield from ways
        phrases = load(language)
        yield from (phrases.say_bare(key) for key in phrases if ".options." in key)
    for place in city("places")["district"]:
        yield from (place["name"], *place.get("aliases", ()))


def spoil(text: str, chance: random.Random) -> str:
    """The text as a hasty hand might write it."""
    words = text.split()
    for _ in range(max(1, round(len(words) * chance.choice((0.1, 0.25, 0.4))))):
        at = chance.randrange(len(words))
        words[at] = _slip(words[at], chance)
    text = " ".join(_spaced(words, chance))
    text = text.translate(BARE) if chance.random() < 0.3 else text  # noqa: PLR2004 - three in ten
    return text.upper() if chance.random() < 0.15 else text  # noqa: PLR2004 - one in seven


def _slip(word: str, chance: random.Random) -> str:
    """One letter struck beside, swapped with the next, dropped or doubled."""
    if len(word) < 3:  # noqa: PLR2004 - a slip in two letters leaves nothing to know them by
        return word
    at = chance.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    beside = chance.choice(NEAR.get(letter.lower(), letter))
    return before + chance.choice((beside + after, after[:1] + letter + after[1:], after, letter + letter + after))


def _spaced(words: list[str], chance: random.Random) -> list[str]:
    """Two words written as one, one written as two, or none of that."""
    lot, at = chance.random(), chance.randrange(len(words))
    if lot < 0.2:  # noqa: PLR2004 - one in five
        return [*words[:at], "".join(words[at : at + 2]), *words[at + 2 :]]
    if lot < 0.35 and len(words[at]) > 5:  # noqa: PLR2004 - one in seven, where it leaves two parts to speak of
        split = chance.randrange(2, len(words[at]) - 2)
        return [*words[:at], words[at][:split], words[at][split:], *words[at + 1 :]]
    return words


def matrix(texts: list[str], marked: list[bool]) -> sparse.csr_matrix:
    """A row a text: the places it touches, scaled so that their squares sum to one, then the marks it is given."""
    at, value, ends = [], [], [0]
    for text, marks in zip(texts, marked, strict=True):
        left = list(traces(text))
        places = sorted(set().union(*(each.places for each in left)))
        heard = sorted(set().union(*(each.marks for each in left))) if marks else []
        at += places + [SIZE + MARKS.index(mark) for mark in heard]
        value += [max(1, len(places)) ** -0.5] * len(places) + [MARK] * len(heard)
        ends.append(len(at))
    return sparse.csr_matrix((value, at, ends), shape=(len(texts), SIZE + len(MARKS)))


def fit(x: sparse.csr_matrix, y: np.ndarray) -> Weights:
    """Weights for the rows; both kinds count alike, however many there are of each."""
    met = x > 0
    for_it, against = (np.asarray(met[kind].sum(0)).ravel() + 1 for kind in (y, ~y))
    telling = np.abs(np.log((for_it / for_it.sum()) / (against / against.sum()))) ** TELLING
    found = LogisticRegression(C=FIRMNESS, max_iter=500, solver="liblinear", class_weight="balanced", random_state=SEED)
    found.fit(x @ sparse.diags(telling), y)
    weights = found.coef_[0] * telling
    return Weights(weights[:SIZE], weights[SIZE:], float(found.intercept_[0]))


@dataclass(frozen=True)
class Lessons:
    """Each line as it stands, and all the rows the training sees; ``of`` says which line a row came from."""

    lines: list[Line]
    plain: sparse.csr_matrix
    taught: sparse.csr_matrix
    of: np.ndarray

    def without(self, left_out: np.ndarray) -> Weights:
        """The weights learned from all lines but those."""
        rows = ~left_out[self.of]
        danger = np.array([line.danger for line in self.lines])
        return fit(self.taught[rows], danger[self.of][rows])


def lessons() -> Lessons:
    """The lines and their spoilt copies."""
    told, chance = lines(), random.Random(SEED)  # noqa: S311 - the same copies each time
    of = np.repeat(np.arange(len(told)), SPOILT + 1)
    texts = [text for line in told for text in (line.text, *(spoil(line.text, chance) for _ in range(SPOILT)))]
    taught = matrix(texts, [told[at].hand not in TUNED for at in of])
    return Lessons(told, matrix([line.text for line in told], [True] * len(told)), taught, of)


def check(taught: Lessons) -> None:
    """Prints how many dangers are heard at some shares of false alarms, on lines the weights have not seen."""
    hand = np.array([line.hand for line in taught.lines])
    swedish = np.isin(hand, ["swedish_danger", "swedish_ordinary"])
    fresh = swedish | (hand == "english")
    for name, left_out in (("Swedish hands", swedish), ("English hand", hand == "english"), ("judge", hand == "judge")):
        _tell(f"without {name}", taught, left_out, taught.without(left_out).score(taught.plain))
    fold = np.random.default_rng(SEED).integers(0, 5, len(hand))
    score = np.zeros(len(hand))
    for each in range(5):
        score[fold == each] = taught.without(fold == each).score(taught.plain[fold == each])
    _tell("one in five left out", taught, fresh, score)


def _tell(name: str, taught: Lessons, rows: np.ndarray, score: np.ndarray) -> None:
    danger = np.array([line.danger for line in taught.lines])
    heard, alarms = score[rows & danger], score[rows & ~danger]
    for enough in np.arange(-1.5, 1.51, 0.25):
        shares = f"heard {np.mean(heard >= enough):.3f}, alarms {np.mean(alarms >= enough):.3f}"
        print(f"{name:22} from {enough:5.2f}: {shares}")  # noqa: T201 - what was asked for


def write(weights: Weights, count: int) -> None:
    """The file that bot.sense.read_sense reads. A weight is a signed byte; the few outermost are cut to fit."""
    scale = float(np.quantile(np.abs(weights.places[weights.places != 0]), 0.9995)) / 127
    small = np.clip(np.round(weights.places / scale), -127, 127).astype(np.int8)
    head = {
        "note": f"Made by scripts/train_danger.py from {count} lines in scripts/danger and tests/danger (own, judge).",
        "licence": "MIT, as the project: every line was written for it.",
        "scale": round(scale, 6),
        "start": round(weights.start, 4),
        "enough": ENOUGH,
        "alone": ALONE,
        "marks": {mark: round(float(weight) * MARK, 4) for mark, weight in zip(MARKS, weights.marks, strict=True)},
    }
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_bytes(json.dumps(head).encode() + b"\n" + zlib.compress(small.tobytes(), 9))
    print(f"{MODEL.name}: {MODEL.stat().st_size} bytes, from {count} lines")  # noqa: T201 - says what was done


def main() -> None:
    """Checks or writes, as asked."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--check", action="store_true", help="print what unseen lines would get")
    taught = lessons()
    if asked.parse_args().check:
        check(taught)
    else:
        write(taught.without(np.zeros(len(taught.lines), dtype=bool)), len(taught.lines))


if __name__ == "__main__":
    main()
