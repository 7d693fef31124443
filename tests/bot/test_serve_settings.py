"""A council's house opens with every setting good, or not at all, and never tells what one holds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import main
from bot.door_settings import DOOR_NAMES
from bot.serve_errors import SettingRefused
from bot.serve_settings import NAMES, given, read_settings
from bot.session import WORK
from tests.bot.serve_place import CANARY, SECRET, TENANT, Place
from tests.bot.serve_place import place as place


def test_good_settings_are_read_and_their_secrets_are_not_shown(place: Place) -> None:
    settings = place.read()
    assert settings.site == "https://kith.example"
    assert settings.client.back == "https://kith.example/sign-in/back"
    assert (settings.host, settings.limits) == ("127.0.0.1", WORK)
    assert SECRET not in repr(settings)
    assert settings.keys.web.hex() not in repr(settings)
    assert "b'" not in repr(settings)


def test_the_environment_goes_over_the_file_and_can_be_all_there_is(place: Place) -> None:
    variables = {f"KITH_{name.replace('.', '_').upper()}": v for name, v in place.settings.items()}
    variables["KITH_SESSION_IDLE_MINUTES"] = "5"
    alone = read_settings(given(None, variables))
    assert alone.limits.idle == timedelta(minutes=5)
    assert alone.client == place.read().client
    over = read_settings(given(place.config, {"KITH_WEB_PORT": "9000", "KITH_ELSE": "x"}))
    assert over.port == 9000


def test_who_listens_to_this_machine_alone_takes_it_for_the_proxy_until_told_otherwise(
    place: Place,
) -> None:
    without = {name: text for name, text in place.settings.items() if name != "web.proxy"}
    variables = {f"KITH_{name.replace('.', '_').upper()}": text for name, text in without.items()}
    assert read_settings(given(None, variables)).proxies == {"127.0.0.1", "::1"}
    told = read_settings(given(None, {**variables, "KITH_WEB_PROXY": "10.0.0.7"}))
    assert told.proxies == {"10.0.0.7"}
    abroad = read_settings(given(None, {**variables, "KITH_WEB_HOST": "10.0.0.8"}))
    assert abroad.proxies == frozenset()


WRONG = {
    "council.name": ["x" * 501],
    "council.short": ["L", "lk", "LARKSHIRE", "L1"],
    "council.phone": [CANARY, "1"],
    "web.address": [
        "http://kith.example",
        f"https://kith.example/{CANARY}",
        f"https://{CANARY}@kith.example",
        "https://kith.example?x",
        "https://kith.example:99999",
        "https://",
        "kith.example",
    ],
    "web.host": ["kith.example", CANARY, "1.2.3"],
    "web.port": ["-1", "65536", "x", "８０"],
    "data.folder": [CANARY, f"./{CANARY}"],
    "data.keys": ["keys.json", f"/nowhere/{CANARY}"],
    "sign_in.issuer": [
        "http://sign-in.example/o",
        f"https://{CANARY}@sign-in.example",
        "https://sign-in.example/o?x=1",
        "https://sign-in.example/o#x",
        "https://sign-in.example:x",
        "sign-in.example",
    ],
    "sign_in.client_id": ["x" * 501],
    "sign_in.client_secret_file": [CANARY, f"/nowhere/{CANARY}", "/"],
    "sign_in.tenant": ["larkshire", CANARY, TENANT + "0"],
    "session.idle_minutes": ["0", "61", "x"],
    "session.longest_hours": ["0", "25", "12.5"],
    "diary.witness": ["witness.txt", CANARY],
    "web.proxy": ["proxy.example", f"127.0.0.1 {CANARY}", "10.0.0.0/8", ","],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_is_named_and_its_value_is_not(
    place: Place, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    place.settings[name] = value
    assert main(["serve", "--config", str(place.config)]) == 2
    told = capsys.readouterr()
    assert name in told.err
    assert CANARY not in told.err
    assert len(value) < 4 or value not in told.err
    assert "Traceback" not in told.err
    assert not told.out


def test_every_setting_can_be_wrong() -> None:
    assert set(WRONG) == set(NAMES) - set(DOOR_NAMES)  # those: test_door_settings.py


NEEDED = [
    name
    for name in NAMES
    if name
    not in (
        "web.host",
        "web.port",
        "web.proxy",
        "data.keys",
        "sign_in.tenant",
        "session.idle_minutes",
        "session.longest_hours",
        "diary.witness",
        *DOOR_NAMES,
    )
]


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_setting_is_named(
    place: Place, capsys: pytest.CaptureFixture[str], name: str, value: str | None
) -> None:
    del place.settings[name]
    if value is not None:
        place.settings[name] = value
    assert main(["serve", "--config", str(place.config)]) == 2
    assert capsys.readouterr().err == f"{SettingRefused(name, 'missing')}\n"


def test_entra_without_its_tenant_is_refused(place: Place) -> None:
    host = "login.microsoftonline.com"
    place.settings["sign_in.issuer"] = f"https://{host}/{TENANT}/v2.0"
    place.read()
    del place.settings["sign_in.tenant"]
    with pytest.raises(SettingRefused, match=r"sign_in\.tenant"):
        place.read()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[web]\nadress = 'x'", "web"),
        (f"{CANARY} = 1", "--config"),
        (f"[{CANARY}]\nx = 1", "--config"),
        ("council = 'x'", "--config"),
        ("[web]\nport = true", "web.port"),
        ("[web]\nport = [1]", "web.port"),
        ("torn = ", "--config"),
        ("\x00", "--config"),
    ],
)
def test_a_slip_in_the_file_is_noticed(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "kith.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingRefused) as refused:
        given(path, {})
    assert refused.value.setting == named
    assert CANARY not in str(refused.value)


def test_a_file_of_settings_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="--config"):
        given(tmp_path / CANARY, {})
