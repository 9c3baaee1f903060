"""People in the likeness of Teams: what someone's device shows, and what they type and press on it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from .likeness_cards import Button, Card, Field
from .likeness_pictures import Way, files, inline
from .likeness_rooms import CARD, Account, Json, Kept, Message, Reply, Room, WentWrong

if TYPE_CHECKING:
    from .likeness import Teams

ANSWER_TEXT = "application/vnd.microsoft.activity.message"
GOOD = 300  # HTTP statuses from here on are none


class Someone:
    """A person's device, looking at one conversation. ``notice`` is the last bare text a press was answered with."""

    def __init__(self, teams: "Teams", account: Account, room: Room, *, locale: str, legacy: bool) -> None:
        self.teams = teams
        self.account = account
        self.room = room
        self.locale = locale
        self.legacy = legacy
        self.notice = ""
        self._answers: dict[str, tuple[int, Json]] = {}  # message → (its version then, the answer's card)
        self._last: Json = {}

    @property
    def name(self) -> str:
        """As the tenant knows them."""
        return self.account.name

    @property
    def aad(self) -> str:
        """The Entra object id."""
        return self.account.aad

    @property
    def cards(self) -> list[Card]:
        """The bot's messages as this device shows them, oldest first."""
        return [self._shown(message) for message in self.room.standing]

    @property
    def sees(self) -> Card:
        """The card now shown on the last message."""
        return self._shown(_last_message(self.room))

    @property
    def stored(self) -> Card:
        """What other devices and a reload show on the last message."""
        return _last_message(self.room).card(legacy=self.legacy)

    def reload(self) -> Card:
        """Open Teams anew: answers to presses are gone, and the stored messages are shown."""
        self.forget()
        return self.sees

    def forget(self) -> None:
        """Show the stored messages, in a chat that may be empty."""
        self._answers.clear()

    def at(self, room: Room) -> Self:
        """The same person, looking at another conversation."""
        return type(self)(self.teams, self.account, room, locale=self.locale, legacy=self.legacy)

    def elsewhere(self, *, legacy: bool = False) -> Self:
        """Another device of this person's, looking at the same conversation."""
        return type(self)(self.teams, self.account, self.room, locale=self.locale, legacy=legacy)

    async def install(self, replies: int = 1) -> None:
        """Add the bot here, as Teams does: it tells the bot twice. Waits for ``replies`` new messages."""
        self.room.refusal = ""
        start = len(self.room.messages)
        bot = {"id": f"28:{self.teams.app_id}"}
        await self._deliver({"type": "conversationUpdate", "membersAdded": [bot]})
        await self._deliver({"type": "installationUpdate", "action": "add"})
        await _until(self.teams, lambda: len(self.room.messages) >= start + replies)

    async def uninstall(self) -> None:
        """Remove the bot: it may no longer write here."""
        self.room.refusal = "BotNotInConversationRoster"
        await self._deliver({"type": "installationUpdate", "action": "remove"})

    def block(self) -> None:
        """Block the bot, which is not told: whatever it sends is refused."""
        self.room.refusal = "ConversationBlockedByUser"

    async def says(self, text: str, replies: int = 1) -> None:
        """Type a message and wait for ``replies`` new messages of the bot's. Raises WentWrong."""
        said = _addressed(text, self.room, f"28:{self.teams.app_id}")
        await self._type({"type": "message", "textFormat": "plain", **said}, replies)

    async def sends(
        self,
        *pictures: bytes,
        kind: Way = "inline",
        name: str = "bild.jpg",
        text: str = "",
        addresses: Sequence[str] = (),
        replies: int = 1,
    ) -> None:
        """Send pictures in the message, or as files beside it, and wait as ``says`` does.

        ``addresses`` are further ones that the message names by itself: ``teams.lay`` has more kinds, a forger has any.
        """
        laid = [*(self.teams.lay(each, kind=kind) for each in pictures), *addresses]
        await self._type(inline(laid, text) if kind == "inline" else files(laid, text, name), replies)

    async def press(self, label: str | int, /, **inputs: Any) -> None:
        """Fill in and press a button of the last message, by what stands on it or by its number from 1.

        Options go by value or by what is read; several as a list. Raises LookupError (no such button, input or
        option), ValueError (the card would not send that) and WentWrong. The bot's update of the message may come
        after the answer: wait for what is stored with ``teams.until``.
        """
        await self.press_on(self.sees, label, **inputs)

    async def press_on(self, card: Card, label: str | int, /, **inputs: Any) -> None:
        """Press a button of a card that was seen before: an older message, or an older page of one."""
        button = _button(card, label)
        await self.send(button, filled(card, inputs) if button.gathers else {}, card.message)

    async def send(self, button: Button, inputs: Mapping[str, str], message: str) -> None:
        """What a press sends. By itself it is a press that no card offers, as a forger would make it."""
        start, said = self.room.changes, _pressed(button, inputs)
        await self._deliver({**said, "replyToId": message})
        if said["type"] == "message":
            await _until(self.teams, lambda: self.room.changes > start)  # a new message or an update, either will do

    async def repeats(self) -> None:
        """Deliver the last activity once more, as Teams does when it saw no answer. Waits for nothing."""
        self._heard(await self.teams.deliver(self._last), self._last)

    async def _type(self, typed: Json, replies: int) -> None:
        """Teams keeps what a person writes and sends."""
        start = len(self.room.messages)
        self.teams.record.kept.append(Kept(self.room.id, "typed", typed))
        await self._deliver(typed)
        await _until(self.teams, lambda: len(self.room.messages) >= start + replies)

    async def _deliver(self, said: Json) -> None:
        fresh = self.teams.service.fresh() if said["type"] == "message" else f"f:{uuid4()}"
        self._last = {**self.teams.envelope(self.account, self.room), "id": fresh, "locale": self.locale, **said}
        self._heard(await self.teams.deliver(self._last), self._last)

    def _heard(self, reply: Reply, activity: Json) -> None:
        if reply.status >= GOOD:
            raise WentWrong(f"the bot answered {reply.status} to {activity['type']}")
        if activity["type"] != "invoke":
            return
        self.teams.record.answers.append(reply.body)
        kind, value = _answer(reply)
        if kind == ANSWER_TEXT:
            self.notice = value
            return
        message = self.room.messages.get(activity["replyToId"])
        self._answers[activity["replyToId"]] = (message.version if message else 0, value)

    def _shown(self, message: Message) -> Card:
        """The answer to the last press, until the message is written anew."""
        version, card = self._answers.get(message.id, (0, {}))
        current = version == message.version
        return Card(card, message=message.id, legacy=self.legacy) if current else message.card(legacy=self.legacy)


