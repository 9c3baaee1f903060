"""Who is asked by the answers of a campaign's dialog, and the campaign that these answers make."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from bot import audience
from bot.campaigns import Audience, Campaign, Shown
from bot.people import CENTRAL, Person

from . import campaign_offers
from .campaign import FLOW, beside
from .campaign_access import asks_here, within
from .flow import Answers
from .opened import Opened
from .scene import Scene

BYTES = 16  # of an object id


def asked(scene: Scene, answers: Answers, *, units: bool = True) -> tuple[Audience, list[Person]]:
    """Who is asked, none beyond whom the speaker may ask. Without ``units``: whichever of them were chosen."""
    asks, whom = asks_here(scene), answers.get("whom", {})
    theirs = () if CENTRAL in asks else tuple(sorted(asks))
    if listed := beside(answers).get("listed"):
        people = within(asks, people_of_file(scene, listed))
        return Audience(theirs, listed=len(people)), people
    departments, operations, roles = (tuple(whom.get(name, ())) for name in ("departments", "operations", "roles"))
    wanted = Audience(departments or theirs, (), operations, roles)
    people = within(asks, audience.chosen(scene.directory, wanted, scene.today))
    chosen = set(answers.get("units", {}).get("units", ())) if units and whom.get("act") == "units" else set()
    if not chosen:
        return wanted, people
    named = tuple(unit for value, unit in campaign_offers.units(people).items() if value in chosen)
    return replace(wanted, units=named), [each for each in people if each.unit in named]


def drafted(scene: Scene, opened: Opened) -> Campaign:
    """The campaign that these answers make. It has its dialog's id: started twice, it is the same one."""
    given, heard = FLOW.settled(opened.progress), scene.heard
    kind, _, subject = given["what"].get("subject", "").partition(":")
    return Campaign(
        opened.id,
        "survey" if kind == "survey" else "course",
        subject,
        asked(scene, opened.progress.answers)[0],
        started=scene.now,
        last=date.fromisoformat(given["last"]["last"]),
        by=heard.person,
        always=given.get("seasons", {}).get("act") == "yes",
        live=Shown(heard.chat, scene.language, heard.message) if heard.message else None,
    )


def packed(people: Iterable[str]) -> str:
    """Object ids as they are kept with the dialog: a whole city's take a million bytes."""
    return b64encode(b"".join(UUID(each).bytes for each in people)).decode()


def people_of_file(scene: Scene, listed: str) -> list[Person]:
    """Those of a file, as the directory knows them now."""
    raw = b64decode(listed)
    ids = (str(UUID(bytes=raw[at : at + BYTES])) for at in range(0, len(raw), BYTES))
    return [scene.directory.named(each) for each in ids]
