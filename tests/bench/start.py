"""From nothing to the first answer, and the memory then: the bot beside a bare aiohttp echo, a process each."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from aiohttp import ClientSession

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 5
BARE = """
from aiohttp import web
import asyncio
async def echo(request):
    return web.json_response(await request.json())
async def main():
    app = web.Application()
    app.router.add_post("/api/messages", echo)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("The bot listens on 127.0.0.1:%d." % runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
MENU = {
    "type": "invoke",
    "name": "adaptiveCard/action",
    "id": "f:1",
    "channelId": "msteams",
    "serviceUrl": "http://127.0.0.1:9/",
    "from": {"id": "29:a", "aadObjectId": "00000000-0000-4000-8000-000000000001"},
    "recipient": {"id": "28:assistant"},
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "t"},
    "channelData": {"tenant": {"id": "t"}},
    "value": {"action": {"type": "Action.Execute", "verb": "do.menu", "data": {"vbe": {"act": "do.menu"}}}},
}


async def rows(folder):
    """Seconds from start to the first answer, and MB resident then; ``ratio`` is value/beside."""
    taken = {"ours": [], "bare": []}
    for turn in range(ROUNDS):
        own = {"VBE_STORE": str(Path(folder) / f"start{turn}.db"), "VBE_PORT": "0"}
        taken["ours"].append(await _first_answer([str(ROOT / "app.py"), "serve", "--demo"], own))
        taken["bare"].append(await _first_answer(["-c", BARE], {}))
    told = []
    for at, (name, unit) in enumerate((("start to first answer", "s"), ("memory after it", "MB"))):
        ours, bare = (median(each[at] for each in taken[which]) for which in ("ours", "bare"))
        row = {"name": name, "value": round(ours, 3), "unit": unit, "beside": round(bare, 3)}
        told.append({**row, "ratio": round(ours / bare, 2)})
    return told


async def _first_answer(arguments, settings):
    start = perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env={**os.environ, **settings}, stdout=asyncio.subprocess.PIPE
    )
    try:
        line = (await process.stdout.readline()).decode()
        port = re.search(r":(\d+)\.", line)[1]
        async with ClientSession() as session:
            answer = await session.post(f"http://127.0.0.1:{port}/api/messages", json=MENU)
            assert answer.status == 200, answer.status
            await answer.json()
        return perf_counter() - start, resident(process.pid)
    finally:
        process.terminate()
        await process.wait()


def resident(process):
    """MB of memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        for each in asyncio.run(rows(place)):
            sys.stdout.write(json.dumps(each) + "\n")
