"""Open dialogs: one row each, sealed under the dialog's own key, gone when the dialog ends (decisions 4 and 6).

A row tells neither whose it is nor what it is about: its owner is a keyed hash, and the name of the flow is sealed too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.blank import SMALL, filled
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
    place: Mapping[str, Any] = field(default_factory=dict)  # {"chat", "language", "message"}: where its page is shown
    owner: str = ""  # as it stands in the row, like ``wrapped``, the key; none yet for a new dialog
    wrapped: str = ""
    etag: str = NEW

    def turned(self, progress: Progress, now: datetime) -> "Opened":
        """With its next page."""
        return replace(self, progress=progress, turning=self.turning + 1, touched=now.isoformat())


def start(scene: Scene, flow: str) -> Opened:
    """A new dialog, on its first page."""
    return Opened(scene.ports.ids.new(), flow, scene.ports.seal.fresh(), touched=scene.now.isoformat())


def keep(scene: Scene, opened: Opened) -> Put:
    """The write that keeps it. A press tells which message shows it; a message that answers words is not known yet."""
    place = {"chat": scene.heard.chat.to_doc(), "language": scene.language, "message": scene.heard.message}
    seal = scene.ports.seal
    doc = {
        "owner": opened.owner or _owner(scene),
        # by the hour: no row may tell when someone wrote
        "until": (scene.now + LEFT_ALONE).replace(minute=0, second=0, microsecond=0).isoformat(),
        "wrapped": opened.wrapped or seal.seal(opened.key, _about(opened.id)),
        "sealed": _sealed(replace(opened, place=place), seal),
    }
    return Put(DIALOGS, opened.id, doc, opened.etag)


def shown_by(row: Row, seal: Seal, message: str) -> Put | None:
    """The write that remembers which message shows the dialog, once that is known."""
    opened = read(row, seal)
    if opened is None:
        return None
    there = replace(opened, place={**opened.place, "message": message})
    return Put(DIALOGS, row.key, {**row.doc, "sealed": _sealed(there, seal)}, row.etag)


def drop(opened: Opened) -> Del:
    """The write that ends it: answers and key are gone."""
    return Del(DIALOGS, opened.id, None if opened.etag == NEW else opened.etag)


async def mine(scene: Scene) -> list[Opened]:
    """The person's open dialogs, the one last touched first. One that cannot be opened any more is left out."""
    found = await scene.ports.store.find(DIALOGS, equals={"owner": _owner(scene)})
    opened = [each for row in found.rows if (each := _alive(scene, row))]
    return sorted(opened, key=lambda each: each.touched, reverse=True)


async def named(scene: Scene, dialog: str) -> Opened | None:
    """The dialog with this id, if it is open and the speaker's own: an id proves nothing."""
    row = await scene.ports.store.get(DIALOGS, dialog)
    return _alive(scene, row) if row and row.doc["owner"] == _owner(scene) else None


def _owner(scene: Scene) -> str:
    return scene.ports.seal.mark(scene.heard.person, OWNER)


def _alive(scene: Scene, row: Row) -> Opened | None:
    return read(row, scene.ports.seal) if datetime.fromisoformat(row.doc["until"]) > scene.now else None


def read(row: Row, seal: Seal) -> Opened | None:
    """The dialog of a row; None when its key is gone."""
    try:
        key = seal.open(row.doc["wrapped"], _about(row.key))
        state: Mapping[str, Any] = orjson.loads(seal.under(key).open(row.doc["sealed"], _about(row.key)))
    except Unsealable:
        return None
    progress = Progress(state["answers"], state["reopened"])
    within = {name: state[name] for name in ("flow", "turning", "touched", "place")}
    known = {name: row.doc[name] for name in ("owner", "wrapped")}
    return Opened(row.key, key=key, progress=progress, etag=row.etag, **within, **known)


def _sealed(opened: Opened, seal: Seal) -> str:
    state = {
        "flow": opened.flow,
        "answers": opened.progress.answers,
        "reopened": opened.progress.reopened,
        "turning": opened.turning,
        "touched": opened.touched,
        "place": opened.place,
    }
    return seal.under(opened.key).seal(filled(state, SMALL), _about(opened.id))


def _about(dialog: str) -> str:
    return f"dialog/{dialog}"
