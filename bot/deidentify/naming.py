"""Whether one word is a name: rules in order, the first that decides wins. When in doubt it is one, marked "ask"."""

from collections.abc import Callable

from .cues import words
from .lexicon import NAMELIKE, lexicon
from .likeness import namelike
from .reading import Reading, Word
from .span import Certainty

Verdict = tuple[Certainty, str] | None
Rule = Callable[[Reading, int, Word], Verdict]

ACRONYM = 3  # letters up to which capitals are taken for an abbreviation, unless the name is one we listed
RARE = 4  # letters from which a name that we did not list ourselves counts in lower case
LONGEST_ODD = 8  # letters up to which an ordinary word with a capital may be someone's by-name
VERB_ENDINGS = ("ar", "er", "at", "it", "de", "te", "s")
NOT_A_NAME: Verdict = None


def verdict(reading: Reading, index: int) -> Verdict:
    """What the word is taken for, alone; None is no name."""
    word = reading.words[index]
    if index in reading.fixed:
        return NOT_A_NAME
    said = _said(reading, index, word)
    if said or word.small:
        return said or _odd_capital(reading, index, word)
    for rule in _rules(word):
        found = rule(reading, index, word)
        if found:
            return found
    return NOT_A_NAME


def _rules(word: Word) -> tuple[Rule, ...]:
    if len(word.text) == 1:
        return (_letter,)
    if word.capital:
        return (_related, _capital_name, _capital_dual, _capital_unknown, _odd_capital)
    return (_related, _lower_name, _lower_dual, _lower_unknown)


def _said(reading: Reading, index: int, word: Word) -> Verdict:
    """After "heter" and its like; after "kallas" and its like if it is marked."""
    if word.start in reading.named:
        return ("ask", "surnamed") if reading.surnamed(index) else _after_naming(word)
    if word.initialled and word.capital and not word.place:
        return "sure", "after-initial"
    marked = word.quoted or (word.capital and not word.place)
    if word.start in reading.called and marked and not (word.small and not word.quoted):
        return "ask", "called"
    return NOT_A_NAME


def _after_naming(word: Word) -> Verdict:
    common = word.small or word.low in words("person", "before") | words("person", "at")
    if common and not word.capital and not word.quoted:
        return NOT_A_NAME
    plain = word.known and not word.dual and not word.capital and not word.quoted
    return ("ask", "named-word") if plain else ("sure", "named")


def _letter(reading: Reading, index: int, word: Word) -> Verdict:
    """A single capital: "elev K", "K sa"; not the English pronoun."""
    if not word.capital or reading.text[word.end : word.end + 1] in ("-", "/", "&"):
        return NOT_A_NAME
    expected = reading.toward(index) and not reading.at(index)
    person = reading.related(index) or (reading.acting(index) and (word.opens or reading.toward(index)))
    person = person or (expected and reading.ends(index))
    return ("ask", "letter") if person and word.text not in ("I", "i") else NOT_A_NAME


def _related(reading: Reading, index: int, word: Word) -> Verdict:
    """After "bror", "eleven" and their like."""
    if not reading.related(index) or word.small or (word.act and not word.capital) or "," in word.gap:
        return NOT_A_NAME
    if word.name or word.dual:
        return "sure" if word.name or word.capital else "ask", "related"
    if word.capital and not word.opens:
        return NOT_A_NAME if word.place or (word.shouted and not word.name) else ("sure", "related")
    odd = not word.known and not word.place and not word.low.endswith(VERB_ENDINGS) and len(word.low) >= ACRONYM
    return ("ask", "related") if odd else NOT_A_NAME


def _capital_name(reading: Reading, index: int, word: Word) -> Verdict:
    if not word.name or (word.shouted and len(word.text) <= ACRONYM and word.low not in lexicon().listed):
        return NOT_A_NAME
    if word.place and (word.shouted or not _personal(reading, index)):
        return NOT_A_NAME
    return ("ask", "listed-place") if word.place else ("sure", "listed")


def _personal(reading: Reading, index: int) -> bool:
    """Whether what stands around speaks of someone and not of a place; asked of names we know in Sweden only."""
    lists, low = lexicon(), reading.words[index].low
    if not {low, low.removesuffix("s")} & lists.swedish:
        return False
    return reading.acting(index) or reading.in_class(index) or (reading.toward(index) and not reading.at(index))


def _capital_dual(reading: Reading, index: int, word: Word) -> Verdict:
    """Björn, Ask, Stig: inside a sentence by the capital, at its start by what follows."""
    if not word.dual or (word.shouted and len(word.text) <= ACRONYM) or _compounded(reading, index):
        return NOT_A_NAME
    if word.place and not _personal(reading, index):
        return NOT_A_NAME
    if not word.opens:
        return ("ask" if reading.at(index) or word.place else "sure"), "word-name"
    return ("ask", "word-name-opens") if _begun_by_someone(reading, index, word) else NOT_A_NAME


