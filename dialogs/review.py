"""The writer's own check of a text: what was replaced, what is unsure, what was missed (decisions 2 and 6).

The text as it was written is stored nowhere on our side. It comes with the press that gives it, and travels from there
in the buttons of the page that asks about it, sealed under the dialog's own key and bound to that one page. Where it is
not at hand, the text is shown with everything replaced, and nothing is asked.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

import orjson

from bot.deidentify.decisions import Decided, Decisions, decide, stands
from bot.deidentify.indirect import hints
from bot.errors import Unsealable
from bot.talk import Fact, Input, Line, Option, Phrase, Plain, Pressed

from .answers import STORY_LIMIT, clean
from .opened import Opened
from .pages import LIMITS, Shown
from .scene import Scene

STEP, STORY = "review", "story"  # in every flow: the step that checks a text, the one that asks for it, and its field
BOX = "box"
BLOCK = 2048  # bytes: always so many, in three buttons and their fallbacks; what does not fit is not asked about
MISSED, BACK, NAME = "missed", "back", "name"  # the page's fields; each name asked about has a number
MOST_BACK = 12  # words that can be taken back: a text has fewer people
BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True)
class Told:
    """A text as it was written, and what its writer has decided about its words. Never kept, never logged."""

    story: str
    decisions: Decisions = field(default_factory=Decisions)

    @cached_property
    def decided(self) -> Decided:
        """What it comes to."""
        return decide(self.story, self.decisions)


def pointed_out(text: str) -> tuple[Fact, ...]:
    """What in a text could point someone out indirectly, and what could be written instead."""
    found = [(each.word[:1].upper() + each.word[1:], each.key) for each in hints(text)]
    return tuple(Fact(Plain(word), Phrase(f"review.hints.{key}")) for word, key in found)


def just_told(scene: Scene, opened: Opened) -> Told | None:
    """The text as it stands in the press that gave it."""
    said = scene.heard.said
    if not isinstance(said, Pressed) or said.step != STORY or said.dialog not in ("", opened.id):
        return None
    story = clean(said.inputs.get(STORY, ""))
    return Told(story) if 0 < len(story) <= STORY_LIMIT else None


def lost(said: Pressed, here: str) -> bool:
    """Whether the page before is pressed, which the message keeps without the text, while the check is due."""
    return here == STEP and said.step == STORY and said.act == "next" and not clean(said.inputs.get(STORY, ""))


def unsealed(scene: Scene, opened: Opened, said: Pressed) -> Told | None:
    """What the pressed button carries, if it is of this person's page that is shown now, and of no other."""
    if scene.medium != "answer":
        return None
    try:
        box = scene.ports.seal.under(opened.key).open(said.data.get(BOX, ""), _about(scene, opened))
    except Unsealable:
        return None
    doc = orjson.loads(zlib.decompressobj().decompress(box))
    return Told(doc["story"], Decisions(**{name: tuple(words) for name, words in doc["decisions"].items()}))


def asking(scene: Scene, opened: Opened, shown: Shown, told: Told | None) -> Shown:
    """The page with its questions, if the text as it was written is at hand, is the one kept, and can travel on."""
    if told is None or scene.medium != "answer":
        return shown
    decided, box = told.decided, _sealed(scene, opened, told)
    if not box or decided.text != _kept(opened):
        return shown
    return replace(shown, inputs=tuple(_inputs(decided)), data={**shown.data, BOX: box})


def decisions(told: Told, inputs: Mapping[str, str]) -> tuple[Told, bool]:
    """With what was entered on the page, and whether every missed word was found. Untouched, a name is a name."""
    shown, written = told.decided, inputs.get(MISSED, "")[: LIMITS["text"]]
    missed = [word for part in BETWEEN.split(clean(written)) if any(map(str.isalnum, word := part.strip()))]
    found = [word for word in missed if stands(told.story, word)]
    none = {word for number, word in enumerate(shown.asked) if inputs.get(f"{NAME}_{number}") == "no"}
    back = set(inputs.get(BACK, "").split(","))
    taken = {word for number, word in enumerate(shown.people[:MOST_BACK]) if str(number) in back}
    names = [word for word in shown.asked if word not in none]
    now = told.decisions.further(found, sorted(none | taken), names)
    return told if now == told.decisions else replace(told, decisions=now), found == missed


def _inputs(decided: Decided) -> list[Input]:
    """What is unsure first; then what was missed and what was wrong, which most leave as they are."""
    yes_no = tuple(Option(each, Phrase(f"review.name.options.{each}")) for each in ("yes", "no"))
    asked = [
        Input(f"{NAME}_{number}", "one", Phrase("review.name.label", {"word": word}), yes_no, "yes")
        for number, word in enumerate(decided.asked)
    ]
    hint = Phrase("review.missed.hint")
    missed = Input(MISSED, "text", Phrase("review.missed.label"), limit=LIMITS["text"], hint=hint)
    people: list[tuple[int, Line]] = [(n, Plain(word)) for n, word in enumerate(decided.people[:MOST_BACK])]
    options = tuple(Option(str(number), word) for number, word in people)
    return [*asked, missed, *([Input(BACK, "several", Phrase("review.back.label"), options)] if options else [])]


def _sealed(scene: Scene, opened: Opened, told: Told) -> str:
    """Always equally long, so that its length tells nothing. Empty when it does not fit."""
    doc = {"story": told.story, "decisions": asdict(told.decisions)}
    plain = zlib.compress(orjson.dumps(doc)).ljust(BLOCK, b"\0")
    return scene.ports.seal.under(opened.key).seal(plain, _about(scene, opened)) if len(plain) == BLOCK else ""


def _about(scene: Scene, opened: Opened) -> str:
    return f"box/{scene.heard.person}/{opened.id}/{STEP}/{opened.turning}"


def _kept(opened: Opened) -> str:
    """The text as the coordinator would see it now."""
    return str(opened.progress.answers.get(STORY, {}).get(STORY, ""))
