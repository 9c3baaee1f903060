"""Open dialogs: one row each, sealed under the dialog's own key, gone when the dialog ends (decisions 4 and 6).

A row tells neither whose it is nor what it is about: its owner is a keyed hash, and the name of the flow is sealed too.
Owners marked before the keys were changed are known for as long as a dialog waits; the next page marks it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.blank import SMALL, filled
from bot.errors import Unsealable
from bot.ports import DIALOGS, NEW, PHOTOS, Del, Put, Row, Seal
from bot.sealed import dialog_about

from .flow import Answers, Progress
from .scene import Scene

LEFT_ALONE = timedelta(hours=24)  # how long a dialog waits for its person
MARKED = LEFT_ALONE + timedelta(hours=1)  # and for how long at most a key that was replaced may have marked one
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
    place: Mapping[str, Any] = field(default_factory=dict)  # {"person", "chat", "language", "message"} of its page
    owner: str = ""  # as it stands in the row, like ``wrapped``, the key; none yet for a new dialog
    wrapped: str = ""
    etag: str = NEW

    def turned(self, progress: Progress, now: datetime) -> "Opened":
        """With its next page."""
        return replace(self, progress=progress, turning=self.turning + 1, touched=now.isoformat())


def start(scene: Scene, flow: str, beside: Answers | None = None) -> Opened:
    """A new dialog, on its first page. ``beside``: what it is about, kept beside the answers."""
    progress = Progress(beside or {})
    return Opened(scene.ports.ids.new(), flow, scene.ports.seal.fresh(), progress, touched=scene.now.isoformat())


def keep(scene: Scene, opened: Opened) -> Put:
    """The write that keeps it. A press tells which message shows it; a message that answers words is not known yet."""
    heard = scene.heard
    chat = {"person": heard.person, "chat": heard.chat.to_doc()}
    place = {**chat, "language": scene.language, "message": heard.message}
    seal = scene.ports.seal
    doc = {
        "owner": opened.owner or _owners(scene)[0],
        # by the hour: no row may tell when someone wrote
        "until": (scene.now + LEFT_ALONE).replace(minute=0, second=0, microsecond=0).isoformat(),
        "wrapped": opened.wrapped or seal.seal(opened.key, dialog_about(opened.id)),
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


def drop(opened: Opened) -> list[Put | Del]:
    """The writes that end it: answers and key are gone, and the picture, if there may be one."""
    photo = [Del(PHOTOS, opened.id)] if "photo" in opened.progress.answers else []
    return [Del(DIALOGS, opened.id, None if opened.etag == NEW else opened.etag), *photo]


async def mine(scene: Scene) -> list[Opened]:
    """The person's open dialogs, the one last touched first. One that cannot be opened any more is left out."""
    owners, opened = _owners(scene), []
    for owner in owners:
        found = await scene.ports.store.find(DIALOGS, equals={"owner": owner})
        opened += [each for row in found.rows if (each := _alive(scene, row, owners[0]))]
    return sorted(opened, key=lambda each: each.touched, reverse=True)


async def named(scene: Scene, dialog: str) -> Opened | None:
    """The dialog with this id, if it is open and the speaker's own: an id proves nothing."""
    row, owners = await scene.ports.store.get(DIALOGS, dialog), _owners(scene)
    return _alive(scene, row, owners[0]) if row and row.doc["owner"] in owners else None


def _owners(scene: Scene) -> tuple[str, ...]:
    return scene.ports.seal.marks(scene.heard.person, OWNER, scene.now - MARKED)


def _alive(scene: Scene, row: Row, owner: str) -> Opened | None:
    return read(row, scene.ports.seal, owner) if datetime.fromisoformat(row.doc["until"]) > scene.now else None


def read(row: Row, seal: Seal, owner: str = "") -> Opened | None:
    """The dialog of a row, to be kept as this owner's or as it was; None when its key is gone."""
    try:
        key = seal.open(row.doc["wrapped"], dialog_about(row.key))
        state: Mapping[str, Any] = orjson.loads(seal.under(key).open(row.doc["sealed"], dialog_about(row.key)))
    except Unsealable:
        return None
    progress = Progress(state["answers"], state["reopened"])
    within = {name: state[name] for name in ("flow", "turning", "touched", "place")}
    known = {"owner": owner or row.doc["owner"], "wrapped": row.doc["wrapped"], "etag": row.etag}
    return Opened(row.key, key=key, progress=progress, **within, **known)


def _sealed(opened: Opened, seal: Seal) -> str:
    state = {
        "flow": opened.flow,
        "answers": opened.progress.answers,
        "reopened": opened.progress.reopened,
        "turning": opened.turning,
        "touched": opened.touched,
        "place": opened.place,
    }
    return seal.under(opened.key).seal(filled(state, SMALL), dialog_about(opened.id))
