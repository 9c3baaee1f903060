"""How hard Swedish words are to read: LIX, as Björnsson's Läsbarhet (1968) counts it. Below 40 is easy to middling."""

import re

from bot.talk import Line, Page
from bot.wording import say

ENDS = re.compile(r"[.:?!](?=\s|$)|$", re.MULTILINE)
RULE = re.compile(
    r"\d+ kap\. \d+\s§|\d[\d \u00a0–-]*\d"
)  # a reference or a number is one word, and its dots end nothing
WORD = re.compile(r"[^\W_]+(?:[-’:][^\W_]+)*")
LONG = 7  # letters from which a word is long
ENOUGH = 10  # words; in fewer, one long word decides


def lix(text: str) -> float:
    """Words to a sentence, plus long words of a hundred."""
    text = RULE.sub("1", text)
    words = WORD.findall(text)
    sentences = [part for part in ENDS.split(text) if WORD.search(part)]
    return len(words) / len(sentences) + 100 * sum(len(word) >= LONG for word in words) / len(words)


def read(page: Page) -> str:
    """What is read in one go on a page, in Swedish: heading, texts and steps, a line each."""
    lines: list[Line] = [page.heading, *page.texts, *page.steps]
    lines += [page.warning] if page.warning else []
    return "\n".join(say(each, "sv") for each in lines)


def long_enough(text: str) -> bool:
    """Whether LIX says anything about it."""
    return len(WORD.findall(text)) >= ENOUGH
