"""A page as an Adaptive Card, version 1.5, in the reader's language.

Every button stands on its own line, so that its words are read whole on a phone too; Teams would set them in a row and
hide the seventh (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions).
"""

from collections.abc import Iterator
from typing import Any

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Container,
    ExecuteAction,
    Fact,
    FactSet,
    OpenUrlAction,
    RichTextBlock,
    SubmitAction,
    TextBlock,
    TextRun,
)

from bot.ports import Doc
from bot.talk import Choice, Line, Link, Page, Phrase

from .fields import field
from .markup import plain, worded

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
NEUTRAL = Phrase("notices.neutral")  # what a locked screen may show
IN_A_ROW = 6  # buttons that Teams shows beside each other


def card(page: Page, language: str) -> Doc:
    """The page as an Adaptive Card, plain JSON."""
    shown = AdaptiveCard(
        version="1.5", lang=language, fallback_text=plain(NEUTRAL, language), body=list(_body(page, language))
    )
    return shown.model_dump(exclude_none=True)


def _body(page: Page, language: str) -> Iterator[CardElement]:
    yield from _words(page, language)
    yield from (field(each, language) for each in page.inputs)
    ways = [ActionSet(actions=[_link(link, language)]) for link in page.links]
    buttons = [ActionSet(actions=[_button(page, choice, language)]) for choice in page.choices]
    yield from (*buttons, *ways) if page.links_last else (*ways, *buttons)
    footer = [_button(page, choice, language, with_inputs=False) for choice in page.footer]
    rows = (footer[start : start + IN_A_ROW] for start in range(0, len(footer), IN_A_ROW))
    yield from (ActionSet(actions=row) for row in rows)


def _words(page: Page, language: str) -> Iterator[CardElement]:
    heading = worded(page.heading, language)
    yield TextBlock(text=heading, style="heading", size="Large", weight="Bolder", wrap=True)
    if page.warning:
        yield TextBlock(text=worded(page.warning, language), color="Attention", weight="Bolder", wrap=True)
    yield from (TextBlock(text=worded(each, language), wrap=True) for each in page.texts)
    if page.quote:
        yield _quote(page.quote, language)
    for number, step in enumerate(page.steps, 1):
        yield TextBlock(text=f"{number} {worded(step, language)}", wrap=True)
    if page.facts:
        yield FactSet(
            facts=[Fact(title=worded(each.title, language), value=worded(each.value, language)) for each in page.facts]
        )


def _quote(line: Line, language: str) -> Container:
    """A person's own words or a code, character by character as they are, so that they can be copied."""
    lines = [each for each in plain(line, language).split("\n") if each]
    return Container(style="emphasis", items=[_verbatim(each) for each in lines])


def _verbatim(words: str) -> CardElement:
    runs: list[CardElement] = [TextRun(text=words)]
    return RichTextBlock(inlines=runs)


def _button(page: Page, choice: Choice, language: str, *, with_inputs: bool = True) -> Action:
    """Action.Execute, and Action.Submit with the same data for clients that know only that."""
    alike: dict[str, Any] = {
        "title": plain(choice.label, language),
        "style": None if choice.style == "default" else choice.style,
        "data": {"vbe": _layout(page, choice)},
        "associated_inputs": None if with_inputs else "none",
    }
    return ExecuteAction(**alike, verb=choice.act, fallback=SubmitAction(**alike))


def _layout(page: Page, choice: Choice) -> Doc:
    position = {"dialog": page.dialog, "step": page.step, "turning": page.turning}
    return {"act": choice.act, **position, "data": dict(choice.data)}


def _link(link: Link, language: str) -> Action:
    return OpenUrlAction(title=plain(link.label, language), url=link.url)
