"""A page being filled in: what a typed line means there, what has been chosen so far, and what is still asked for."""

from dataclasses import dataclass, field

from content import Phrases

from .likeness_cards import Button, Card, Field
from .terminal_page import drawn_field, folded, lettered, typed_box

ASKED_FOR = ("text", "one")  # a toggle, or a set of which nothing may fit, says something as it is


class Again(Exception):
    """The line does not do here; the argument says why, in the person's language."""


@dataclass
class Form:
    """``entered`` is what was chosen and written; ``pressing`` the button that waits until ``asked`` is answered."""

    card: Card
    entered: dict[str, str] = field(default_factory=dict)
    pressing: Button | None = None
    asked: list[Field] = field(default_factory=list)

    @property
    def inputs(self) -> dict[str, str]:
        """What a press sends: what was entered, else what stands there; an empty one sends nothing."""
        values = {each.id: self._value(each) for each in self.card.inputs}
        return {name: value for name, value in values.items() if value}

    def question(self, words: Phrases) -> str:
        """The field to answer now, with its letters."""
        asked = self.asked[0]
        kind = "text" if asked.kind == "text" else "letters"
        lines = [*drawn_field(self.card, asked, self.entered, words), *folded(f"({words.say(f'terminal.ask.{kind}')})")]
        return "\n".join(lines)

    def pressed(self) -> Button | None:
        """The button that can be pressed now, handed out once."""
        if self.asked:
            return None
        button, self.pressing = self.pressing, None
        return button

    def take(self, line: str, words: Phrases) -> str | None:
        """Enter a line, or press with it; the line to show about it. None: not for this page. Raises Again."""
        button = _titled(self.card, line)
        if button:
            self._press(button)
        elif self.asked:
            return self._answer(line, words)
        elif line.isdecimal():
            self._press(_numbered(self.card, line, words))
        else:
            return self._fill(line, words)
        return ""

    def _press(self, button: Button) -> None:
        """Only the page's way forward asks for what is lacking; it goes on asking when it is pressed meanwhile."""
        if button is self.pressing:
            return
        self.pressing = button
        lacking = [each for each in self.card.inputs if not self._value(each)]
        wanted = [each for each in lacking if each.required or each.kind in ASKED_FOR]
        self.asked = wanted if button is _way_forward(self.card) else []

    def _answer(self, line: str, words: Phrases) -> str:
        """The answer to the question. An empty line leaves it empty."""
        asked = self.asked[0]
        if not line and asked.required:
            raise Again(words.say("terminal.ask.required"))
        if line and asked.kind != "text":
            return self._choose(_tokens(line), words, asked)
        if line:
            self._write(asked, line, words)
        self.asked.pop(0)
        return ""

    def _fill(self, line: str, words: Phrases) -> str | None:
        """A line that nobody asked for: letters, or words for the one box, which are on their way forward."""
        tokens, letters = _tokens(line), lettered(self.card)
        box, button = typed_box(self.card), _way_forward(self.card)
        if all(token.removeprefix("-") in letters for token in tokens):
            return self._choose(tokens, words)
        if box and button:
            self._write(box, line, words)
            self._press(button)
            return ""
        if letters and all(len(token) == 1 for token in tokens):
            raise _no_letter(self.card, words)
        return None

    def _write(self, box: Field, line: str, words: Phrases) -> None:
        if box.limit and len(line) > box.limit:
            raise Again(words.say("terminal.ask.long", limit=str(box.limit), length=str(len(line))))
        self.entered[box.id] = line

    def _choose(self, tokens: list[str], words: Phrases, asked: Field | None = None) -> str:
        """Fill the sets that the letters belong to; ``-a`` takes an option away. What is chosen in them now."""
        letters = lettered(self.card)
        if not all(token.removeprefix("-") in letters for token in tokens):
            raise _no_letter(self.card, words, asked)
        met = {letters[token.removeprefix("-")][0].id for token in tokens}
        sets = [each for each in self.card.inputs if each.id in met]
        for each in sets:
            self.entered[each.id] = self._chosen(each, tokens)
        self.asked = [each for each in self.asked if not self._value(each)]
        return "\n".join(line for each in sets for line in folded(self._said(each, words), rest="    "))

    def _chosen(self, owner: Field, tokens: list[str]) -> str:
        """What stands in a set after these letters: the last of them where one fits, else all, in the card's order."""
        letters = lettered(self.card)
        given = [letters[token][1] for token in tokens if token in letters and letters[token][0] is owner]
        taken = [letters[token[1:]][1] for token in tokens if token[0] == "-" and letters[token[1:]][0] is owner]
        if owner.kind == "toggle":
            on, off = owner.options
            return on if given else off
        standing = given[-1:] if owner.kind == "one" else given
        left = {*(standing or self._value(owner).split(","))} - {*taken}
        return ",".join(value for value in owner.options if value in left)

    def _said(self, chosen: Field, words: Phrases) -> str:
        value = self._value(chosen)
        titles = ", ".join(chosen.options[each] for each in value.split(",") if each)
        if chosen.kind == "toggle":
            titles = words.say(f"terminal.chosen.{'on' if value == next(iter(chosen.options)) else 'off'}")
        label = chosen.label.rstrip(".:")
        return f"{label}{'' if label.endswith('?') else ':'} {titles or words.say('terminal.chosen.none')}"

    def _value(self, asked: Field) -> str:
        return self.entered.get(asked.id, asked.value)


def _titled(card: Card, line: str) -> Button | None:
    return next((each for each in card.actions if each.title.casefold() == line.casefold()), None) if line else None


def _numbered(card: Card, line: str, words: Phrases) -> Button:
    if not 0 < int(line) <= len(card.actions):
        raise Again(words.say("terminal.ask.button", number=line))
    return card.actions[int(line) - 1]


def _way_forward(card: Card) -> Button | None:
    """The button that the inputs are for: the first positive one, else the first that takes them along."""
    taking = [button for button in card.actions if button.gathers and not button.url]
    return next((button for button in taking if button.style == "positive"), taking[0] if taking else None)


def _tokens(line: str) -> list[str]:
    return line.lower().replace(",", " ").split()


def _no_letter(card: Card, words: Phrases, asked: Field | None = None) -> Again:
    """Say what to type, by the first letter of the set asked for, or of the page."""
    first = next(letter for letter, (owner, _) in lettered(card).items() if asked in (None, owner))
    return Again(words.say("terminal.ask.again", letter=first))
