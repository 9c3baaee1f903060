"""How every aiohttp echo of the bench is served; it lies beside them, since each runs in an environment of its own."""

import asyncio

from aiohttp import web


async def served(app):
    """Serve on a free port, tell it, and go on until stopped."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - how the bench learns the port
    await asyncio.Event().wait()
