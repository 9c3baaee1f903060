"""``make cards``: every page as pictures in run/cards, a page that shows them all, and a dozen for the README."""

import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path
from shutil import copyfile

from .browser import Missing, drawn
from .gallery import cards, gathered

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "run" / "cards"
README = ROOT / "docs" / "cards"
CHOSEN = {  # for the README: name there → picture
    "menu": "welcome.ask-1.sv.light.320",
    "danger": "worry.danger.ask-1.sv.light.320",
    "call_112": "worry.call_112.ask-1.sv.light.320",
    "who": "worry.who.ask-1.sv.light.320",
    "child_first": "worry.child_first.ask-1.sv.light.320",
    "where": "worry.where.ask-1.sv.light.320",
    "story": "worry.story.ask-1.sv.light.320",
    "review": "worry.review.ask-1.sv.dark.320",
    "code": "worry.code.ask-1.sv.light.320",
    "sent": "worry.sent.ask-1.sv.light.320",
    "who_sees": "welcome.sees.ask-1.en.light.320",
    "coordinator": "coordinator.found.ask-1.en.light.320",
}


def main() -> int:
    """Draw, show and judge."""
    try:
        faults = drawn(cards(gathered()), FOLDER)
    except Missing as missing:
        sys.stderr.write(f"The pictures need {missing}.\n")
        return 1
    pictures = sorted(FOLDER.glob("*.png"))
    (FOLDER / "index.html").write_text(_page(pictures), "utf-8")
    README.mkdir(exist_ok=True)
    for name, picture in CHOSEN.items():
        copyfile(FOLDER / f"{picture}.png", README / f"{name}.png")
    for each in faults:
        sys.stderr.write(f"{each['picture']}: {each['fault']}\n")
    where = (FOLDER / "index.html").relative_to(ROOT)
    sys.stdout.write(f"{len(pictures)} pictures, {len(faults)} faults: {where}\n")
    return 1 if faults else 0


def _page(pictures: Iterable[Path]) -> str:
    """Swedish, light and narrow first; the rest of a page's pictures follow it."""
    groups: dict[str, list[str]] = {}
    for each in pictures:
        heading, _ = each.name.rsplit("-", 1)
        groups.setdefault(heading, []).append(each.name)
    parts = (f"<h2>{escape(heading)}</h2><p>{''.join(map(_figure, names))}</p>" for heading, names in groups.items())
    style = "body{font-family:sans-serif}p{display:flex;flex-wrap:wrap;gap:1em;align-items:start}figure{margin:0}"
    return f"<!doctype html><meta charset=utf-8><title>Cards</title><style>{style}</style>{''.join(parts)}"


def _figure(name: str) -> str:
    shown = escape(name)
    return f'<figure><img src="{shown}" alt="{shown}" loading="lazy"><figcaption>{shown}</figcaption></figure>'


if __name__ == "__main__":
    sys.exit(main())
