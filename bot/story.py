"""A story about a person typed into the chat, where it would be kept: the teller is shown the box instead.

Nothing is taken out of the text here; it is only recognised, so that it is neither stored nor echoed.
"""

import re
from functools import cache

from content import heard

from .listen import Listener, Sentence, cut, listener, readings, sentences

SHORTEST = 5  # words: fewer hardly tell of anybody ("min elev är orolig")
NAME = re.compile(r"(?<=[^\W_])(?<![.!?:])(,? )([^\W\d_][\w-]+)")  # a word inside a sentence
NUMBER = re.compile(r"\b(?:19|20)?\d{6}[-+ ]?\d{4}\b|\b0\d[\d -]{6,10}\d\b|\b[\w.+-]+@[\w-]+\.\w+\b")
SOMEBODY = "§"  # stands for a name or a personal number in the patterns


def is_story(text: str) -> bool:
    """Whether the words tell what a particular person did, said or is.

    A name, a personal number, a pronoun or someone known to the teller (a pupil, a colleague), and a verb that tells.
    Questions in general, wishes from the menu and sentences about places or appointments are none.
    """
    said = sentences(_marked(text))
    return sum(len(each.words) for each in said) >= SHORTEST and any(_tells(each) for each in said)


@cache
def _listeners() -> tuple[Listener, ...]:
    return tuple(heard("story", listener).values())


def _tells(sentence: Sentence) -> bool:
    reading = readings(_listeners(), sentence)
    return not any(words.hears("asked", line) for words, line in reading) and any(_told(*each) for each in reading)


def _told(words: Listener, line: str) -> bool:
    return words.hears("grave", line) or words.hears("tells", words.without("errands", line))


def _marked(text: str) -> str:
    """The text with numbers that point someone out, and words that look like names, marked."""
    return NAME.sub(_name, NUMBER.sub(f" {SOMEBODY} ", cut(text)))


def _name(found: re.Match[str]) -> str:
    word = found[2]
    named = word[0].isupper() and not word.isupper()  # all capitals are a shout or an abbreviation
    return f"{found[0]} {SOMEBODY}" if named else found[0]
