"""``make bench``: one JSON object a line, {"name", "value", "unit", "beside", "ratio"}."""

import asyncio
import json
import sys
import tempfile

from tests.bench import start, store, turn

for part in (turn, store, start):
    with tempfile.TemporaryDirectory() as folder:
        for row in asyncio.run(part.rows(folder)):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            sys.stdout.flush()
