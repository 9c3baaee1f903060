"""Who has done a course, from the learning portal's list: so that nobody is reminded of what they have done.

A CSV file with a column ``aad_id`` or ``email``, and perhaps ``date``; commas or semicolons. A line that names nobody
is told by its number and why, never by what stands in it.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .courses import Course, courses
from .directory import EMAIL, ID
from .errors import Conflict, VbeError
from .people import Directory
from .ports import Put, Seal, Store
from .training import Said, training_of

ID_COLUMN, EMAIL_COLUMN, DATE_COLUMN = "aad_id", "email", "date"
MOST_LINES = 500_000  # ten times the city's staff; a longer file is another one
DAY = len("2026-11-24")
BATCH = 100  # people in one commit
TRIES = 10  # when somebody says something about their training at the same moment


class WrongCompletions(VbeError):
    """The portal's file cannot be used; the message names the line and the reason, never what stands in it."""


@dataclass(slots=True)
class Completions:
    """``done``: person → the day of it; ``unmatched``: line → why it names nobody; ``twice``: lines too many."""

    done: dict[str, date] = field(default_factory=dict)
    unmatched: dict[int, str] = field(default_factory=dict)
    twice: int = 0


def course_named(course: str) -> Course:
    """The course with this id. Raises VbeError, which names those that there are."""
    if course not in courses():
        raise VbeError(f"There is no course {course!r}. The courses are: {', '.join(courses())}.")
    return courses()[course]


def parse(text: str, directory: Directory, today: date, others: Collection[str] = ()) -> Completions:
    """Who has done it by this file; without a date on the line, ``today``. Raises WrongCompletions.

    ``others``: ids of people whom the directory does not list; they can be asked in a campaign too.
    """
    found, ids = Completions(), {*directory.people, *others}
    known = {each.email.casefold(): each.id for each in directory.people.values() if each.email}
    for number, row in _rows(text):
        person = _person(row, ids, known)
        day = _day(row.get(DATE_COLUMN) or "", today)
        why = _unmatched(row, person, day, today)
        if why:
            found.unmatched[number] = why
        elif person and day:
            found.twice += person in found.done
            found.done[person] = max(day, found.done.get(person, day))
    return found


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = text.removeprefix("\ufeff")
    if text.count("\n") > MOST_LINES:
        raise WrongCompletions(f"The file has more than {MOST_LINES} lines.")
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    try:
        names = [each.strip().casefold() for each in next(lines, [])]
        _check(names)
        for fields in lines:
            if any(each.strip() for each in fields):
                yield lines.line_num, dict(zip(names, map(str.strip, fields), strict=False))
    except csv.Error:  # its text may quote the file
        raise WrongCompletions(f"Line {lines.line_num} is no line of a CSV file.") from None


def _check(names: Sequence[str]) -> None:
    if not {ID_COLUMN, EMAIL_COLUMN} & set(names):
        raise WrongCompletions(
            f"Line 1 has no column {ID_COLUMN} or {EMAIL_COLUMN}. Name a column so; {DATE_COLUMN} may stand there too."
        )
    if twice := [each for each in (ID_COLUMN, EMAIL_COLUMN, DATE_COLUMN) if names.count(each) > 1]:
        raise WrongCompletions(f"Line 1 has the column {twice[0]} more than once. Leave one of them.")


def _person(row: Mapping[str, str], ids: Collection[str], known: Mapping[str, str]) -> str | None:
    by_id = row.get(ID_COLUMN, "").lower()
    return by_id if by_id in ids else known.get(row.get(EMAIL_COLUMN, "").casefold())


def _unmatched(row: Mapping[str, str], person: str | None, day: date | None, today: date) -> str:
    """Why a line comes to nothing; "" when it does not."""
    by_id, email = row.get(ID_COLUMN, ""), row.get(EMAIL_COLUMN, "")
    if not (by_id or email):
        return "it names nobody"
    if not (ID.fullmatch(by_id) or EMAIL.fullmatch(email)):
        return f"{ID_COLUMN} is no Entra object id" if by_id else f"{EMAIL_COLUMN} is no e-mail address"
    if person is None:
        return "nobody in the directory, and nobody who has the app"
    if day is None:
        return f"{DATE_COLUMN} is no day; write YYYY-MM-DD"
    return f"{DATE_COLUMN} lies ahead" if day > today else ""


def _day(said: str, today: date) -> date | None:
    """A portal may write the time after the day."""
    try:
        return date.fromisoformat(said[:DAY]) if said else today
    except ValueError:
        return None


async def mark(store: Store, seal: Seal, course: str, done: Mapping[str, date]) -> int:
    """Note that these people have done a course; for how many that was news. Raises VbeError for an unknown course.

    What somebody has said themselves of a later day stands.
    """
    course_named(course)
    people, marked = sorted(done), 0
    for start in range(0, len(people), BATCH):
        marked += await _together(store, seal, course, {each: done[each] for each in people[start : start + BATCH]})
    return marked


async def _together(store: Store, seal: Seal, course: str, done: Mapping[str, date]) -> int:
    """In one commit; where somebody changes theirs at this moment, each in one of their own."""
    puts = [put for person, day in done.items() if (put := await _put(store, seal, course, person, day))]
    try:
        await store.commit(*puts)
    except Conflict:
        return sum([await _alone(store, seal, course, person, day) for person, day in done.items()])
    return len(puts)


async def _alone(store: Store, seal: Seal, course: str, person: str, day: date) -> bool:
    for _ in range(TRIES):
        put = await _put(store, seal, course, person, day)
        try:
            await store.commit(*([put] if put else []))
        except Conflict:
            continue
        return put is not None
    raise Conflict("The same rows were changed by others again and again.")


async def _put(store: Store, seal: Seal, course: str, person: str, day: date) -> Put | None:
    training = await training_of(store, seal, person)
    said = training.said.get(course)
    if said and said.state == "done" and said.day >= day.isoformat():
        return None
    return training.saying(course, Said("done", day.isoformat(), by="portal")).put(seal)
