"""How well recurrences are understood: ``python -m tests.recurrence.judged`` [--errors]."""

import json
import sys
from datetime import date
from pathlib import Path

from bot.recurrence import answer

SET = Path(__file__).parent / "judge.jsonl"


def judged():
    """(text and what it should be, what was made of it, verdict): right · asked (back, dates were wanted) · wrong."""
    for line in SET.read_text("utf-8").splitlines():
        gold = json.loads(line)
        made = answer(gold["text"], gold["lang"], date.fromisoformat(gold["start"]), gold["holidays"])
        yield gold, made, verdict(gold, made)


def verdict(gold, made):
    """Dates that nobody meant are the worst, also where it should have been asked."""
    if made == gold["want"]:
        return "right"
    return "asked" if "unclear" in made else "wrong"


def figures():
    """How many of the set, by verdict."""
    verdicts = [each for _, _, each in judged()]
    return {name: verdicts.count(name) for name in ("right", "asked", "wrong")}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures()) + "\n")
    if "--errors" in sys.argv:
        for gold, made, each in judged():
            if each != "right":
                sys.stdout.write(f"{each}: {json.dumps(gold, ensure_ascii=False)}\n    {made}\n")
