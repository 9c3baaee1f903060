"""How well places are understood: ``python -m tests.places.judged`` prints figures, with --errors the errors too."""

import json
import sys
from pathlib import Path

from bot.places import understand

SET = Path(__file__).parent / "judge.jsonl"


def judged():
    """(text, what it should be, what was made of it, verdict): right · asked · missed · wrong."""
    for line in SET.read_text("utf-8").splitlines():
        gold = json.loads(line)
        made = understand(gold["query"]).to_doc()
        same = all(made[key] == gold[key] for key in ("department", "outside"))
        same = same and sorted(made["candidates"]) == sorted(gold["candidates"])
        yield gold, made, "right" if same else verdict(gold, made)


def verdict(gold, made):
    """Asking back with the right one among few is a detour; a wrong department is the worst."""
    if made["department"]:
        return "wrong"
    if gold["department"] and gold["department"] in made["candidates"]:
        return "asked"
    return "missed"


def figures():
    """Shares of the set by verdict."""
    verdicts = [each for _, _, each in judged()]
    return {name: verdicts.count(name) / len(verdicts) for name in ("right", "asked", "missed", "wrong")}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures()) + "\n")
    if "--errors" in sys.argv:
        for gold, made, each in judged():
            if each != "right":
                sys.stdout.write(f"{each}: {gold['kind']} {gold['query']!r} {gold} {made}\n")
