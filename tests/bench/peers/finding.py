"""A recogniser under measure: a JSON string a line in, findings as [start, end, sure] a line out; last the costs."""

import json
import re
import sys
from pathlib import Path
from time import process_time


def answer(find):
    """Answer each text as it comes; last {"cpu": seconds of all but the first, "mb": the most memory held}."""
    spent = 0.0
    for number, line in enumerate(sys.stdin):
        text, start = json.loads(line), process_time()
        found = find(text)
        spent += process_time() - start if number else 0.0
        _say([list(each) for each in found])
    status = Path("/proc/self/status").read_text("utf-8")
    _say({"cpu": spent, "mb": int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024})


def _say(told):
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
