"""The least that a bot can do: aiohttp takes the activity, and its client posts the words to the connector."""

import asyncio

from aiohttp import ClientSession, DummyCookieJar, web
from serving import served


async def main():
    async def echo(request):
        activity = await request.json()
        chat = activity["conversation"]["id"]
        message = {"type": "message", "from": activity["recipient"], "conversation": {"id": chat}}
        url = f"{activity['serviceUrl']}v3/conversations/{chat}/activities"
        async with session.post(url, json={**message, "text": activity["text"]}) as answer:
            await answer.json()
        return web.Response()

    session = ClientSession(cookie_jar=DummyCookieJar())
    app = web.Application()
    app.router.add_post("/api/messages", echo)
    await served(app)


asyncio.run(main())
