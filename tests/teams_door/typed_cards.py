"""The same cards, made with Microsoft's typed library: what ours are held against."""

from collections.abc import Iterator
from typing import Any

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    ChoiceSetInput,
    Container,
    DateInput,
    ExecuteAction,
    Fact,
    FactSet,
    Image,
    OpenUrlAction,
    RichTextBlock,
    SubmitAction,
    TextBlock,
    TextInput,
    TextRun,
    TimeInput,
    ToggleInput,
)
from microsoft_teams.cards import Choice as Chosen

from bot.adapters.teams.markup import plain, worded
from bot.ports import Doc
from bot.talk import Choice, Input, Line, Link, Page, Phrase

NEUTRAL = Phrase("notices.neutral")
IN_A_ROW = 2  # buttons that fit beside each other on a phone
PICKED = {"date": DateInput, "time": TimeInput}
FEW = 4  # options that stand open; more fold into a list


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
    asked = [TextBlock(text=worded(page.question, language), weight="Bolder", wrap=True)] if page.question else []
    yield from (*asked, *buttons, *ways) if page.links_last else (*ways, *asked, *buttons)
    footer = [_button(page, choice, language, with_inputs=False) for choice in page.footer]
    rows = [ActionSet(actions=footer[start : start + IN_A_ROW]) for start in range(0, len(footer), IN_A_ROW)]
    if rows and (ways or buttons):
        rows[0].separator, rows[0].spacing = True, "ExtraLarge"
    yield from rows


def _words(page: Page, language: str) -> Iterator[CardElement]:
    heading = worded(page.heading, language)
    yield TextBlock(text=heading, style="heading", size="Large", weight="Bolder", wrap=True)
    if page.warning:
        yield TextBlock(text=worded(page.warning, language), color="Attention", weight="Bolder", wrap=True)
    yield from (TextBlock(text=worded(each, language), wrap=True) for each in page.texts)
    if page.quote:
        yield _quote(page.quote, language)
    if page.picture:
        yield Image(url=page.picture.address, alt_text=plain(page.picture.shows, language), size="Stretch")
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
    style = "destructive" if link.url == "tel:112" else None
    return OpenUrlAction(title=plain(link.label, language), url=link.url, style=style)


def field(asked: Input, language: str) -> CardElement:
    """The field for an input, filled in with what was entered before."""
    if asked.kind == "toggle":
        return _toggle(asked, language)
    if asked.kind in PICKED:
        hint, value = _hint(asked, language), asked.value or None
        return PICKED[asked.kind](id=asked.name, label=plain(asked.label, language), placeholder=hint, value=value)
    return _text(asked, language) if asked.kind in ("text", "story") else _options(asked, language)


def _toggle(asked: Input, language: str) -> ToggleInput:
    """A toggle's label is its title: beside the box, and read with it."""
    value = "true" if asked.value == "true" else "false"
    title = worded(asked.label, language)
    return ToggleInput(id=asked.name, title=title, value=value, value_on="true", value_off="false", wrap=True)


def _text(asked: Input, language: str) -> TextInput:
    return TextInput(
        id=asked.name,
        label=plain(asked.label, language),
        placeholder=_hint(asked, language),
        value=asked.value or None,
        max_length=asked.limit or None,
        is_multiline=asked.kind == "story" or None,
    )


def _options(asked: Input, language: str) -> ChoiceSetInput:
    several = asked.kind == "several"
    return ChoiceSetInput(
        id=asked.name,
        label=plain(asked.label, language),
        placeholder=_hint(asked, language),
        value=asked.value or None,
        choices=[Chosen(title=worded(each.label, language), value=each.value) for each in asked.options],
        style="expanded" if several or len(asked.options) <= FEW else "compact",
        is_multi_select=several or None,
        wrap=True,
    )


def _hint(asked: Input, language: str) -> str | None:
    return plain(asked.hint, language) if asked.hint else None
