"""“Klotter eller klistermärken”: one short report of a mark, instead of the same one for every channel."""

from .flow import Answer, Answers, Field, Flow, Step
from .worry import BASES, ENVIRONMENTS, OPERATIONS, PERIODS, PLACE_TYPES, UNSURE, place

MATERIALS = ("graffiti", "sticker", "leaflet", "poster", "symbol", "other")
EXTENTS = ("one", "few", "some", "many", "unknown")  # 1, 2–5, 6–20, more (domain/blankett.md)
KINDS_OF_PLACE = tuple(each for each in PLACE_TYPES if each != "online")  # there nobody puts a mark up
SURFACES = ("city", "school", "private", "transport", "unknown")  # whose it is on, which decides who removes it
MOTIFS = ("symbol", "organisation", "slogan", "threat", "code", "link", "unclear")
KNOWN = ("yes", "no", "unknown")
CHANNELS = ("removal", "ia", "police")  # each wants the same mark reported once more
DONE = (*CHANNELS, "manager")
FACTS, ALIKE = "facts", "alike"  # what was looked up beside the answers: the case that may be about the same mark
WHERE = "worry.where.fields"  # words that are the same in every report
PICTURE = "picture"  # at the step ``photo``: a copy of it, as long as there is one
UNCHOSEN = "unchosen"  # there too: it was to be cut, and nobody said how
ADD = "add"  # the step where one more is counted, for which nothing need be told or shown


def picture(answers: Answers) -> str:
    """A small copy of the picture that was sent in this dialog, as base64; empty when there is none."""
    return str(answers.get("photo", {}).get(PICTURE, ""))


def alike(answers: Answers) -> str:
    """The case that has a mark of the same kind in the same place this week, or empty."""
    return str(answers.get(FACTS, {}).get(ALIKE, ""))


def _where_leads(answer: Answer, answers: Answers) -> str:
    found = place({"where": answer})
    if found.get("outside"):
        return "elsewhere"
    if found.get("candidates"):
        return "which"
    return "same" if found.get("district") and alike(answers) else "story"


def _candidates(answers: Answers) -> tuple[str, ...]:
    return (*place(answers).get("candidates", ()), UNSURE)


def _story_leads(answer: Answer, _: Answers) -> str:
    return "review" if answer.get("story") else "photo"


def _photo_acts(answers: Answers) -> tuple[str, ...]:
    return ("clear", "cut", "discard") if picture(answers) else ("skip",)


FLOW = Flow(
    "graffiti",
    Step(
        "what",
        fields=(
            Field("material", "one", MATERIALS),
            Field("extent", "one", EXTENTS, "unknown", optional=True),
            Field("still_there", "one", KNOWN, "unknown", optional=True),
            Field("recurring", "one", KNOWN, "unknown", optional=True),
        ),
        links=("emergency",),
        links_last=True,
        clears=("same",),
    ),
    Step(
        "where",
        ("next", "nowhere"),
        fields=(
            Field("place", "place"),
            Field("place_type", "one", KINDS_OF_PLACE, words=f"{WHERE}.place_type"),
            Field("surface", "one", SURFACES),
            Field("period", "one", PERIODS, words=f"{WHERE}.period"),
            Field("operation", "one", OPERATIONS, words=f"{WHERE}.operation"),
        ),
        way=_where_leads,
        then={"story": "story", "which": "which", "elsewhere": "elsewhere", "same": "same"},
        clears=("which", "same", ADD, "send"),
    ),
    Step(
        "which",
        _candidates,
        then="story",  # a name that stands for several places has no district, so nothing is like it
        clears=("same", ADD, "send"),
    ),
    Step("elsewhere", ("done", "change"), then={"done": "closed", "change": "where"}, links=("police",), told=True),
    Step("same", ("yes", "no"), then={"yes": ADD, "no": "story"}),
    Step(
        "story",
        fields=(
            Field("motifs", "several", MOTIFS),
            Field("environment", "one", ENVIRONMENTS, "unclear", words="worry.seen.fields.environment"),
            Field("basis", "several", BASES, words="worry.basis.fields.basis", unless=("environment", "unclear")),
            Field("story", "story", optional=True),
        ),
        way=_story_leads,
        then={"review": "review", "photo": "photo"},
        clears=("review",),
        asides=("symbols",),
    ),
    Step(
        "review",
        ("clear", "unsure", "change"),
        then={"clear": "photo", "unsure": "photo", "change": "story"},
        private=True,
        strict=True,
    ),
    Step(
        "photo",
        _photo_acts,
        then={"skip": "send", "clear": "send", "cut": "photo", "discard": "photo"},
        looked=("clear", "cut", "discard"),
    ),
    Step(
        "send",
        fields=(
            Field("done", "several", DONE, optional=True),
            Field("remind", "toggle", optional=True),
            Field("notice", "toggle", optional=True),
        ),
        options=("send",),
        then="sent",
        private=True,
        strict=True,
    ),
    Step(
        ADD,
        ("add",),
        fields=(
            Field("done", "several", DONE, words="graffiti.send.fields.done", optional=True),
            Field("remind", "toggle", optional=True),
        ),
        then="added",
        strict=True,
    ),
    ends=("sent", "added", "closed"),
)
