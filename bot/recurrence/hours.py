"""Times of day among the signs: each becomes ``T0830``, or ``T0830-1000`` with its end."""

import re

from .draft import Draft, doubt, figure, struck

DAY = 24 * 60
LONGEST = 8 * 60  # minutes; a longer meeting is a misunderstanding
FIRST_CLEAR = 7  # o'clock: "kl. 3" may be in the afternoon, 7 hardly in the evening
NUMBER = r"(?:one|[nx]\d{1,2})"
PART = r"(?:(?:in )?(?:the )?(am|pm|evening))"
PARTS_OF_DAY = {"am": range(12), "pm": range(12, 24), "evening": range(17, 24)}
UP_TO = r"(?:dash|to|unto|through)"
TIME = r"t\d{1,2}:\d\d"
NOT_A_TIME = r"(?! (?:m\d+|times|month|minute|hour|day))"


def lengths(line: str, draft: Draft) -> str:
    """Strike out how long the meeting is."""

    def add(minutes: int) -> None:
        if minutes > LONGEST:
            raise doubt()
        draft.lengths.add(minutes)

    lead, end = r"(?:(?:long|in) )*", r"(?: long)?"
    line = struck(rf"{lead}(?:one and (?:one )?half hour|n1 , n5 hour){end}", line, lambda _: add(90))
    line = struck(rf"{lead}([nx]\d+) (?:, n5|and (?:one )?half) hour{end}", line, lambda m: add(60 * figure(m[1]) + 30))
    line = struck(rf"{lead}half (?:one )?hour{end}", line, lambda _: add(30))
    line = struck(rf"{lead}kvart hour{end}", line, lambda _: add(15))
    whole = rf"{lead}({NUMBER}) hour(?: (?:and )?([nx]\d+) minute)?{end}"
    line = struck(whole, line, lambda m: add(60 * figure(m[1]) + (figure(m[2]) if m[2] else 0)))
    line = struck(rf"{lead}([nx]\d+) minute{end}(?! (?:over|in [nx]|before|after))", line, lambda m: add(figure(m[1])))
    return struck(rf"(?:long|in) hour{end}", line, lambda _: add(60))


def spoken(line: str) -> str:
    """Times said in words or with "kl." become ``t8:30``."""
    line = struck(r"noon", line, lambda _: "t12:00")
    line = _quarters(line)
    line = struck(rf"clock n(\d{{1,2}}) (?:, )?n(\d\d){NOT_A_TIME}", line, lambda m: f"t{m[1]}:{m[2]}")
    line = struck(r"clock n(\d{1,2})(\d\d)", line, lambda m: f"t{m[1]}:{m[2]}")
    line = struck(r"n(0\d|1\d)([0-5]\d)", line, lambda m: f"t{m[1]}:{m[2]}")
    line = struck(r"x(\d+) x(30|15|45)", line, lambda m: f"t{m[1]}:{m[2]}")
    line = struck(rf"clock ({NUMBER})(?: oclock)?", line, _full)
    line = struck(rf"({NUMBER}) oclock", line, _full)
    line = struck(rf"n(\d{{1,2}})(?= {UP_TO} {NUMBER} (?:am|pm)(?!\S)| (?:am|pm)(?!\S))", line, lambda m: f"t{m[1]}:00")
    line = struck(rf"n(\d{{1,2}})(?= {UP_TO} {TIME}(?!\S))", line, lambda m: f"t{m[1]}:00")
    return struck(rf"clock(?= {TIME})", line, lambda _: "")


def _full(found: re.Match[str]) -> str:
    return f"t{found[1][1:] if found[1] != 'one' else 1}:00"


