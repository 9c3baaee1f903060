"""Load that costs little itself: HTTP on bare asyncio protocols, so that two cores are enough for it and the server.

It speaks just the HTTP that the bench's servers speak: a length in every message, connections kept open.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter

PATIENCE = 30.0  # seconds until a turn counts as lost
ENDED = b"\r\n\r\n"


class WentWrong(Exception):
    """A server under load did not do its work."""


class Stream(asyncio.Protocol, ABC):
    """HTTP messages out of a stream of bytes: ``arrived`` gets the first line and the body of each."""

    def __init__(self):
        self.buffer = b""
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while (end := self.buffer.find(ENDED)) >= 0:
            head = self.buffer[:end]
            whole = end + len(ENDED) + length(head)
            if len(self.buffer) < whole:
                return
            body, self.buffer = self.buffer[end + len(ENDED) : whole], self.buffer[whole:]
            self.arrived(head[: head.find(b"\r\n")] if b"\r\n" in head else head, body)

    @abstractmethod
    def arrived(self, first, body):
        """One whole message."""


def length(head: bytes) -> int:
    """The bytes of a body, from its headers."""
    at = head.lower().find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class Connector(Stream):
    """The connector service, one connection of a server's: takes everything, and tells ``post`` of it."""

    def __init__(self, post: "Post"):
        super().__init__()
        self._post = post

    def arrived(self, first, body):
        method, path, _ = first.split(b" ", 2)
        made = method == b"POST"
        self.transport.write(CREATED if made else TAKEN)
        self._post.came(path.split(b"/")[3].decode(), made, body)


def _answer(status: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n" % status + b'{"id": "10001"}'


CREATED, TAKEN = _answer(b"201 Created"), _answer(b"200 OK")


@dataclass
class Post:
    """What the bots have sent: messages by conversation, and how many updates."""

    waiting: dict[str, asyncio.Future] = field(default_factory=dict)
    due: int = 0  # updates that are still to come
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def start(self):
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connector(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"

    def stop(self):
        self._server.close()

    def came(self, conversation: str, made: bool, body: bytes) -> None:
        if not made:
            self.due -= 1
            if self.due <= 0:
                self.settled.set()
        elif conversation in self.waiting:
            self.waiting.pop(conversation).set_result(body)

    def owed(self, updates: int) -> None:
        """So many updates of messages are to come."""
        self.due = updates

    async def all_came(self) -> None:
        """Wait for the last of them. Raises WentWrong."""
        try:
            async with asyncio.timeout(PATIENCE):
                while self.due > 0:
                    self.settled.clear()
                    await self.settled.wait()
        except TimeoutError as error:
            raise WentWrong(f"{self.due} updates of messages are missing") from error

    def expect(self, conversation: str) -> asyncio.Future:
        """The next message into this conversation."""
        self.waiting[conversation] = told = asyncio.get_running_loop().create_future()
        return told


class Line(Stream):
    """One kept connection to a server, for one request at a time."""

    def __init__(self):
        super().__init__()
        self._told = None

    def ask(self, request: bytes) -> asyncio.Future:
        """The answer's status and body."""
        self._told = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._told

    def arrived(self, first, body):
        self._told.set_result((int(first.split(b" ", 2)[1]), body))

    def connection_lost(self, exc):
        if self._told and not self._told.done():
            self._told.set_exception(WentWrong(f"the server hung up: {exc}"))


@dataclass(frozen=True, slots=True)
class Turn:
    """A request ready to be sent.

    ``replied``: the conversation that a message must come into; ``shows``: what must stand in that message, or else in
    the answer; ``keeps`` is given the same.
    """

    request: bytes
    replied: str = ""
    shows: bytes = b""
    keeps: Callable[[bytes], object] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What became of some turns: when the first was sent, and how long each took, in seconds."""

    start: float
    taken: list[float]


async def drive(port: int, turns: Iterable[Turn], at_once: int, post: Post) -> Run:
    """Send turns, so many at once; each is over when it is answered and its message has come. Raises WentWrong."""
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(at_once)]
    todo, taken = iter(turns), []
    start = perf_counter()
    try:
        await asyncio.gather(*(_work(line, todo, taken, post) for line in lines))
        return Run(start, taken)
    finally:
        for line in lines:
            line.transport.close()


async def _work(line, todo, taken, post):
    for turn in todo:
        start = perf_counter()
        reply = post.expect(turn.replied) if turn.replied else None
        status, body = await _patiently(line.ask(turn.request))
        shown = await _patiently(reply) if reply else body
        taken.append(perf_counter() - start)
        if status >= 300 or turn.shows not in shown:
            raise WentWrong(f"{status} {shown[:2000]!r} instead of a page with {turn.shows!r}")
        if turn.keeps:
            turn.keeps(shown)


async def _patiently(told: asyncio.Future):
    """Without asyncio's own timeout, which would cost more than the rest."""
    alarm = asyncio.get_running_loop().call_later(PATIENCE, _give_up, told)
    try:
        return await told
    finally:
        alarm.cancel()


def _give_up(told: asyncio.Future) -> None:
    if not told.done():
        told.set_exception(WentWrong(f"no answer within {PATIENCE} s"))


def post_request(body: bytes, token: str) -> bytes:
    """An activity as the channel delivers it."""
    head = f"POST /api/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
    kind = "Content-Type: application/json; charset=utf-8\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body
