"""What a mark's finder takes along: texts ready for each channel that wants it reported once more, and one reminder.

The texts are made of what was chosen, never of what was written: each channel gets what it needs and no more.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from bot import outbox
from bot.blank import filled
from bot.errors import Unsealable
from bot.ports import Del, Put, Seal
from bot.reports import Report
from bot.talk import Choice, Input, Page, Phrase, Pressed
from bot.working_days import working_days_from

from . import channel_texts
from .graffiti import CHANNELS
from .handing_in import about, bound, sealed_for
from .pages import links
from .scene import STOCKHOLM, Outcome, Scene
from .welcome import note

FIRST_DAY, DAYS = 3, 3  # the reminder comes on one of the third to the fifth working day
HOURS = range(9, 16)
WHAT = "texts"


def button(scene: Scene, report: Report, day: str) -> Choice:
    """What shows the texts. It carries what was chosen and the day it was told, sealed for this person."""
    chosen = {"day": day, **{each: getattr(report, each) for each in channel_texts.FIELDS}}
    return Choice("receipt.texts", Phrase("graffiti.sent.texts"), data=sealed_for(scene, WHAT, chosen))


def texts_page(scene: Scene, said: Pressed) -> Page:
    """The texts, in fields so that they can be copied on a telephone too. Private. Raises Unsealable."""
    doc = json.loads(scene.ports.seal.open(said.data.get("sealed", ""), about(scene, WHAT)))
    labels = {"removal": f"label.{doc['surface'] or 'unknown'}", "ia": "label_ia", "police": "label_police"}
    fields = [(each, Phrase(f"graffiti.texts.{labels[each]}"), channel_texts.text(each, doc)) for each in CHANNELS]
    return Page(
        Phrase("graffiti.texts.ask"),
        texts=(Phrase("graffiti.texts.text"),),
        inputs=tuple(Input(name, "story", label, value=value) for name, label, value in fields),
        links=links(*(("tyck_till",) if doc["surface"] in {"city", "unknown", ""} else ()), "police"),
        links_last=True,
        footer=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )


def reminder(scene: Scene, answer: Mapping[str, Any]) -> list[Put | Del]:
    """The letter for one reminder, if it is wanted and something is left. Its row tells neither whose it is nor why."""
    left = [each for each in CHANNELS if each not in answer.get("done", ())]
    if answer.get("remind") != "true" or not left:
        return []
    letter = {"kind": "reminder", "person": scene.heard.person, "left": left}
    return [outbox.stage(scene.ports, letter, _drawn(scene), urgent=False)]


def reminded(seal: Seal, person: str, left: Sequence[str]) -> Page:
    """The reminder itself: it says nothing of what it is about; the button shows it, to this person alone."""
    sealed = seal.seal(filled({"left": left}), bound("left", person))
    choice = Choice("receipt.left", Phrase("graffiti.reminder.show"), data={"sealed": sealed})
    return Page(Phrase("graffiti.reminder.ask"), texts=(Phrase("graffiti.reminder.text"),), choices=(choice,))


def left_page(scene: Scene, said: Pressed) -> Page:
    """What had not been done when it was told. Private. Raises Unsealable."""
    left = json.loads(scene.ports.seal.open(said.data.get("sealed", ""), about(scene, "left")))["left"]
    return Page(
        Phrase("graffiti.reminder.left"),
        texts=(Phrase("graffiti.reminder.left_text"),),
        steps=tuple(Phrase(f"graffiti.reminder.{each}") for each in left),
        links=links(*(("tyck_till",) if "removal" in left else ()), *(("police",) if "police" in left else ())),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
        private=True,
    )


def act(scene: Scene, said: Pressed) -> Outcome:
    """The texts or what is left, asked for."""
    try:
        return Outcome((texts_page if said.act == "receipt.texts" else left_page)(scene, said))
    except Unsealable:
        return Outcome(note("gone", "menu"))


def _drawn(scene: Scene) -> datetime:
    """A day and an hour that nobody can tell the report's time from."""
    drawn = int(scene.ports.ids.new(), 16)
    drawn, days = divmod(drawn, DAYS)
    drawn, hours = divmod(drawn, len(HOURS))
    day = working_days_from(scene.today, FIRST_DAY + days)
    at = time(HOURS[hours], drawn % 12 * 5)
    return datetime.combine(day, at, STOCKHOLM).astimezone(UTC)
