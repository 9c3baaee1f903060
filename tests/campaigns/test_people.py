"""What becomes of each person in a campaign: written to at most four times, and not at all who need not be."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot import audience, campaigns, rhythm
from bot.accounts import NEEDLESS, Standings
from bot.adapters.seal import KeyRing
from bot.courses import courses
from bot.errors import Unclear, Unsendable
from bot.feeding import FULL
from bot.grouping import place
from bot.ports import CAMPAIGNS, CHATS, NEW, RECIPIENTS, Del, Put
from bot.survey_answers import Answer, handed_in
from bot.talk import Chat
from bot.training import Said, Training

from .town import COURSE, LAST, RING, TUESDAY, campaign, chat_row, person

FIRST, SECOND, THIRD, FOURTH = date(2026, 11, 3), date(2026, 11, 17), date(2026, 12, 1), date(2026, 12, 8)
DAY = timedelta(days=1)


def done(by="person"):
    return lambda training: training.saying(COURSE, Said("done", "2026-11-04", by=by))


def later(until):
    return lambda training: training.saying(COURSE, Said("later", "2026-11-04", until.isoformat()))


def not_relevant(training):
    return training.saying(COURSE, Said("not_relevant", "2026-11-04"))


def stopped(training):
    return replace(training, stopped=True)


async def to_the_end(town, last=LAST, each_day=None):
    """Every day up to the one after the last."""
    day = town.time.now().date()
    while day <= last + DAY:
        await town.day(day)
        if each_day:
            await each_day(day)
        day += DAY


async def test_somebody_who_says_nothing_gets_the_invitation_and_three_reminders(town):
    (anna,) = await town.inhabit(1)
    await town.begin([anna])
    await to_the_end(town)
    assert town.days(anna) == [FIRST, SECOND, THIRD, FOURTH]
    assert town.got(anna) == ["c1 1", "c1 2", "c1 3", "c1 4"]
    assert (await town.recipient(anna)).sent == 4


@pytest.mark.parametrize("change", [done(), done("portal"), not_relevant, stopped])
async def test_whoever_has_said_so_is_written_to_no_more(town, change):
    anna, omar = await town.inhabit(2)
    await town.begin([anna, omar])
    await town.until_quiet()
    await town.says(anna, change)
    await to_the_end(town)
    assert town.days(anna) == [FIRST]
    assert len(town.days(omar)) == 4
    assert await town.standings() == Standings(sent=2)


@pytest.mark.parametrize("change", [done(), not_relevant, stopped])
async def test_whoever_needs_no_message_gets_none_is_counted_when_it_is_their_turn_and_no_plain_row_tells_why(
    town, change
):
    anna, omar, siri = await town.inhabit(3)
    await town.says(anna, change)
    town.time.go_to(rhythm.opening(FIRST).replace(hour=18))
    await town.begin([anna, omar, siri])
    assert await town.standings() == Standings(waiting=3, due=rhythm.opening(FIRST + DAY))
    await town.says(omar, change)  # in the evening, before anything was sent
    await town.day(FIRST + DAY)
    how = await town.standings()
    assert (how.sent, how.failed, how.size) == (1, {NEEDLESS: 2}, 3)
    assert town.got(anna) == town.got(omar) == []


async def test_a_row_whose_key_is_lost_holds_up_neither_its_person_nor_the_end(town):
    anna, omar = await town.inhabit(2)
    lost = KeyRing({"lost": b"l" * 32}, "lost")
    await town.ports.store.commit(Training(anna, stopped=True).put(lost))
    await town.begin([anna, omar])
    await to_the_end(town)
    assert len(town.days(anna)) == len(town.days(omar)) == 4
    assert (await town.campaign()).state == "over"


async def test_later_is_the_day_that_was_chosen_and_the_rhythm_goes_on_from_there(town):
    (anna,) = await town.inhabit(1)
    await town.begin([anna])
    await town.until_quiet()
    await town.says(anna, later(date(2026, 11, 21)))  # a Saturday after the second
    await to_the_end(town)
    assert town.days(anna) == [FIRST, date(2026, 11, 23), THIRD, FOURTH]


async def test_a_chosen_day_after_the_last_one_is_left_to_the_person(town):
    (anna,) = await town.inhabit(1)
    await town.begin([anna])
    await town.until_quiet()
    await town.says(anna, later(LAST + 3 * DAY))
    await to_the_end(town)
    assert town.days(anna) == [FIRST]


async def test_two_campaigns_for_the_same_person_are_kept_apart(town):
    people = await town.inhabit(20)
    await town.begin(people)
    await town.begin(people, "c2", subject="quiz", last=LAST - 4 * DAY)
    await to_the_end(town)
    for each in people:
        days = town.days(each)
        assert all(b - a >= timedelta(days=3) for a, b in pairwise(days))
        for first in days:
            assert sum(first <= day < first + timedelta(days=30) for day in days) <= 4
        assert {words.split()[0] for words in town.got(each)} == {"c1", "c2"}


async def test_whoever_has_no_app_is_counted_and_looked_at_again_at_the_next_wave(town):
    anna, omar = await town.inhabit(2, without={0, 1})
    await town.begin([anna, omar])
    await town.until_quiet()
    how = await town.standings()
    assert (how.unreachable, how.sent, how.waiting) == (2, 0, 0)
    await town.store.commit(Put(CHATS, anna, chat_row(anna)))
    await to_the_end(town)
    assert town.days(anna) == [SECOND, THIRD, FOURTH]
    assert town.got(anna)[0] == "c1 1"  # their first is the invitation
    how = await town.standings()
    assert (how.unreachable, how.sent, how.waiting) == (1, 1, 0)


async def test_a_paused_campaign_sends_nothing_and_goes_on_where_it_stood(town):
    people = await town.inhabit(FULL + 200)
    await town.begin(people)

    async def some():
        return (await town.standings()).sent >= 40

    await town.run(some)
    assert await town.letters() > 100
    await town.becomes(campaigns.paused)
    before = {each: len(town.got(each)) for each in people}
    await town.until_quiet()
    await town.day(FIRST + DAY)
    await town.day(FIRST + 2 * DAY)
    # what was on its way when it was paused arrives, and nothing else
    assert sum(len(town.got(each)) - before[each] for each in people) <= 16
    assert await town.letters() == 0
    await town.all_accounted_for(len(people))
    assert (await town.standings()).waiting > 500
    await town.becomes(campaigns.resumed)
    await town.day(FIRST + 3 * DAY)
    assert {len(town.got(each)) for each in people} == {1}


async def test_a_cancelled_campaign_sends_nothing_more_and_counts_those_who_waited(town):
    people = await town.inhabit(FULL + 200)
    await town.begin(people)

    async def some():
        return (await town.standings()).sent >= 40

    await town.run(some)
    await town.becomes(campaigns.cancelled)
    await town.until_quiet()
    how = await town.standings()
    assert (how.waiting, how.unreachable) == (0, 0)
    assert how.sent + how.failed["cancelled"] == len(people)
    assert how.sent == sum(bool(town.got(each)) for each in people)
    await to_the_end(town)
    assert max(len(town.got(each)) for each in people) == 1
    assert (await town.campaign()).figures == {}
    assert await town.letters() == 0


async def test_a_message_refused_for_good_is_counted_by_reason_and_not_tried_again(town):
    anna, omar = await town.inhabit(2)
    town.service.trouble = lambda to: (
        (Unsendable("BotNotInConversationRoster", gone=True), False) if to == anna else None
    )
    await town.begin([anna, omar])
    await to_the_end(town)
    how = await town.standings()
    assert (how.sent, how.failed) == (1, {"BotNotInConversationRoster": 1})
    assert len(town.got(omar)) == 4


async def test_a_letter_that_waits_past_the_hours_waits_for_the_morning(town):
    (anna,) = await town.inhabit(1)
    town.time.go_to(rhythm.opening(FIRST).replace(hour=15, minute=59, second=30))
    town.service.trouble = lambda _: (Unsendable("http_429", after=60), False)
    await town.begin([anna])
    await town.until_quiet()
    town.service.trouble = lambda _: None
    town.time.passed += 120
    await town.until_quiet()
    assert town.days(anna) == []
    assert (await town.standings()).waiting == 1
    await town.day(FIRST + DAY, hour=8)
    assert town.days(anna) == [FIRST + DAY]


async def test_one_that_may_have_arrived_before_it_waits_for_the_morning_is_told_as_such(town):
    (anna,) = await town.inhabit(1)
    town.time.go_to(rhythm.opening(FIRST).replace(hour=15, minute=59, second=30))
    town.service.trouble = lambda _: (Unsendable("unreachable", unknown=True, after=60), True)
    await town.begin([anna])
    await town.until_quiet()
    town.service.trouble = lambda _: None
    town.time.passed += 120
    await town.until_quiet()
    await town.day(FIRST + DAY, hour=8)
    assert town.days(anna) == [FIRST, FIRST + DAY]
    assert (await town.standings()).again == 1


async def test_begun_in_the_evening_it_waits_for_the_morning_and_over_christmas_for_january(town):
    (anna,) = await town.inhabit(1)
    town.time.go_to(rhythm.opening(date(2026, 12, 18)).replace(hour=17))  # a Friday
    await town.begin([anna], last=date(2027, 1, 29))
    await town.begin([anna], "c2", subject="quiz", last=date(2027, 1, 29), always=True)
    await to_the_end(town, date(2027, 1, 8))
    assert town.days(anna)[0] == date(2026, 12, 21)
    assert dict(zip(town.got(anna), town.days(anna), strict=True))["c1 1"] == date(2027, 1, 7)


async def test_whoever_has_answered_the_survey_is_written_to_no_more(town):
    people = await town.inhabit(10)
    town.ports.min_cell = 1
    begun = await town.begin(people, kind="survey", subject="yearly")
    await town.until_quiet()
    answer = Answer("c1", "yearly", "1", "", {})
    await town.store.commit(*await handed_in(town.ports, begun, people[0], answer))
    await to_the_end(town)
    assert len(town.got(people[0])) == 1
    assert {len(town.got(each)) for each in people[1:]} == {4}
    assert sum(done for _, done in (await town.campaign()).figures.values()) == 1


async def test_when_the_last_day_is_over_the_figures_stand_and_later_nobody_is_known(town):
    people = await town.inhabit(180, without={90})
    town.ports.min_cell = 2  # as many as there are in a unit
    await town.begin(people)
    await town.until_quiet()
    for each in people[:45]:
        await town.says(each, done())
    await to_the_end(town)
    over = await town.campaign()
    assert over.state == "over"
    units = Counter(place(person(at)) for at in range(180))
    assert over.figures == {unit: (size, int(int(unit.split()[-1]) < 45)) for unit, size in units.items()}
    how = await town.standings()
    assert (how.waiting, how.size) == (0, 180)
    await town.day(LAST + DAY + campaigns.KEPT + DAY)
    assert (await town.store.find(RECIPIENTS, limit=1)).rows == ()
    assert await town.standings() == replace(how, due=None)
    assert (await town.campaign()).figures == over.figures


async def test_who_answers_after_the_last_day_changes_nothing(town):
    people = await town.inhabit(6)
    await town.begin(people)
    await to_the_end(town)
    before = (await town.campaign()).figures
    await town.says(people[0], done())
    await town.until_quiet()
    assert (await town.campaign()).figures == before


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"last": FIRST - DAY}, "campaign.last.past"),
        ({"last": date(2027, 7, 30), "subject": "gone"}, "campaign.course_over"),
        ({"people": ()}, "campaign.nobody"),
    ],
)
async def test_what_cannot_begin_is_refused_and_leaves_nothing(town, facts, key):
    people = await town.inhabit(2)
    with pytest.raises(Unclear) as refused:
        await town.begin(facts.pop("people", people), **facts)
    assert refused.value.key == key
    for table in (RECIPIENTS, CAMPAIGNS):
        assert (await town.store.find(table, limit=1)).rows == ()


@pytest.mark.parametrize("until", [TUESDAY.date() - DAY, LAST - DAY])
def test_a_course_that_has_expired_or_will_before_the_last_day_is_refused(until):
    known = {COURSE: replace(courses()[COURSE], until=until)}
    assert audience.refused(campaign("c1", TUESDAY), known) == "campaign.course_over"


async def test_one_day_before_the_holidays_is_refused_when_nothing_may_be_sent(town):
    people = await town.inhabit(2)
    town.time.go_to(rhythm.opening(date(2026, 12, 22)))
    with pytest.raises(Unclear) as refused:
        await town.begin(people, last=date(2026, 12, 30))
    assert refused.value.key == "campaign.last.no_day"


async def test_a_letter_of_a_campaign_that_is_gone_is_dropped(town):
    (anna,) = await town.inhabit(1)
    await town.begin([anna])
    await town.ticks.tend(town.time.now())
    await town.ticks.tend(town.time.now())
    await town.store.commit(Del(CAMPAIGNS, "c1"))
    await town.quiet()
    assert (town.got(anna), await town.letters()) == ([], 0)


async def test_the_live_page_follows_once_a_minute_and_when_the_state_is_new(town):
    people = await town.inhabit(300)
    begun = await town.begin(people)
    shown = campaigns.Shown(chat=town_chat(people[0]), language="sv", message="m1")
    await town.store.commit(replace(begun, live=shown).put(RING, town.time.now()))

    async def over():
        return town.time.passed > 150

    await town.run(over)
    assert 2 <= len(town.shown) <= 4
    before = len(town.shown)
    await town.becomes(campaigns.paused)
    await town.until_quiet()
    assert len(town.shown) == before + 1


def town_chat(who):
    return Chat(**chat_row(who)["chat"])


async def test_one_that_goes_wrong_holds_up_no_other(town):
    people = await town.inhabit(3)
    await town.begin(people)
    await town.store.commit(
        Put(CAMPAIGNS, "c0", {"due": TUESDAY.isoformat(), "state": "running", "sealed": "k.broken"}, NEW)
    )
    await town.until_quiet()
    assert {len(town.got(each)) for each in people} == {1}
