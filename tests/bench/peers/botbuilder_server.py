"""botbuilder as its samples use it: CloudAdapter, the token checked, the words sent back through the connector.

Its own token for the connector is ready-made: the stock flow asks a login service that must be on https.
"""

import asyncio
import json
import os

from aiohttp import web
from botbuilder.core import ActivityHandler
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import MicrosoftAppCredentials, PasswordServiceClientCredentialFactory
from serving import served

HERE = json.loads(os.environ["BENCH"])


class Settings:
    """What the adapter reads."""

    APP_ID = HERE["app_id"]
    APP_PASSWORD = "not used"
    APP_TYPE = "SingleTenant"
    APP_TENANTID = HERE["tenant"]
    TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = HERE["openid"]
    TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = HERE["issuer"]
    TO_CHANNEL_FROM_BOT_LOGIN_URL = f"https://login.microsoftonline.com/{HERE['tenant']}"
    TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com/.default"
    OAUTH_URL = "https://api.botframework.com"


class ReadyMade(MicrosoftAppCredentials):
    """Credentials that need not ask for their token."""

    def get_access_token(self, force_refresh=False):  # noqa: ARG002 - the SDK's signature
        return HERE["token"]


class Factory(PasswordServiceClientCredentialFactory):
    """Hands out one credential."""

    credentials = ReadyMade(HERE["app_id"], "not used", HERE["tenant"])

    async def create_credentials(self, *_, **__):
        return self.credentials


class Echo(ActivityHandler):
    """The samples' first bot."""

    async def on_message_activity(self, turn_context):
        await turn_context.send_activity(turn_context.activity.text)


async def main():
    factory = Factory(HERE["app_id"], "not used", HERE["tenant"])
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Settings, credentials_factory=factory))
    bot = Echo()
    app = web.Application()
    app.router.add_post("/api/messages", lambda request: adapter.process(request, bot))
    await served(app)


asyncio.run(main())
