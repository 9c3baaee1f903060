"""The command's JSONL: texts in, what was found out, in the same order."""

import json
from typing import Any, TextIO

from . import spans


def found(row: dict[str, Any]) -> dict[str, Any]:
    """``{"id", "text"}`` to ``{"id", "spans": [{"start", "end", "type", "certainty"}]}``."""
    shown = [
        {"start": span.start, "end": span.end, "type": span.type, "certainty": span.certainty}
        for span in spans(row["text"])
    ]
    return {"id": row.get("id"), "spans": shown}


def lines(source: TextIO, target: TextIO) -> int:
    """Answer every line; the number of lines that could not be read."""
    wrong = 0
    for line in filter(str.strip, source):
        try:
            answer = found(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            wrong += 1
            answer = {"error": f"a line is a JSON object with id and text ({type(error).__name__})", "spans": []}
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return wrong
