"""The parts of a sign-in by themselves: keys that change, ways that end, room for so many."""

from __future__ import annotations

import pytest

from bot.errors import Busy
from bot.oidc import AT_ONCE, Provider
from bot.oidc_errors import ProviderSilent, TokenRefused, WayLost
from bot.oidc_keys import GOOD_FOR, NOT_BEFORE, SigningKeys
from bot.oidc_ways import LASTS, Ways
from bot.oidc_wire import Wire
from bot.throttle import Throttle
from tests.bot.house import Clock
from tests.bot.oidc_provider import client_of, ec_key, public, rsa_key, served_provider


class CountedWire(Wire):
    """Counts how often the keys are fetched, and can fail."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.keys = [public(rsa_key(), "one", "RS256")]

    async def get(self, address: str) -> dict[str, object]:
        self.count += 1
        return {"keys": self.keys}


async def test_a_new_key_is_fetched_and_strangers_cannot_make_us_fetch_for_ever() -> None:
    wire, now = CountedWire(), [1_000.0]
    keys = SigningKeys(wire, "x", lambda: now[0])
    await keys.find("one", "RS256")
    await keys.find("one", "RS256")
    for _ in range(20):
        with pytest.raises(TokenRefused):
            await keys.find("two", "RS256")
    assert wire.count == 1
    now[0] += NOT_BEFORE
    wire.keys = [public(rsa_key("other"), "two", "RS256")]
    await keys.find("two", "RS256")
    with pytest.raises(TokenRefused):
        await keys.find("one", "RS256")
    now[0] += GOOD_FOR + 1
    await keys.find("two", "RS256")
    assert wire.count == 3


async def test_a_provider_without_keys_is_no_provider() -> None:
    wire = CountedWire()
    wire.keys = "none"  # type: ignore[assignment]
    with pytest.raises(ProviderSilent):
        await SigningKeys(wire, "x").find("one", "RS256")


async def test_too_many_at_once_are_asked_to_wait() -> None:
    async with served_provider() as fake:
        provider = Provider(client_of(fake), Wire())
        _, way = Ways(b"s" * 32, Clock()).begin()
        for _ in range(AT_ONCE):
            await provider._at_once.acquire()
        with pytest.raises(Busy):
            await provider.person_key("code", way)
        assert not fake.asked_tokens


def test_a_way_of_another_house_is_no_way_here() -> None:
    cookie, way = Ways(b"s" * 32, Clock()).begin()
    with pytest.raises(WayLost):
        Ways(b"t" * 32, Clock()).end(cookie, way.state)
    ours = Ways(b"s" * 32, Clock())
    assert ours.end(cookie, way.state) == way
    with pytest.raises(WayLost):
        ours.end(cookie, way.state)  # the same a second time
    assert way.state not in repr(way)


def test_a_throttle_gives_room_again_in_time() -> None:
    now = [0.0]
    throttle = Throttle(2, 60.0, lambda: now[0])
    assert [throttle.take() for _ in range(3)] == [True, True, False]
    now[0] += 60
    assert throttle.take()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"alg": "ES256"},
        {"use": "enc"},
        {"kid": 7},
        {"n": "AQAB"},
        {"n": "!"},
        {"kty": "oct", "k": "AAAA"},
        public(rsa_key("small", 1024), "one", "RS256"),
        {**public(ec_key(), "one", "ES256"), "alg": "RS256"},
    ],
)
async def test_a_key_that_is_not_what_it_should_be_is_no_key(spoilt: dict[str, object]) -> None:
    wire = CountedWire()
    wire.keys = [{**public(rsa_key(), "one", "RS256"), **spoilt}]
    with pytest.raises(TokenRefused):
        await SigningKeys(wire, "x").find("one", "RS256")


def test_ways_that_were_taken_are_forgotten_when_they_could_not_be_taken_again() -> None:
    clock = Clock()
    ways = Ways(b"s" * 32, clock)
    for _ in range(3):
        cookie, way = ways.begin()
        ways.end(cookie, way.state)
    clock.pass_by(LASTS)
    cookie, way = ways.begin()
    ways.end(cookie, way.state)
    assert len(ways._gone) == 1
