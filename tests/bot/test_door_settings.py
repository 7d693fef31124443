"""A door beside the web is off until it is set, and set whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands import main
from bot.door_settings import DOOR_NAMES, SERVICE_HOST, SHUT
from bot.serve_errors import SettingRefused
from tests.bot.serve_place import CANARY, SECRET, Place, private
from tests.bot.serve_place import place as place

APP = "22222222-2222-3333-4444-555555555555"
OURS, OTHER = "33333333-2222-3333-4444-55555555555A", "44444444-2222-3333-4444-555555555555"
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz012345"
WEBHOOK = "w3bhook_secret-of-forty-characters-012345"


@pytest.fixture
def with_doors(place: Place) -> Place:
    folder = place.folder
    place.settings |= {
        "teams.app_id": APP.upper(),
        "teams.tenants": f"{OURS}, {OTHER}",
        "teams.secret_file": str(private(folder / "teams", SECRET + "\n")),
        "telegram.token_file": str(private(folder / "telegram", TOKEN + "\n")),
        "telegram.mode": "webhook",
        "telegram.secret_file": str(private(folder / "webhook", WEBHOOK)),
    }
    return place


def test_every_door_is_shut_until_it_is_set(place: Place) -> None:
    assert place.read().doors == SHUT


def test_good_settings_open_the_doors_and_their_secrets_are_not_shown(with_doors: Place) -> None:
    doors = with_doors.read().doors
    assert doors.teams
    assert doors.telegram
    assert (doors.teams.app_id, doors.teams.secret) == (APP, SECRET)
    assert doors.teams.tenants == {OURS.lower(), OTHER}
    assert doors.teams.tenant == OURS.lower()
    assert doors.teams.hosts == {SERVICE_HOST}
    assert not doors.teams.files
    assert doors.teams.login.startswith("https:")
    assert (doors.telegram.token, doors.telegram.secret) == (TOKEN, WEBHOOK)
    assert doors.telegram.webhook
    shown = repr(with_doors.read())
    assert not any(secret in shown for secret in (SECRET, TOKEN, WEBHOOK))


def test_what_a_council_may_set_is_taken(with_doors: Place) -> None:
    with_doors.settings |= {
        "teams.service_hosts": "Smba.Example 127.0.0.1:56150",
        "teams.login": "http://127.0.0.1:9/",
        "teams.metadata": "https://login.example/v1/openid",
        "teams.files": "yes",
        "telegram.mode": "polling",
        "telegram.api": "http://127.0.0.1:8081",
    }
    doors = with_doors.read().doors
    assert doors.teams
    assert doors.telegram
    assert doors.teams.hosts == {"smba.example", "127.0.0.1:56150"}
    assert doors.teams.login == "http://127.0.0.1:9"
    assert doors.teams.files
    assert not doors.telegram.webhook
    assert doors.telegram.secret == ""


WRONG = {
    "teams.app_id": ["kith", CANARY, APP + "0"],
    "teams.tenants": [CANARY, f"{OTHER} common", ",", "*"],
    "teams.secret_file": [CANARY, f"/nowhere/{CANARY}", "/"],
    "teams.service_hosts": [f"https://{CANARY}", "*", "a/b", "a@b", "a:0", "a:99999", ".."],
    "teams.login": [f"http://{CANARY}.example", "login.example", f"https://{CANARY}@login.example"],
    "teams.metadata": ["http://login.example", "https://login.example/x?y=1"],
    "teams.files": ["true", "1", CANARY],
    "telegram.token_file": [CANARY, f"/nowhere/{CANARY}"],
    "telegram.mode": ["push", CANARY],
    "telegram.secret_file": [CANARY, f"/nowhere/{CANARY}"],
    "telegram.api": ["http://api.example", CANARY, "https://api.example#x"],
}


def test_every_setting_of_a_door_can_be_wrong() -> None:
    assert set(WRONG) == set(DOOR_NAMES)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_of_a_door_is_named_and_its_value_is_not(
    with_doors: Place, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    with_doors.settings[name] = value
    assert main(["serve", "--config", str(with_doors.config)]) == 2
    told = capsys.readouterr()
    assert name in told.err
    assert CANARY not in told.err
    assert "Traceback" not in told.err
    assert not told.out


@pytest.mark.parametrize(
    "name",
    [
        "teams.app_id",
        "teams.tenants",
        "teams.secret_file",
        "telegram.token_file",
        "telegram.secret_file",
    ],
)
def test_a_door_that_is_half_set_is_refused(with_doors: Place, name: str) -> None:
    del with_doors.settings[name]
    with pytest.raises(SettingRefused) as refused:
        with_doors.read()
    assert (refused.value.setting, refused.value.fault) == (name, "missing")


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("teams.secret_file", "short", "weak"),
        ("teams.secret_file", "a" * 40, "weak"),
        ("teams.secret_file", "", "empty"),
        ("telegram.token_file", SECRET, "damaged"),
        ("telegram.secret_file", SECRET, "weak"),
        ("telegram.secret_file", WEBHOOK + "/", "weak"),
    ],
)
def test_a_weak_or_damaged_secret_of_a_door_is_refused(
    with_doors: Place, tmp_path: Path, name: str, text: str, fault: str
) -> None:
    with_doors.settings[name] = str(private(tmp_path / "other", text))
    with pytest.raises(SettingRefused) as refused:
        with_doors.read()
    assert (refused.value.setting, refused.value.fault) == (name, fault)


def test_a_secret_of_a_door_that_others_can_read_is_refused(with_doors: Place) -> None:
    for name in ("teams.secret_file", "telegram.token_file", "telegram.secret_file"):
        path = Path(with_doors.settings[name])
        path.chmod(0o644)
        with pytest.raises(SettingRefused) as refused:
            with_doors.read()
        assert (refused.value.setting, refused.value.fault) == (name, "readable")
        path.chmod(0o600)
