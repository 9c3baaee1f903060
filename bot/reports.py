"""The de-identified report: what someone saw or heard, never who saw it nor who was seen.

The fields are those of the city's form for de-identified information (domain/blankett.md); ages, places and
times are coarse by schema.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from .deidentify import Deidentified

FORM = "2"


@dataclass(frozen=True, slots=True)
class Report:
    """One report. ``week`` is the ISO week it came in (2026-W47); everything else is a key of content or coarse."""

    kind: str  # concern: about a person · incident: about none in particular · mark: something left in a place
    week: str
    who: str
    seen: tuple[str, ...]
    environment: str
    basis: tuple[str, ...]
    recurring: str
    district: str  # a district of content/city, or empty
    department: str  # of the place, or empty
    place_type: str
    period: str
    operation: str
    story: Deidentified | None
    pointing: str  # what the sender said of the text: clear (points nobody out) · unsure
    done: tuple[str, ...]
    wants_notice: bool
    form: str = FORM
    material: str = ""  # these of a mark alone
    motifs: tuple[str, ...] = ()  # what is seen on it
    surface: str = ""  # whose it is on
    extent: str = ""
    still_there: str = ""
    photo: bool = False

    def to_doc(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """What ``to_doc`` made."""
        parts: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in doc.items()}
        return cls(**parts)
