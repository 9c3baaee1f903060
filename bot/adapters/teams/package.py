"""The Teams app package: the manifest with its app id, its English words and its icons, in one zip to upload."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from bot.errors import WrongSetting

MANIFEST = Path(__file__).parents[3] / "manifest"
NO_APP = "00000000-0000-0000-0000-000000000000"  # what stands in the manifest until there is an app; Teams refuses it
APP_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
DOMAIN = re.compile(r"(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+")
MOST_DOMAINS = 16
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same files give the same bytes
READABLE = 0o100644 << 16  # a plain file, where zips keep Unix's mode


def package(folder_out: Path, app_id: str = NO_APP, valid_domains: Sequence[str] = ()) -> Path:
    """Write the package, named by the manifest's version, and return its path. Raises WrongSetting.

    ``app_id`` is the bot's Entra application id; without one the package shows the form but Teams takes no such app.
    ``valid_domains`` are hosts without a scheme, as in the manifest:
    https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema
    """
    manifest = filled(json.loads((MANIFEST / "manifest.json").read_text("utf-8")), app_id, valid_domains)
    folder_out.mkdir(parents=True, exist_ok=True)
    path = folder_out / f"teams-app-{manifest['version']}.zip"
    with ZipFile(path, "w") as out:
        _write(out, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2).encode())
        for name in named(manifest):
            _write(out, name, (MANIFEST / name).read_bytes())
    return path


def filled(manifest: dict[str, Any], app_id: str, valid_domains: Sequence[str]) -> dict[str, Any]:
    """The manifest with the app id as app and as bot, and the domains."""
    app_id = app_id.strip().lower()
    if not APP_ID.fullmatch(app_id):
        raise WrongSetting("MicrosoftAppId is no application id. Copy it from the app's registration in Entra.")
    wrong = [domain for domain in valid_domains if not DOMAIN.fullmatch(domain)]
    if wrong or len(valid_domains) > MOST_DOMAINS:
        raise WrongSetting(f"The valid domains are wrong: {wrong}. Give at most 16 hosts, as in bot.example.org.")
    bots = [{**bot, "botId": app_id} for bot in manifest["bots"]]
    return {**manifest, "id": app_id, "bots": bots, "validDomains": list(valid_domains)}


def named(manifest: dict[str, Any]) -> Iterator[str]:
    """The files that the manifest speaks of."""
    yield from manifest["icons"].values()
    yield from (language["file"] for language in manifest["localizationInfo"]["additionalLanguages"])


def _write(out: ZipFile, name: str, content: bytes) -> None:
    """Stored as it is: how far a file is pressed together differs between machines, and these are small."""
    entry = ZipInfo(name, LONG_AGO)
    entry.create_system, entry.external_attr = 3, READABLE
    out.writestr(entry, content)
