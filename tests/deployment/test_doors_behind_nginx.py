"""The doors beside the web as they will stand: Microsoft and Telegram bring something through the proxy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.bot import fake_connector, fake_telegram
from tests.bot.fake_connector import FakeConnector, served_connector
from tests.bot.fake_telegram import FakeTelegram, telegram
from tests.bot.serve_place import Place, private
from tests.bot.serve_place import place as house_place
from tests.bot.teams_phone import Phone as TeamsPhone
from tests.bot.telegram_phone import Phone as TelegramPhone
from tests.deployment.front import NAME, NGINX
from tests.deployment.test_behind_nginx import Standing
from tests.deployment.test_behind_nginx import session as session
from tests.deployment.test_behind_nginx import standing as standing

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not here")

house_place = house_place  # the house without doors, to which `place` adds them
TEAMS, TELEGRAM = "/api/messages", "/telegram/webhook"


@dataclass
class Outside:
    connector: FakeConnector
    telegram: FakeTelegram


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    async with served_connector() as connector, telegram() as fake:
        yield Outside(connector, fake)


@pytest.fixture
async def place(house_place: Place, outside: Outside) -> Place:
    """A council's house with both doors open."""
    teams, folder = outside.connector.settings, house_place.folder
    house_place.settings |= {
        "teams.app_id": teams.app_id,
        "teams.tenants": teams.tenant,
        "teams.secret_file": str(private(folder / "teams-secret", teams.secret)),
        "teams.service_hosts": " ".join(teams.hosts),
        "teams.login": teams.login,
        "teams.metadata": teams.metadata,
        "telegram.token_file": str(private(folder / "telegram-token", fake_telegram.TOKEN)),
        "telegram.mode": "webhook",
        "telegram.secret_file": str(private(folder / "telegram-secret", fake_telegram.SECRET)),
        "telegram.api": outside.telegram.api,
    }
    return house_place


async def test_teams_brings_a_word_through_the_proxy_and_is_answered(
    standing: Standing, outside: Outside, session: ClientSession
) -> None:
    microsoft = standing.browser(session)
    phone = TeamsPhone(outside.connector, "", session)

    async def bring(token: str) -> int:
        body: dict[str, Any] = phone.activity(text="Hello")
        headers = {"Authorization": f"Bearer {token}"}
        return (await microsoft.ask("POST", TEAMS, json=body, headers=headers)).status

    async with asyncio.timeout(fake_connector.GUARD_SECONDS):
        while (refused := await bring(phone.token(aud="somebody-else"))) == 503:
            continue  # the keys are still on their way
    assert refused == 401
    assert outside.connector.sent == []
    assert await bring(phone.token()) == 200
    (said,) = await outside.connector.until(1)
    assert "I do not know this account" in said.words
    assert said.conversation == fake_connector.CHAT
    assert (await microsoft.ask("GET", TEAMS)).status == 403
    too_much = await microsoft.ask("POST", TEAMS, data=b"x" * 600_000)
    assert too_much.status == 413


async def test_telegram_posts_a_word_through_the_proxy_and_is_answered(
    standing: Standing, outside: Outside, session: ClientSession
) -> None:
    servers = standing.browser(session)
    fake = outside.telegram
    await fake.until(lambda: bool(fake.webhook))
    assert fake.webhook["url"] == f"https://{NAME}{TELEGRAM}"
    phone = TelegramPhone(fake, 700, "Linda")
    update = {"update_id": 1, "message": phone.message(text="Hello")}

    async def post(secret: str) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return (await servers.ask("POST", TELEGRAM, json=update, headers=headers)).status

    assert await post("") == 401
    assert await post(fake_telegram.SECRET) == 200
    await phone.hears(1)
    assert "I do not know this account" in phone.last.text
    assert (await servers.ask("GET", TELEGRAM)).status == 403
    assert (await servers.ask("POST", TELEGRAM, data=b"x" * 200_000)).status == 413
    log = (standing.front.place / "kith.log").read_text(encoding="utf-8")
    assert " 200 " in log
    assert fake_telegram.SECRET not in log
