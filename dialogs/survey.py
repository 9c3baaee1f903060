"""The yearly survey: what somebody has seen, what they know and need. Nothing is asked about any person.

Neither district nor operation is asked for: the answer stands under the group that its writer was invited in.
"""

from bot.surveys import Question, surveys

from .flow import Field, Flow, Kind, Step

SURVEY = surveys()["yearly"]
FACTS = "facts"  # beside the answers: the campaign that it is answered in
UNCLEAR = {"environment": "unclear"}  # what is chosen where nothing is touched: nobody is to guess


def _field(question: Question) -> Field:
    default = UNCLEAR.get(question.id, "")
    kind: Kind = "several" if question.several else "one"
    return Field(question.id, kind, question.options, default, optional=bool(default), words=question.words)


def _fields(page: str) -> tuple[Field, ...]:
    return tuple(map(_field, SURVEY.on(page)))


def _buttons(page: str) -> tuple[str, ...]:
    (question,) = SURVEY.on(page)
    return question.options


FLOW = Flow(
    "survey",
    Step("seen", _buttons("seen"), then={"yes": "what", "no": "know", "unknown": "know"}),
    Step("what", fields=_fields("what")),
    Step("know", fields=_fields("know")),
    Step("threats", _buttons("threats"), links=("emergency",), links_last=True),
    Step(
        "story",
        ("next", "skip"),
        fields=(Field("story", "story"),),
        then={"next": "review", "skip": "send"},
        clears=("review",),
    ),
    Step(
        "review",
        ("clear", "unsure", "change"),
        then={"clear": "send", "unsure": "send", "change": "story"},
        private=True,
        strict=True,
    ),
    Step("send", ("send",), strict=True),
    ends=("sent",),
)
