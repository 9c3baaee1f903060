"""The least that a web server can do with a turn: aiohttp reads the activity and sends it back."""

import asyncio

from aiohttp import web
from serving import served


async def echo(request):
    return web.json_response(await request.json())


async def main():
    app = web.Application()
    app.router.add_post("/api/messages", echo)
    await served(app)


asyncio.run(main())
