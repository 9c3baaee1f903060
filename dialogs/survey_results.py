"""What came of a survey, for the coordinator who may ask its audience, once it is over.

Counts go through bot/suppression.py; what is withheld is shown alike, whatever it is. The needs are listed in the order
of their random keys, without group, on a page that stays in no chat.
"""

from collections.abc import Mapping, Sequence

from bot.campaigns import Campaign
from bot.city import departments
from bot.grouping import BETWEEN
from bot.suppression import TOTAL, Cell
from bot.survey_answers import Answer, answers
from bot.surveys import EVERYBODY, Cells, Question, rows_of, surveys, table
from bot.talk import Choice, Fact, Line, Listed, Page, Phrase, Plain, Pressed

from .campaign_access import asks_here, campaign_of, closed, may_ask
from .campaign_offers import operation_line
from .pages import named
from .scene import Outcome, Scene
from .welcome import note

MENU = Choice("do.menu", Phrase("commands.menu"))
NEEDS = 5  # a page
DIGITS = 5  # of a number in a button; whoever writes more has made it up


async def act(scene: Scene, said: Pressed) -> Outcome:
    """The page asked for: of all, of one question (``at``), of it by group (``part``), of the needs. It only reads."""
    campaign = await campaign_of(scene, said.data.get("campaign", ""))
    if campaign is None or campaign.kind != "survey" or not may_ask(asks_here(scene), campaign.audience):
        return Outcome(closed())
    if campaign.state != "over":  # one that was called off shows none: else calling it off would be a way to look
        return Outcome(_waits(campaign))
    found = [each async for each in answers(scene.ports, campaign.id)]
    least, at = scene.ports.min_cell, _number(said.data, "at")
    questions = surveys()[campaign.subject].questions if campaign.subject in surveys() else ()
    if len(found) < least or not questions:
        return Outcome(_few(campaign))
    if said.data.get("part") == "needs":
        shown = scene.medium == "answer"
        return Outcome(_needs(campaign, found, _number(said.data, "past")) if shown else note("no_private", "menu"))
    if 0 < at <= len(questions):
        return Outcome(_question(campaign, found, at, least, by_group=said.data.get("part") == "groups"))
    return Outcome(overview(campaign, len(found)))


def overview(campaign: Campaign, answered: int) -> Page:
    """How many have answered, and the ways to what they answered.

    The number stands plain: a picture that does not say on how many answers it rests misleads (domain/lagesbild.md, 4),
    and every question's sum would tell it.
    """
    share = {"answered": Plain(str(answered)), "size": Plain(str(campaign.size))}
    facts = (Fact(Phrase("survey.results.rate"), Phrase("survey.results.of", share)),)
    choices = (_button("first", campaign, at="1"), _button("needs", campaign, part="needs"))
    return Page(
        _heading(campaign), texts=(Phrase("survey.results.text"),), facts=facts, choices=choices, footer=(MENU,)
    )


def _question(campaign: Campaign, found: Sequence[Answer], at: int, least: int, *, by_group: bool) -> Page:
    questions = surveys()[campaign.subject].questions
    question = questions[at - 1]
    cells = table(question, ((each.group, each.given) for each in found), least)
    rows = sorted(set(rows_of(each.group for each in found).values()))
    facts = _by_group(question, cells, rows) if by_group else _of_all(question, cells)
    hidden = any(cells[row, option] is None for row in (rows if by_group else (TOTAL,)) for option in question.options)
    groups = _button("all" if by_group else "groups", campaign, at=str(at), part="" if by_group else "groups")
    ways = (
        *((groups,) if len(rows) > 1 else ()),
        *((_button("next", campaign, at=str(at + 1)),) if at < len(questions) else ()),
        *((_button("previous", campaign, at=str(at - 1)),) if at > 1 else ()),
        _button("overview", campaign),
    )
    told = (*(("several",) if question.several else ()), *(("hidden",) if hidden else ()))
    texts = tuple(Phrase(f"survey.results.{each}") for each in told)
    return Page(_label(question), texts=texts, facts=facts, choices=ways, footer=(MENU,))


def _of_all(question: Question, cells: Cells) -> tuple[Fact, ...]:
    """Every option in the content's order, which ranks nothing."""
    return tuple(Fact(_option(question, each), _number_of(cells[TOTAL, each])) for each in question.options)


def _by_group(question: Question, cells: Cells, rows: Sequence[str]) -> tuple[Fact, ...]:
    return tuple(Fact(_row(row), _counts(question, cells, row)) for row in rows)


def _counts(question: Question, cells: Cells, row: str) -> Line:
    if all(cells[row, each] is None for each in question.options):
        return Phrase("survey.results.withheld")
    return Listed(tuple(_counted(question, each, cells, row) for each in question.options))


def _counted(question: Question, option: str, cells: Cells, row: str) -> Line:
    number = _number_of(cells[row, option])
    return Phrase("survey.results.counted", {"option": _option(question, option), "number": number})


def _needs(campaign: Campaign, found: Sequence[Answer], past: int) -> Page:
    """What was written, a few at a time; what its writer was unsure of says so."""
    needs = [each for each in found if each.need]
    shown = list(enumerate(needs, 1))[past : past + NEEDS]
    more = (_button("more", campaign, part="needs", past=str(past + NEEDS)),) if needs[past + NEEDS :] else ()
    return Page(
        Phrase("survey.results.needs_ask"),
        texts=(Phrase("survey.results.needs_text" if needs else "survey.results.no_needs"),),
        facts=tuple(Fact(_numbered(number, each), Plain(str(each.need))) for number, each in shown),
        choices=(*more, _button("overview", campaign)),
        footer=(MENU,),
        private=True,
    )


def _numbered(number: int, answer: Answer) -> Line:
    return Phrase("survey.results.unsure", {"number": str(number)}) if answer.unsure else Plain(str(number))


def _waits(campaign: Campaign) -> Page:
    return Page(_heading(campaign), texts=(Phrase("survey.results.waits"),), footer=(MENU,))


def _few(campaign: Campaign) -> Page:
    return Page(_heading(campaign), texts=(Phrase("survey.results.few"),), footer=(MENU,))


def _heading(campaign: Campaign) -> Line:
    return Phrase("survey.results.ask", {"name": Phrase(f"survey.{campaign.subject}.name")})


def _label(question: Question) -> Line:
    buttons = question.id == question.page
    return Phrase(f"survey.{question.page}.{'ask' if buttons else f'fields.{question.id}.label'}")


def _option(question: Question, option: str) -> Line:
    own = f"survey.{question.page}" if question.id == question.page else f"survey.{question.page}.fields.{question.id}"
    return Phrase(f"{question.words or own}.options.{option}")


def _row(row: str) -> Line:
    """A group by its department's name, with its operation where that tells it apart."""
    if row == EVERYBODY:
        return Phrase("survey.results.everybody")
    department, _, operation = row.partition(BETWEEN)
    known = department in {each.id for each in departments()}
    lines = (named(department) if known else Plain(department), *((operation_line(operation),) if operation else ()))
    return Listed(tuple(each for each in lines if each != Plain("")))


def _number_of(cell: Cell) -> Line:
    return Phrase("survey.results.withheld") if cell is None else Plain(str(cell))


def _button(name: str, campaign: Campaign, **data: str) -> Choice:
    return Choice("survey.results", Phrase(f"survey.results.{name}"), data={"campaign": campaign.id, **data})


def _number(data: Mapping[str, str], name: str) -> int:
    said = data.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= DIGITS else 0
