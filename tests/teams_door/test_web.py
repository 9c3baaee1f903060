"""The web side: probes, health, the demo's clock, and what a demo refuses."""

import aiohttp
import pytest

from bot.adapters import http


@pytest.fixture
async def visit():
    async with aiohttp.ClientSession() as session:

        async def ask(url, method="GET", **particulars):
            async with session.request(method, url, **particulars) as answer:
                return answer.status, await answer.text()

        yield ask


async def test_probes_are_answered_and_nothing_else_is_there(bot, visit):
    assert (await visit(f"{bot.url}/api/messages"))[0] == 200
    assert (await visit(f"{bot.url}/api/messages", "HEAD"))[0] == 200
    assert (await visit(f"{bot.url}/api/messages", "PUT"))[0] == 405
    for path in ("/", "/healthz", "/readyz", "/metrics", "/demo/clock"):
        assert (await visit(f"{bot.url}{path}"))[0] == 404


async def test_health_is_told_on_a_port_of_its_own(visit):
    found = {"ready": True, "oldest_due": 3.5, "undeliverable": 0, "store": "ok"}

    async def health():
        return found

    serving = await http.start(http.ops_app(health), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{serving.port}"
    assert (await visit(f"{url}/healthz"))[0] == 200
    assert (await visit(f"{url}/readyz"))[0] == 200
    status, text = await visit(f"{url}/metrics")
    assert (status, "vbe_oldest_due 3.5\n" in text, "store" in text) == (200, True, False)
    found["ready"] = False
    assert (await visit(f"{url}/readyz"))[0] == 503
    await serving.stop()


async def test_a_port_that_is_taken_is_an_error(bot):
    with pytest.raises(OSError, match="address"):
        await http.start(bot.app, "127.0.0.1", bot.serving.port)


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "Via", "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Host", "X-Real-IP"],
)
async def test_a_demo_refuses_what_was_forwarded(demo, typed, header):
    assert (await demo.post(typed(), headers={header: "10.0.0.1"}))[0] == 403
    assert demo.heard == []


@pytest.mark.parametrize("host", ["vbe.example.org", "10.0.0.1:3978", "127.0.0.1.example.org", ""])
async def test_a_demo_refuses_other_names_than_this_machine_s(demo, typed, host):
    assert (await demo.post(typed(), headers={"Host": host}))[0] == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:3978", "127.0.0.1", "[::1]:3978", "[::1]"])
async def test_a_demo_answers_this_machine(demo, typed, host):
    assert (await demo.post(typed(), headers={"Host": host}))[0] == 200


async def test_the_demo_s_clock_is_moved_over_the_web(demo, visit):
    moved = []

    async def move(wish):
        if "now" not in wish:
            raise ValueError("now")
        moved.append(wish["now"])
        return {"now": wish["now"]}

    app = http.messages_app(demo.teams.door(demo.turn), demo=True, move_clock=move)
    serving = await http.start(app, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{serving.port}/demo/clock"
    assert (await visit(url, "POST", json={"now": "2026-12-01T09:00:00Z"}))[0] == 200
    assert (await visit(url, "POST", json={}))[0] == 400
    assert (await visit(url, "POST", json=[]))[0] == 400
    assert (await visit(url, "POST", data="now"))[0] == 415
    assert moved == ["2026-12-01T09:00:00Z"]
    await serving.stop()
