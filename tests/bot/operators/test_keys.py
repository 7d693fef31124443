"""The keys as commands: escrowed behind a passphrase that is asked for, and rotated in use."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storage import diary, keys_file
from tests.bot.commanding import Kith
from tests.reading_code import HOUSE
from tests.storage.folders import (
    CHILDREN,
    PASSPHRASE,
    keys_of,
    one_more,
    opened,
    read_all,
    store_of,
    tamper,
    wished,
)


def test_a_wrong_passphrase_opens_nothing(
    house: Path, tmp_path: Path, words: Path, kith: Kith
) -> None:
    kith("backup", "--data", house, "--to", tmp_path / "b")
    kith("keys", "escrow", "--data", house, "--to", tmp_path / "e", "--passphrase-file", words)
    words.write_text("five herons over the weir\n")
    status, said = kith(
        "restore", "--from", tmp_path / "b", "--to", tmp_path / "r", "--keys", tmp_path / "e",
        "--passphrase-file", words,
    )  # fmt: skip
    assert status == 1
    assert "does not open these keys" in said
    assert not (tmp_path / "r").exists()


class Terminal:
    """Somebody sits here."""

    def isatty(self) -> bool:
        return True


def test_the_passphrase_is_asked_for_twice_and_never_taken_from_the_command_line(
    house: Path, tmp_path: Path, kith: Kith, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([PASSPHRASE, PASSPHRASE + "!", PASSPHRASE, PASSPHRASE])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda words: next(typed))
    escrow = ("keys", "escrow", "--data", house, "--to", tmp_path / "e")
    status, said = kith(*escrow)
    assert status == 1
    assert "not the same" in said
    assert not (tmp_path / "e").exists()
    assert kith(*escrow)[0] == 0
    with pytest.raises(SystemExit):
        kith(*escrow, "--passphrase", "secret")


def test_without_a_terminal_or_a_file_nobody_waits_for_a_passphrase(
    house: Path, tmp_path: Path, words: Path, kith: Kith, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "nothing").open("w+") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        status, said = kith("keys", "escrow", "--data", house, "--to", tmp_path / "e")
    assert status == 1
    assert "--passphrase-file" in said
    words.write_text("\n")
    escrow = ("keys", "escrow", "--data", house, "--to", tmp_path / "e", "--passphrase-file", words)
    assert kith(*escrow)[0] == 1


def test_keys_are_rotated_while_a_server_runs_and_it_goes_on(house: Path, kith: Kith) -> None:
    from tests.storage.folders import wishes

    server = opened(house, "server")
    status, said = kith("keys", "rotate", "--data", house, "--data-keys")
    assert status == 0
    assert keys_file.read(keys_of(house)).mark in said
    assert "kith keys escrow" in said
    server.perform_now(lambda turn: one_more(turn, "ash"))
    assert server.perform_now(wishes) == wished(*CHILDREN, "ash")
    server.close()
    assert read_all(house) == wished(*CHILDREN, "ash")
    keys = keys_file.read(keys_of(house))
    keys_file.write(keys_of(house), replace(keys, next_master=b"n" * 32))
    assert "brought to its end" in kith("keys", "rotate", "--data", house)[1]


def test_keys_are_not_changed_in_a_store_of_an_older_kith(
    house: Path, kith: Kith, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import migrations

    known = migrations.known()
    monkeypatch.setattr(migrations, "known", lambda: known | {"0000"})
    tamper(house, "UPDATE alembic_version SET version_num = '0000'")
    before = store_of(house).read_bytes()
    status, said = kith("keys", "rotate", "--data", house)
    assert status == 1
    assert "kith migrate" in said
    status, said = kith("doctor", "--data", house)
    assert status == 0
    assert "kith migrate" in said
    assert store_of(house).read_bytes() == before


def test_the_work_is_done_to_its_end_though_nobody_reads_what_is_said(house: Path) -> None:
    ask = (
        "import sys, argparse; from bot.operators import add_operator_commands as add;"
        "p = argparse.ArgumentParser(); add(p.add_subparsers());"
        "c = p.parse_args(sys.argv[1:]); sys.exit(c.command(c))"
    )
    deaf, mouth = os.pipe()
    os.close(deaf)
    ended = subprocess.run(
        [sys.executable, "-c", ask, "keys", "rotate", "--data-keys", "--data", str(house)],
        cwd=HOUSE,
        stdout=mouth,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(mouth)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert keys_file.read(keys_of(house)).next_master is None
    store = opened(house)
    actions = [line.action for _, line in store.perform_now(diary.lines)]
    store.close()
    assert actions[-2:] == ["keys.rotated", "keys.renewed"]
