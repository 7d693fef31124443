"""Signing keys are fetched ahead and again for a key nobody has seen; our own token is asked for once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import jwt
import pytest

from bot.channels.outlet import NotDelivered
from bot.channels.teams_errors import KeysNotHere
from bot.channels.teams_keys import EVERY, GOOD_FOR, REST, BotKeys
from bot.channels.teams_tokens import BEFORE_ITS_END, OurTokens
from bot.channels.teams_tokens import REST as TOKEN_REST
from bot.oidc_errors import TokenRefused
from tests.bot.fake_connector import KEY_ID, FakeConnector, Fault, bot_key, served_connector
from tests.bot.house import Small
from tests.bot.oidc_provider import rsa_key
from tests.bot.teams_town import Seconds, teams_town


@pytest.fixture
async def connector() -> AsyncIterator[FakeConnector]:
    async with served_connector() as made:
        yield made


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def keys(connector: FakeConnector, seconds: Seconds) -> AsyncIterator[BotKeys]:
    made = BotKeys(connector.settings.metadata, seconds)
    yield made
    await made.stop()


async def fetched(keys: BotKeys) -> None:
    """Waits for a key, as whoever brings a delivery would come again."""
    async with asyncio.timeout(20):
        while True:
            try:
                await keys.find(KEY_ID)
                return
            except KeysNotHere:
                await asyncio.sleep(0)


async def test_without_keys_it_is_said_so_and_with_them_they_are_found(
    keys: BotKeys, connector: FakeConnector
) -> None:
    with pytest.raises(KeysNotHere):
        await keys.find(KEY_ID)
    keys.start()
    await fetched(keys)
    found = await keys.find(KEY_ID)
    assert found.endorsements == {"msteams", "webchat"}
    assert connector.asked_keys == 1


async def test_a_key_nobody_has_seen_is_looked_for_once_for_everybody(
    keys: BotKeys, connector: FakeConnector, seconds: Seconds
) -> None:
    keys.start()
    await fetched(keys)
    seconds.now += REST
    connector.keys = [bot_key(), bot_key("second", "key-2")]
    found = await asyncio.gather(*(keys.find("key-2") for _ in range(20)))
    assert len({id(each) for each in found}) == 1
    assert connector.asked_keys == 2


async def test_strangers_who_name_keys_do_not_make_us_fetch_for_ever(
    keys: BotKeys, connector: FakeConnector, seconds: Seconds
) -> None:
    keys.start()
    await fetched(keys)
    for number in range(50):
        with pytest.raises(TokenRefused):
            await keys.find(f"no-such-{number}")
        seconds.now += 1
    assert connector.asked_keys == 1
    seconds.now += REST
    with pytest.raises(TokenRefused):
        await keys.find("no-such")
    assert connector.asked_keys == 2


async def test_a_key_that_was_taken_back_is_forgotten_at_the_next_fetch(
    keys: BotKeys, connector: FakeConnector, seconds: Seconds
) -> None:
    keys.start()
    await fetched(keys)
    connector.keys = [bot_key("second", "key-2")]
    seconds.now += REST
    await keys.find("key-2")
    seconds.now += 1
    with pytest.raises(TokenRefused):
        await keys.find(KEY_ID)


@pytest.mark.parametrize(
    "published",
    [
        [{"kty": "RSA"}],
        [{"kty": "EC", "kid": KEY_ID}],
        ["key"],
        [{**bot_key(), "n": "AQAB"}],
        [{**bot_key(), "use": "enc"}],
        [{**bot_key(), "alg": "RS512"}],
        [{**bot_key(), "kid": 7}],
    ],
)
async def test_what_is_no_key_for_signing_never_becomes_one_and_the_old_ones_stay(
    keys: BotKeys, connector: FakeConnector, seconds: Seconds, published: list[dict[str, object]]
) -> None:
    keys.start()
    await fetched(keys)
    connector.keys = published
    seconds.now += REST
    with pytest.raises(TokenRefused):
        await keys.find("key-2")
    assert await keys.find(KEY_ID)


async def test_while_the_keys_cannot_be_fetched_the_old_ones_hold_for_a_weekend(
    keys: BotKeys, connector: FakeConnector, seconds: Seconds
) -> None:
    keys.start()
    await fetched(keys)
    connector.key_faults = [Fault(500)] * 9
    seconds.now += GOOD_FOR
    assert await keys.find(KEY_ID)
    seconds.now += 1
    with pytest.raises(KeysNotHere):
        await keys.find(KEY_ID)
    assert EVERY < GOOD_FOR


async def test_keys_over_plain_http_elsewhere_are_not_asked_for(
    keys: BotKeys, connector: FakeConnector
) -> None:
    from bot.channels.teams_keys import _address
    from bot.oidc_errors import ProviderSilent

    for address in ("http://evil.example/keys", "file:///etc/passwd", None, 7):
        with pytest.raises(ProviderSilent):
            _address(address, "http://127.0.0.1/openid")
    with pytest.raises(ProviderSilent):
        _address("http://127.0.0.1/keys", "https://login.example/openid")


# ---------------------------------------------------------------- through the door


async def test_the_house_is_open_before_the_keys_are_and_asks_to_come_again(small: Small) -> None:
    async with teams_town(small, ready=False) as town:
        town.connector.key_faults = [Fault(hang=True)]
        answer = await town.phone.bring(town.phone.activity(text="hi"))
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert not town.connector.sent


async def test_a_delivery_signed_with_a_new_key_is_heard_at_once(small: Small) -> None:
    async with teams_town(small) as town:
        town.connector.keys = [bot_key("second", "key-2")]
        town.seconds.now += REST
        claims = town.phone.claims()
        token = jwt.encode(claims, rsa_key("second"), "RS256", headers={"kid": "key-2"})
        assert (await town.phone.bring(town.phone.activity(text="hi"), token)).status == 200
        old = town.phone.token()
        assert (await town.phone.bring(town.phone.activity(text="hi"), old)).status == 401


# ---------------------------------------------------------------- our own token


async def test_one_token_is_asked_for_and_used_until_shortly_before_its_end(
    connector: FakeConnector, seconds: Seconds
) -> None:
    tokens = OurTokens(connector.settings, seconds)
    assert set(await asyncio.gather(*(tokens.token() for _ in range(50)))) == {"ours-1"}
    seconds.now += connector.token_lasts - BEFORE_ITS_END - 1
    assert await tokens.token() == "ours-1"
    seconds.now += 2
    assert await tokens.token() == "ours-2"
    assert connector.asked_tokens == 2
    assert "ours" not in repr(tokens)
    await tokens.close()


async def test_a_token_that_was_refused_is_renewed_once_and_not_in_a_storm(
    connector: FakeConnector, seconds: Seconds
) -> None:
    tokens = OurTokens(connector.settings, seconds)
    first = await tokens.token()
    seconds.now += TOKEN_REST
    renewed = await asyncio.gather(*(tokens.token(first) for _ in range(20)))
    assert set(renewed) == {"ours-2"}
    with pytest.raises(NotDelivered) as why:
        await tokens.token("ours-2")
    assert why.value.seconds
    assert connector.asked_tokens == 2
    await tokens.close()


async def test_while_no_token_can_be_had_it_is_asked_for_now_and_then(
    connector: FakeConnector, seconds: Seconds
) -> None:
    tokens = OurTokens(connector.settings, seconds)
    connector.token_faults = [Fault(500)]
    for _ in range(10):
        with pytest.raises(NotDelivered):
            await tokens.token()
    assert connector.asked_tokens == 1
    seconds.now += TOKEN_REST
    assert await tokens.token() == "ours-2"
    await tokens.close()
