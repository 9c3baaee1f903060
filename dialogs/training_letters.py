"""The reminder that somebody asked for when they chose a day to do a course."""

from datetime import UTC
from functools import partial

from bot import outbox, sending_hours
from bot.courses import courses
from bot.outbox import Letter, Mail, Opened, Opener, Writes, chat_of
from bot.ports import Ports
from bot.training import training_of

from .case_letters import nothing_to_do
from .scene import STOCKHOLM
from .training_pages import asked_for


class TrainingLetters:
    """Drawn when they are sent, from what the person has said by then."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.openers: dict[str, Opener] = {"training_later": self.later}

    async def later(self, letter: Letter) -> Opened:
        """On the chosen day, unless they have said something else since, or were reminded of something that day.

        They chose the day, so it does not wait for their other reminders; those wait for it.
        """
        now, person = self._ports.clock.now(), str(letter["person"])
        if not sending_hours.is_open(now, always=True):  # it was held up so long that the hours are over
            due = sending_hours.next_open(now, always=True).astimezone(UTC)
            return [outbox.stage(self._ports, letter, due, urgent=False)]
        this, training = courses().get(letter["course"]), await training_of(self._ports.store, self._ports.seal, person)
        today, said = now.astimezone(STOCKHOLM).date(), training.said.get(letter["course"])
        wanted = said is not None and (said.state, said.until) == ("later", letter["until"])
        if this is None or not wanted or training.stopped or not this.offered(today):
            return ()
        chat = await chat_of(self._ports, person)
        if chat is None or today.isoformat() in training.reminded:
            return ()
        return Mail(chat[0], asked_for(this), chat[1], partial(self._counted, person), nothing_to_do)

    async def _counted(self, person: str, _message: str) -> Writes:
        """One reminder more, for whatever else they would be reminded of."""
        training = await training_of(self._ports.store, self._ports.seal, person)
        today = self._ports.clock.now().astimezone(STOCKHOLM).date()
        return [training.reminded_on(today).put(self._ports.seal)]
