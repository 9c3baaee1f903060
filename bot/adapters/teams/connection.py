"""The channel as one piece: a session, a sender, and a door for the turn that the composition root gives."""

from contextlib import suppress

from bot.ports import Clock, Ids
from bot.settings import Settings

from .credentials import Credential
from .door import Door
from .hosts import Hosts
from .keys import Keys
from .listening import Turn
from .sending import TeamsSender, open_session
from .tokens import Gate, Tokens
from .updates import Updates


class Teams:
    """The connection to Teams; needs a running loop."""

    def __init__(self, settings: Settings, clock: Clock, ids: Ids) -> None:
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._session = open_session()
        self._hosts = Hosts(settings.service_hosts)
        self._doors: list[Door] = []
        self.sender = TeamsSender(self._session, self._hosts, clock, self._credential())

    def door(self, turn: Turn) -> Door:
        """The door that hands what is heard to ``turn``."""
        gate = Gate(self._settings.tenant, self._hosts)
        door = Door(turn, gate, self._tokens(), Updates(self.sender), self._ids)
        self._doors.append(door)
        return door

    async def close(self) -> None:
        """Finish what is under way and close the session."""
        for door in self._doors:
            with suppress(Exception):
                await door.close()
        await self._session.close()

    def _credential(self) -> Credential | None:
        wanted = self._settings
        if not wanted.app_id:
            return None
        steady = self._clock.steady
        return Credential(self._session, wanted.login_url, wanted.tenant, wanted.app_id, wanted.password, steady)

    def _tokens(self) -> Tokens | None:
        wanted = self._settings
        if not wanted.app_id:
            return None
        return Tokens(Keys(self._session, wanted.openid_url, self._clock.steady), wanted.app_id)
