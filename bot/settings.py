"""The settings, from the environment: the Bot Framework's own names, then ours. What is wrong stops the start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from .errors import WrongSetting

T = TypeVar("T")

BY_SECRET, BY_MACHINE = "SingleTenant", "UserAssignedMSI"  # how the bot's registration lets it prove who it is
LOCAL_SERVICES = ("http://127.0.0.1", "http://[::1]", "http://localhost")
DEFAULTS: Mapping[str, str] = {
    "MicrosoftAppId": "",
    "MicrosoftAppPassword": "",
    "MicrosoftAppTenantId": "",
    "MicrosoftAppType": "SingleTenant",
    "VBE_HOST": "127.0.0.1",
    "VBE_PORT": "3978",
    "VBE_OPS_PORT": "3979",
    "VBE_STORE": "run/store.db",
    "VBE_KEY_FILE": "",
    "VBE_ADMINS": "",
    "VBE_SERVICE_HOSTS": "smba.trafficmanager.net",
    "VBE_FILE_HOSTS": "",
    "VBE_OPENID_URL": "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "VBE_LOGIN_URL": "https://login.microsoftonline.com",
    "VBE_IDENTITY_URL": "http://169.254.169.254/metadata/identity/oauth2/token",
    "IDENTITY_ENDPOINT": "",  # these two are set by App Service, where it gives the bot an identity
    "IDENTITY_HEADER": "",
    "VBE_TENANT_RATE": "25",
    "VBE_MIN_CELL": "5",
    "VBE_REPORTS_PER_HOUR": "5",
    "VBE_ACTS_PER_MINUTE": "60",
    "VBE_WELCOME": "at_once",
    "VBE_PHOTO_DAYS": "90",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Without ``app_id`` authentication is off, which only ``demo`` may."""

    demo: bool
    app_id: str
    app_type: str  # SingleTenant or UserAssignedMSI
    password: str = field(repr=False)  # empty for UserAssignedMSI
    tenant: str
    host: str
    port: int
    ops_port: int
    store: str  # a file path, or postgresql://…
    key_file: Path | None  # None only in a demo, which makes its own
    admins: frozenset[str]  # Entra object ids
    service_hosts: tuple[str, ...]
    file_hosts: tuple[str, ...]  # the tenant's SharePoint; empty: pictures sent as files are not fetched
    openid_url: str
    login_url: str
    identity_url: str  # App Service's endpoint when there is a header for it, else the machine's metadata service
    identity_header: str = field(repr=False)
    tenant_rate: float  # messages a second
    min_cell: int
    reports_per_hour: int  # by one person
    acts_per_minute: int  # presses and messages of one person
    photo_days: int  # for how long a report's picture is kept
    welcome_at_once: bool  # else whoever got the app is greeted when they first write


def read(environment: Mapping[str, str], *, demo: bool = False) -> Settings:
    """The settings of ``serve``, or of ``serve --demo``. Raises WrongSetting."""
    found = {name: environment.get(name, "").strip() or default for name, default in DEFAULTS.items()}
    _check_app(found, demo=demo)
    _check_safety(found, demo=demo)
    return Settings(
        demo=demo,
        app_id=found["MicrosoftAppId"],
        app_type=found["MicrosoftAppType"],
        password=found["MicrosoftAppPassword"] if found["MicrosoftAppType"] == BY_SECRET else "",
        tenant=found["MicrosoftAppTenantId"],
        host=found["VBE_HOST"],
        port=_number(found, "VBE_PORT", int, 0, 65535),
        ops_port=_number(found, "VBE_OPS_PORT", int, 0, 65535),
        store=found["VBE_STORE"],
        key_file=Path(found["VBE_KEY_FILE"]) if found["VBE_KEY_FILE"] else None,
        admins=frozenset(_listed(found["VBE_ADMINS"])),
        service_hosts=_hosts(found, "VBE_SERVICE_HOSTS", demo=demo and not environment.get("VBE_SERVICE_HOSTS")),
        file_hosts=_hosts(found, "VBE_FILE_HOSTS", demo=demo and not environment.get("VBE_FILE_HOSTS")),
        photo_days=_number(found, "VBE_PHOTO_DAYS", int, 1, 90),
        openid_url=_address(found, "VBE_OPENID_URL"),
        login_url=_address(found, "VBE_LOGIN_URL"),
        identity_url=_identity(found),
        identity_header=found["IDENTITY_HEADER"] if found["IDENTITY_ENDPOINT"] else "",
        tenant_rate=_number(found, "VBE_TENANT_RATE", float, 0.1, 50),
        min_cell=_number(found, "VBE_MIN_CELL", int, 2, 100),
        reports_per_hour=_number(found, "VBE_REPORTS_PER_HOUR", int, 1, 1000),
        acts_per_minute=_number(found, "VBE_ACTS_PER_MINUTE", int, 10, 100_000),
        welcome_at_once=_one_of(found, "VBE_WELCOME", "at_once", "when_opened") == "at_once",
    )


