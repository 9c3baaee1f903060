"""The pages that belong to no dialog: the menu, help, who sees what, and what comes before everything else."""

from bot.talk import Choice, Fact, Page, Phrase

from .pages import links

WHO_SEES = ("coordinator", "nobody_else", "teams", "employer", "public", "code")


def menu(flows: tuple[str, ...], warning: str | None = None, own: tuple[Choice, ...] = ()) -> Page:
    """What the bot is and what it can do. Danger first. ``own``: what belongs to the person's role."""
    return Page(
        Phrase("welcome.ask"),
        texts=(Phrase("welcome.text"),),
        choices=(*(Choice("do.open", Phrase(f"{flow}.open"), data={"flow": flow}) for flow in flows), *own),
        footer=_commands("who_sees", "help", "language"),
        links=links("emergency"),
        links_last=True,
        warning=Phrase(warning) if warning else None,
    )


def help_page(flows: tuple[str, ...], *, in_dialog: bool) -> Page:
    """What can be written, and where to go."""
    commands = ("back", "change", "cancel", "restart", "language")
    facts = tuple(Fact(Phrase(f"commands.{each}"), Phrase(f"welcome.help.{each}")) for each in commands)
    return Page(
        Phrase("welcome.help.ask"),
        texts=(Phrase("welcome.help.text"),),
        facts=facts,
        choices=tuple(Choice("do.open", Phrase(f"{flow}.open"), data={"flow": flow}) for flow in flows),
        footer=_commands(*(("show", "restart") if in_dialog else ("menu",)), "language"),
        links=links("emergency"),
        links_last=True,
    )


def who_sees(*, in_dialog: bool) -> Page:
    """Who sees what, and what cannot be promised. Never the word anonymous."""
    facts = tuple(Fact(Phrase(f"welcome.sees.{each}"), Phrase(f"welcome.sees.{each}_text")) for each in WHO_SEES)
    return Page(Phrase("welcome.sees.ask"), facts=facts, footer=_commands("show" if in_dialog else "menu"))


def emergency(*, told: bool = False) -> Page:
    """112 first, whatever else is going on. ``told``: words about a person stand in the chat, and can be deleted."""
    return Page(
        Phrase("welcome.emergency.ask"),
        texts=(Phrase("welcome.emergency.text"), *((Phrase("welcome.emergency.told"),) if told else ())),
        choices=(Choice("do.show", Phrase("welcome.emergency.go_on")),),
        links=links("emergency"),
    )


def story(in_dialog: bool) -> Page:
    """A story was typed into the chat: it was not kept; how to delete it there, and the box instead (decision 3)."""
    go_on = Choice("do.show", Phrase("welcome.story.go_on"))
    to_box = Choice("do.open", Phrase("welcome.story.to_box"), data={"flow": "worry"})
    return Page(
        Phrase("welcome.story.ask"),
        texts=(Phrase("welcome.story.text"), Phrase("welcome.story.go")),
        choices=(go_on if in_dialog else to_box,),
        footer=_commands("menu"),
        links=links("emergency"),
    )


def note(key: str, *commands: str) -> Page:
    """A short page: a heading, a text, and a way on."""
    return Page(Phrase(f"welcome.{key}.ask"), texts=(Phrase(f"welcome.{key}.text"),), footer=_commands(*commands))


def news() -> Page:
    """To a sender who asked to be told. It says nothing of the case."""
    cases = Choice("do.open", Phrase("my_cases.open"), data={"flow": "my_cases"})
    return Page(Phrase("welcome.news.ask"), texts=(Phrase("welcome.news.text"),), choices=(cases,))


def cancel(turning: int, dialog: str) -> Page:
    """Asked before something that took effort is thrown away."""
    choices = (Choice("do.cancel_now", Phrase("welcome.cancel.yes")), Choice("do.show", Phrase("welcome.cancel.no")))
    text = (Phrase("welcome.cancel.text"),)
    return Page(Phrase("welcome.cancel.ask"), texts=text, choices=choices, dialog=dialog, turning=turning)


def change(dialog: str, turning: int, steps: dict[str, str]) -> Page:
    """The pages answered so far, each a way back to it. ``steps``: step name → the key of its heading."""
    choices = tuple(Choice("do.reopen", Phrase(key), data={"step": step}) for step, key in steps.items())
    footer = _commands("show", "cancel")
    return Page(Phrase("welcome.change.ask"), choices=choices, footer=footer, dialog=dialog, turning=turning)


def _commands(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"do.{name}", Phrase(f"commands.{name}")) for name in names)
