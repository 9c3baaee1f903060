"""The dialogs of a forum's chair: registering it, own words for the item, a note afterwards, another time."""

from bot.forums import kinds, roles_of_all
from bot.recurrence import POLICIES

from .flow import Answer, Answers, Field, Flow, Step

FACTS = "facts"  # beside the answers: which channel, or which forum and meeting, the dialog is about
PROMPTS, ITEMS = ("15", "10", "5"), ("5", "3", "1")  # working days before the meeting
THEMES = ("marks", "material", "recruitment", "threats", "worry", "knowledge", "support", "cooperation")
MOST_DECISIONS = 5

FORUM = Flow(
    "forum",
    Step("what", fields=(Field("kind", "one", kinds()),)),
    Step(
        "when",
        fields=(Field("recurrence", "recurrence"), Field("holidays", "one", POLICIES, "skip")),
        clears=("dates",),
    ),
    Step("dates", ("yes", "no"), then={"yes": "leads", "no": "when"}),
    Step(
        "leads",
        fields=(Field("prompt", "one", PROMPTS, "10"), Field("item", "one", ITEMS, "3")),
        then="registered",
        strict=True,
    ),
    ends=("registered",),
)

WORDS = Flow(
    "forum_words",
    Step("story", fields=(Field("story", "story"),), clears=("review",)),
    Step(
        "review",
        ("clear", "unsure", "change"),
        then={"clear": "kept", "unsure": "story", "change": "story"},
        private=True,
        strict=True,
    ),
    ends=("kept",),
)


def _story_leads(answer: Answer, _: Answers) -> str:
    return "review" if answer.get("story") else "decided"


NOTE = Flow(
    "forum_note",
    Step(
        "story",
        fields=(Field("themes", "several", THEMES, optional=True), Field("story", "story", optional=True)),
        way=_story_leads,
        then={"review": "review", "decided": "decided"},
        clears=("review",),
    ),
    Step(
        "review",
        ("clear", "unsure", "change"),
        then={"clear": "decided", "unsure": "story", "change": "story"},
        private=True,
        strict=True,
    ),
    Step(
        "decided",
        ("add", "done"),
        fields=(
            Field("decision", "text"),
            Field("owner", "one", roles_of_all(), words="forum.roles"),
            Field("due", "date", optional=True),
        ),
        then={"add": "decided", "done": "noted"},
    ),
    ends=("noted",),
)

MOVE = Flow(
    "forum_move",
    Step("when", fields=(Field("day", "date"), Field("time", "time")), then="moved"),
    ends=("moved",),
)
