"""``make bench``: one JSON object a line, {"name", "value", "unit", "beside", "ratio"}; named parts alone."""

import asyncio
import json
import sys
import tempfile

from tests.bench import campaigns, database, deidentify, forums, marks, start, store, turn

PARTS = {
    "turn": turn,
    "database": database,
    "store": store,
    "start": start,
    "deidentify": deidentify,
    "marks": marks,
    "forums": forums,
    "campaigns": campaigns,
}

for part in [PARTS[name] for name in sys.argv[1:] or PARTS]:
    with tempfile.TemporaryDirectory() as folder:
        for row in asyncio.run(part.rows(folder)):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            sys.stdout.flush()