def loopback(host: str) -> bool:
    """Whether the host is this machine, as it can be told without asking a name server."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _check_app(found: Mapping[str, str], *, demo: bool) -> None:
    if found["MicrosoftAppType"] not in (BY_SECRET, BY_MACHINE):
        raise WrongSetting(f"MicrosoftAppType must be {BY_SECRET} or {BY_MACHINE}. Register the bot as one of them.")
    if not found["MicrosoftAppId"]:
        if not demo:
            raise WrongSetting("MicrosoftAppId is missing. Set the bot's app id, or try the bot with: serve --demo")
        return
    secret = ["MicrosoftAppPassword"] if found["MicrosoftAppType"] == BY_SECRET else []
    for name in (*secret, "MicrosoftAppTenantId"):
        if not found[name]:
            raise WrongSetting(f"{name} is missing. It must be set whenever MicrosoftAppId is.")


def _check_safety(found: Mapping[str, str], *, demo: bool) -> None:
    if demo and not loopback(found["VBE_HOST"]):
        raise WrongSetting("VBE_HOST must be a loopback address in a demo. Leave it out, or set it to 127.0.0.1.")
    if not demo and not found["VBE_KEY_FILE"]:
        raise WrongSetting("VBE_KEY_FILE is missing. Name a file for the keys, on another disk than the store's.")


def _hosts(found: Mapping[str, str], name: str, *, demo: bool) -> tuple[str, ...]:
    """An allow-list as bot/adapters/teams/hosts reads it; plain http is for this machine only."""
    listed = LOCAL_SERVICES if demo else tuple(_listed(found[name]))
    for entry in listed:
        if "/" in entry and not _local(entry):
            raise WrongSetting(f"{name}: {entry!r} is no host. Write names, separated by commas.")
    return listed


def _address(found: Mapping[str, str], name: str) -> str:
    address = found[name]
    if not (address.startswith("https://") or _local(address)):
        raise WrongSetting(f"{name} must begin with https:// (http:// is taken for this machine only).")
    return address


def _identity(found: Mapping[str, str]) -> str:
    """Where the managed identity's tokens come from: a plain address that never leaves the machine."""
    name = "IDENTITY_ENDPOINT" if found["IDENTITY_ENDPOINT"] and found["IDENTITY_HEADER"] else "VBE_IDENTITY_URL"
    if found["MicrosoftAppType"] == BY_MACHINE and not _local(found[name], or_link=True):
        raise WrongSetting(f"{name} must begin with http:// and name this machine or its own link (169.254.…).")
    return found[name]


def _local(address: str, *, or_link: bool = False) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        near = loopback(host) or (or_link and host[:1].isdigit() and ip_address(host).is_link_local)
    except ValueError:
        return False
    return parts.scheme == "http" and near


def _listed(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _one_of(found: Mapping[str, str], name: str, *choices: str) -> str:
    if found[name] not in choices:
        raise WrongSetting(f"{name} must be {' or '.join(choices)}, not {found[name]!r}.")
    return found[name]


def _number(found: Mapping[str, str], name: str, kind: Callable[[str], T], least: float, most: float) -> T:
    """A number within bounds."""
    try:
        number = kind(found[name])
        fits = least <= float(found[name]) <= most
    except ValueError:
        fits = False
    if not fits:
        raise WrongSetting(f"{name} must be a number from {least} to {most}, not {found[name]!r}.")
    return number
