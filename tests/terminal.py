"""The terminal chat for tests: lines in, and what stands on the screen out."""

import io

from bot.adapters.teams.terminal import chat
from bot.people import Person, Role
from tests.teams import unsigned

ANNA = Person("anna", "Anna Exempel")
KARIN = Person("karin", "Karin Exempel", roles=frozenset({Role.COORDINATOR}))


async def played(bot, *lines, language="sv"):
    """What stands in the terminal when these lines have been typed."""

    async def source():
        for line in lines:
            yield line

    sink = io.StringIO()
    async with unsigned(bot.url) as teams:
        await chat(teams, [ANNA, KARIN], language, lines=source(), sink=sink, settled=0)
    return sink.getvalue()
