"""Keys and secrets in files: weak, torn, or for other eyes too, and the house stays shut."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands import main
from bot.serve_errors import SettingRefused
from bot.serve_secrets import keys_in, private_file
from storage.keys_file import KeySet, dumps
from tests.bot.serve_place import Place, private
from tests.bot.serve_place import place as place


def same_bytes(path: Path) -> None:
    private(path, dumps(KeySet(b"k" * 32, b"l" * 32, b"m" * 32)))


def twice(path: Path) -> None:
    one = secrets.token_bytes(32)
    private(path, dumps(KeySet(one, secrets.token_bytes(32), one)))


def short(path: Path) -> None:
    private(path, '{"file": "ab", "master": "ab", "web": "ab"}')


def readable(path: Path) -> None:
    path.chmod(0o640)


def by_everybody(path: Path) -> None:
    path.chmod(0o604)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def gone(path: Path) -> None:
    path.unlink()


def not_text(path: Path) -> None:
    path.write_bytes(b"\xff" * 40)


def empty(path: Path) -> None:
    path.write_text("\n")


@pytest.mark.parametrize(
    "spoil",
    [same_bytes, twice, short, readable, by_everybody, a_folder, a_pipe, gone, not_text, empty],
)
def test_keys_that_are_weak_or_not_only_ours_open_nothing(
    place: Place, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None]
) -> None:
    path = Path(place.settings["data.keys"])
    spoil(path)
    assert main(["serve", "--config", str(place.config)]) == 2
    assert capsys.readouterr().err.startswith("data.keys ")
    with pytest.raises(SettingRefused):
        keys_in("data.keys", path)
    assert not (place.folder / "data").exists()


@pytest.mark.parametrize(
    "text", ["", "brief", "a" * 40, "changeme" * 2, "two words " * 4, "é" * 20]
)
def test_a_weak_client_secret_opens_nothing(place: Place, text: str) -> None:
    private(place.folder / "secret", text)
    with pytest.raises(SettingRefused) as refused:
        place.read()
    assert refused.value.setting == "sign_in.client_secret_file"
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize("spoil", [readable, by_everybody, a_folder, a_pipe, gone, not_text])
def test_a_client_secret_that_others_can_read_opens_nothing(
    place: Place, spoil: Callable[[Path], None]
) -> None:
    spoil(place.folder / "secret")
    with pytest.raises(SettingRefused, match=r"sign_in\.client_secret_file"):
        place.read()


def test_a_data_folder_that_others_look_into_opens_nothing(place: Place) -> None:
    (place.folder / "data").mkdir(mode=0o755)
    with pytest.raises(SettingRefused, match=r"data\.folder"):
        place.read()


def test_keys_are_made_once_for_their_owner_only(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(place.settings["data.keys"]).read_bytes()
    asked = ["serve", "--make-keys", "--config", str(place.config)]
    assert main(asked) == 2
    assert Path(place.settings["data.keys"]).read_bytes() == before
    Path(place.settings["data.keys"]).unlink()
    assert main(asked) == 0
    told = capsys.readouterr().out
    made = private_file("data.keys", Path(place.settings["data.keys"]))
    assert made.encode() != before
    assert place.read().keys.web.hex() not in told
