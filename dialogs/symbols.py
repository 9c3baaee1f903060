"""“Vad betyder symbolen?”: found by shape, never by who might use it, and first that a symbol alone proves nothing.

Descriptions in our own words and links to where more is told; pictures of symbols are never reproduced.
"""

from collections.abc import Iterator

from bot.talk import Choice, Fact, Link, Page, Phrase, Plain, Pressed
from content import city

GROUPS = ("crosses", "runes", "wheels", "signs", "flags", "figures", "writing")  # as they are offered, by shape


def overview(in_dialog: bool) -> Page:
    """What does it resemble most? A button for each shape."""
    return Page(
        Phrase("symbols.ask"),
        texts=(Phrase("symbols.proof"), Phrase("symbols.text")),
        choices=tuple(
            Choice("symbols.show", Phrase(f"symbols.groups.{each}.open"), data={"group": each}) for each in GROUPS
        ),
        footer=_way_back(in_dialog),
    )


def group(name: str, in_dialog: bool) -> Page:
    """What marks of this shape have been used for and can also be; a shape that nobody knows shows the overview."""
    if name not in GROUPS:
        return overview(in_dialog)
    return Page(
        Phrase(f"symbols.groups.{name}.ask"),
        texts=(Phrase("symbols.proof"), Phrase("symbols.then")),
        facts=tuple(
            Fact(Phrase(f"symbols.about.{each}.name"), Phrase(f"symbols.about.{each}.is")) for each in _of(name)
        ),
        links=_sources(name),
        choices=(Choice("symbols.open", Phrase("symbols.others")),),
        footer=_way_back(in_dialog),
    )


def act(said: Pressed, in_dialog: bool) -> Page:
    """The page that a press on one of these pages asks for."""
    return group(said.data.get("group", ""), in_dialog) if said.act == "symbols.show" else overview(in_dialog)


def _of(name: str) -> Iterator[str]:
    return (each for each, known in city("symbols").items() if known["group"] == name)


def _sources(name: str) -> tuple[Link, ...]:
    """Where more is told, each address once. A source that nobody has read is not shown."""
    known = [city("symbols")[each] for each in _of(name)]
    titles = {each["url"]: each["source"] for each in known if each["checked"]}
    return tuple(Link(Plain(title), url) for url, title in titles.items())


def _way_back(in_dialog: bool) -> tuple[Choice, ...]:
    command = "show" if in_dialog else "menu"
    return (Choice(f"do.{command}", Phrase(f"commands.{command}")),)
