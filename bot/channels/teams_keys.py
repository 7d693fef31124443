"""The keys that deliveries are signed with: fetched ahead, in the background, and kept with what they may say."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

import jwt

from bot.channels.teams_errors import KeysNotHere
from bot.oidc import is_fetched_safely
from bot.oidc_errors import ProviderSilent, TokenRefused
from bot.oidc_keys import signing_key
from bot.oidc_wire import Wire

LOG = logging.getLogger("kith.teams")

ALGORITHM = "RS256"
EVERY = 24 * 3600.0
"""Seconds after which they are fetched again, as the protocol asks."""
GOOD_FOR = 3 * 24 * 3600.0
"""Seconds that keys are believed which cannot be fetched again: as long as a weekend."""
REST = 120.0
"""Seconds between two fetches for keys nobody has seen, however many strangers name some."""
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
"""Seconds before it is tried again, when a fetch failed."""
LONGEST_LOOK = 5.0
"""Seconds that one delivery waits for a fetch."""
LARGEST = 2 * 1024 * 1024
MOST_KEYS = 256


@dataclass(frozen=True, slots=True)
class BotKey:
    """One key, and the channels for which it may speak."""

    key: jwt.PyJWK = field(repr=False)
    endorsements: frozenset[str]


class BotKeys:
    """The keys that one address of metadata leads to. `clock` counts seconds."""

    def __init__(self, metadata: str, clock: Callable[[], float] = monotonic) -> None:
        self._metadata = metadata
        self._clock = clock
        self._wire = Wire(LARGEST)
        self._keys: Mapping[str, BotKey] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._fetching: asyncio.Task[bool] | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to fetch; nobody waits for it."""
        self._task = asyncio.create_task(self._keep_fresh())

    async def stop(self) -> None:
        for task in (self._task, self._fetching):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        await self._wire.close()

    async def fetch(self) -> bool:
        """Fetches them now, once; whether that brought any."""
        return await self._fetch()

    async def find(self, key_id: str) -> BotKey:
        """Raises `TokenRefused` when there is no such key, `KeysNotHere` while there are none.

        A key nobody has seen is looked for at once, but not again and again.
        """
        if self._fetched is None or self._clock() - self._fetched > GOOD_FOR:
            raise KeysNotHere
        found = self._keys.get(key_id)
        if found is None and self._has_rested():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._fetch()), LONGEST_LOOK)
            found = self._keys.get(key_id)
        if found is None:
            raise TokenRefused
        return found

    def _has_rested(self) -> bool:
        """Whether it is time again, or a fetch is under way that others wait for already."""
        if self._fetching is not None and not self._fetching.done():
            return True
        return self._tried is None or self._clock() - self._tried >= REST

    def _fetch(self) -> asyncio.Task[bool]:
        """The fetch that is under way, or a new one; whether it brought keys."""
        if self._fetching is None or self._fetching.done():
            self._tried = self._clock()
            self._fetching = asyncio.create_task(self._fetched_anew())
        return self._fetching

    async def _fetched_anew(self) -> bool:
        try:
            said = await self._wire.get(self._metadata)
            keys = _usable(await self._wire.get(_address(said.get("jwks_uri"), self._metadata)))
        except ProviderSilent:
            LOG.warning("keys not fetched")
            return False
        self._keys, self._fetched = keys, self._clock()
        return True

    async def _keep_fresh(self) -> None:
        wait = FIRST_WAIT
        while True:
            if await self._fetch():
                wait = FIRST_WAIT
                await asyncio.sleep(EVERY)
            else:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)


def _address(address: object, metadata: str) -> str:
    """Where the keys are. What is said over TLS cannot point us at this machine."""
    if not isinstance(address, str) or not is_fetched_safely(address):
        raise ProviderSilent
    if metadata.startswith("https:") and not address.startswith("https:"):
        raise ProviderSilent
    return address


def _usable(said: Mapping[str, object]) -> dict[str, BotKey]:
    """By id. Raises `ProviderSilent` when there is none: then the old ones stay."""
    listed = said.get("keys")
    found = {}
    for plain in listed[:MOST_KEYS] if isinstance(listed, list) else ():
        if not isinstance(plain, dict) or plain.get("kty") != "RSA":
            continue
        if plain.get("use", "sig") != "sig" or plain.get("alg", ALGORITHM) != ALGORITHM:
            continue
        key_id, endorsed = plain.get("kid"), plain.get("endorsements")
        key = signing_key(plain, ALGORITHM)
        if key is not None and isinstance(key_id, str):
            names = endorsed if isinstance(endorsed, list) else []
            channels = frozenset(name for name in names if isinstance(name, str))
            found[key_id] = BotKey(key, channels)
    if not found:
        raise ProviderSilent
    return found
