"""The end of the diary is written down outside the store once a day, by the server itself."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.witnessing import Witnessing
from storage import diary, witness
from storage.errors import WitnessUnreadable
from storage.witness import Rewritten, Whole
from tests.bot.house import Small


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "witness.txt"


@pytest.fixture
def watching(small: Small, file: Path) -> Witnessing:
    file.parent.mkdir()
    return Witnessing(small.house, file)


def note(small: Small, action: str = "test.happened") -> None:
    small.store.perform_now(lambda turn: turn.write_diary(action, "house", "1", "test", ""))


async def test_the_first_look_writes_it_down_and_the_next_waits_a_day(
    small: Small, watching: Witnessing, file: Path
) -> None:
    assert await watching.look()
    note(small)
    for _ in range(3):
        small.clock.pass_by(timedelta(hours=7))
        assert not await watching.look()
    small.clock.pass_by(timedelta(hours=4))
    assert await watching.look()
    seen = witness.read(file)
    assert len(seen) == 2
    found = small.store.perform_now(lambda turn: witness.verdict(turn, seen))
    assert isinstance(found, Whole)


async def test_a_restart_does_not_begin_the_day_anew(
    small: Small, watching: Witnessing, file: Path
) -> None:
    assert await watching.look()
    small.clock.pass_by(timedelta(hours=1))
    assert not await Witnessing(small.house, file).look()
    file.unlink()
    assert await Witnessing(small.house, file).look(), "a file that is gone is begun again at once"


async def test_a_diary_that_was_rewritten_is_not_witnessed_over(
    small: Small, watching: Witnessing, file: Path
) -> None:
    assert await watching.look()
    [saw] = witness.read(file)
    line = file.read_text(encoding="ascii").replace(saw.hash, "f" * 64)
    file.write_text(line, encoding="ascii")
    small.clock.pass_by(timedelta(days=2))
    with pytest.raises(WitnessUnreadable):
        await watching.look()
    assert file.read_text(encoding="ascii") == line
    seen = witness.read(file)
    found = small.store.perform_now(lambda turn: witness.verdict(turn, seen))
    assert isinstance(found, Rewritten)


async def test_a_place_that_cannot_be_written_is_told_to_the_log_and_stops_nothing(
    small: Small, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watching = Witnessing(replace(small.house, witness=None), tmp_path / "not" / "there.txt")
    with caplog.at_level(logging.ERROR):
        with pytest.raises(FileNotFoundError):
            await watching.look()
        watching.start()
        await watching.stop()
    lines = small.store.perform_now(lambda turn: diary.lines(turn))
    assert "diary.witnessed" not in [line.action for _, line in lines]
