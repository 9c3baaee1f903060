"""The web: what Teams calls, and what operators look at. No caller can send anything that is answered with 500."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import ClientConnectionResetError, web
from aiohttp.http import HttpProcessingError

from bot.ports import Doc
from bot.settings import loopback

from .teams.door import Door
from .teams.shapes import BadActivity, parsed

server_log = logging.getLogger(f"{__name__}.server")

LARGEST = 1024 * 1024  # bytes of a request; a Teams message is at most 100 KB, and six bytes may spell one letter
SLOWEST = 10.0  # seconds for the whole body
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
AS_IT_IS = {"Accept-Encoding": "identity"}
JSON = {"Content-Type": "application/json; charset=utf-8"}

Health = Callable[[], Awaitable[Mapping[str, Any]]]  # "ready" and what else there is to know; numbers become metrics
MoveClock = Callable[[Doc], Awaitable[Doc]]  # raises ValueError for what is no time
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


NOT_OURS = (HttpProcessingError, ClientConnectionResetError)


class Discreet(logging.Filter):
    """What the web server tells of an error may quote what was sent: only the error's kind is let through.

    A request that is no HTTP is its caller's fault, and is told to the caller alone; nor is it an error of ours when
    the caller has hung up before the answer was written.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record goes into the log, rewritten."""
        error = record.exc_info[1] if record.exc_info else None
        record.msg, record.args, record.exc_info = "event=request_failed error=%s", (type(error).__name__,), None
        return record.levelno >= logging.ERROR and not isinstance(error, NOT_OURS)


server_log.addFilter(Discreet())


def messages_app(
    door: Door,
    *,
    demo: bool = False,
    health: Health | None = None,
    move_clock: MoveClock | None = None,
    slowest: float = SLOWEST,
) -> web.Application:
    """/api/messages; with ``health`` also what operators look at, with ``move_clock`` also /demo/clock.

    A demo answers only this machine, and nothing that was forwarded to it. A body that does not come within
    ``slowest`` seconds is not waited for.
    """
    app = _app(demo=demo)
    app.router.add_post("/api/messages", _messages(door, slowest))
    app.router.add_get("/api/messages", _probed)
    if health:
        _add_health(app, health)
    if move_clock:
        app.router.add_post("/demo/clock", _clock(move_clock))
    return app


def ops_app(health: Health) -> web.Application:
    """/healthz, /readyz and /metrics."""
    app = _app(demo=False)
    _add_health(app, health)
    return app


@dataclass(slots=True)
class Serving:
    """A running server; ``port`` is the one that it got."""

    runner: web.AppRunner
    port: int

    async def stop(self) -> None:
        """Let running requests end, then close."""
        await self.runner.cleanup()


async def start(app: web.Application, host: str, port: int) -> Serving:
    """Serve on this address; port 0 takes any free one. Raises OSError when it is taken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5, auto_decompress=False, logger=server_log)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return Serving(runner, runner.addresses[0][1])


def _app(*, demo: bool) -> web.Application:
    return web.Application(client_max_size=LARGEST, middlewares=[_only_from_here] if demo else [])


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Without authentication nobody else may get in, by no proxy and by no name that points here."""
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if any(name in request.headers for name in FORWARDED) or not loopback(host):
        raise web.HTTPForbidden
    return await handler(request)


def _messages(door: Door, slowest: float) -> Handler:
    async def messages(request: web.Request) -> web.StreamResponse:
        reply = await door.receive(request.headers.get("Authorization", ""), partial(_body, request, slowest))
        response = web.Response(body=reply.body, status=reply.status, headers=JSON)
        if reply.afterwards:
            try:
                await response.prepare(request)
                await response.write_eof()
            finally:
                reply.afterwards()
        return response

    return messages


async def _body(request: web.Request, slowest: float = SLOWEST) -> bytes:
    """The body, if it is JSON, as it is and of a fair size; what the head tells is looked at before it is read."""
    if request.content_type != "application/json" or _packed(request):
        raise web.HTTPUnsupportedMediaType(headers=AS_IT_IS)
    if (length := request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, length)
    try:
        if request.content.is_eof():  # it came with the head, as it mostly does
            return await request.read()
        async with asyncio.timeout(slowest):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except (web.RequestPayloadError, ConnectionError) as error:  # broken off
        raise web.HTTPBadRequest from error


def _packed(request: web.Request) -> bool:
    """Whether the body would have to be unpacked: Teams packs none, and a small one could become very large."""
    named = ",".join(request.headers.getall("Content-Encoding", ())).lower().split(",")
    return any(each.strip() not in ("", "identity") for each in named)


async def _probed(_: web.Request) -> web.Response:
    """Load balancers and people look here with GET and HEAD."""
    return web.Response()


def _add_health(app: web.Application, health: Health) -> None:
    async def readyz(_: web.Request) -> web.Response:
        found = dict(await health())
        return web.json_response(found, status=200 if found.get("ready") else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(text=_prometheus(await health()))

    app.router.add_get("/healthz", _probed)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)


def _prometheus(found: Mapping[str, Any]) -> str:
    """https://prometheus.io/docs/instrumenting/exposition_formats/ ."""
    numbers = {name: value for name, value in found.items() if isinstance(value, int | float)}
    return "".join(f"# TYPE vbe_{name} gauge\nvbe_{name} {float(value)}\n" for name, value in numbers.items())


def _clock(move_clock: MoveClock) -> Handler:
    async def clock(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await move_clock(parsed(await _body(request))))
        except (BadActivity, ValueError) as error:
            raise web.HTTPBadRequest from error

    return clock
