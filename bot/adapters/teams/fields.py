"""A page's inputs as the fields of an Adaptive Card."""

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, TextInput, ToggleInput

from bot.talk import Input

from .markup import plain, worded

FEW = 4  # options that stand open; more fold into a list


def field(asked: Input, language: str) -> CardElement:
    """The field for an input, filled in with what was entered before."""
    if asked.kind == "toggle":
        return _toggle(asked, language)
    return _text(asked, language) if asked.kind in ("text", "story") else _options(asked, language)


def _toggle(asked: Input, language: str) -> ToggleInput:
    """A toggle's label is its title: beside the box, and read with it."""
    value = "true" if asked.value == "true" else "false"
    title = worded(asked.label, language)
    return ToggleInput(id=asked.name, title=title, value=value, value_on="true", value_off="false", wrap=True)


def _text(asked: Input, language: str) -> TextInput:
    return TextInput(
        id=asked.name,
        label=plain(asked.label, language),
        placeholder=_hint(asked, language),
        value=asked.value or None,
        max_length=asked.limit or None,
        is_multiline=asked.kind == "story" or None,
    )


def _options(asked: Input, language: str) -> ChoiceSetInput:
    several = asked.kind == "several"
    return ChoiceSetInput(
        id=asked.name,
        label=plain(asked.label, language),
        placeholder=_hint(asked, language),
        value=asked.value or None,
        choices=[Choice(title=worded(each.label, language), value=each.value) for each in asked.options],
        style="expanded" if several or len(asked.options) <= FEW else "compact",
        is_multi_select=several or None,
        wrap=True,
    )


def _hint(asked: Input, language: str) -> str | None:
    return plain(asked.hint, language) if asked.hint else None
