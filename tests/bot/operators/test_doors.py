"""The doctor says which doors beside the web are on, and asks outside only when it is told to."""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.serve_errors import SettingRefused
from tests.bot import fake_telegram
from tests.bot.fake_connector import APP, SECRET, TENANT, Fault, served_connector
from tests.bot.fake_telegram import TOKEN, telegram
from tests.bot.serve_place import private
from tests.reading_code import HOUSE

Kith = Callable[..., tuple[int, str]]


def written(folder: Path, **tables: dict[str, str]) -> Path:
    lines = [
        f"[{table}]\n" + "\n".join(f"{name} = '{text}'" for name, text in rows.items())
        for table, rows in tables.items()
    ]
    path = folder / "kith.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def teams(tmp_path: Path) -> dict[str, str]:
    secret = private(tmp_path / "teams-secret", SECRET)
    return {"app_id": APP, "tenants": TENANT, "secret_file": str(secret)}


@pytest.fixture
def bot(tmp_path: Path) -> dict[str, str]:
    return {"token_file": str(private(tmp_path / "telegram-token", TOKEN))}


def test_nothing_is_said_of_doors_unless_settings_are_named(house: Path, kith: Kith) -> None:
    status, said = kith("doctor", "--data", house)
    assert status == 0
    assert "Teams" not in said
    assert "Telegram" not in said


def test_doors_are_off_until_they_are_set(house: Path, tmp_path: Path, kith: Kith) -> None:
    config = written(tmp_path, web={"port": "8080"})
    status, said = kith("doctor", "--data", house, "--config", config)
    assert status == 0
    assert "Teams is off" in said
    assert "Telegram is off" in said


def test_doors_that_are_set_soundly_are_said_to_be_on(
    house: Path, tmp_path: Path, kith: Kith, teams: dict[str, str], bot: dict[str, str]
) -> None:
    config = written(tmp_path, teams=teams, telegram=bot)
    status, said = kith("doctor", "--data", house, "--config", config)
    assert status == 0
    assert "Teams is on, and set soundly. Directories whose people may write: 1." in said
    assert "Telegram is on, and set soundly. Kith asks" in said
    assert "answers" not in said, "nobody outside was asked"


def test_a_secret_that_others_can_read_is_a_fault_and_is_not_told(
    house: Path, tmp_path: Path, kith: Kith, teams: dict[str, str], bot: dict[str, str]
) -> None:
    Path(teams["secret_file"]).chmod(0o644)
    Path(bot["token_file"]).write_text("no-token-of-any-bot-0123456789", encoding="utf-8")
    config = written(tmp_path, teams=teams, telegram=bot)
    status, said = kith("doctor", "--data", house, "--config", config)
    assert status == 1
    assert "WRONG  Teams: teams.secret_file names a file that others can read." in said
    assert "WRONG  Telegram: telegram.token_file" in said
    assert SECRET not in said
    assert "no-token" not in said


def test_a_secret_that_the_service_manager_hands_over_is_not_looked_at(
    house: Path, tmp_path: Path, kith: Kith, teams: dict[str, str]
) -> None:
    teams["secret_file"] = "/run/credentials/kith.service/teams-secret"
    config = written(tmp_path, teams=teams)
    status, said = kith("doctor", "--data", house, "--config", config)
    assert status == 0
    assert "note   Teams is on. Its secret is handed to Kith alone" in said


def test_every_finding_about_a_door_has_its_words_and_every_word_its_finding() -> None:
    held = tomllib.loads((HOUSE / "bot/operators.toml").read_text(encoding="utf-8"))
    code = (HOUSE / "bot/door_checkup.py").read_text(encoding="utf-8")
    said = {name for name in held if re.match(r"teams_|telegram_", name)}
    found = set(re.findall(r'"((?:teams|telegram)_\w+)"', code))
    found |= {
        f"{door}_{ending}"
        for door in ("teams", "telegram")
        for ending in re.findall(r'f"\{door\}_(\w+)"', code)
    }
    assert said == found


def test_a_settings_file_that_cannot_be_read_is_said_so(house: Path, kith: Kith) -> None:
    with pytest.raises(SettingRefused):  # `kith` itself says it in a sentence
        kith("doctor", "--data", house, "--config", house / "nowhere.toml")


async def test_when_it_is_told_to_it_asks_microsoft_and_telegram(
    house: Path, tmp_path: Path, kith: Kith, teams: dict[str, str], bot: dict[str, str]
) -> None:
    async with served_connector() as connector, telegram() as fake:
        there = connector.settings
        teams |= {"login": there.login, "metadata": there.metadata}
        config = written(tmp_path, teams=teams, telegram={**bot, "api": fake.api})
        asked = ("doctor", "--data", house, "--config", config, "--online")
        status, said = await asyncio.to_thread(kith, *asked)
        assert status == 0
        assert "signing keys can be fetched" in said
        assert "Microsoft knows our app" in said
        assert "Telegram answers, and knows our bot: @" in said

        connector.key_faults.append(Fault(500))
        connector.token_faults.append(Fault(401))
        fake.faults["getMe"].append(fake_telegram.Fault(401, "Unauthorized"))
        status, said = await asyncio.to_thread(kith, *asked)
        assert status == 1
        assert "signing keys cannot be fetched" in said
        assert "gives Kith no token" in said
        assert "does not answer, or does not know this token" in said
        assert SECRET not in said
        assert TOKEN not in said
