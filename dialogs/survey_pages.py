"""What is shown of a survey beside its questions: the invitation, the receipt, and why it can't be answered."""

from bot.campaigns import Campaign
from bot.rhythm import INVITATION, LAST_DAY
from bot.surveys import surveys
from bot.talk import Choice, Fact, Page, Phrase

from .dates import day
from .training_pages import STOP

MENU = Choice("do.menu", Phrase("commands.menu"))


def invitation(survey_id: str, campaign: Campaign, wave: int) -> Page:
    """What a campaign's people get: how long it takes, until when, and who sees what. ``wave``: as in bot/rhythm."""
    told = {INVITATION: "first", LAST_DAY: "today"}.get(wave, "again")
    minutes = Phrase("training.minutes", {"count": str(surveys()[survey_id].minutes)})
    return Page(
        Phrase(f"survey.invitation.{told}"),
        texts=(Phrase("survey.invitation.text"),),
        facts=(
            Fact(Phrase("training.takes"), minutes),
            Fact(Phrase("training.last"), day(campaign.last)),
            Fact(Phrase("survey.invitation.seen_by"), Phrase("survey.invitation.seen_by_text")),
        ),
        choices=(
            Choice("survey.begin", Phrase("survey.invitation.begin"), "positive", {"campaign": campaign.id}),
            STOP,
        ),
    )


def thanks() -> Page:
    """The receipt that the card becomes. It holds nothing that was answered."""
    worry = Choice("do.open", Phrase("worry.open"), data={"flow": "worry"})
    return Page(
        Phrase("survey.thanks.ask"),
        texts=(Phrase("survey.thanks.text"), Phrase("survey.thanks.not_enough")),
        choices=(worry, MENU),
    )


def refused(why: str) -> Page:
    """Why it is not answered now: over, cancelled, answered, not_asked."""
    return Page(Phrase(f"survey.refused.{why}"), texts=(Phrase(f"survey.refused.{why}_text"),), choices=(MENU,))
