"""Rules in everyday words beside what they mean: an RRULE where there is one, and whether a day fits.

A shape is made for a weekday ``w`` and a turn ``n`` in the month: the words in both languages, with a gap for the time
of day; which days fit; and the RRULE, or "".
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .days import ONE, working

SV = ("måndag", "tisdag", "onsdag", "torsdag", "fredag")
EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ICAL = ("MO", "TU", "WE", "TH", "FR")
FIRST = {1: ("första", "first"), 2: ("andra", "second"), 3: ("tredje", "third"), -1: ("sista", "last")}
EACH = {1: ("tredje", "third", 3), 2: ("fjärde", "fourth", 4), 3: ("sjätte", "sixth", 6), -1: ("fjärde", "fourth", 4)}
DATES = {1: 1, 2: 6, 3: 15, -1: 24}  # some of them holidays every year
TIMES = ((8, 30), (9, 0), (10, 0), (13, 0), (13, 15), (15, 0))
NIGHT = (2, 30)  # jumped over in spring, twice in autumn


@dataclass(frozen=True)
class Saying:
    """The words and their language, the time of day, and the days: those that fit, or the first and then ``rrule``."""

    text: str
    lang: str
    at: tuple[int, int]
    fits: Callable[[date], bool]
    rrule: str


def turn(day, n, w):
    """Whether it is that weekday's nth in its month."""
    last = monthrange(day.year, day.month)[1]
    return day.weekday() == w and n == ((day.day - 1) // 7 + 1 if n > 0 else -((last - day.day) // 7 + 1))


def ends_the_month(day):
    rest = (day + n * ONE for n in range(1, monthrange(day.year, day.month)[1] - day.day + 1))
    return working(day) and not any(map(working, rest))


def on(w):
    return lambda day: day.weekday() == w


SHAPES = {
    "weekly": lambda w, _: (
        f"varje {SV[w]} kl {{}}", f"every {EN[w]} at {{}}", on(w), f"FREQ=WEEKLY;BYDAY={ICAL[w]}",
    ),
    "fortnightly": lambda w, _: (
        f"varannan {SV[w]} {{}}", f"every other {EN[w]} at {{}}", on(w), f"FREQ=WEEKLY;INTERVAL=2;BYDAY={ICAL[w]}",
    ),
    "every so many weeks": lambda w, n: (
        f"var {EACH[n][0]} vecka på {SV[w]}ar kl {{}}", f"every {EACH[n][1]} week on {EN[w]}s at {{}}",
        on(w), f"FREQ=WEEKLY;INTERVAL={EACH[n][2]};BYDAY={ICAL[w]}",
    ),
    "twice a week": lambda w, _: (
        f"{SV[w]}ar och {SV[w - 2]}ar kl {{}}", f"{EN[w]}s and {EN[w - 2]}s at {{}}",
        lambda day: day.weekday() in {w, (w - 2) % 5}, f"FREQ=WEEKLY;BYDAY={ICAL[w]},{ICAL[w - 2]}",
    ),
    "monthly": lambda w, n: (
        f"{FIRST[n][0]} {SV[w]}en i månaden kl {{}}", f"the {FIRST[n][1]} {EN[w]} of the month at {{}}",
        lambda day: turn(day, n, w), f"FREQ=MONTHLY;BYDAY={n}{ICAL[w]}",
    ),
    "four a year": lambda w, n: (
        f"{FIRST[n][0]} {SV[w]}en i januari, april, juli, oktober kl {{}}",
        f"the {FIRST[n][1]} {EN[w]} of January, April, July and October at {{}}",
        lambda day: turn(day, n, w) and day.month in {1, 4, 7, 10},
        f"FREQ=MONTHLY;BYDAY={n}{ICAL[w]};BYMONTH=1,4,7,10",
    ),
    "not in summer": lambda w, n: (
        f"{FIRST[n][0]} {SV[w]}en i månaden utom juli och augusti kl {{}}",
        f"the {FIRST[n][1]} {EN[w]} of the month except July and August at {{}}",
        lambda day: turn(day, n, w) and day.month not in {7, 8},
        f"FREQ=MONTHLY;BYDAY={n}{ICAL[w]};BYMONTH=1,2,3,4,5,6,9,10,11,12",
    ),
    "by date": lambda _, n: (
        f"den {DATES[n]}:e varje månad kl {{}}", f"the {DATES[n]}th of every month at {{}}",
        lambda day: day.day == DATES[n], f"FREQ=MONTHLY;BYMONTHDAY={DATES[n]}",
    ),
    "last day": lambda _w, _n: (
        "den sista dagen i månaden kl {}", "the last day of the month at {}",
        lambda day: (day + ONE).day == 1, "FREQ=MONTHLY;BYMONTHDAY=-1",
    ),
    "every other month": lambda w, _: (
        f"varannan månad, första {SV[w]}en kl {{}}", f"every other month on the first {EN[w]} at {{}}",
        lambda day: turn(day, 1, w), f"FREQ=MONTHLY;INTERVAL=2;BYDAY=1{ICAL[w]}",
    ),
    "quarterly": lambda w, _: (
        f"andra {SV[w]}en i kvartalet kl {{}}", f"second {EN[w]} of the quarter at {{}}",
        lambda day: turn(day, 2, w) and day.month % 3 == 1, "",
    ),
    "even weeks": lambda w, _: (
        f"jämna veckor {SV[w]} kl {{}}", f"even weeks, {EN[w]} at {{}}",
        lambda day: day.weekday() == w and day.isocalendar()[1] % 2 == 0, "",
    ),
    "not some weeks": lambda w, _: (
        f"varje {SV[w]} kl {{}} utom vecka 20-46", f"every {EN[w]} at {{}} except weeks 20-46",
        lambda day: day.weekday() == w and not 20 <= day.isocalendar()[1] <= 46, "",
    ),
    "last working day": lambda _w, _n: (
        "sista vardagen i månaden kl {}", "the last working day of the month at {}", ends_the_month, "",
    ),
    "every working day": lambda _w, _n: ("varje vardag {}", "every weekday at {}", working, ""),
    "sunday nights": lambda _w, _n: ("varje söndag kl {}", "every Sunday at {}", on(6), ""),
}  # fmt: skip
OFTEN = dict.fromkeys(SHAPES, 8) | {"monthly": 16, "weekly": 4, "twice a week": 2, "not some weeks": 4}
OFTEN |= {"every working day": 1, "sunday nights": 2}


def saying(chance, shape=None):
    """A rule as somebody may say it."""
    shape = shape or chance.choices(list(OFTEN), list(OFTEN.values()))[0]
    at, lang = NIGHT if shape == "sunday nights" else chance.choice(TIMES), chance.choice(["sv", "en"])
    sv, en, fits, rrule = SHAPES[shape](chance.randrange(5), chance.choice(list(FIRST)))
    hour = f"{at[0]:02}" if at == NIGHT or lang == "en" else f"{at[0]}"  # "2.30" may be in the afternoon
    time = f"{hour}{'.' if lang == 'sv' else ':'}{at[1]:02}"
    return Saying((sv if lang == "sv" else en).format(time), lang, at, fits, rrule)
