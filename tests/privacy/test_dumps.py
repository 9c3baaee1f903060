"""Whoever takes a store without its key file reads no word of any report: not in any file, not in any spelling."""

from base64 import b64encode
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from bot.ports import CASES, OUTBOX, Put
from tests.house import bot
from tests.postgres import Cluster
from tests.privacy.dumps import found, in_a_database, in_files, spellings, written
from tests.test_worry_over_http import TO_STORY, walk

SAID = "Hon visade papegojgrönt klotter och ropade brandgult åskmoln mot klassen."
DRAFT = "Violblått skyttevärn ritades vid grinden."
WORDS = (
    "papegojgrönt",
    "klotter och ropade",
    "brandgult",
    "åskmoln",
    "mot klassen",
    "Violblått",
    "skyttevärn",
    "vid grinden",
)
# Answers are keys of the form: were they plain, these would be found.
KEYS = ("threat", "symbols", "wants_notice", "place_type", "recurring", "environment")


@dataclass
class Kept:
    """A store for one test: the settings that name it, and its bytes by name."""

    settings: dict[str, str]
    dump: Callable[[], dict[str, bytes]]
    slow: bool = False  # to look through: not at every step of something long


@contextmanager
def files(folder):
    yield Kept({}, lambda: in_files(folder))


@contextmanager
def database(_):
    """On a server of its own, so that all that is new on its disk is this store's."""
    cluster = Cluster(safe=True)
    try:
        cluster.start()
        with cluster.database() as url:
            cluster.sql("CHECKPOINT")
            cluster.sql("SELECT pg_switch_wal()")
            yield Kept({"VBE_STORE": url}, partial(in_a_database, cluster, url, written(cluster)), slow=True)
    finally:
        cluster.remove()


STORES = {"files": files, "database": database}  # the folder of a test → a store; another kind is one more line here


@pytest.fixture(params=STORES.values(), ids=STORES)
def kept(request, tmp_path):
    with request.param(tmp_path) as found:
        yield found


async def told(running):
    """One report sent and waiting for its coordinator, one dialog open with a text to be reviewed, both codes shown."""
    anna, omar = await running.someone(), await running.someone("Omar Exempel")
    await anna.says("jag är orolig för någon")
    await walk(anna, *TO_STORY, ("Fortsätt", {"story": SAID}), ("Nej, inget", {}), ("Skicka till samordnaren", {}))
    code = next(line for line in anna.sees.words().splitlines() if line.count(" – ") == 5)
    await anna.press("Skicka", notice=True)
    await omar.says("jag är orolig för någon")
    await walk(omar, *TO_STORY, ("Fortsätt", {"story": DRAFT}))
    await running.settled()
    return code.replace(" – ", "-").strip()


async def test_no_word_of_a_report_is_in_a_dump(tmp_path, kept):
    async with bot(tmp_path, **kept.settings) as running:
        code = await told(running)
        assert found((*WORDS, *KEYS, code), kept.dump()) == []
        farida, store = await running.official("Farida Strandman"), running.house.ports.store
        for row in (await store.find(OUTBOX)).rows:  # somebody can receive it now
            await store.commit(Put(OUTBOX, row.key, {**row.doc, "due": "2000-01-01T00:00:00+00:00"}))
        await running.settled()
        assert "brandgult" in farida.sees.words()
        await farida.press("Jag tar den")
        await running.settled()
        assert found((*WORDS, *KEYS, code), kept.dump()) == []
        assert len((await store.find(CASES)).rows) == 1
    assert found((*WORDS, *KEYS, code), kept.dump()) == []


async def test_nor_while_and_after_the_keys_are_changed(tmp_path, kept):
    async with bot(tmp_path, **kept.settings) as running:
        await told(running)
        await running.house.keys.begin({})
        looks = 0
        while await running.house.keys.told({"seconds": 0}) is None:
            looks += 1
            if not kept.slow or looks.bit_count() == 1:
                assert found(WORDS, kept.dump()) == []
        assert found(WORDS, kept.dump()) == []


async def test_the_keys_are_in_no_dump(tmp_path, kept):
    async with bot(tmp_path, **kept.settings) as running:
        await told(running)
        for key in running.house.ports.seal.keys.keys.values():
            assert not [
                name for name, content in kept.dump().items() if key in content or key.hex().encode() in content
            ]


@pytest.mark.parametrize("spelling", sorted(spellings("papegojgrönt")))
def test_a_word_in_any_spelling_would_be_found(spelling):
    assert found(["papegojgrönt"], {"x": b"..." + spelling + b"..."})


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_word_within_a_coded_text_would_be_found(before):
    for encoding in ("utf-8", "utf-16-le"):
        text = f"{before}xx papegojgrönt yy".encode(encoding)
        assert found(["papegojgrönt"], {"x": b64encode(text)})
        assert found(["papegojgrönt"], {"x": text.hex().encode()})


async def test_it_would_be_found_in_a_store_that_is_not_sealed(tmp_path, kept):
    """The list of people is not: so the search does find what there is."""
    async with bot(tmp_path, **kept.settings) as running:
        await running.someone("Kanariella Fågelsång", aad="kanariella-0001")
        assert found(["kanariella-0001"], kept.dump())
