"""What a turn knows: who speaks, in which language, on which day, and the doors it may use."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.people import Directory, Person
from bot.ports import Del, Ports, Put, Row
from bot.talk import Heard, Page, Pressed

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# answer: a private page can be shown · message: it goes out as a message and a press can follow · legacy: only messages
Medium = Literal["answer", "message", "legacy"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One turn's surroundings."""

    ports: Ports
    directory: Directory
    heard: Heard
    language: str
    now: datetime
    reference: Row | None = None  # where the person was last written to, as stored

    @property
    def me(self) -> Person:
        """Who speaks, as the directory knows them."""
        return self.directory.named(self.heard.person)

    @property
    def today(self) -> date:
        """The day in Stockholm."""
        return self.now.astimezone(STOCKHOLM).date()

    @property
    def medium(self) -> Medium:
        """How the page reaches the person."""
        if self.heard.answerable:
            return "answer"
        return "legacy" if isinstance(self.heard.said, Pressed) else "message"


@dataclass(slots=True)
class Outcome:
    """What a turn comes to: the page, and the writes of its one commit. ``sweep``: leave no trace of what is gone."""

    page: Page
    writes: list[Put | Del] = field(default_factory=list)
    sweep: bool = False
    stays: bool = False  # an end that was not reached after all: the dialog stands where it stood
    update: bool = True  # whether the pressed message is to show the page too; a private page never does
    language: str | None = None  # when the person chose another one
    reported: bool = False  # a report is sent by it, which counts
