"""Asking a provider for JSON: soon or not at all, a little at most, and never somewhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar

from bot.oidc_errors import ProviderSilent, TokenRefused

PATIENCE = ClientTimeout(total=10, connect=5)
LARGEST = 256 * 1024


class Wire:
    """One client for one provider: no cookies, no redirects, no proxy of the environment."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._session: ClientSession | None = None

    async def get(self, address: str) -> dict[str, object]:
        """Raises `ProviderSilent` for anything but an object."""
        return await self._ask("GET", address, None)

    async def post(self, address: str, form: Mapping[str, str]) -> dict[str, object]:
        """The same with a form. Raises `TokenRefused` when the provider says no to it."""
        return await self._ask("POST", address, form)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(
        self, method: str, address: str, form: Mapping[str, str] | None
    ) -> dict[str, object]:
        if self._session is None:
            self._session = ClientSession(
                timeout=PATIENCE, cookie_jar=DummyCookieJar(), raise_for_status=False
            )
        try:
            async with self._session.request(
                method,
                address,
                data=form,
                allow_redirects=False,
                headers={"Accept": "application/json"},
            ) as response:
                body = await _body(response, self._largest)
                status = response.status
        except (TimeoutError, ClientError, OSError, ValueError):
            raise ProviderSilent from None
        if form is not None and 400 <= status < 500:
            raise TokenRefused
        if status != 200:
            raise ProviderSilent
        return _object(body)


async def _body(response: ClientResponse, largest: int) -> bytes:
    """Never more than a provider has to say. Raises `ProviderSilent`."""
    body = bytearray()
    async for piece in response.content.iter_chunked(16 * 1024):
        body += piece
        if len(body) > largest:
            raise ProviderSilent
    return bytes(body)


def _object(body: bytes) -> dict[str, object]:
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderSilent from None
    if not isinstance(plain, dict):
        raise ProviderSilent
    return plain
