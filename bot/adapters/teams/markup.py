"""Words for a card: our own emphasis becomes the card's, and nothing that others wrote is ever taken for markup.

Teams' clients read Markdown in a card differently: a backslash before a mark is shown on phones, a character entity is
shown by the phones' parser, and neither works in an option's title. What works everywhere is to leave the characters as
they are and break the pattern with a word joiner, which is not seen. Only the asterisk and the backtick, which no
joiner disarms, are shown as their look-alikes. Text that must be copied exactly belongs in a RichTextBlock.

The Markdown of cards: https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
"""

import re
from functools import lru_cache

from bot.talk import Line, Phrase
from bot.wording import say
from content import Phrases, load

JOIN = "\u2060"  # WORD JOINER: no width, no break
MARKS = r"\`*_[](){}<>&~!#+-.:|=/@"
MASK = {ord(mark): 0xE000 + ord(mark) for mark in MARKS}  # others' marks, kept apart from ours until the line is whole
UNMASK = {masked: mark for mark, masked in MASK.items()}
LOOKS = {MASK[ord("*")]: "\u2217", MASK[ord("`")]: "\u02cb"}  # asterisk operator, modifier grave

OURS = re.compile(r"(?<!\*)\*(?![\s*])([^*\n]+?)(?<!\s)\*(?!\*)")
LINE_ENDS = re.compile(r"[ \t]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])\s*")


def _masked(pattern: str) -> re.Pattern[str]:
    """A pattern in which ``‹x›`` stands for others' mark x."""
    return re.compile(re.sub("‹(.)›", lambda found: chr(MASK[ord(found[1])]), pattern), re.MULTILINE)


BEFORE = _masked(  # a joiner goes before what would begin a list, a heading, a quotation, a rule, a table; a link
    r"^(?=[‹-›‹+›‹=›‹#›‹>›‹~›‹|›‹:›]|\d+[‹.›‹)›])|(?<=\])(?=[‹(›‹[›‹:›])"
)
AFTER = _masked(  # and after what would free a mark, or make a tag, an entity, a struck word, a date, a link, a list
    r"‹\›(?=[\uE000-\uE0FF!-/:-@\[-`{-~\n]|$)"
    r"|‹<›(?=[A-Za-z/!?‹/›‹!›])"
    r"|‹&›(?=[#‹#›\w])"
    r"|‹~›(?=[~‹~›])|‹{›(?=[{‹{›])"
    r"|‹]›(?=[(\[:‹(›‹[›‹:›‹-›\d-])|‹)›(?=[‹-›\d-])"
)
AROUND = _masked(r"(?<![0-9A-Za-z])‹_›|‹_›(?![0-9A-Za-z])")
DOT = _masked(r"(?<=\w)‹.›(?=[^\W\d_]{2})")
MAIL = _masked(r"‹(›?[\w‹.›‹+›‹-›‹_›]+‹@›[\w‹.›‹-›]+[‹)›,;]*")
SLASH = _masked(r"‹/›(?=‹/›)")
MASKED = re.compile(r"[\uE000-\uE0FF]")
KEPT = 4096  # phrases without blanks, in both languages; nothing that anybody else wrote is kept


def worded(line: Line, language: str) -> str:
    """The line as Markdown for a TextBlock, a fact or an option."""
    if isinstance(line, Phrase) and not line.values:
        return _our_words(load(language), language, line.key)
    return disarmed(OURS.sub(r"_\1_", say(line, language, mask)))


def plain(line: Line, language: str) -> str:
    """The line for a place that knows no markup: a button, a label, a notice. Our own emphasis falls away."""
    if isinstance(line, Phrase) and not line.values:
        return _our_plain(load(language), language, line.key)
    return _bare(say(line, language, mask))


def mask(words: str) -> str:
    """Others' words, their marks set apart; a line's end becomes a paragraph's."""
    return LINE_ENDS.sub("\n\n", words.strip()).translate(MASK)


def disarmed(words: str) -> str:
    """A whole line whose masked marks are shown again and mean nothing."""
    if not MASKED.search(words):
        return words
    words = re.sub(r"\S+", _unlinked, words)
    words = AFTER.sub(rf"\g<0>{JOIN}", BEFORE.sub(JOIN, words))
    words = AROUND.sub(rf"{JOIN}\g<0>{JOIN}", words)
    return words.translate(LOOKS).translate(UNMASK)


def _unlinked(found: re.Match[str]) -> str:
    """An address that nobody vouches for is no link; a mail address stays whole, to be copied."""
    if MAIL.fullmatch(found[0]):
        return found[0]
    return DOT.sub(rf"\g<0>{JOIN}", SLASH.sub(rf"\g<0>{JOIN}", found[0]))


@lru_cache(KEPT)
def _our_words(_: Phrases, language: str, key: str) -> str:
    """Our own words alone; the phrases themselves are part of the question, since they can be loaded anew."""
    return disarmed(OURS.sub(r"_\1_", say(Phrase(key), language, mask)))


@lru_cache(KEPT)
def _our_plain(_: Phrases, language: str, key: str) -> str:
    return _bare(say(Phrase(key), language, mask))


def _bare(words: str) -> str:
    return words.replace("*", "").translate(UNMASK).replace("{{", f"{{{JOIN}{{")
