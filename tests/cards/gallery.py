"""Every page there is, gathered from the dialogs themselves: all answers to all steps, and walks through the bot.

A page is in the gallery when it shows a phrase that no other page with its heading shows, a field filled in that no
other shows filled in, or somebody's words where the others show none; the largest come first, warnings last.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from bot.adapters.teams.cards import card
from bot.deidentify import deidentify
from bot.ports import Doc, Store
from bot.talk import Listed, Page, Phrase
from content import LANGUAGES, load
from dialogs.flow import Progress
from dialogs.opened import Opened
from dialogs.registry import DIALOGS, Dialog
from dialogs.scene import Scene
from dialogs.turning import show
from tests.dialogs.test_every_page import every_turn, scene, with_a_mark

from .samples import DISTRICT, MUNICIPALITY, STORY
from .sitting import absences, people, sitting
from .walks import WALKS

Gallery = dict[str, Page]
KEY = b"d" * 32
TOLD = str(deidentify(STORY))


def gathered() -> Gallery:
    """Name → page. A page is drawn in any language."""
    return asyncio.run(_gathered())


def cards(gallery: Gallery) -> dict[str, dict[str, Doc]]:
    """Name → language → card."""
    return {name: {each: card(page, each) for each in LANGUAGES} for name, page in gallery.items()}


def phrases(part: object) -> Iterator[str]:
    """The keys of all phrases in a page, or in a part of one."""
    if isinstance(part, Phrase):
        yield part.key
        yield from phrases(tuple(part.values.values()))
    elif isinstance(part, Listed):
        yield from (part.last, *phrases(part.lines))
    elif isinstance(part, tuple):
        for each in part:
            yield from phrases(each)
    elif is_dataclass(part):
        yield from phrases(tuple(getattr(part, each.name) for each in fields(part)))


async def _gathered() -> Gallery:
    with tempfile.TemporaryDirectory() as folder:
        async with with_a_mark(Path(folder)) as store:
            candidates = [page async for page in _in_dialogs(store)]
        candidates.sort(key=lambda page: (bool(page.warning), -len(str(card(page, "sv")))))
        for number, walk in enumerate(WALKS):
            place = Path(folder) / str(number)
            place.mkdir()
            async with sitting(place) as here:
                await walk(here)
                candidates += here.pages
    return _chosen(candidates)


def _chosen(candidates: list[Page]) -> Gallery:
    chosen: Gallery = {}
    seen: dict[str, set[str]] = {}
    counts: dict[str, int] = {}
    for page in candidates:
        heading, marks = page.heading.key, set(_marks(page))
        if not marks <= seen.setdefault(heading, set()):
            seen[heading] |= marks
            counts[heading] = counts.get(heading, 0) + 1
            chosen[f"{heading}-{counts[heading]}"] = page
    return dict(sorted(chosen.items()))


def _marks(page: Page) -> Iterator[str]:
    yield from phrases(page)
    yield from (f"filled {each.name}" for each in page.inputs if each.value)
    yield from ["words"] * bool(page.quote) + ["warned" if page.warning else "calm"]


async def _in_dialogs(store: Store) -> AsyncIterator[Page]:
    """Every step as it is reached, as it is come back to, and shown again for each reason there is; and every end."""
    for answerable, there in [*((True, each) for each in absences()), (False, people())]:
        at = replace(scene("sv", answerable, store), directory=there)
        for dialog in DIALOGS.values():
            for progress, step, answer in every_turn(dialog.flow):
                after = _lifelike(dialog.flow.answered(progress, step, answer))
                yield await _drawn(at, dialog, after)
                yield show(at, _opened(dialog, Progress(after.answers, step)))
            for progress, step in _firsts(dialog):
                for reason in _reasons(f"{dialog.flow.key(step)}."):
                    yield show(at, _opened(dialog, progress), reason)


def _firsts(dialog: Dialog) -> Iterator[tuple[Progress, str]]:
    """One way to each step."""
    ways = {step: progress for progress, step, _ in every_turn(dialog.flow)}
    return ((_lifelike(progress), step) for step, progress in ways.items())


async def _drawn(at: Scene, dialog: Dialog, progress: Progress) -> Page:
    opened, end = _opened(dialog, progress), dialog.flow.position(progress)
    if end not in dialog.flow.ends:
        return show(at, opened)
    return (await dialog.finish(at, opened, end)).page


def _opened(dialog: Dialog, progress: Progress) -> Opened:
    return Opened("0" * 32, dialog.flow.name, KEY, progress, turning=9)


def _reasons(prefix: str) -> list[str]:
    return [key for key in load("sv") if key.startswith(prefix) and key.endswith((".unclear", ".too_long"))]


def _lifelike(progress: Progress) -> Progress:
    """With a story as someone would tell it, and the longest of names."""
    answers = {
        step: {name: _longest(value) for name, value in given.items()} for step, given in progress.answers.items()
    }
    return Progress(answers, progress.reopened)


def _longest(value: object) -> object:
    if isinstance(value, dict) and value.get("department"):
        return {**value, "department": DISTRICT.department, "district": DISTRICT.id, "name": DISTRICT.name}
    if isinstance(value, dict) and value.get("outside"):
        return {"outside": MUNICIPALITY, "name": MUNICIPALITY}
    return TOLD if isinstance(value, str) and value.startswith("ååå") else value
