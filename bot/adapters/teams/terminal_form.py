"""What a typed line means on a page: a button, letters, words for the box; and what is still to be asked."""

from dataclasses import dataclass, field

from content import Phrases

from .likeness_cards import Button, Card, Field
from .terminal_page import lettered, typed_box


class Again(Exception):
    """The line does not do here; the argument says why, in the person's language."""


@dataclass
class Form:
    """A press in the making. ``asked`` are the fields that are still to be answered, by one line each."""

    card: Card
    button: Button
    inputs: dict[str, str] = field(default_factory=dict)
    asked: list[Field] = field(default_factory=list)

    @property
    def picking(self) -> bool:
        """Whether letters are wanted, so that a number is still a button's."""
        return bool(self.asked) and self.asked[0].kind != "text"

    def question(self, words: Phrases) -> str:
        """What to answer now."""
        kind = "letters" if self.picking else "text"
        return f"{self.asked[0].label}\n({words.say(f'terminal.ask.{kind}')})"

    def take(self, line: str, words: Phrases) -> None:
        """The answer to the question. Raises Again."""
        asked = self.asked[0]
        value = line if asked.kind == "text" else _letters(self.card, asked, line, words)
        value = value or asked.value
        if asked.required and not value:
            raise Again(words.say("terminal.ask.required"))
        self.put(asked, value, words)
        self.asked.pop(0)

    def put(self, asked: Field, value: str, words: Phrases) -> None:
        """Enter a value. Raises Again when it is too long for its box."""
        if asked.kind == "text" and asked.limit and len(value) > asked.limit:
            raise Again(words.say("terminal.ask.long", limit=str(asked.limit), length=str(len(value))))
        if value:
            self.inputs[asked.id] = value


def understood(card: Card, line: str, words: Phrases) -> Form | None:
    """The press that a line makes on this page, if any. Raises Again."""
    button = _named(card, line)
    if button:
        form = Form(card, button, dict(_standing(card)) if button.gathers else {})
        form.asked = list(card.inputs) if button is _main(card) else []
        return form
    main = _main(card)
    return _filled(Form(card, main), line, words) if main else None


def _filled(form: Form, line: str, words: Phrases) -> Form | None:
    """The main button's press with this line entered: letters, or words for the one box."""
    letters, box = lettered(form.card), typed_box(form.card)
    tokens = line.lower().replace(",", " ").split()
    if tokens and all(token in letters for token in tokens):
        given = {letters[token][0].id: letters[token][0] for token in tokens}
        for name, asked in given.items():
            form.inputs[name] = _picked(form.card, asked, tokens, words)
    elif box and line:
        form.put(box, line, words)
    else:
        return None
    form.asked = [asked for asked in form.card.inputs if asked.id not in form.inputs]
    return form


def _named(card: Card, line: str) -> Button | None:
    if line.isdecimal():
        return card.actions[int(line) - 1] if 0 < int(line) <= len(card.actions) else None
    return next((button for button in card.actions if button.title.casefold() == line.casefold()), None)


def _main(card: Card) -> Button | None:
    """The button that the inputs are for: the first positive one, else the first that takes them along."""
    taking = [button for button in card.actions if button.gathers and not button.url]
    return next((button for button in taking if button.style == "positive"), taking[0] if taking else None)


def _standing(card: Card) -> list[tuple[str, str]]:
    return [(each.id, each.value) for each in card.inputs if each.value]


def _letters(card: Card, asked: Field, line: str, words: Phrases) -> str:
    tokens = line.lower().replace(",", " ").split()
    mine = {letter for letter, (owner, _) in lettered(card).items() if owner is asked}
    if not set(tokens) <= mine:
        raise Again(words.say("terminal.ask.again"))
    return _picked(card, asked, tokens, words) if tokens else ""


def _picked(card: Card, asked: Field, tokens: list[str], words: Phrases) -> str:
    letters = lettered(card)
    values = [letters[token][1] for token in tokens if letters[token][0] is asked]
    if len(values) > 1 and asked.kind == "one":
        raise Again(words.say("terminal.ask.again"))
    return ",".join(values)
