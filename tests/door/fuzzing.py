"""Activities that no honest caller sends: good ones with parts deleted, retyped, doubled and forged, down to the bytes.

A strategy draws plain numbers and texts only; what they pick from (people, buttons seen so far) is looked up at the
time of sending.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

DEEP = 10_000
LONG = 1_000_000  # letters
PLAIN = ("null", "true", "0", "-1", "-0.0", "1e400", "NaN", "-Infinity", "9" * 5000, '""', "[]", "{}", "[null]")
NASTY = (  # JSON texts of values
    *PLAIN,
    *("[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP, "[" * 30 + "]" * 30),
    *(f'"{"x" * LONG}"', f'"{"å" * (LONG // 2)}"', f'"{"kniv " * 20_000}"', f'"{"a" * 2001}"', f'"{"<at>" * 5000}"'),
    *(r'"\u0000"', r'"\ud800"', r'"\udc00\ud800"', r'"a\u202eb\u0007"', '"\ufeff"', '"\\', '"\n"', r'"\x"', "'hej'"),
    *('"9999-12-31T23:59:59.999Z"', '"-0001-01-01T00:00:00Z"', '"2026-13-45T99:99:99+99:99"', '"0000-00-00"', '"1e9"'),
    *('"../../v3/conversations"', '"a/b?c#d%2e"', '"https://example.org/"', '"file:///etc/passwd"', '"sv-SE\\u0000"'),
    *('{"id": null}', '{"id": 7}', '{"vbe": []}', '{"vbe": {"act": "send"}}', '{"action": {"data": {"vbe": 7}}}'),
)
COMMANDS = ("open", "show", "back", "change", "reopen", "cancel", "cancel_now", "restart", "language", "menu", "help")
CASE_ACTS = ("case.show", "case.take", "case.conflict", "case.hand_over", "receipt.show", "receipt.steps")
ANSWERS = ("next", "yes", "no", "send", "skip", "clear", "change", "advice", "nowhere", "both", "", "x" * 3000)
ACTS = (*(f"do.{command}" for command in COMMANDS), *CASE_ACTS, *ANSWERS)
STEPS = ("danger", "who", "seen", "where", "which", "story", "review", "recipients", "steps", "code", "sent", "", "\0")
WORDS = ("hej", "jag är orolig för någon", "nej", "under 18", "tillbaka", "börja om", "english", "avbryt", "Farsta", "")
WORDS += ("mina ärenden", "ändra", "han har en kniv", "min elev Tindra Exempelsson i 8B vill gå med dem", "hjälp", "\0")
KINDS = ("message", "invoke", "submit", "installationUpdate", "conversationUpdate", "messageUpdate", "event", "typing")
CODINGS = ("utf-8-sig", "utf-16", "utf-32", "latin-1", "utf-7", "cp037")
TYPES = ("application/json; charset=utf-16", "application/json;charset=", "text/plain", "application/x", "", "a/b;c")
NUMBER = st.integers(0, 10_000)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
RAW = st.sampled_from(NASTY) | ANYTHING.map(json.dumps)


@dataclass(frozen=True)
class Change:
    """One thing done to the tree, at the place with this number."""

    how: str  # delete, retype, double, swap
    at: int
    raw: str
    other: int


@dataclass(frozen=True)
class Wire:
    """How the text becomes a request. ``cut``: bytes left out at the end; with ``byte``, one set there."""

    coding: str = "utf-8"
    content_type: str = "application/json"
    packing: str = ""
    cut: int = 0
    byte: int | None = None

    def body(self, text: str) -> bytes:
        """The bytes."""
        whole = text.encode(self.coding, "replace" if self.coding != "utf-8" else "surrogatepass")
        if self.cut:
            at = len(whole) - self.cut % len(whole)
            whole = whole[:at] if self.byte is None else whole[: at - 1] + bytes([self.byte]) + whole[at:]
        return gzip.compress(whole) if self.packing == "gzip" else whole

    @property
    def headers(self) -> dict[str, str]:
        """Content type and encoding."""
        packed = {"Content-Encoding": self.packing.removeprefix("not ")} if self.packing else {}
        return {"Content-Type": self.content_type, **packed}


@dataclass(frozen=True)
class Attempt:
    """What one example sends; numbers pick from what there is then."""

    kind: str
    person: int
    button: int
    words: str
    forged: dict[str, Any] = field(default_factory=dict)  # of the press: dialog, step, turning, act, data
    borrowed: dict[str, int] = field(default_factory=dict)  # of the press, from another button seen
    inputs: dict[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    wire: Wire = Wire()


FORGED = st.fixed_dictionaries(
    {},
    optional={
        "dialog": st.text("0123456789abcdef", min_size=32, max_size=32) | st.sampled_from(["", "x", "\0"]),
        "step": st.sampled_from(STEPS),
        "turning": st.integers(-2, 30) | st.sampled_from([2**63, 10**400, 1.5, True, "1"]),
        "act": st.sampled_from(ACTS),
        "data": st.dictionaries(
            st.sampled_from(["case", "sealed", "flow", "step", "x"]), st.text(max_size=12) | ANYTHING
        ),
    },
)
BORROWED = st.dictionaries(st.sampled_from(["dialog", "step", "turning", "act", "data"]), NUMBER, max_size=2)
FIELDS = ("seen", "environment", "place", "place_type", "period", "operation", "story", "done", "code", "notice")
ENTERED = ("threat", "threat,symbols", "Farsta", "Solna", "park", "today", "leisure", "true", "x" * 700)
INPUTS = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30) | st.sampled_from(ENTERED), max_size=4)
CHANGES = st.lists(
    st.builds(Change, st.sampled_from(["delete", "retype", "double", "swap"]), NUMBER, RAW, NUMBER), max_size=4
).map(tuple)
WIRES = st.just(Wire()) | st.builds(
    Wire,
    coding=st.just("utf-8") | st.sampled_from(CODINGS),
    content_type=st.just("application/json") | st.sampled_from(TYPES),
    packing=st.just("") | st.sampled_from(["gzip", "not gzip", "not deflate", "not br", "x"]),
    cut=st.just(0) | NUMBER,
    byte=st.none() | st.integers(0, 255),
)
ATTEMPTS = st.builds(
    Attempt,
    kind=st.sampled_from(KINDS),
    person=NUMBER,
    button=NUMBER,
    words=st.sampled_from(WORDS) | st.text(max_size=200),
    forged=st.just({}) | FORGED,
    borrowed=st.just({}) | BORROWED,
    inputs=INPUTS,
    changes=st.just(()) | CHANGES,
    wire=st.one_of(st.just(Wire()), st.just(Wire()), WIRES),
)


class Raw(str):
    """JSON text as it is to stand."""

    __slots__ = ()


@dataclass(frozen=True)
class Place:
    """Where something stands: in an object's list of pairs (``named``), or in a list."""

    inside: list[Any]
    at: int
    named: bool

    @property
    def value(self) -> Any:
        """What stands there."""
        return self.inside[self.at][1] if self.named else self.inside[self.at]


