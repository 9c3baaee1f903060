"""What a forum's people see: the item in its channel, the same before it is posted, and the question afterwards."""

from dataclasses import dataclass
from urllib.parse import quote

from bot.figures import Figures
from bot.forums import RESULTS, Forum, Meeting, roles
from bot.talk import Choice, Fact, Line, Link, Page, Phrase, Plain

from .dates import at, day, month
from .pages import links


@dataclass(frozen=True, slots=True)
class Item:
    """What the item of one meeting is made of."""

    forum: Forum
    meeting: Meeting
    figures: Figures
    least: int  # the smallest number about persons that is shown


def name_of(forum: Forum) -> Line:
    """The kind of forum inside a sentence."""
    return Phrase(f"forum.kinds.{forum.kind}")


def item(shown: Item) -> Page:
    """The VBE item, as everybody in the channel sees it. Its acts are checked when they are pressed."""
    forum, planned = shown.forum, shown.meeting.planned
    result = forum.results.get(planned)
    ask = Phrase("forum.item.ask", {"kind": name_of(forum), "date": at(shown.meeting.starts)})
    data = {"forum": forum.id, "planned": planned}
    acts = () if result else tuple(Choice(f"forum.{r}", Phrase(f"forum.item.{r}"), data=data) for r in RESULTS)
    told = (Phrase(f"forum.item.result.{result}"),) if result else ()
    return Page(
        ask,
        texts=(*told, *_texts(shown)),
        facts=(*_open(forum), *_questions(forum)),
        choices=acts,
        links=(*links("routine"), _assistant(forum)),
    )


def prompt(shown: Item, posted: Line) -> Page:
    """The item before it is posted, to the chair alone, who can change it."""
    forum, planned = shown.forum, shown.meeting.planned
    draft = forum.drafts.get(planned)
    state = "stopped" if forum.stopped else draft.state if draft else ""
    acts = {"stopped": (), "approved": ("add", "skip"), "skipped": ("anyway",)}.get(state, ("approve", "add", "skip"))
    told = f"forum.prompt.{state or 'text'}"
    return Page(
        Phrase("forum.prompt.ask", {"kind": name_of(forum), "date": at(shown.meeting.starts)}),
        texts=(Phrase(told, {} if state in {"skipped", "stopped"} else {"posted": posted}), *_texts(shown)),
        facts=(*_open(forum), *_questions(forum)),
        choices=_acts("prompt", (*acts, "moved", "cancelled"), forum, planned),
    )


def follow(forum: Forum, meeting: Meeting) -> Page:
    """The day after: what became of it, if nobody has said, and a note."""
    acts = () if meeting.planned in forum.results else RESULTS
    data = {"forum": forum.id, "planned": meeting.planned}
    return Page(
        Phrase("forum.follow.ask", {"kind": name_of(forum), "date": day(meeting.starts.date())}),
        texts=(Phrase("forum.follow.text"),),
        choices=(
            *(Choice(f"forum.{each}", Phrase(f"forum.item.{each}"), data=data) for each in acts),
            Choice("forum.note", Phrase("forum.follow.note"), data=data),
        ),
        footer=(Choice("do.menu", Phrase("commands.menu")),),
    )


def _texts(shown: Item) -> tuple[Line, ...]:
    """What has changed, the chair's own words, and that nobody is named."""
    figures, draft = shown.figures, shown.forum.drafts.get(shown.meeting.planned)
    few = figures.concerns is None
    count = str(shown.least if few else figures.concerns)
    values: dict[str, str | Line] = {
        "month": month(figures.month),
        "concerns": Phrase("forum.item.few" if few else "forum.item.concerns", {"count": count}),
        "marks": Phrase("forum.item.marks", {"count": str(figures.marks)}),
    }
    added = (Phrase("forum.item.added", {"words": Plain(draft.added)}),) if draft and draft.added else ()
    return Phrase("forum.item.since", values), *added, Phrase("forum.item.no_names")


def _open(forum: Forum) -> tuple[Fact, ...]:
    """What was decided and is not done: whose it is and by when."""
    return tuple(Fact(owner(each.owner, each.due), Plain(each.text)) for each in forum.open_decisions())


def owner(role: str, due: str) -> Line:
    """Whose a decision is, and by when."""
    named = Phrase(f"forum.roles.options.{role}")
    return Phrase("forum.item.decision", {"role": named, "due": Plain(due)}) if due else named


def _questions(forum: Forum) -> tuple[Fact, ...]:
    return tuple(Fact(Phrase(f"forum.roles.options.{r}"), Phrase(f"forum.questions.{r}")) for r in roles(forum.kind))


def _acts(page: str, acts: tuple[str, ...], forum: Forum, planned: str) -> tuple[Choice, ...]:
    data = {"forum": forum.id, "planned": planned}
    return tuple(Choice(f"forum.{each}", Phrase(f"forum.{page}.{each}"), data=data) for each in acts)


def _assistant(forum: Forum) -> Link:
    """The private chat with the bot (learn.microsoft.com, "Deep link to start a chat")."""
    return Link(
        Phrase("forum.item.assistant"), f"https://teams.microsoft.com/l/chat/0/0?users={quote(forum.channel.bot)}"
    )
