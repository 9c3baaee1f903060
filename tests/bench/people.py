"""The people of the bench: each with a chat of their own and the worry dialog open, going to and fro between two pages.

Every turn answers the page that stands (“Nej”, then “Tillbaka”), so every turn reads the dialog and writes it anew.
"""

import json
import re
from dataclasses import dataclass, replace
from itertools import count, cycle, islice

from bot.adapters.teams.likeness import TENANT
from tests.teams import APP_ID

from .load import Turn, drive, post_request

DIALOG = re.compile(rb'"dialog": ?"([^"]+)"')
NUMBERS = count(1)
AT_ONCE = 16  # when the dialogs are opened


@dataclass
class Person:
    """Someone with a chat; ``pages`` counts the pages that their dialog has shown."""

    number: int
    dialog: str = ""
    pages: int = 0

    @property
    def chat(self) -> str:
        return f"a-{self.number:06}"

    def activity(self, service_url: str, **said) -> bytes:
        """Whatever Teams would send from this person."""
        aad = f"00000000-0000-4000-8000-{self.number:012}"
        return json.dumps({
            **said,
            "id": f"f:{next(NUMBERS):036}",
            "timestamp": "2026-11-03T08:00:00.0000000Z",
            "localTimestamp": "2026-11-03T09:00:00.0000000+01:00",
            "localTimezone": "Europe/Stockholm",
            "channelId": "msteams",
            "serviceUrl": service_url,
            "from": {"id": f"29:{aad}", "name": "Anna Exempel", "aadObjectId": aad},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": self.chat},
            "recipient": {"id": f"28:{APP_ID}", "name": "Assistenten"},
            "entities": [{"type": "clientInfo", "locale": "sv-SE", "country": "SE", "platform": "Windows",
                          "timezone": "Europe/Stockholm"}],
            "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}},
            "locale": "sv-SE",
        }).encode()  # fmt: skip

    def presses(self, act: str, service_url: str, step: str = "", **data: str) -> bytes:
        """A press on the card's button; all that the card put into the button comes back."""
        layout = {"act": act, "dialog": self.dialog, "step": step, "turning": self.pages, "data": data}
        action = {"type": "Action.Execute", "title": "Nej", "verb": act, "data": {"vbe": layout}}
        value = {"action": action, "trigger": "manual"}
        said = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": str(1762157000000 + self.number)}
        return self.activity(service_url, value=value, **said)

    def says(self, words: str, service_url: str) -> bytes:
        """A message typed into the chat."""
        return self.activity(service_url, type="message", text=words, textFormat="plain")


class People:
    """So many people who take turns, always in the same order, so that no chat is in two turns at once."""

    def __init__(self, size: int, service_url: str, tokens):
        self.people = [Person(number) for number in range(1, size + 1)]
        self._order = cycle(self.people)
        self._url = service_url
        self._tokens = tokens

    async def open(self, port, post) -> None:
        """Let everybody open the dialog."""
        await drive(port, [self._opening(person) for person in self.people], AT_ONCE, post)

    def _opening(self, person: Person) -> Turn:
        def opened(shown: bytes) -> None:
            person.dialog, person.pages = DIALOG.search(shown)[1].decode(), 1

        body = person.presses("do.open", self._url, flow="worry")
        return Turn(post_request(body, next(self._tokens)), shows=b'"danger"', keeps=opened)

    def presses(self, turns: int) -> list[Turn]:
        """“Nej” at whether someone is in danger, or “Tillbaka” at the page after it."""
        return [self._pressed(person) for person in islice(self._order, turns)]

    def says(self, turns: int) -> list[Turn]:
        """The same road in typed words."""
        return [self._said(person) for person in islice(self._order, turns)]

    def echoes(self, turns: int) -> list[Turn]:
        """Words that a peer sends back."""
        return [
            Turn(post_request(person.says("Nej", self._url), next(self._tokens)), person.chat, b"Nej")
            for person in islice(self._order, turns)
        ]

    def bounced(self, turns: int) -> list[Turn]:
        """Presses that come back as they are."""
        return [replace(each, shows=b"adaptiveCard/action") for each in self.presses(turns)]

    def _pressed(self, person: Person) -> Turn:
        act, step, shows = ("no", "danger", b'"who"') if person.pages % 2 else ("do.back", "who", b'"danger"')
        body = person.presses(act, self._url, step)
        person.pages += 1
        return Turn(post_request(body, next(self._tokens)), shows=shows)

    def _said(self, person: Person) -> Turn:
        words, shows = ("Nej", b'"who"') if person.pages % 2 else ("Tillbaka", b'"danger"')
        body = person.says(words, self._url)
        person.pages += 1
        return Turn(post_request(body, next(self._tokens)), person.chat, shows)
