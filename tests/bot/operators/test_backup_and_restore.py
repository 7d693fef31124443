"""Backup and restore as commands: everything comes back, or a sentence says why not."""

from __future__ import annotations

import getpass
from dataclasses import replace
from pathlib import Path

from storage import keys_file
from tests.bot.commanding import Kith
from tests.storage.folders import (
    CHILDREN,
    KEYS,
    keys_of,
    one_more,
    opened,
    read_all,
    wished,
)


def test_from_a_backup_and_the_escrowed_keys_everything_comes_back(
    house: Path, tmp_path: Path, words: Path, kith: Kith
) -> None:
    backup, escrow, again = (tmp_path / name for name in ("one.kith", "keys.escrow", "again"))
    status, said = kith("backup", "--data", house, "--to", backup)
    assert status == 0
    assert "NOT inside" in said
    assert KEYS.mark in said
    status, said = kith(
        "keys", "escrow", "--data", house, "--to", escrow, "--passphrase-file", words
    )
    assert status == 0
    assert KEYS.mark in said
    status, said = kith(
        "restore", "--from", backup, "--to", again, "--keys", escrow, "--passphrase-file", words
    )
    assert status == 0
    assert "WRONG" not in said
    assert read_all(again) == wished()
    assert keys_file.read(keys_of(again)) == KEYS
    assert kith("doctor", "--data", again)[0] == 0
    assert kith("diary", "verify", "--data", again)[0] == 0


def test_a_backup_is_in_the_diary_of_the_store_with_who_took_it(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    from storage import diary

    kith("backup", "--data", house, "--to", tmp_path / "one.kith")
    store = opened(house)
    line = store.perform_now(diary.lines)[-1][1]
    store.close()
    assert (line.action, line.actor) == ("store.backed_up", f"operator:{getpass.getuser()}")


def test_a_backup_works_while_somebody_has_the_store_open(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    server = opened(house, "server")
    server.perform_now(lambda turn: one_more(turn, "ash"))
    assert kith("backup", "--data", house, "--to", tmp_path / "one.kith")[0] == 0
    server.perform_now(lambda turn: one_more(turn, "wren"))
    kith(
        "restore", "--from", tmp_path / "one.kith", "--to", tmp_path / "r", "--keys", keys_of(house)
    )
    assert read_all(tmp_path / "r") == wished(*CHILDREN, "ash")
    server.close()


def test_what_cannot_be_done_is_said_kindly_and_nothing_is_changed(
    house: Path, tmp_path: Path, words: Path, kith: Kith
) -> None:
    backup, full, wrong = tmp_path / "one.kith", tmp_path / "full", tmp_path / "wrong"
    kith("backup", "--data", house, "--to", backup)
    full.mkdir()
    (full / "letter").write_text("dear")
    keys_file.write(wrong, replace(KEYS, file=b"?" * 32))
    short = tmp_path / "short.kith"
    short.write_bytes(backup.read_bytes()[:-100])
    halved = tmp_path / "half.kith"
    halved.write_bytes(backup.read_bytes()[: 4096 * 10])
    empty = tmp_path / "empty"
    weak = tmp_path / "weak"
    weak.write_text("swordfish\n")
    notes = tmp_path / "notes"
    notes.write_text("buy milk\n")
    escrow = ("keys", "escrow", "--data", house, "--to", tmp_path / "k", "--passphrase-file")
    before = sorted(tmp_path.rglob("*"))
    for words_, command in {
        "already": ("backup", "--data", house, "--to", backup),
        "no store there": ("backup", "--data", full, "--to", tmp_path / "x", "--keys-missing"),
        "not empty": ("restore", "--from", backup, "--to", full, "--keys", keys_of(house)),
        "do not open it": ("restore", "--from", backup, "--to", empty, "--keys", wrong),
        "not whole": ("restore", "--from", short, "--to", empty, "--keys", keys_of(house)),
        "damaged": ("restore", "--from", halved, "--to", empty, "--keys", keys_of(house)),
        "There is no store there": (
            "restore",
            "--from",
            tmp_path / "nothing",
            "--to",
            empty,
            "--keys",
            keys_of(house),
        ),
        "There are no keys": ("restore", "--from", backup, "--to", empty),
        "keys file cannot be read": (
            "restore",
            "--from",
            backup,
            "--to",
            empty,
            "--keys",
            notes,
        ),
        "No such file": (
            "restore",
            "--from",
            backup,
            "--to",
            empty,
            "--keys",
            tmp_path / "nothing",
        ),
        "too short": (*escrow, weak),
        "not a witness file": ("diary", "verify", "--data", house, "--witness", notes),
    }.items():
        if "--keys-missing" in command:
            keys_file.write(keys_of(full), KEYS)
            status, said = kith(*command[:-1])
            keys_of(full).unlink()
        else:
            status, said = kith(*command)
        assert status == 1, command
        assert words_ in said, said
        if empty.exists():
            assert not list(empty.iterdir())
            empty.rmdir()
    assert sorted(tmp_path.rglob("*")) == before
