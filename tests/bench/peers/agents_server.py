"""The Microsoft 365 Agents SDK in its lightest form: CloudAdapter and an ActivityHandler that sends the words back.

With ``checked`` its middleware checks the token, against the bench's key list; without, everyone may come in.
"""

import asyncio
import json
import os

from aiohttp import web
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core import ActivityHandler, AgentAuthConfiguration
from microsoft_agents.hosting.core.authorization import AnonymousTokenProvider, ConnectionManager
from microsoft_agents.hosting.core.authorization._entra_issuers import BOTFRAMEWORK_JWKS_URIS
from serving import served

HERE = json.loads(os.environ["BENCH"])
# The SDK has no setting for the address of the key list.
BOTFRAMEWORK_JWKS_URIS[HERE["issuer"]] = HERE["keys"]


class ReadyMade(AnonymousTokenProvider):
    """A token that need not be asked for."""

    def __init__(self, configuration):
        self._own = configuration

    @property
    def configuration(self):
        return self._own

    async def get_access_token(self, resource_url, scopes, force_refresh=False):  # noqa: ARG002 - the SDK's signature
        return HERE["token"]


class Echo(ActivityHandler):
    """The samples' first agent."""

    async def on_message_activity(self, turn_context):
        await turn_context.send_activity(turn_context.activity.text)


async def main():
    wanted = AgentAuthConfiguration(client_id=HERE["app_id"], tenant_id=HERE["tenant"], client_secret="not used")
    adapter = CloudAdapter(connection_manager=ConnectionManager(ReadyMade, {"SERVICE_CONNECTION": wanted}))
    bot = Echo()
    app = web.Application(middlewares=[jwt_authorization_middleware] if HERE["checked"] else [])
    app["agent_configuration"] = wanted
    app.router.add_post("/api/messages", lambda request: adapter.process(request, bot))
    await served(app)


asyncio.run(main())
