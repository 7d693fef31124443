"""The diary and the doctor as commands: the first broken line is named, and each fault told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage import witness
from tests.bot.commanding import Kith
from tests.reading_code import HOUSE
from tests.storage.folders import (
    keys_of,
    now,
    store_of,
    tamper,
)


@pytest.mark.parametrize(
    ("done", "line"),
    [
        ("DELETE FROM diary WHERE seq = 3", 3),
        ("UPDATE diary SET actor = 'nobody' WHERE seq = 2", 2),
        ("UPDATE diary SET seq = 99 WHERE seq = 2", 2),
        ("DELETE FROM diary WHERE seq > 4", 5),
        ("UPDATE diary SET hash = printf('%064d', 1) WHERE seq = 4", 4),
    ],
    ids=["deleted", "altered", "reordered", "cut off", "forged"],
)
def test_the_first_broken_line_of_the_diary_is_named(
    house: Path, tmp_path: Path, kith: Kith, done: str, line: int
) -> None:
    for change in ("update", "delete"):
        tamper(house, f"DROP TRIGGER diary_refuses_{change}")
    tamper(house, done)
    book = tmp_path / "witness"
    status, said = kith("diary", "verify", "--data", house, "--witness", book)
    assert status == 1
    assert f"broken at line {line}:" in said
    assert not book.exists()
    status, said = kith("doctor", "--data", house)
    assert status == 1
    assert f"broken at line {line}." in said


def test_the_witness_notices_that_an_older_store_was_put_in_its_place(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    kith("backup", "--data", house, "--to", tmp_path / "b")
    for _ in range(5):
        tamper(house)
    verify = ("diary", "verify", "--witness", tmp_path / "witness", "--data")
    status, said = kith(*verify, house)
    assert status == 0
    assert "has seen its end" in said
    kith("restore", "--from", tmp_path / "b", "--to", tmp_path / "r", "--keys", keys_of(house))
    status, said = kith(*verify, tmp_path / "r")
    assert status == 1
    assert "was shortened" in said
    seen = witness.read(tmp_path / "witness")
    (tmp_path / "witness").write_text(f"2 {'0' * 64} {now().isoformat()}\n")
    status, said = kith(*verify, house)
    assert status == 1
    assert "was rewritten" in said
    assert len(seen) == 1


def test_the_doctor_says_what_is_wrong_and_how_many_things(house: Path, kith: Kith) -> None:
    status, said = kith("doctor", "--data", house)
    assert status == 0
    assert "to think about" in said
    keys_of(house).chmod(0o644)
    status, said = kith("doctor", "--data", house)
    assert status == 1
    assert "Others on this machine can read the keys file" in said
    assert "wrong: 1" in said
    keys_of(house).unlink()
    assert "bring it back from escrow" in kith("doctor", "--data", house)[1]
    assert not keys_of(house).exists()


def test_a_damaged_store_is_told_in_words_and_not_by_the_library(house: Path) -> None:
    store_of(house).write_bytes(store_of(house).read_bytes()[:9000])
    ask = (
        "import sys, argparse; from bot.operators import add_operator_commands as add;"
        "p = argparse.ArgumentParser(); add(p.add_subparsers());"
        "c = p.parse_args(sys.argv[1:]); sys.exit(c.command(c))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", ask, "doctor", "--data", str(house)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "WRONG  The store is damaged." in ended.stdout
    assert ended.stderr == ""
