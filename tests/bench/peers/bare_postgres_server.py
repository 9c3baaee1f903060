"""The least that a web server can do with a turn which is kept: the same two rows as ours, in one transaction."""

import asyncio
import json
import os
from base64 import b64encode

import asyncpg
from aiohttp import web
from serving import served

HERE = json.loads(os.environ["BENCH"])
TABLE = "CREATE TABLE IF NOT EXISTS docs (place text, key text, doc text NOT NULL, PRIMARY KEY (place, key))"
KEEP = "INSERT INTO docs VALUES ($1, $2, $3) ON CONFLICT (place, key) DO UPDATE SET doc = excluded.doc"
SEEN = "INSERT INTO docs VALUES ($1, $2, $3)"
DIALOG = b64encode(os.urandom(2150)).decode()  # as long as a dialog's row, and as hard to pack
MOST = 10  # connections, as ours


async def main():
    pool = await asyncpg.create_pool(HERE["url"], min_size=1, max_size=MOST)
    await pool.execute(TABLE)

    async def keep(request):
        activity = await request.json()
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(KEEP, "dialogs", activity["conversation"]["id"], DIALOG)
            await connection.execute(SEEN, "seen", activity["id"], '{"until": "2026-11-04T08:00:00+00:00"}')
        return web.json_response(activity)

    app = web.Application()
    app.router.add_post("/api/messages", keep)
    await served(app)


asyncio.run(main())
