"""Where the store is, as VBE_STORE tells it; and the same without the password, for people to read."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from bot.errors import WrongSetting

SCHEMES = ("postgresql", "postgres")
_FORM = "postgresql://user:password@host:5432/database"
_HOSTS = re.compile(r"((\[[0-9a-f:.]+\]|[\w.-]+)?(:\d{1,5})?(,|$))*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """``url`` holds the password and is shown to nobody; ``shown`` is for messages and logs.

    ``ssl``: what to demand of the connection when the URL says nothing about it; None leaves it to asyncpg.
    """

    url: str = field(repr=False)
    shown: str
    ssl: Literal["require"] | None

    @classmethod
    def read(cls, url: str) -> "Address":
        """Raises WrongSetting, which never quotes the URL: where it is mistyped, a part of the password may be."""
        try:
            parts = urlsplit(url)
            asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            raise _unreadable() from None
        signed, _, hosts = parts.netloc.rpartition("@")
        # A password with / ? # or @ in it ends up where it does not belong; the @ that follows gives it away.
        astray = "@" in signed + parts.path + parts.query or parts.fragment
        if astray or parts.scheme not in SCHEMES or not _HOSTS.fullmatch(hosts):
            raise _unreadable()
        hosts = hosts or asked.get("host", [""])[0]
        secured = "sslmode" in asked or all(map(_here, hosts.split(",")))
        shown = f"PostgreSQL at {hosts or 'this machine'}, database {parts.path.lstrip('/') or '(none named)'}"
        return cls(url, shown, None if secured else "require")


def _here(host: str) -> bool:
    """Whether it is this machine: no name, a folder with a socket in it, or a loopback address."""
    name = host.partition("]")[0].strip("[") if host.startswith("[") else host.partition(":")[0]
    try:
        return name in {"", "localhost"} or name.startswith("/") or ip_address(name).is_loopback
    except ValueError:
        return False


def _unreadable() -> WrongSetting:
    return WrongSetting(
        f"VBE_STORE cannot be read as an address. It looks like {_FORM}; "
        "in the password, write / as %2F, ? as %3F, # as %23, @ as %40, : as %3A and % as %25."
    )
