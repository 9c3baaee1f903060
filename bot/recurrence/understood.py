"""From words to a rule."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from . import often
from .assembled import assembled
from .bounds import bounds, first_day, last_day
from .draft import GAP, Doubt, Draft, doubt, struck, without
from .exceptions import exceptions
from .holidays import holidays
from .hours import bare, in_their_part, lengths, ranges, spoken
from .meant import days
from .planned import days_of
from .rule import WORKDAYS, Policy, Recurrence, Slot, Unclear
from .words import signs

PARTING = {",", GAP, "and", "dash", "the", "in", "long"}


def understand(text: str, language: str, start: date, policy: Policy = "skip") -> Recurrence | Unclear:
    """The rule that the words mean, from ``start`` on (the day itself counts).

    An interval counts from the first day that fits. Of holidays the text's own words go before ``policy``. Whatever is
    not understood, has several meanings or contradicts itself makes the whole unclear: a wrong date is worst.
    """
    try:
        return _rule(signs(text, language), start, policy)
    except Doubt as found:
        return found.unclear


def _rule(line: str, start: date, policy: Policy) -> Recurrence:
    line = struck(r"room (?:n\d+|\?\S+)", line, lambda _: None)
    if unknown := tuple(sign[1:] for sign in line.split() if sign.startswith("?")):
        raise Doubt(Unclear("words", unknown))
    draft = Draft()
    slots = tuple(_slots(_read(line, draft), draft))
    first = first_day(draft, start)
    rule = assembled(draft, slots, Recurrence("week", slots, first, until=last_day(draft, first), holidays=policy))
    earliest = next(days_of(replace(rule, interval=1), first), None)
    if earliest is None:
        raise Doubt(Unclear("never"))
    return replace(rule, anchor=earliest)


def _read(line: str, draft: Draft) -> list[str]:
    """The days and times that are named, in order, after everything else has gone into the draft."""
    line = without("in|long", ranges(spoken(lengths(line, draft))))
    for step in (often.counts, holidays, exceptions, bounds, often.weeks, often.months, days):
        line = step(line, draft)
    left = in_their_part([sign for sign in bare(line).split() if sign not in PARTING])
    if not all(re.match(r"[DT][\dk#-]", sign) for sign in left):
        raise doubt()
    return left


def _slots(left: list[str], draft: Draft) -> list[Slot]:
    """Days with their times: one time for all, or each group of days with its own."""
    groups = [(kind, list(found)) for kind, found in groupby(left, key=lambda sign: sign[0])]
    told = [found for kind, found in groups if kind == "T"]
    named = [found for kind, found in groups if kind == "D"]
    if not named:
        raise Doubt(Unclear("day"))
    if not told:
        raise Doubt(Unclear("time"))
    if len(told) == 1:
        told *= len(named)
    if len(told) != len(named) or any(len(times) > 1 for times in told):
        raise doubt()
    pairs = zip(named, told, strict=True)
    found = [_slot(sign, times[0], draft) for days_named, times in pairs for sign in days_named]
    kept = [each for each in dict.fromkeys(found) if each.weekdays or each.day]
    if not kept:
        raise doubt()
    return kept


def _slot(day: str, told: str, draft: Draft) -> Slot:
    starts, _, ends = told[1:].partition("-")
    at = time.fromisoformat(starts)
    if ends and draft.lengths:
        raise doubt()
    slot = Slot(at, time.fromisoformat(ends) if ends else _end(at, draft))
    if day.startswith("D#"):
        return replace(slot, day=int(day[2:]))
    nth, _, weekday = day[1:].rpartition("@")
    named = WORKDAYS if weekday == "k" else (int(weekday[-1]),)
    left_out = draft.not_weekdays | ({5, 6} if draft.not_weekends else set())
    weekdays = tuple(each for each in named if each not in left_out)
    return replace(slot, weekdays=weekdays, nth=int(nth or 0), working=not weekday.isdecimal())


def _end(at: time, draft: Draft) -> time | None:
    if not draft.lengths:
        return None
    if len(draft.lengths) > 1:
        raise doubt()
    starts = datetime.combine(date.min, at)
    ends = starts + timedelta(minutes=next(iter(draft.lengths)))
    if ends.date() != starts.date():
        raise doubt()
    return ends.time()
