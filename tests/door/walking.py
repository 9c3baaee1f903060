"""The shortest road through the worry dialog: what is pressed, and what must be shown next."""

import re

OPENING, FIRST = "jag är orolig för någon", "Är någon i fara just nu?"
SEEN = {"seen": ["Hot", "Symboler, märken eller material"], "environment": "Oklart"}
WHERE = {"place": "Farsta", "place_type": "Park eller lekplats", "period": "I dag", "operation": "Fritid"}
CODE, SENT = "Spara koden, tryck sedan Skicka.", "Skickat. Tack för att du sa till."
ROAD = (
    ("Nej", {}, "Hur gammal är personen?"),
    ("18 eller äldre", {}, "Vad har du sett eller hört?"),
    ("Fortsätt", SEEN, "Var och när var det?"),
    ("Fortsätt", WHERE, "Beskriv kort vad som hände."),
    ("Hoppa över", {}, "Det här gäller för dig nu."),
    ("Skicka till samordnaren", {}, CODE),
    ("Skicka", {}, SENT),
)
TURNS = len(ROAD) + 1
COORDINATOR = "Farida Strandman"  # of Farsta


class Walker:
    """Someone on that road, who looks only at the message that the dialog is in."""

    def __init__(self, person):
        self.person = person
        self.code = ""
        self.acknowledged = ""  # the heading of the last answer
        self._message = ""

    @property
    def page(self):
        """The dialog's page as this device shows it."""
        return next(card for card in self.person.cards if card.message == self._message)

    async def opens(self):
        """Type the words; the dialog's first page comes as a message."""
        before = {card.message for card in self.person.cards}
        await self.person.says(OPENING)
        await self.person.teams.until(lambda: self._arrived(before), self.person.teams.patience)
        (self._message, *_) = self._arrived(before)

    async def walks(self, road=ROAD):
        """Press through these pages, each of which must follow upon the one before."""
        for label, inputs, heading in road:
            await self.person.press_on(self.page, label, **inputs)
            self.acknowledged = self.page.heading
            assert self.acknowledged == heading
            if heading == CODE:
                self.code = code_on(self.page)

    async def reports(self):
        """From the first words to the receipt."""
        await self.opens()
        await self.walks()

    def _arrived(self, before):
        return [card.message for card in self.person.cards if card.heading == FIRST and card.message not in before]


def code_on(page):
    """The six words of the receipt code."""
    return re.search(r"(\w+ – ){5}\w+", page.words())[0].replace(" – ", " ")
