"""What came in and what is shown: plain values, with keys for words and no prose.

A page is written once and rendered in the reader's language when it is shown or sent.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Chat:
    """Where someone can be answered: Teams' conversation reference as plain data."""

    service_url: str
    conversation: str
    kind: Literal["personal", "channel", "groupChat"]
    tenant: str
    bot: str  # the bot's account id on the channel

    def to_doc(self) -> dict[str, str]:
        """The reference as plain JSON; ``Chat(**doc)`` reads it."""
        names = ("service_url", "conversation", "kind", "tenant", "bot")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Typed:
    """Words typed into the chat (mention of the bot and markup already removed)."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press on a card. Everything here was written by the caller and proves nothing."""

    act: str
    dialog: str = ""
    step: str = ""
    turning: int = 0
    inputs: Mapping[str, str] = field(default_factory=dict)  # input name → what was entered; several choices by comma
    data: Mapping[str, str] = field(default_factory=dict)  # what the page put into the button


@dataclass(frozen=True, slots=True)
class File:
    """Something that was sent into the chat. ``address`` comes from outside and is checked before it is fetched."""

    address: str
    inline: bool  # an image in the message, kept by the service itself; else a file that lies where Teams keeps files


@dataclass(frozen=True, slots=True)
class Attached:
    """Pictures or files sent into the chat, with the words beside them. Other things that can be sent are left out."""

    files: tuple[File, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """The app was added for this person or in this team."""


@dataclass(frozen=True, slots=True)
class Removed:
    """The app was taken away; nobody is written to there any more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that came in. ``person`` is the Entra object id that the channel vouches for."""

    key: str  # the channel's activity id: the same again means the same thing delivered twice
    person: str
    chat: Chat
    said: Typed | Pressed | Attached | Installed | Removed
    locale: str = ""
    message: str = ""  # the message whose card was pressed, when known
    answerable: bool = False  # an invoke: the answer goes back on the same call, and may be private


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words by key, with what goes into their blanks."""

    key: str
    values: Mapping[str, "str | Line"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plain:
    """Text that is the same in every language: a name, a code, what someone wrote. Never taken for markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Several lines read in one breath, with commas between; ``last`` is the key of the word before the last one."""

    lines: tuple["Line", ...]
    last: str = ""


Line = Phrase | Plain | Listed
Style = Literal["default", "positive", "destructive"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a fact list."""

    title: Line
    value: Line


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. ``act`` says what it asks for; ``data`` travels with it."""

    act: str
    label: Line
    style: Style = "default"
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address (https: or tel:)."""

    label: Line
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick in an input."""

    value: str
    label: Line


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a private page: a ``data:`` address, and what it shows for whoever cannot see it."""

    address: str
    shows: Line


InputKind = Literal["text", "story", "one", "several", "toggle", "date", "time"]


@dataclass(frozen=True, slots=True)
class Input:
    """A field on a page. ``one`` and ``several`` have options; ``limit`` counts characters of a text."""

    name: str
    kind: InputKind
    label: Line
    options: tuple[Option, ...] = ()
    value: str = ""
    limit: int = 0
    hint: Line | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown. A ``private`` page lives only in the answer to a press."""

    heading: Line
    texts: tuple[Line, ...] = ()
    quote: Line | None = None  # a person's own words or a code, set apart
    picture: Picture | None = None  # on private pages only: a message would keep it
    steps: tuple[Line, ...] = ()  # a numbered list
    facts: tuple[Fact, ...] = ()
    inputs: tuple[Input, ...] = ()
    question: Line | None = None  # asked last, just before the buttons that answer it
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    links_last: bool = False  # else the ways out of here come before the buttons
    footer: tuple[Choice, ...] = ()  # back, help, cancel: small, always last
    warning: Line | None = None  # why the page is shown again
    dialog: str = ""
    step: str = ""
    turning: int = 0
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn shows the person who spoke. ``update``: the pressed message is to show the same page."""

    page: Page
    language: str
    update: bool = True


def to_doc(page: Page) -> dict[str, Any]:
    """The page as plain JSON."""
    return asdict(page)


def from_doc(doc: Mapping[str, Any]) -> Page:
    """The page that ``to_doc`` made."""
    parts = dict(doc)
    parts["heading"] = _line(parts["heading"])
    for name in ("quote", "question", "warning"):
        parts[name] = parts.get(name) and _line(parts[name])  # a page that waits may be older than a field
    picture = parts.get("picture")
    parts["picture"] = picture and Picture(picture["address"], _line(picture["shows"]))
    for name in ("texts", "steps"):
        parts[name] = tuple(_line(each) for each in parts[name])
    parts["facts"] = tuple(Fact(_line(each["title"]), _line(each["value"])) for each in parts["facts"])
    parts["inputs"] = tuple(_input(each) for each in parts["inputs"])
    parts["links"] = tuple(Link(_line(each["label"]), each["url"]) for each in parts["links"])
    for name in ("choices", "footer"):
        parts[name] = tuple(Choice(**{**each, "label": _line(each["label"])}) for each in parts[name])
    return Page(**parts)


def _line(doc: Mapping[str, Any]) -> Line:
    if "text" in doc:
        return Plain(doc["text"])
    if "lines" in doc:
        return Listed(tuple(_line(each) for each in doc["lines"]), doc["last"])
    values = doc["values"].items()
    return Phrase(doc["key"], {name: value if isinstance(value, str) else _line(value) for name, value in values})


def _input(doc: Mapping[str, Any]) -> Input:
    options = tuple(Option(each["value"], _line(each["label"])) for each in doc["options"])
    hint = doc["hint"] and _line(doc["hint"])
    return Input(**{**doc, "label": _line(doc["label"]), "options": options, "hint": hint})
