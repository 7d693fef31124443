"""Starting in a bad place: a kind sentence and an exit status, never a traceback or a lost key."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import serve
from bot.commands import main
from bot.demo import open_house
from bot.errors import FolderInUse, FolderShut, KeysGone, KeysUnreadable
from bot.settings import KEYS, STORE, DemoSettings
from storage.errors import WrongKey
from tests.bot.house import Small


def torn(folder: Path) -> None:
    (folder / KEYS).write_text('{"file": "ab')


def short(folder: Path) -> None:
    (folder / KEYS).write_text(json.dumps(dict.fromkeys(("file", "master", "web"), "ab")))


def no_object(folder: Path) -> None:
    (folder / KEYS).write_text("[]")


def without_keys(folder: Path) -> None:
    (folder / STORE).write_bytes(b"x" * 4_096)


def other_keys(folder: Path) -> None:
    DemoSettings(folder).keys()
    (folder / STORE).write_bytes(b"x" * 4_096)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (torn, KeysUnreadable),
        (short, KeysUnreadable),
        (no_object, KeysUnreadable),
        (without_keys, KeysGone),
        (other_keys, WrongKey),
    ],
)
def test_a_spoilt_folder_is_told_kindly_and_left_as_it_is(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    told: type[Exception],
) -> None:
    spoil(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["demo", "--port", "0", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{told()}\n"
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert not (tmp_path / KEYS).exists() or KEYS in before


def test_a_folder_that_cannot_be_written_is_told_kindly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert main(["demo", "--port", "0", "--data", str(file)]) == 1
    assert capsys.readouterr().err == f"{FolderShut()}\n"


def test_a_second_demo_in_the_same_folder_is_sent_away_and_a_later_one_is_not(
    tmp_path: Path,
) -> None:
    with DemoSettings(tmp_path).held():
        with pytest.raises(FolderInUse), open_house(DemoSettings(tmp_path)):
            pass
        assert not (tmp_path / STORE).exists()
    with DemoSettings(tmp_path).held():
        pass


@pytest.mark.parametrize("port", ["-1", "65536", "x", ""])
def test_a_port_that_cannot_be_is_a_misuse(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["demo", "--port", port])
    assert left.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


async def test_what_the_server_could_not_read_is_not_quoted_in_the_log(
    small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stop = asyncio.Event()
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(small.house, "127.0.0.1", 0, told.set_result, stop))
    port = int((await told).rsplit(":", 1)[1])
    head = b"POST /sign-out HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    for torn in (
        head + b"Robin Reed\r\n\r\n",
        b"Robin Reed\r\n\r\n",
        b"GET /\x00Robin HTTP/1.1\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(torn)
        assert await reader.readexactly(5) == b"HTTP/"
        writer.close()
    stop.set()
    await serving
    assert "a request went wrong" in caplog.text
    assert "Robin" not in caplog.text
