"""Forums as a chair registers them."""

from datetime import date, datetime

from bot.forums import Forum, Leads
from bot.recurrence import Recurrence, understand

from .days import HERE
from .lives import CHANNEL

START = date(2026, 11, 2)


def forum(words="varannan tisdag kl 10.00", policy="skip", start=START, **more):
    """Ten, three and one working days; nine o'clock."""
    rule = understand(words, "sv", start, policy)
    assert isinstance(rule, Recurrence), rule
    leads = Leads(*more.pop("leads", (10, 3, 1, 9)))
    return Forum(more.pop("id", "f"), "est", CHANNEL, ("farsta",), "chair", rule=rule, leads=leads, **more)


def at(text):
    """A moment by the clock in Stockholm."""
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def told(firings):
    """(kind, when by the clock) of each."""
    return [(each.kind, f"{each.at.astimezone(HERE):%Y-%m-%d %H:%M}") for each in firings]


def kinds(firings):
    return [each.kind for each in firings]
