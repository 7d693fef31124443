"""Microsoft's side of Teams on loopback, and somebody there who talks: `python -m bench.connector PORT BOT_PORT`.

It has nothing of Kith's in it, so that the bot that is measured may be anybody's.
"""

import asyncio
import json
import sys
import time
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bench.timing import settle, spread

ISSUER_HOST = "api.botframework.com"
APP, TENANT, USER, SECRET = (
    "22222222-2222-3333-4444-555555555555",
    "33333333-2222-3333-4444-55555555555a",
    "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    "a-secret-of-the-bench-0123456789",
)
CHAT = "a:1kith"
WARM, TURNS = 20, 200
SAID = "Loves swimming, and will try any fruit cut into stars. " * 5


class Microsoft:
    """Metadata, a signing key, tokens, and a connector that says yes to everything and remembers the last card."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.heard: list[dict[str, Any]] = []
        self.connections: set[object] = set()
        self._moments = 0
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/openid", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_route("*", "/v3/conversations/{rest:.*}", self._hear)
        return app

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": f"https://{ISSUER_HOST}",
            "aud": APP,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": f"{self.base}/",
        }
        return jwt.encode(claims, self._key, "RS256", headers={"kid": "bench"})

    def activity(self, number: int) -> dict[str, Any]:
        return {
            "type": "message",
            "id": self._moment(),
            "channelId": "msteams",
            "serviceUrl": f"{self.base}/",
            "from": {"id": "29:them", "name": "Sam", "aadObjectId": USER},
            "recipient": {"id": f"28:{APP}", "name": "Kith"},
            "conversation": {"id": CHAT, "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "textFormat": "plain",
            **self._answer(number),
        }

    def _answer(self, number: int) -> dict[str, Any]:
        """The first answer that can be tapped, or a story; whatever is only filled in is passed by."""
        card = json.dumps(self.heard[-1]) if self.heard else ""
        taps = list(_taps(self.heard[-1])) if self.heard else []
        first = next((tap for tap in taps if tap["press"].startswith("answer:")), None)
        if first is None and "Input." in card:
            first = next((tap for tap in taps if tap["press"] in ("not_known", "skip")), None)
        return {"value": {"kith": first}} if first else {"text": f"{SAID}{number}"}

    async def _metadata(self, _: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"{self.base}/keys", "issuer": ISSUER_HOST})

    async def _keys(self, _: web.Request) -> web.Response:
        plain = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        key = {**plain, "kid": "bench", "use": "sig", "endorsements": ["msteams"]}
        return web.json_response({"keys": [key]})

    async def _token(self, _: web.Request) -> web.Response:
        return web.json_response({"access_token": "bench", "expires_in": 3600})

    async def _hear(self, request: web.Request) -> web.Response:
        assert request.transport
        self.connections.add(request.transport.get_extra_info("peername"))
        said = await request.json()
        if request.method == "POST" and said.get("type") == "message":
            self.heard.append(said)
        return web.json_response({"id": self._moment()}, status=201)

    def _moment(self) -> str:
        """What Teams calls a message, whoever said it: the millisecond."""
        self._moments += 1
        return f"{1_700_000_000_000 + self._moments}"


def _taps(plain: Any) -> Any:
    match plain:
        case {"type": "Action.Submit", "data": {"kith": {"press": _} as tap}}:
            yield tap
        case dict():
            for each in plain.values():
                yield from _taps(each)
        case list():
            for each in plain:
                yield from _taps(each)


async def talk(port: int, bot: int) -> dict[str, float]:
    """From bringing a message until it is acknowledged, with the reply here. In milliseconds."""
    microsoft = Microsoft(port)
    runner = web.AppRunner(microsoft.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    address, taken = f"http://127.0.0.1:{bot}/api/messages", []
    async with aiohttp.ClientSession(
        headers={"Authorization": f"Bearer {microsoft.token()}"}
    ) as session:
        await _until_open(session, address, microsoft)
        settle()
        for number in range(1, WARM + TURNS + 1):
            before, plain = len(microsoft.heard), microsoft.activity(number)
            start = time.perf_counter()
            async with session.post(address, json=plain) as answer:
                await answer.read()
            assert answer.status in (200, 201, 202), answer.status
            while len(microsoft.heard) == before:
                await asyncio.sleep(0.0002)
            if number > WARM:
                taken.append(time.perf_counter() - start)
    await runner.cleanup()
    return spread(taken) | {"connections": len(microsoft.connections)}


async def _until_open(session: aiohttp.ClientSession, address: str, microsoft: Microsoft) -> None:
    """The bot listens, and has fetched the key."""
    for number in range(1_000):
        try:
            async with session.post(address, json=microsoft.activity(-1 - number)) as answer:
                if answer.status < 300:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.02)
    raise SystemExit("the bot did not answer")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(talk(int(sys.argv[1]), int(sys.argv[2])))))
