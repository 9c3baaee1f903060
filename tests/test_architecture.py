"""The house rules that can be checked: who may import whom, one door per outside thing, small rooms."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ["content", "bot", "dialogs", "app"]  # each may import itself and what stands before it
DOORS = {
    "botbuilder": ("bot/adapters/teams/",),
    "botframework": ("bot/adapters/teams/",),
    "microsoft_teams": ("bot/adapters/teams/",),
    "jwt": ("bot/adapters/teams/",),
    "aiohttp": ("bot/adapters/teams/", "bot/adapters/http.py", "app.py"),
    "asyncpg": ("bot/adapters/postgres/",),
    "tinydb": ("bot/adapters/tiny/",),
    "sqlite3": ("bot/adapters/tiny/",),
    "cryptography": ("bot/adapters/seal.py",),
    "PIL": ("bot/adapters/developing.py", "bot/adapters/darkroom.py"),
    "pi_heif": ("bot/adapters/developing.py",),
    "icalendar": ("bot/adapters/calendar_file/",),
    "holidays": ("bot/working_days.py",),
    "secrets": ("bot/adapters/",),
    "random": (),
}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}
SOURCES = [p.relative_to(ROOT) for name in ORDER for p in (*ROOT.glob(f"{name}/**/*.py"), *ROOT.glob(f"{name}.py"))]
every_source = pytest.mark.parametrize("source", SOURCES, ids=str)


def tree(source):
    return ast.parse((ROOT / source).read_text("utf-8"))


def imports(source):
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def strays(source, met):
    return {name for name in met if name in DOORS and not source.as_posix().startswith(DOORS[name] or ("-",))}


@every_source
def test_a_room_imports_only_what_stands_before_it(source):
    mine = source.parts[0].removesuffix(".py")
    ahead = set(ORDER[ORDER.index(mine) + 1 :])
    assert not ahead & set(imports(source))


@every_source
def test_the_domain_imports_no_adapter(source):
    if source.parts[0] in {"bot", "dialogs"} and "adapters" not in source.parts:
        text = (ROOT / source).read_text("utf-8")
        assert ".adapters" not in text


@every_source
def test_each_outside_thing_is_met_at_its_door(source):
    assert not strays(source, set(imports(source)))


def test_an_outside_thing_at_another_door_is_found():
    assert strays(Path("dialogs/worry.py"), {"tinydb", "asyncio"}) == {"tinydb"}


@every_source
def test_the_time_is_asked_for_in_adapters_only(source):
    if "adapters" in source.parts:
        return
    calls = (n.func for n in ast.walk(tree(source)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    asked = {
        f"{f.value.id}.{f.attr}"
        for f in calls
        if isinstance(f.value, ast.Name) and f.value.id in {"datetime", "date", "time"} and f.attr in CLOCKS
    }
    assert not asked


@every_source
def test_modules_functions_and_classes_stay_small(source):
    assert len((ROOT / source).read_text("utf-8").splitlines()) <= 300
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 50, node.name
        if isinstance(node, ast.ClassDef):
            assert node.end_lineno - node.lineno < 150, node.name
