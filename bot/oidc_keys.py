"""A provider's signing keys: kept, and fetched again for a key nobody has seen, but not endlessly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

import jwt

from bot.oidc_errors import ProviderSilent, TokenRefused
from bot.oidc_wire import Wire

ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
"""The only ways to sign that are believed, and the kind of key that each takes."""
GOOD_FOR = 6 * 3600.0
"""Seconds after which a key that was taken back is forgotten here as well."""
NOT_BEFORE = 30.0
"""Seconds between two fetches, however many unknown keys strangers name."""
LEAST_BITS = 2048
MOST_KEYS = 64


class SigningKeys:
    """The keys at one address, by id and algorithm."""

    def __init__(self, wire: Wire, address: str, clock: Callable[[], float] = monotonic) -> None:
        self._wire = wire
        self._address = address
        self._clock = clock
        self._keys: dict[tuple[str, str], jwt.PyJWK] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._fetching = asyncio.Lock()

    async def find(self, key_id: str, algorithm: str) -> jwt.PyJWK:
        """Raises `TokenRefused` when the provider has no such key, `ProviderSilent`."""
        async with self._fetching:
            now = self._clock()
            stale = self._fetched is None or now - self._fetched > GOOD_FOR
            unknown = (key_id, algorithm) not in self._keys
            rested = self._tried is None or now - self._tried >= NOT_BEFORE
            if (stale or unknown) and rested:
                self._tried = now
                self._keys = _usable(await self._wire.get(self._address))
                self._fetched = now
            elif stale:
                raise ProviderSilent
        found = self._keys.get((key_id, algorithm))
        if found is None:
            raise TokenRefused
        return found


def _usable(said: dict[str, object]) -> dict[tuple[str, str], jwt.PyJWK]:
    listed = said.get("keys")
    if not isinstance(listed, list):
        raise ProviderSilent
    found = {}
    for plain in listed[:MOST_KEYS]:
        if not isinstance(plain, dict) or plain.get("use", "sig") != "sig":
            continue
        for algorithm, kind in ALGORITHMS.items():
            key_id = plain.get("kid")
            if plain.get("kty") != kind or plain.get("alg", algorithm) != algorithm:
                continue
            key = signing_key(plain, algorithm)
            if key is not None and isinstance(key_id, str):
                found[key_id, algorithm] = key
    return found


def signing_key(plain: dict[str, str], algorithm: str) -> jwt.PyJWK | None:
    """The key, unless it is no key, too small, or not of the curve that the algorithm names."""
    try:
        key = jwt.PyJWK(plain, algorithm=algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if algorithm == "ES256":
        return key if plain.get("crv") == "P-256" else None
    return key if key.key.key_size >= LEAST_BITS else None
