"""A page as an Adaptive Card, version 1.5, in the reader's language.

Every button stands on its own line, so that its words are read whole on a phone too; Teams would set them in a row and
hide the seventh (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions).
Cards are made as plain JSON, since a turn makes two; a test holds them equal to what Microsoft's typed library makes.
"""

from collections.abc import Iterator

from bot.ports import Doc
from bot.talk import Choice, Line, Link, Page, Phrase

from .fields import field
from .markup import plain, worded
from .shapes import dumped

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
NEUTRAL = Phrase("notices.neutral")  # what a locked screen may show
ALARM = "tel:112"
IN_A_ROW = 2  # buttons that fit beside each other on the narrowest phone: Teams does not break their titles


def drawn(page: Page, language: str) -> bytes:
    """The page as an Adaptive Card, JSON ready to be put into an answer or a message."""
    return dumped(card(page, language))


def card(page: Page, language: str) -> Doc:
    """The page as an Adaptive Card, plain JSON."""
    return {
        "type": "AdaptiveCard",
        "lang": language,
        "version": "1.5",
        "fallbackText": plain(NEUTRAL, language),
        "body": list(_body(page, language)),
    }


def _body(page: Page, language: str) -> Iterator[Doc]:
    yield from _words(page, language)
    for each in page.inputs:
        yield field(each, language)
    ways = [_row(_link(link, language)) for link in page.links]
    buttons = [_row(_button(page, choice, language)) for choice in page.choices]
    asked = [_text(worded(page.question, language), weight="Bolder")] if page.question else []
    yield from (*asked, *buttons, *ways) if page.links_last else (*ways, *asked, *buttons)
    footer = [_aside(_button(page, choice, language)) for choice in page.footer]
    for start in range(0, len(footer), IN_A_ROW):
        row = _row(*footer[start : start + IN_A_ROW])
        # A line above, so that "Back" is not taken for an answer.
        yield row if start or not (ways or buttons) else {**row, "separator": True, "spacing": "ExtraLarge"}


def _words(page: Page, language: str) -> Iterator[Doc]:
    yield _text(worded(page.heading, language), style="heading", size="Large", weight="Bolder")
    if page.warning:
        yield _text(worded(page.warning, language), color="Attention", weight="Bolder")
    for each in page.texts:
        yield _text(worded(each, language))
    if page.quote:
        yield _quote(page.quote, language)
    if page.picture:
        shown = {"url": page.picture.address, "altText": plain(page.picture.shows, language)}
        yield {"type": "Image", **shown, "size": "Stretch"}
    for number, step in enumerate(page.steps, 1):
        yield _text(f"{number} {worded(step, language)}")
    if page.facts:
        facts = [{"title": worded(each.title, language), "value": worded(each.value, language)} for each in page.facts]
        yield {"type": "FactSet", "facts": facts}


def _text(words: str, **looks: str) -> Doc:
    return {"type": "TextBlock", "text": words, "wrap": True, **looks}


def _quote(line: Line, language: str) -> Doc:
    """A person's own words or a code, character by character as they are, so that they can be copied."""
    lines = [each for each in plain(line, language).split("\n") if each]
    return {"type": "Container", "style": "emphasis", "items": [_verbatim(each) for each in lines]}


def _verbatim(words: str) -> Doc:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words}]}


def _row(*actions: Doc) -> Doc:
    return {"type": "ActionSet", "actions": list(actions)}


def _button(page: Page, choice: Choice, language: str) -> Doc:
    """Action.Execute, and Action.Submit with the same data for clients that know only that."""
    position = {"act": choice.act, "dialog": page.dialog, "step": page.step, "turning": page.turning}
    data = {"vbe": {**position, "data": dict(choice.data)}}
    submit: Doc = {"type": "Action.Submit", "title": plain(choice.label, language), "data": data}
    if choice.style != "default":
        submit["style"] = choice.style
    return {**submit, "type": "Action.Execute", "verb": choice.act, "fallback": submit}


def _aside(button: Doc) -> Doc:
    """A button that takes nothing along of what was entered on the page."""
    button["fallback"]["associatedInputs"] = button["associatedInputs"] = "none"
    return button


def _link(link: Link, language: str) -> Doc:
    shown = {"type": "Action.OpenUrl", "title": plain(link.label, language), "url": link.url}
    return {**shown, "style": "destructive"} if link.url == ALARM else shown
