"""Every page, drawn by a browser in both languages, three themes and two widths. Only make proof needs a browser."""

from collections import defaultdict

from tests.cards.browser import drawn
from tests.cards.gallery import cards

EVERY = 2 * 3 * 2  # languages, themes, widths
LONG = "Socialtjänstavdelningens verksamhetsutvecklingssamordnare"
PLANTED = {  # a fault → what must be said of it
    "button": ({"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": LONG}]}, "cut: "),
    "text": ({"type": "TextBlock", "text": LONG * 3, "wrap": False}, "cut: "),
    "label": ({"type": "Input.Text", "id": "x"}, "label: "),
    "value": (
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x", "color": "planted"}]},
        "the renderer",
    ),
    "hint": ({"type": "Input.Text", "id": "x", "label": "x", "placeholder": LONG}, "cut hint: "),
}


def planted(part):
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [part]}
    return {"sv": card, "en": card}


def test_nothing_is_cut_unreachable_or_unreadable_in_any_picture(gallery, tmp_path):
    """And what is planted is found, so that silence means something."""
    wrong = {name: planted(part) for name, (part, _) in PLANTED.items()}
    said = defaultdict(list)
    for each in drawn({**cards(gallery), **wrong}, tmp_path):
        name = each["picture"].partition(".")[0]
        said[name if name in wrong else each["picture"]].append(each["fault"])
    found = {name: said.pop(name, []) for name in wrong}
    assert dict(said) == {}
    assert [name for name, (_, fault) in PLANTED.items() if not any(fault in each for each in found[name])] == []
    assert len(list(tmp_path.glob("*.png"))) == EVERY * (len(gallery) + len(wrong))
