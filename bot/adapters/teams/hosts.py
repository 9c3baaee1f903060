"""Which service hosts the bot may talk to: whatever address a caller names, nothing is posted anywhere else."""

import re
from collections.abc import Iterable

from bot.settings import loopback

ADDRESS = re.compile(r"(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")
SECURE = ":443"
LAST_PORT = 65535


class Hosts:
    """The allow-list. An entry is a host (https), or ``http://`` and a loopback host with or without a port.

    Without a port any is good on the loopback, and only 443 elsewhere; ``host:port`` allows another.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = frozenset(entry.rstrip("/").lower() for entry in entries)

    def allow(self, address: str) -> bool:
        """Whether this service address may be posted to."""
        found = ADDRESS.fullmatch(address)
        if not found or int((found[3] or SECURE)[1:]) > LAST_PORT:
            return False
        scheme, host, port = found[1], found[2].lower(), found[3] or ""
        if scheme == "https":
            return (host if port in ("", SECURE) else f"{host}{port}") in self._entries
        return loopback(host) and not self._entries.isdisjoint((f"http://{host}", f"http://{host}{port}"))
