"""How well texts are de-identified: ``python -m tests.deidentify.judged FILE``, with --errors the errors too.

FILE is JSONL: ``id``, ``text``, ``spans`` (start, end, type), ``ignore`` (start, end: either answer is right),
``hard_negative``. An identifier is found if all its letters and digits are replaced or asked about; the s of a genitive
may stay. Intervals are Wilson's, 95 %, as if each identifier stood by itself; as they stand in texts together, the true
ones are a little wider.
"""

import json
import sys
from collections import Counter
from itertools import chain, compress
from pathlib import Path
from typing import NamedTuple

from bot.deidentify import spans

NEARLY = {"CLASS", "AGE"}  # they point someone out only together with more
Z = 1.96  # standard deviations for 95 %
MEASURES = (
    "structured identifiers found",
    "names found",
    "classes and ages found",
    "texts that leak a direct identifier",
    "right of what is replaced without asking",
    "hard negatives touched without asking",
    "hard negatives touched or asked about",
    "questions a text",
    "questions about an identifier",
)
STRUCTURED, NAMES, NEARLY_FOUND, LEAKING, RIGHT, TOUCHED, TOUCHED_OR_ASKED, QUESTIONS, USEFUL = MEASURES


class Found(NamedTuple):
    """What a recogniser found: code points ``start`` to ``end`` (exclusive); ``sure``: replaced without asking."""

    start: int
    end: int
    sure: bool


class Share(NamedTuple):
    """``some`` of ``whole``; ``mean``: no share but so many each."""

    some: int
    whole: int
    mean: bool = False

    @property
    def value(self):
        return self.some / self.whole if self.whole else None

    @property
    def interval(self):
        """Wilson's, 95 %: https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval."""
        if self.mean or not self.whole:
            return None
        share, spread = self.some / self.whole, Z * Z / self.whole
        middle = share + spread / 2
        reach = Z * ((share * (1 - share) + spread / 4) / self.whole) ** 0.5
        return (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)


def read(file):
    """The texts of a file."""
    return [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]


def ours(text):
    """What this pipeline finds."""
    return [Found(each.start, each.end, each.certainty == "sure") for each in spans(text)]


def figures(texts, finds):
    """The measures of the bench and the docs by name, each a Share; ``finds`` has a list of Found for each text."""
    total = Counter()
    for text, found in zip(texts, finds, strict=True):
        total.update(_counted(text, found))
    return {name: Share(total[name], total[name, "of"], name == QUESTIONS) for name in MEASURES}


def _counted(text, found):
    """What one text adds to each measure, and to what each is a share of."""
    counts, gold = Counter(), text["spans"]
    missed = missing(text, found)
    for span in gold:
        counts[_measure(span), "of"] += 1
        counts[_measure(span)] += span not in missed
    counts[LEAKING, "of"] = any(span["type"] not in NEARLY for span in gold)
    counts[LEAKING] = any(span["type"] not in NEARLY for span in missed)
    sure = [each for each in found if each.sure]
    wrong = [each for each in found if not _touches(each, [*gold, *text["ignore"]])]
    counts[RIGHT, "of"], counts[RIGHT] = len(sure), sum(each not in wrong for each in sure)
    if text["hard_negative"]:
        counts[TOUCHED, "of"] = counts[TOUCHED_OR_ASKED, "of"] = 1
        counts[TOUCHED], counts[TOUCHED_OR_ASKED] = any(each.sure for each in wrong), bool(wrong)
    asked = [each for each in found if not each.sure]
    counts[QUESTIONS, "of"], counts[QUESTIONS] = 1, len(asked)
    counts[USEFUL, "of"], counts[USEFUL] = len(asked), sum(_touches(each, gold) for each in asked)
    return counts


def _measure(span):
    if span["type"] in NEARLY:
        return NEARLY_FOUND
    return NAMES if span["type"] == "PERSON" else STRUCTURED


def missing(text, found):
    """The identifiers of a text of which a letter or digit stays."""
    covered = set(chain.from_iterable(range(each.start, each.end) for each in found))
    return [span for span in text["spans"] if not _whole(text["text"], span, covered)]


def _whole(text, span, covered):
    places = [place for place in range(span["start"], span["end"]) if text[place].isalnum()]
    left = list(compress(places, (place not in covered for place in places)))
    genitive = span["type"] == "PERSON" and len(places) > 2 and left == places[-1:] and text[places[-1]] in "sS"
    return not left or genitive


def _touches(found, gold):
    return any(found.start < span["end"] and span["start"] < found.end for span in gold)


def table(measured):
    """The figures as lines of a Markdown table."""
    yield "| measure | | 95 % | of |"
    yield "|---|---|---|---|"
    for name, share in measured.items():
        shown = "–" if share.value is None else f"{share.value:.3f}"
        between = f"{share.interval[0]:.3f}–{share.interval[1]:.3f}" if share.interval else "–"
        yield f"| {name} | {shown} | {between} | {share.whole} |"


def errors(texts, finds):
    """What was missed, wrongly replaced and wrongly asked, a line each."""
    for text, found in zip(texts, finds, strict=True):
        for span in missing(text, found):
            yield f"missed {span['type']}: {_shown(text, span['start'], span['end'])}"
        for each in found:
            if not _touches(each, [*text["spans"], *text["ignore"]]):
                yield f"{'replaced' if each.sure else 'asked'}: {_shown(text, each.start, each.end)}"


def _shown(text, start, end):
    around = text["text"][max(0, start - 30) : end + 30].replace("\n", " ")
    return f"{text['text'][start:end]!r} in {text['id']}: …{around}…"


if __name__ == "__main__":
    TEXTS = read(next(each for each in sys.argv[1:] if not each.startswith("--")))
    FINDS = [ours(each["text"]) for each in TEXTS]
    sys.stdout.write("\n".join(table(figures(TEXTS, FINDS))) + "\n")
    if "--errors" in sys.argv:
        sys.stdout.write("\n".join(["", *errors(TEXTS, FINDS)]) + "\n")
