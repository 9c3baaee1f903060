"""What the terminal chat has drawn, for whom, which page the numbers stand for, and what was filled in there."""

from collections.abc import Iterable
from typing import TextIO

from content import Phrases

from .likeness_cards import Card
from .likeness_people import Someone
from .likeness_rooms import Json
from .terminal_form import Form
from .terminal_page import draw, folded


class Screen:
    """Where it is written. Several people share it; each has drawn what was in their chat when they looked."""

    def __init__(self, words: Phrases, sink: TextIO) -> None:
        self.words = words
        self._sink = sink
        self._drawn: dict[str, Json] = {}  # message → the card as last drawn
        self._focus: dict[str, str] = {}  # person → the message whose buttons the numbers are
        self._forms: dict[tuple[str, str], Form] = {}  # person and message → what they filled in there
        self._told: dict[str, int] = {}  # person → how much of what came to them was spoken of

    def write(self, text: str, end: str = "\n") -> None:
        """Put words out at once."""
        self._sink.write(text + end)
        self._sink.flush()

    def say(self, key: str, **values: str) -> None:
        """One of the terminal's own phrases, folded."""
        self.write("\n".join(folded(self.words.say(f"terminal.{key}", **values))))

    def card(self, person: Someone) -> Card | None:
        """The page that the person's numbers and letters stand for."""
        return next((card for card in person.cards if card.message == self._focus.get(person.aad)), None)

    def form(self, person: Someone) -> Form | None:
        """That page with what the person has filled in."""
        card = self.card(person)
        return self._form(person, card) if card else None

    def asks(self, person: Someone) -> bool:
        """Whether the person has a question of that page's to answer before it is pressed."""
        form = self.form(person)
        return bool(form and form.asked)

    def news(self, person: Someone) -> list[Card]:
        """What the person's device shows and this screen has not drawn."""
        return [card for card in person.cards if self._drawn.get(card.message) != card.json]

    def show(self, person: Someone) -> None:
        """Draw what is new to this person. It does not take the place of a page that asks for something."""
        asks = self.asks(person)
        for card in self.news(person):
            if card.message in self._drawn and card.message != self._focus.get(person.aad):
                self.say("changed")
            self.draw(person, card, focus=not asks)
        if person.notice:
            self.write("\n".join(folded(person.notice)))
            person.notice = ""
        self._told[person.aad] = person.room.changes

    def draw(self, person: Someone, card: Card, *, focus: bool = True) -> None:
        """Draw this card; numbers stand for its buttons from now on, if it comes into focus."""
        self._drawn[card.message] = card.json
        if focus:
            self._focus[person.aad] = card.message
        self.write(f"{draw(card, self.words, self._form(person, card).entered)}\n")

    def _form(self, person: Someone, card: Card) -> Form:
        """What is filled in stands until the page is another one."""
        key = (person.aad, card.message)
        kept = self._forms.get(key)
        if not kept or kept.card.json != card.json:
            kept = self._forms[key] = Form(card)
        return kept

    def tell(self, others: Iterable[Someone]) -> None:
        """Say to whom something came that nobody has looked at."""
        for person in others:
            if person.room.changes > self._told.get(person.aad, 0):
                self.say("arrived", name=person.name)
            self._told[person.aad] = person.room.changes

    def pass_over(self, people: Iterable[Someone]) -> None:
        """Speak of nothing that has come to them so far."""
        self._told.update({person.aad: person.room.changes for person in people})
