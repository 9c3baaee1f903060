"""A store as a city leaves it behind: so many people who have the app and stand in the directory, dialogs and cases."""

from bot.adapters.clock import RandomIds
from bot.adapters.seal import KeyRing
from bot.blank import SMALL, filled
from bot.cases import Case
from bot.directory import to_doc
from bot.people import Person
from bot.ports import CHATS, DIALOGS, PEOPLE, Put
from bot.reports import Report
from bot.sealed import dialog_about
from bot.talk import Chat

TOGETHER = 2_500  # of each in a commit
NEVER = "2999-01-01T00:00:00+00:00"
WORDS = "Någon har sagt något som oroar mig, och det har hänt mer än en gång. " * 4
REPORT = Report("concern", "2026-W45", "adult", ("threat",), "no", (), "no", "farsta", "farsta", "park", "today", "",
                WORDS, "clear", (), wants_notice=False)  # fmt: skip


async def fill(store, ring: KeyRing, number: int) -> None:
    """So many of each. A dialog's message is not known, so that nothing is sent when the bot starts."""
    new = RandomIds().new
    for start in range(0, number, TOGETHER):
        some = range(min(TOGETHER, number - start))
        await store.commit(*(put for _ in some for put in _of_one(ring, new)))


def _of_one(ring, new):
    person, dialog, key = new(), new(), ring.fresh()
    chat = Chat("https://smba.trafficmanager.net/emea/", f"a:{person}", "personal", "t", "28:b")
    place = {"person": person, "chat": chat.to_doc(), "language": "sv", "message": ""}
    state = {"flow": "worry", "answers": {}, "reopened": None, "turning": 1, "touched": "", "place": place}
    sealed = ring.under(key).seal(filled(state, SMALL), dialog_about(dialog))
    doc = {"owner": ring.mark(person, "owner"), "until": NEVER, "sealed": sealed}
    wrapped = ring.seal(key, dialog_about(dialog))
    yield Put(PEOPLE, person, to_doc(Person(person, "Anna Exempel", "anna@example.org")))
    yield Put(CHATS, person, {"chat": chat.to_doc(), "language": "sv", "chosen": False})
    yield Put(DIALOGS, dialog, {**doc, "wrapped": wrapped})
    yield Case(new(), "2026-11-03", "new", ("farsta",), REPORT, ring.mark(new(), "receipt")).put(ring)
