"""JSONL in and out, for commands that show what the bot makes of words."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO


def answered(
    stdin: Iterable[str], stdout: TextIO, answer: Callable[[str], Mapping[str, Any] | None], wrong: str
) -> bool:
    """Answer each line with a line of JSON, in order; whether every line could be read.

    A line of which ``answer`` makes None gets ``{"error": wrong, "line": number from 1}`` in its place, and the next is
    read.
    """
    good = True
    for number, line in enumerate(stdin, 1):
        if not line.strip():
            continue
        found = answer(line)
        good = good and found is not None
        doc = {"error": wrong, "line": number} if found is None else found
        print(json.dumps(doc, ensure_ascii=False), file=stdout)
    return good
