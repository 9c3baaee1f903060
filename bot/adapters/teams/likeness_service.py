"""The connector service that the bot posts to: Microsoft's REST interface, as far as a bot in Teams needs it.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from time import monotonic, time

from aiohttp import web

from .likeness_pictures import VIEWS, Shelf
from .likeness_rooms import Act, Call, Fault, Json, Kept, Message, Record, Room, Weather

MOST = 100 * 1024  # bytes in a message: Microsoft's limit
CODES = {  # the connector's words; whatever is not named here is a 403
    "ActivityNotFoundInConversation": 404,
    "BotNotAuthorized": 401,
    "ConversationNotFound": 404,
    "MemberNotFound": 404,
    "MessageSizeTooBig": 413,
}


class Refused(Exception):
    """The connector says no; the argument is its code."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came in; ``size`` in bytes."""

    method: str
    room: str
    named: str  # the message or member that the path names
    body: Json
    authorization: str
    size: int


Work = Callable[[Request], Json | list[Json]]


@dataclass
class Service:
    """Conversations by id, and the server that lets the bot write into them."""

    tenant: str
    accepts: Callable[[str], bool]  # whether this Authorization header is the bot's
    rooms: dict[str, Room] = field(default_factory=dict)
    record: Record = field(default_factory=Record)
    pictures: Shelf = field(default_factory=Shelf)  # images in messages
    faults: list[Fault] = field(default_factory=list)
    latency: float = 0.0  # seconds before every answer
    weather: Weather | None = None  # None: every call succeeds that no fault takes
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    numbers: Iterator[int] = field(default_factory=lambda: count(int(time() * 1000)))

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application(client_max_size=8 * MOST)
        room = "/v3/conversations/{room}"
        app.router.add_post("/v3/conversations", self._serve(self._create))
        app.router.add_post(f"{room}/activities", self._serve(self._post))
        app.router.add_post(f"{room}/activities/{{named}}", self._serve(self._post))
        app.router.add_put(f"{room}/activities/{{named}}", self._serve(self._put))
        app.router.add_delete(f"{room}/activities/{{named}}", self._serve(self._delete))
        app.router.add_get(f"{room}/members", self._serve(self._members))
        app.router.add_get(f"{room}/pagedmembers", self._serve(self._paged))
        app.router.add_get(f"{room}/members/{{named}}", self._serve(self._member))
        app.router.add_get(f"/{VIEWS.format('{named}')}", self._picture)
        return app

    def fresh(self) -> str:
        """A new message id: Teams numbers messages by the millisecond."""
        return str(next(self.numbers))

    async def tell(self) -> None:
        """Wake whoever waits for something to happen."""
        async with self.changed:
            self.changed.notify_all()

    def _serve(self, work: Work) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(http: web.Request) -> web.StreamResponse:
            request = await _request(http)
            await asyncio.sleep(self.latency)
            fault = self._fault(request)
            answer = self._done(work, request) if fault is None or fault.after else web.Response()
            answer = _failing(fault, http) if fault else answer
            self.record.calls.append(Call(request.method, request.room, request.named, answer.status, monotonic()))
            await self.tell()
            return answer

        return handle

    async def _picture(self, http: web.Request) -> web.StreamResponse:
        """An image in a message: as the connector's other answers, but no JSON."""
        request = await _request(http)
        await asyncio.sleep(self.latency)
        fault = self._fault(request)
        known = self.accepts(request.authorization)
        answer = _failing(fault, http) if fault else self.pictures.hand(http, known=known)
        self.record.calls.append(Call(request.method, "", request.named, answer.status, monotonic()))
        await self.tell()
        return answer

    def _fault(self, request: Request) -> Fault | None:
        told = next((each for each in self.faults if each.takes(request.method, request.room)), None)
        return told or (self.weather.fault() if self.weather else None)

    def _done(self, work: Work, request: Request) -> web.Response:
        try:
            self._admit(request)
            return web.json_response(work(request), status=201 if request.method == "POST" else 200)
        except Refused as refusal:
            return _error(CODES.get(str(refusal), 403), str(refusal))

    def _admit(self, request: Request) -> None:
        if not self.accepts(request.authorization):
            raise Refused("BotNotAuthorized")
        if request.size > MOST:
            raise Refused("MessageSizeTooBig")

    def _post(self, request: Request) -> Json:
        return {"id": self._written(self._open(request.room), request.body).id}

    def _written(self, room: Room, activity: Json) -> Message:
        message = Message(self.fresh(), [activity])
        room.messages[message.id] = message
        self._keep(room, "posted", activity)
        return message

    def _put(self, request: Request) -> Json:
        room = self._open(request.room)
        message = _message(room, request.named)
        message.history.append(request.body)
        self._keep(room, "updated", request.body)
        return {"id": message.id}

    def _delete(self, request: Request) -> Json:
        room = self._open(request.room)
        _message(room, request.named).deleted = True
        self._keep(room, "deleted", {"id": request.named})
        return {}

    def _create(self, request: Request) -> Json:
        room = self._asked(request.body)
        activity = request.body.get("activity")
        made = {"id": room.id}
        return {**made, "activityId": self._written(room, activity).id} if activity else made

    def _asked(self, body: Json) -> Room:
        """The conversation that the bot wants: a new thread of a channel, or the private chat with a person."""
        channel = (body.get("channelData") or {}).get("channel", {}).get("id", "")
        if channel:
            parent = self._open(channel)
            thread = Room(f"{channel};messageid={self.fresh()}", "channel", parent.name, parent.members)
            return self.rooms.setdefault(thread.id, thread)
        wanted = {member["id"] for member in body.get("members", ())}
        private = [room for room in self.rooms.values() if room.kind == "personal"]
        ids = [room.id for room in private if wanted & {name for each in room.members for name in (each.id, each.aad)}]
        return self._open(ids[0] if ids else "")

    def _members(self, request: Request) -> list[Json]:
        return [each.member(self.tenant) for each in self._open(request.room).members]

    def _paged(self, request: Request) -> Json:
        return {"members": self._members(request)}

    def _member(self, request: Request) -> Json:
        found = [each for each in self._members(request) if request.named in (each["id"], each["aadObjectId"])]
        if not found:
            raise Refused("MemberNotFound")
        return found[0]

    def _open(self, room: str) -> Room:
        if room not in self.rooms:
            raise Refused("ConversationNotFound")
        if self.rooms[room].refusal:
            raise Refused(self.rooms[room].refusal)
        return self.rooms[room]

    def _keep(self, room: Room, act: Act, activity: Json) -> None:
        room.changes += 1
        self.record.kept.append(Kept(room.id, act, activity))


def _message(room: Room, named: str) -> Message:
    message = room.messages.get(named)
    if message is None or message.deleted:
        raise Refused("ActivityNotFoundInConversation")
    return message


async def _request(http: web.Request) -> Request:
    names = http.match_info
    return Request(
        method=http.method,
        room=names.get("room", ""),
        named=names.get("named", ""),
        body=await http.json() if http.can_read_body else {},
        authorization=http.headers.get("Authorization", ""),
        size=http.content_length or 0,
    )


def _failing(fault: Fault, http: web.Request) -> web.Response:
    if not fault.status and http.transport is not None:
        http.transport.abort()  # the bot sees a connection that breaks
    return _error(fault.status or 503, fault.code, fault.headers)


def _error(status: int, code: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status, headers=headers)