def _quarters(line: str) -> str:
    """Half and quarter hours, and minutes before and after."""
    minutes = rf"(kvart|[nx](?:5|10|20|25))(?: minute)? (in|unto|over) (half )?({NUMBER})"

    def act(found: re.Match[str]) -> str:
        off = 15 if found[1] == "kvart" else figure(found[1])
        base = 60 * figure(found[4]) - (30 if found[3] else 0)
        return _clock(base + (off if found[2] == "over" else -off))

    line = struck(rf"(?:clock )?{minutes}", line, lambda m: None if _a_range(m) else act(m))
    line = struck(rf"(?:clock )?half over ({NUMBER})", line, lambda m: _clock(60 * figure(m[1]) + 30))
    return struck(rf"(?:clock )?half ({NUMBER})", line, lambda m: _clock(60 * figure(m[1]) - 30))


def _a_range(found: re.Match[str]) -> bool:
    """No: but "ten to eleven" may be one, or ten minutes to eleven, so it is doubtful."""
    if found[2] == "unto" and found[1] != "kvart":
        raise doubt()
    return False


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes % (12 * 60), 60)
    return f"t{hour or 12}:{minute:02}"


def ranges(line: str) -> str:
    """Times, with the end and the part of the day when they are said, become ``T0830-1000``."""
    link = rf"(?: (?:{UP_TO}|and) (?:clock )?({TIME}|{NUMBER}){NOT_A_TIME}(?: {PART})?)"
    between = rf"(?:{PART} )?between (?:clock )?(n\d{{1,2}}|{TIME})(?: {PART})?{link}"
    line = struck(between, line, lambda m: _time(m[1], _written(m[2]), m[3], m[4], m[5]))
    spread = rf"(?:{PART} )?(?:from )?({TIME})(?: {PART})?{link.replace('|and', '')}?"
    return struck(spread, line, lambda m: _time(m[1], m[2], m[3], m[4], m[5]))


def bare(line: str) -> str:
    """Numbers that nothing else wanted are times: "måndagar 9-11"."""
    line = struck(r"(?:from )?(x\d+) to (x\d+)", line, lambda m: f"{_written(m[1])} to {_written(m[2])}")
    line = struck(r"from (x\d+) unto (x\d+)", line, lambda m: f"{_written(m[1])} to {_written(m[2])}")
    line = struck(r"n(\d{1,2})", line, lambda m: f"t{m[1]}:00")
    return ranges(line)


def _written(sign: str) -> str:
    return sign if sign.startswith("t") else f"t{'1' if sign == 'one' else sign[1:]}:00"


def _time(before: str | None, starts: str, part: str | None, ends: str | None, last: str | None) -> str:
    if before and part and before != part:
        raise doubt()
    part = before or part
    if ends is None:
        return f"T{_of_day(starts, part)}"
    end = _of_day(_written(ends), last or part)
    start = _of_day(starts, part or last)
    if start >= end and not part:
        start = _of_day(starts, None)
    if start >= end:
        raise doubt()
    return f"T{start}-{end}"


def _of_day(sign: str, part: str | None) -> str:
    """The time as "0830"; an hour that may be before or after noon is doubtful."""
    written, minute = sign[1:].split(":")
    hour = int(written)
    if part is None and 0 < hour < FIRST_CLEAR and len(written) == 1:
        raise doubt()
    if part in {"pm", "evening"} and hour < 12:  # noqa: PLR2004 - o'clock
        hour += 12
    if hour not in (PARTS_OF_DAY[part] if part else range(24)) or int(minute) > 59:  # noqa: PLR2004 - minutes of an hour
        raise doubt()
    return f"{hour:02}{minute}"


def in_their_part(left: list[str]) -> list[str]:
    """What is left, without a part of the day that stands away from its time: "fredag förmiddag varje vecka 9"."""
    parts = [sign for sign in left if sign in PARTS_OF_DAY]
    times = [sign for sign in left if sign.startswith("T")]
    if not parts:
        return left
    if len(parts) > 1 or len(times) != 1 or int(times[0][1:3]) not in PARTS_OF_DAY[parts[0]]:
        raise doubt()
    return [sign for sign in left if sign not in PARTS_OF_DAY]
