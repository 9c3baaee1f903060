"""The Teams SDK: its App on its own web server, the token checked against the bench's key list, the words sent back."""

import asyncio
import json
import os
import socket

import uvicorn
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides
from microsoft_teams.apps import App
from microsoft_teams.apps.http import FastAPIAdapter

HERE = json.loads(os.environ["BENCH"])


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


PORT = free_port()


def quiet(app):
    """The SDK's own server writes a line for every request; that is not counted against it."""
    return uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=PORT, access_log=False, log_level="warning"))


async def main():
    keys = HERE["keys"].removesuffix("/keys")
    app = App(
        client_id=HERE["app_id"],
        tenant_id=HERE["tenant"],
        token=lambda *_: HERE["token"],  # ready-made: it need not be asked for
        cloud=with_overrides(PUBLIC, openid_metadata_url=f"{keys}/openidconfiguration"),
        service_url=HERE["service_url"],
        http_server_adapter=FastAPIAdapter(server_factory=quiet),
    )

    @app.on_message
    async def echo(context):
        await context.send(context.activity.text)

    starting = asyncio.create_task(app.start(PORT))
    while not (app.server.adapter._server and app.server.adapter._server.started):  # noqa: SLF001, ASYNC110 - it tells nobody else
        await asyncio.sleep(0.05)
    print(PORT, flush=True)  # noqa: T201 - how the bench learns the port
    await starting


asyncio.run(main())
