"""A bot that says everything back, on the SDK's stock adapter, as its samples teach: `python cloud_adapter.py PORT CONNECTOR_PORT`.

It checks the same token, and sends one reply to the same connector. It keeps nothing. Only its own token is made up
here: the SDK's way to get one insists on the real service.
"""

import sys
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botframework.connector.auth import (
    AppCredentials,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)

APP = "22222222-2222-3333-4444-555555555555"
ISSUER_HOST = "api.botframework.com"


class Credentials(AppCredentials):
    def get_access_token(self, force_refresh: bool = False) -> str:
        return "bench"


class Factory(PasswordServiceClientCredentialFactory):
    async def create_credentials(self, app_id: str, *_: Any, **__: Any) -> AppCredentials:
        return Credentials(app_id)


class Echo(ActivityHandler):
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(turn_context.activity.text)


def serve(port: int, connector: int) -> None:
    base = f"http://127.0.0.1:{connector}"
    adapter, bot = (
        CloudAdapter(
            BotFrameworkAuthenticationFactory.create(
                to_channel_from_bot_login_url=base,
                to_channel_from_bot_oauth_scope=f"https://{ISSUER_HOST}",
                to_bot_from_channel_token_issuer=f"https://{ISSUER_HOST}",
                oauth_url=base,
                to_bot_from_channel_open_id_metadata_url=f"{base}/openid",
                to_bot_from_emulator_open_id_metadata_url=f"{base}/openid",
                credential_factory=Factory(APP, "secret"),
            )
        ),
        Echo(),
    )

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot) or web.Response()

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
