"""The channel as one piece: a session, a sender, and a door for the turn that the composition root gives."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar

from bot.ports import Clock, Ids
from bot.settings import BY_SECRET, Settings
from bot.turnstile import Turnstile

from .credentials import Credential
from .door import PATIENCE, Door
from .grants import ByAppService, ByMachine, BySecret, Grant
from .hosts import Hosts
from .keys import Keys
from .listening import Turn
from .sending import TeamsSender, open_session
from .sending_reading import TeamsReader
from .tokens import Gate, Tokens
from .updates import Followed, Updates, nothing_more


class Teams:
    """The connection to Teams; needs a running loop. Without an app id nobody is asked for a token, here or there."""

    def __init__(self, settings: Settings, clock: Clock, ids: Ids, turnstile: Turnstile | None = None) -> None:
        self._settings = settings
        self._ids = ids
        self._turnstile = turnstile
        self._session = open_session(proxied=not settings.demo)
        # What the machine itself is asked goes past any proxy.
        self._near = ClientSession(timeout=ClientTimeout(total=15), cookie_jar=DummyCookieJar())
        self._hosts = Hosts(settings.service_hosts)
        self._keys = Keys(self._session, settings.openid_url, clock.steady) if settings.app_id else None
        self._credential = Credential(self._grant(), clock.steady) if settings.app_id else None
        self._doors: list[Door] = []
        self.sender = TeamsSender(self._session, self._hosts, clock, self._credential)
        self.attachments = TeamsReader(self.sender, self._hosts, Hosts(settings.file_hosts))

    def door(self, turn: Turn, patience: float = PATIENCE, followed: Followed = nothing_more) -> Door:
        """The door that hands what is heard to ``turn``; ``patience``: seconds until a caller is told to wait.

        ``followed`` is called when a message shows its page.
        """
        gate = Gate(self._settings.tenant, self._hosts)
        tokens = Tokens(self._keys, self._settings.app_id) if self._keys else None
        door = Door(
            turn, gate, tokens, Updates(self.sender, turnstile=self._turnstile, followed=followed), self._ids, patience
        )
        self._doors.append(door)
        return door

    def tend(self) -> None:
        """Renew in the background what runs out soon. Call it at the start, and now and then."""
        if self._credential:
            self._credential.tend()

    def health(self) -> Mapping[str, Any]:
        """For /readyz: ``token`` ok, failing or none; ``token_seconds`` that it is good for. Empty in a demo."""
        return self._credential.health() if self._credential else {}

    async def close(self) -> None:
        """Finish what is under way and close the sessions."""
        for door in self._doors:
            with suppress(Exception):
                await door.close()
        for kept in (self._keys, self._credential):
            if kept:
                await kept.close()
        await self._session.close()
        await self._near.close()

    def _grant(self) -> Grant:
        wanted = self._settings
        if wanted.app_type == BY_SECRET:
            return BySecret(self._session, wanted.login_url, wanted.tenant, wanted.app_id, wanted.password)
        if wanted.identity_header:
            return ByAppService(self._near, wanted.identity_url, wanted.identity_header, wanted.app_id)
        return ByMachine(self._near, wanted.identity_url, wanted.app_id)
