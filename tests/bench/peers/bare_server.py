"""The least that a web server can do with a turn: aiohttp reads the activity and sends it back."""

import asyncio

from aiohttp import web


async def echo(request):
    return web.json_response(await request.json())


async def main():
    app = web.Application()
    app.router.add_post("/api/messages", echo)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - how the bench learns the port
    await asyncio.Event().wait()


asyncio.run(main())
