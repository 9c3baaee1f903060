"""The de-identification beside rules alone and Presidio's patterns: what is found and what it costs, on the same texts.

Each is a process of its own, started anew in every round. And whether odd texts take time in proportion to length.
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bot.deidentify import deidentify
from tests.deidentify.judged import Found, figures, read

from .servers import PLACE, ROOT, CannotRun, environment

SET = Path(__file__).parent.parent / "deidentify" / "last2.jsonl"  # not in the training
OURS = "ours"
PEERS = {"rules": "rules alone", "presidio": "presidio's patterns"}
ROUNDS = 3
FIRST = "Nadja Ek i 8B nås på 070-174 06 05 eller nadja@example.org."  # asks for all that is loaded when needed
SHORT, LONG = 5_000, 10_000  # characters
MOST = 2.5  # times longer for twice the text
TRIAL, PATIENCE = 1_000, 500.0  # characters, and the ms from which longer texts are not tried
# Odd units, each in variants, so that a text is not known from the one before.
ODD = {
    "one long word": "aeiou",
    "digits only": "01379",
    "noll again and again": ("noll ", "noll\n", "noll, ", "noll  ", "Noll "),
    "mixed scripts": ("аbвcΔe ", "dеfжΩ ", "Нilдα ", "مaبcд ", "漢aбγ "),
    "odd names in a row": ("Hв\n", "жåd ", "gäsv "),  # a label beside one makes the next likelier
    "zero-width characters": ("a\u200b", "0\u200b", "Lo\u200d ", "7\ufeff ", "\u2060"),
}
FINDS = {  # measure → unit
    "structured identifiers found": "share",
    "names found": "share",
    "texts that leak a direct identifier": "share",
    "right of what is replaced without asking": "share",
    "hard negatives touched without asking": "share",
    "questions a text": "1/text",
    "questions about an identifier": "share",
}
COSTS = {"CPU for 500 characters": "ms", "start to the first text": "s", "memory at most": "MB"}


@dataclass
class Run:
    """A process's answers to the texts, and what they took, by the names of COSTS."""

    finds: list[list[Found]]
    costs: dict[str, float]


async def rows(_folder):
    """Ours beside each peer's, ``ratio`` is value/beside; a peer that cannot run has a row that says why."""
    texts = read(SET)
    runs, lacking = {}, []
    for kind, name in {OURS: OURS, **PEERS}.items():
        try:
            runs[kind] = [await _run(kind, texts)]
        except CannotRun as error:
            lacking.append({**_row(f"de-identification beside {name}", None), "reason": str(error)})
    if OURS not in runs:
        return lacking
    for _ in range(ROUNDS - 1):
        for kind, each in runs.items():
            each.append(await _run(kind, texts))
    sums = {kind: _summed(texts, each) for kind, each in runs.items()}
    beside = [row for kind in sums if kind != OURS for row in _beside(sums[OURS], sums[kind], PEERS[kind])]
    return [*beside, *lacking, *_in_proportion()]


async def _run(kind, texts):
    """Start a process, wait for its first answer, then let it answer all texts once. Raises CannotRun."""
    process, loaded = await _started(kind)
    asked = "".join(json.dumps(each["text"]) + "\n" for each in texts)
    said, _ = await process.communicate(asked.encode())
    *finds, took = map(json.loads, said.splitlines())
    per_500 = 1000 * took["cpu"] / (sum(len(each["text"]) for each in texts) / 500)
    costs = dict(zip(COSTS, (per_500, loaded, took["mb"]), strict=True))
    return Run([[Found(*each) for each in one] for one in finds], costs)


async def _started(kind):
    """A process that has answered the first text, and the seconds from its start to that."""
    python = await environment(kind)
    log = PLACE / f"{kind}-finder.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    start = perf_counter()
    with log.open("w") as errors:
        process = await asyncio.create_subprocess_exec(
            python, "-m", f"tests.bench.peers.{kind}_finder", cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    process.stdin.write(json.dumps(FIRST).encode() + b"\n")
    if not await process.stdout.readline():
        await process.communicate()
        raise CannotRun(f"{kind} did not answer; see {log.relative_to(ROOT)}")
    return process, perf_counter() - start


def _summed(texts, runs):
    """Every measure by name."""
    found = {name: each.value for name, each in figures(texts, runs[0].finds).items()}
    return found | {name: median(run.costs[name] for run in runs) for name in COSTS}


def _beside(ours, other, peer):
    for name, unit in {**FINDS, **COSTS}.items():
        yield _row(f"de-identification, {name}: ours beside {peer}", unit, ours[name], other[name])


def _row(name, unit, value=None, beside=None):
    shown = {key: each if each is None else round(each, 3) for key, each in (("value", value), ("beside", beside))}
    ratio = round(value / beside, 3) if beside and value is not None else None
    return {"name": name, "value": shown["value"], "unit": unit, "beside": shown["beside"], "ratio": ratio}


def _in_proportion():
    """What 10,000 odd characters take beside 5,000; last the worst ratio beside the most it may be."""
    deidentify(FIRST)
    told = [_grown(f"de-identification, 10,000 characters beside 5,000: {name}", units) for name, units in ODD.items()]
    worst = None if any(row["ratio"] is None for row in told) else max(row["ratio"] for row in told)
    return [*told, _row("de-identification, 10,000 characters beside 5,000: worst beside wanted", "x", worst, MOST)]


def _grown(name, units):
    trial = max(_taken(unit, TRIAL) for unit in units)
    if trial > PATIENCE:
        return {**_row(name, "ms"), "reason": f"{TRIAL} characters took {trial:.0f} ms; longer texts were not tried"}
    short, long = (sum(_taken(unit, length) for unit in units) / len(units) for length in (SHORT, LONG))
    return _row(name, "ms", long, short)


def _taken(unit, length):
    text = (unit * (length // len(unit) + 1))[:length]
    start = process_time()
    deidentify(text)
    return 1000 * (process_time() - start)
