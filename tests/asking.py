"""A survey's campaign in a bot's store, its people, and how they answer it."""

from dataclasses import replace
from datetime import timedelta

from bot import outbox, rhythm
from bot.campaigns import Audience, Campaign, Recipient, standing
from bot.ports import CAMPAIGNS, CHATS, RECIPIENTS
from bot.talk import to_doc
from dialogs.survey_pages import invitation

SEEN = (
    ("Ja", {}),
    (
        "Fortsätt",
        {
            "types": ["Hot", "Symboler, märken eller material"],
            "environment": "Oklart",
            "times": "2–5",
            "did": ["Polisanmälde"],
        },
    ),
)
KNOWS = (("Fortsätt", {"knows": "4", "guidelines": "Delvis", "trained": "Ja"}), ("Nej", {}))
NEED = "Vi behöver någon att ringa när det händer."
TO_SEND = (*SEEN, *KNOWS, ("Fortsätt", {"story": NEED}), ("Nej, inget", {}))
SHORTEST = (("Nej", {}), *KNOWS, ("Hoppa över", {}))


async def ask(ports, groups, **more):
    """A running campaign that asks these people, given as person → group; ``more`` are fields of the campaign."""
    now = ports.clock.now()
    made = {"started": now, "last": now.date() + timedelta(days=20), "by": "somebody", "size": len(groups), **more}
    campaign = Campaign(ports.ids.new(), "survey", "yearly", made.pop("audience", Audience()), **made)
    people = [Recipient(campaign.id, person, group=group) for person, group in groups.items()]
    await ports.store.commit(campaign.put(ports.seal, None), *(each.put() for each in people))
    return campaign


async def change(ports, campaign, **fields):
    """The campaign with other fields, in the store."""
    row = await ports.store.get(CAMPAIGNS, campaign.id)
    now = replace(Campaign.read(row, ports.seal), **fields)
    await ports.store.commit(now.put(ports.seal, None))


async def invite(running, campaign, *people):
    """The invitation as a message in each one's chat."""
    ports = running.house.ports
    page = to_doc(invitation("yearly", campaign, rhythm.INVITATION))
    for each in people:
        chat = (await ports.store.get(CHATS, each.aad)).doc["chat"]
        letter = {"kind": "reply", "person": each.aad, "chat": chat, "page": page, "language": "sv"}
        await ports.store.commit(outbox.stage(ports, letter))
    await running.settled()


async def walk(person, *presses):
    for label, inputs in presses:
        await person.press(label, **inputs)


async def sent(ports, campaign):
    """How many of its people are counted as sent."""
    return (await ports.store.find(RECIPIENTS, equals={"standing": standing(campaign.id, "sent")}, count=True)).count
