"""Pictures in the likeness of Teams: what a person sends into the chat, where it lies, and who came to fetch it.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePath
from typing import Literal
from uuid import uuid4

from aiohttp import web

from .likeness_rooms import Json

Way = Literal["inline", "file"]
FILE = "application/vnd.microsoft.teams.file.download.info"
VIEWS = "v3/attachments/{}/views/original"


@dataclass(frozen=True, slots=True)
class Original:
    """What lies at an address. ``leads_to`` is another address, to which it sends whoever comes."""

    data: bytes = b""
    leads_to: str = ""

    def answer(self) -> web.Response:
        """As it is handed over."""
        if self.leads_to:
            return web.Response(status=302, headers={"Location": self.leads_to})
        return web.Response(body=self.data, content_type="application/octet-stream")


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone came for a picture, with these headers; ``status`` is what they got."""

    path: str
    headers: Mapping[str, str]
    status: int


@dataclass(slots=True)
class Shelf:
    """Originals by id, and who asked for one: even in vain."""

    originals: dict[str, Original] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def put(self, original: Original) -> str:
        """Lay it here; its id."""
        name = uuid4().hex
        self.originals[name] = original
        return name

    def hand(self, http: web.Request, *, known: bool = True) -> web.Response:
        """Answer whoever comes for one; nobody gets it who is not ``known``."""
        original = self.originals.get(http.match_info["named"])
        found = original.answer() if original else web.Response(status=404)
        answer = found if known else web.Response(status=401)
        self.asked.append(Asked(http.path, dict(http.headers), answer.status))
        return answer


class SharePoint:
    """Where files lie: another server than the service. An address opens its file by itself, to whoever has it."""

    def __init__(self) -> None:
        self.url = ""
        self.shelf = Shelf()

    @property
    def asked(self) -> list[Asked]:
        """Everybody who came, oldest first."""
        return self.shelf.asked

    async def open(self) -> None:
        """Serve on a free port of the loopback."""
        app = web.Application()
        app.router.add_get("/download/{named}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"

    async def close(self) -> None:
        """Serve no more."""
        await self._runner.cleanup()

    def put(self, original: Original) -> str:
        """Lay a file here; its address."""
        return f"{self.url}download/{self.shelf.put(original)}?tempauth={uuid4().hex}"

    async def _download(self, http: web.Request) -> web.Response:
        return self.shelf.hand(http)


def inline(addresses: Sequence[str], text: str) -> Json:
    """A message with images in it, which Teams tells once more as HTML."""
    images = [{"contentType": "image/*", "contentUrl": address} for address in addresses]
    shown = "".join('<span><img alt="image" src="https://media.example.org/views/imgo"></span>' for _ in images)
    html = {"contentType": "text/html", "content": f"<div><div>{shown}</div><p>{escape(text)}</p></div>"}
    return {**_said(text), "attachments": [*images, html]}


def files(addresses: Sequence[str], text: str, name: str) -> Json:
    """A message with files beside it. What can be downloaded is at another address than what can be looked at."""
    kind = PurePath(name).suffix.removeprefix(".")
    shown = {"contentType": FILE, "contentUrl": f"https://files.example.org/Documents/{name}", "name": name}
    told = [{"downloadUrl": address, "uniqueId": str(uuid4()), "fileType": kind} for address in addresses]
    return {**_said(text), "attachments": [{**shown, "content": each} for each in told]}


def _said(text: str) -> Json:
    return {"type": "message", "textFormat": "plain", **({"text": text} if text else {})}
