"""The speaker's own training row: read, and written with what they have said. Nobody else's is ever touched."""

from bot.courses import Course, courses
from bot.errors import Unsealable
from bot.ports import TRAINING, Ports, Put
from bot.training import Said, Training

from .scene import Scene


async def training_of(ports: Ports, person: str) -> Training:
    """What they have said. A row that cannot be opened any more, its key being lost, is begun anew."""
    row = await ports.store.get(TRAINING, person)
    try:
        return Training.read(row, ports.seal) if row else Training(person)
    except Unsealable:
        return Training(person, etag=row.etag) if row else Training(person)


async def done_here(scene: Scene, kind: str) -> Put:
    """The write that says that the course of this kind, which is taken in the chat, is done today."""
    training = await training_of(scene.ports, scene.heard.person)
    said = Said("done", scene.today.isoformat())
    return training.saying(taken_here(kind).id, said).put(scene.ports.seal)


def taken_here(kind: str) -> Course:
    """The course that is taken in the chat: the questions, or the practice."""
    return next(each for each in courses().values() if each.kind == kind)