def pressed(attempt: Attempt, buttons: list[dict[str, Any]]) -> dict[str, Any]:
    """A button's data: of one that was seen, with parts of others and parts made up."""
    seen = [dict(each.get("vbe", {})) for each in buttons]
    vbe = seen[attempt.button % len(seen)]
    for name, number in attempt.borrowed.items():
        vbe[name] = seen[number % len(seen)].get(name)
    return {"vbe": {**vbe, **attempt.forged}, **attempt.inputs}


def changed(activity: dict[str, Any], changes: tuple[Change, ...]) -> str:
    """The activity's JSON text after the changes."""
    tree = _tree(activity)
    for change in changes:
        places = list(_places(tree))
        if places:
            _apply(change, places)
    return _written(tree)


def _tree(value: Any) -> Any:
    """Objects as lists of [name, value] pairs in a tuple, so that a name may stand twice."""
    if isinstance(value, dict):
        return ([[name, _tree(inner)] for name, inner in value.items()],)
    return [_tree(inner) for inner in value] if isinstance(value, list) else value


def _places(tree: Any) -> Iterator[Place]:
    """Every place in the tree, outermost first."""
    named = isinstance(tree, tuple)
    inside = tree[0] if named else tree if isinstance(tree, list) else []
    for at, inner in enumerate(inside):
        yield Place(inside, at, named=named)
        yield from _places(inner[1] if named else inner)


def _apply(change: Change, places: list[Place]) -> None:
    place, other = places[change.at % len(places)], places[change.other % len(places)]
    raw = Raw(_written(other.value) if change.how == "swap" else change.raw)
    if change.how == "delete":
        del place.inside[place.at]
        return
    if change.how == "double":
        place.inside.insert(change.other % (len(place.inside) + 1), place.inside[place.at])
    place.inside[place.at] = [place.inside[place.at][0], raw] if place.named else raw


def _written(tree: Any) -> str:
    if isinstance(tree, Raw):
        return str(tree)
    if isinstance(tree, tuple):
        return "{" + ",".join(f"{json.dumps(name)}:{_written(inner)}" for name, inner in tree[0]) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(_written(inner) for inner in tree) + "]"
    return json.dumps(tree)
