"""Open dialogs: one row each, sealed under the dialog's own key, gone when the dialog ends (decisions 4 and 6).

A row tells neither whose it is nor what it is about: its owner is a keyed hash, and the name of the flow is sealed too.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.blank import filled
from bot.errors import Unsealable
from bot.ports import DIALOGS, NEW, Del, Put, Row, Seal

from .flow import Progress
from .scene import Scene

LEFT_ALONE = timedelta(hours=24)  # how long a dialog waits for its person
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Opened:
    """A dialog that someone is in. ``turning`` counts the pages shown; ``key`` is its own and dies with it."""

    id: str
    flow: str
    key: bytes
    progress: Progress = field(default_factory=Progress)
    turning: int = 1
    touched: str = ""
    etag: str = NEW

    def turned(self, progress: Progress, now: datetime) -> "Opened":
        """With its next page."""
        return replace(self, progress=progress, turning=self.turning + 1, touched=now.isoformat())


def start(scene: Scene, flow: str) -> Opened:
    """A new dialog, on its first page."""
    return Opened(scene.ports.ids.new(), flow, scene.ports.seal.fresh(), touched=scene.now.isoformat())


def keep(scene: Scene, opened: Opened) -> Put:
    """The write that keeps it."""
    state = {
        "flow": opened.flow,
        "answers": opened.progress.answers,
        "reopened": opened.progress.reopened,
        "turning": opened.turning,
        "touched": opened.touched,
    }
    seal = scene.ports.seal
    doc = {
        "owner": seal.mark(scene.heard.person, OWNER),
        # by the hour: no row may tell when someone wrote
        "until": (scene.now + LEFT_ALONE).replace(minute=0, second=0, microsecond=0).isoformat(),
        "wrapped": seal.seal(b64encode(opened.key), _about(opened.id)),
        "sealed": seal.under(opened.key).seal(filled(state), _about(opened.id)),
    }
    return Put(DIALOGS, opened.id, doc, opened.etag)


def drop(opened: Opened) -> Del:
    """The write that ends it: answers and key are gone."""
    return Del(DIALOGS, opened.id, None if opened.etag == NEW else opened.etag)


async def mine(scene: Scene) -> list[Opened]:
    """The person's open dialogs, the one last touched first. One that cannot be opened any more is left out."""
    owner = scene.ports.seal.mark(scene.heard.person, OWNER)
    found = await scene.ports.store.find(DIALOGS, equals={"owner": owner})
    opened = [each for row in found.rows if (each := _read(row, scene.ports.seal, scene.now))]
    return sorted(opened, key=lambda each: each.touched, reverse=True)


def _read(row: Row, seal: Seal, now: datetime) -> Opened | None:
    if datetime.fromisoformat(row.doc["until"]) <= now:
        return None
    try:
        key = b64decode(seal.open(row.doc["wrapped"], _about(row.key)))
        state: Mapping[str, Any] = json.loads(seal.under(key).open(row.doc["sealed"], _about(row.key)))
    except Unsealable:
        return None
    progress = Progress(state["answers"], state["reopened"])
    return Opened(row.key, state["flow"], key, progress, state["turning"], state["touched"], row.etag)


def _about(dialog: str) -> str:
    return f"dialog/{dialog}"
