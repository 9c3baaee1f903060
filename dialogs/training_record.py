"""What is written in the speaker's own training row, and in nobody else's, when a course is done in the chat."""

from bot.courses import Course, courses
from bot.ports import Put
from bot.training import Said, training_of

from .scene import Scene


async def done_here(scene: Scene, kind: str) -> Put:
    """The write that says that the course of this kind, which is taken in the chat, is done today."""
    training = await training_of(scene.ports.store, scene.ports.seal, scene.heard.person)
    said = Said("done", scene.today.isoformat())
    return training.saying(taken_here(kind).id, said).put(scene.ports.seal)


def taken_here(kind: str) -> Course:
    """The course that is taken in the chat: the questions, or the practice."""
    return next(each for each in courses().values() if each.kind == kind)