async def _until(teams: "Teams", replied: Callable[[], bool]) -> None:
    try:
        await teams.until(replied, teams.patience)
    except TimeoutError:
        raise WentWrong("the bot wrote nothing, or too little") from None


def _last_message(room: Room) -> Message:
    if not room.standing:
        raise LookupError(f"nothing has arrived in {room.id} yet")
    return room.standing[-1]


def _pressed(button: Button, inputs: Mapping[str, str]) -> Json:
    """What Teams makes of a press."""
    data = {**button.data, **inputs}
    if button.kind == "Action.Submit":
        return {"type": "message", "value": data}
    if button.kind != "Action.Execute":
        raise ValueError(f"{button.title!r} sends nothing: it opens {button.url}")
    action = {"type": "Action.Execute", "title": button.title, "verb": button.verb, "data": data}
    return {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action, "trigger": "manual"}}


def _answer(reply: Reply) -> tuple[str, Any]:
    """Kind and value of the answer to a press."""
    kind = (reply.body or {}).get("type")
    if kind not in (CARD, ANSWER_TEXT):
        raise WentWrong(f"the press was answered with {reply.body!r}")
    return kind, reply.body["value"]


def _addressed(text: str, room: Room, bot: str) -> Json:
    """In a channel a bot hears only what mentions it."""
    if room.kind == "personal":
        return {"text": text}
    called = "<at>bot</at>"
    mention = {"type": "mention", "text": called, "mentioned": {"id": bot, "name": "bot"}}
    return {"text": f"{called} {text}", "entities": [mention]}


def filled(card: Card, given: Mapping[str, Any]) -> dict[str, str]:
    """What the card's inputs send: what was given, else what stands there; an empty one sends nothing."""
    unknown = set(given) - {field.id for field in card.inputs}
    if unknown:
        raise LookupError(f"no input {unknown} on {card!r}, only {[field.id for field in card.inputs]}")
    values = {field.id: _entered(field, given[field.id]) if field.id in given else field.value for field in card.inputs}
    lacking = [field.label for field in card.inputs if field.required and not values[field.id]]
    if lacking:
        raise ValueError(f"must be filled in: {lacking}")
    return {name: value for name, value in values.items() if value}


def _entered(field: Field, given: Any) -> str:
    if field.kind == "toggle":
        on, off = field.options
        return on if given else off
    if field.kind == "text":
        if field.limit and len(given) > field.limit:
            raise ValueError(f"{field.id} takes {field.limit} characters, not {len(given)}")
        return str(given)
    picked: Iterable[str] = [given] if isinstance(given, str) else given
    return ",".join(_picked(field, each) for each in picked)


def _picked(field: Field, wanted: str) -> str:
    found = [value for value, title in field.options.items() if wanted in (value, title)]
    if not found:
        raise LookupError(f"{field.id} offers {list(field.options.values())}, not {wanted!r}")
    return found[0]


def _button(card: Card, label: str | int) -> Button:
    if isinstance(label, int):
        return card.actions[label - 1]
    if label not in card.buttons:
        raise LookupError(f"no button {label!r} on {card!r}")
    return card.buttons[label]