def _begun_by_someone(reading: Reading, index: int, word: Word) -> bool:
    if word.low in lexicon().hardly or reading.acting(index) or reading.in_class(index) or reading.surnamed(index):
        return True
    if reading.listed_after(index) or reading.aged(index):
        return True
    following = reading.next(index)
    if following is None:
        return len(reading.words) == 1
    if following.capital and not following.shouted and not following.place:
        return True
    return following.low in words("person", "after") and (
        _joined_to_name(reading, index) or following.low in words("person", "who")
    )


def _joined_to_name(reading: Reading, index: int) -> bool:
    """A pair, "Sten och Nadja": the word after next is a name with a capital."""
    later = reading.next(index + 1) if index + 1 < len(reading.words) else None
    return bool(later and later.capital and (later.name or later.dual) and not later.place)


def _capital_unknown(reading: Reading, index: int, word: Word) -> Verdict:
    """A capital that the lists can't explain. After "i" and "vid" it is more likely a place."""
    if word.known or word.place or word.dual or word.name or _compounded(reading, index):
        return _familyname(reading, index, word)
    if word.shouted:
        return ("ask", "shouted") if reading.acting(index) and reading.toward(index) else NOT_A_NAME
    if not word.opens:
        located = reading.located(index) and not reading.acting(index) and not NAMELIKE.search(word.low)
        return NOT_A_NAME if located else ("ask", "unknown-capital")
    someone = _begun_by_someone(reading, index, word) or NAMELIKE.search(word.low) or namelike(word.low)
    return ("ask", "unknown-opens") if someone else NOT_A_NAME


def _familyname(reading: Reading, index: int, word: Word) -> Verdict:
    """A surname made of two words: "Skoglund"."""
    made = word.known and NAMELIKE.search(word.low.removesuffix("s"))
    if not made or word.place or word.opens or reading.at(index) or word.shouted:
        return NOT_A_NAME
    return "ask", "family-name"


def _compounded(reading: Reading, index: int) -> bool:
    """Whether a hyphen and a small letter follow: "Love-flaggan"."""
    end = reading.words[index].end
    return reading.text[end : end + 1] == "-" and reading.text[end + 1 : end + 2].islower()


def _odd_capital(reading: Reading, index: int, word: Word) -> Verdict:
    """An ordinary word with a capital where someone is expected: "orolig för Vår som"."""
    if not word.capital or word.opens or word.shouted or word.place or len(word.text) > LONGEST_ODD:
        return NOT_A_NAME
    if word.low in words("person", "subjects") or word.low.endswith(("en", "et", "na", "an")) or len(word.text) == 1:
        return NOT_A_NAME
    following = reading.next(index)
    someone = following is None or following.act or following.small or following.low in words("person", "who")
    return ("ask", "odd-capital") if someone and reading.toward(index) and not reading.at(index) else NOT_A_NAME


def _lower_name(reading: Reading, index: int, word: Word) -> Verdict:
    if not word.name or (word.place and not _personal(reading, index)):
        return NOT_A_NAME
    if word.low in words("birth", "months") and not _personal(reading, index):
        return NOT_A_NAME
    lists, bare = lexicon(), word.low.removesuffix("s")
    if word.low in lists.listed or bare in lists.listed:
        return "sure", "listed-lower"
    return ("ask", "listed-lower") if len(word.low) >= RARE and not word.known else NOT_A_NAME


def _lower_dual(reading: Reading, index: int, word: Word) -> Verdict:
    """A word-name in lower case counts only beside a class, "i efternamn", or if it is hardly ever the word."""
    if not word.dual:
        return NOT_A_NAME
    hardly = word.low in lexicon().hardly or (not word.known and word.low.removesuffix("s") in lexicon().hardly)
    if reading.in_class(index) or reading.surnamed(index) or hardly:
        return "ask", "word-name-lower"
    return NOT_A_NAME


def _lower_unknown(reading: Reading, index: int, word: Word) -> Verdict:
    if word.known or word.place:
        return NOT_A_NAME
    if reading.surnamed(index) or (reading.in_class(index) and word.opens):
        return "ask", "unknown-lower"
    before, following = reading.before(index), reading.next(index)
    beside = (before and before.act) or (following and following.low in words("person", "who"))
    someone = beside or reading.acting(index) or reading.toward(index) or word.opens
    return ("ask", "misspelt") if someone and namelike(word.low) else NOT_A_NAME
