"""The routine on concern or event: everything that applies, in the order it is to be done.

Source: the city's local action plan ("Rutin vid oro/händelse") and domain/rutin.md. The steps do not exclude each
other: a fifteen-year-old who threatened someone leads to a report of concern, to the police and to the coordinator.
"""

from collections.abc import Collection
from dataclasses import dataclass

# What may be a crime (brottsbalken 3, 4, 12 and 16 kap.), and what the police or Säpo want to know of.
CRIMES = frozenset({"threat", "violence", "degrading", "damage"})
TIPS = frozenset({"recruitment", "travel", "returnee"})
MARKS = frozenset({"symbols", "damage"})
# What calls for no report to anyone: needs and acts lead to measures, never opinions, faith or dress.
NO_REPORT = frozenset({"opinion"})
ANOTHER_ROAD = frozenset({"other_concern"})
PERHAPS_CHILD = frozenset({"several", "unsure"})
PERHAPS_ADULT = frozenset({"adult", "several", "unsure"})


@dataclass(frozen=True, slots=True)
class Situation:
    """What someone is worried about. ``who`` is an age band; ``seen`` are kinds of events."""

    who: str
    seen: Collection[str] = ()

    @property
    def only_opinion(self) -> bool:
        """Nothing but opinion, faith or dress."""
        return bool(self.seen) and NO_REPORT.issuperset(self.seen)

    @property
    def only_another_concern(self) -> bool:
        """A concern that is not violent extremism, such as gangs or honour-based oppression."""
        return not self.only_opinion and bool(self.seen) and (NO_REPORT | ANOTHER_ROAD).issuperset(self.seen)


def outcomes(situation: Situation) -> tuple[str, ...]:
    """The steps that apply, as keys of the words ``routine.*``."""
    seen = set(situation.seen)
    applies = {
        "child_concern": situation.who == "under_18",
        "perhaps_child_concern": situation.who in PERHAPS_CHILD,
        "police_and_tip": bool(seen & CRIMES) and bool(seen & TIPS),
        "police": bool(seen & CRIMES) and not seen & TIPS,
        "tip": bool(seen & TIPS) and not seen & CRIMES,
        "another_road": bool(seen & ANOTHER_ROAD),
        "adult_support": situation.who in PERHAPS_ADULT,
        "marks": bool(seen & MARKS),
        "manager": True,
        "someone_to_ask": True,
    }
    return tuple(key for key, holds in applies.items() if holds)
