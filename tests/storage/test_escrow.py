"""The keys in escrow: they open with their passphrase, and with nothing else."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import escrow, keys_file
from storage.errors import (
    AlreadyThere,
    EscrowUnreadable,
    KeysMissing,
    KeysUnreadable,
    PassphraseWeak,
    PassphraseWrong,
    StorageError,
)
from storage.escrow import Cost
from tests.storage.folders import KEYS, PASSPHRASE

CHEAP = Cost(1, 1, 8)
SEALED = escrow.seal(KEYS, PASSPHRASE, CHEAP)


def test_sealed_keys_open_with_their_passphrase_even_those_of_a_rotation() -> None:
    assert escrow.unseal(SEALED, PASSPHRASE) == KEYS
    both = replace(KEYS, next_master=b"n" * 32)
    assert escrow.unseal(escrow.seal(both, PASSPHRASE, CHEAP), PASSPHRASE) == both


def test_they_open_with_no_other_passphrase() -> None:
    for other in ("", PASSPHRASE.upper(), PASSPHRASE + "s", PASSPHRASE[:-1]):
        with pytest.raises(PassphraseWrong):
            escrow.unseal(SEALED, other)


def test_the_same_words_typed_on_another_keyboard_open_them() -> None:
    sealed = escrow.seal(KEYS, "café au lait, encore une fois", CHEAP)
    assert escrow.unseal(sealed, " cafe\u0301 au lait, encore une fois\n") == KEYS


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(PassphraseWeak):
        escrow.seal(KEYS, "swordfish" + " " * 40, CHEAP)


def test_no_key_and_no_passphrase_is_in_the_file() -> None:
    for key in (KEYS.file, KEYS.master, KEYS.web):
        assert key.hex() not in SEALED
    assert PASSPHRASE not in SEALED


def test_the_file_costs_a_guesser_a_quarter_of_a_gigabyte_for_each_guess(tmp_path: Path) -> None:
    escrow.write(tmp_path / "keys.escrow", KEYS, PASSPHRASE)
    told = json.loads((tmp_path / "keys.escrow").read_text())
    assert told["argon2id"] == {"iterations": 3, "lanes": 4, "memory_kib": 262144}
    assert keys_file.is_private(tmp_path / "keys.escrow")
    with pytest.raises(AlreadyThere):
        escrow.write(tmp_path / "keys.escrow", KEYS, PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        {"argon2id": {"iterations": 2, "lanes": 1, "memory_kib": 8}},
        {"mark": "0000-0000"},
        {"salt": "00" * 16},
        {"nonce": "00" * 12},
        {"sealed": "00" * 300},
    ],
)
def test_a_file_that_was_changed_does_not_open(change: dict[str, object]) -> None:
    with pytest.raises(PassphraseWrong):
        escrow.unseal(json.dumps({**json.loads(SEALED), **change}), PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        {"argon2id": {"iterations": 1, "lanes": 1, "memory_kib": 10**12}},
        {"argon2id": {"iterations": 10**9, "lanes": 1, "memory_kib": 8}},
        {"argon2id": {"hours": 9}},
        {"format": 2},
        {"salt": "00"},
        {"salt": None},
    ],
)
def test_a_file_that_asks_for_the_whole_machine_or_makes_no_sense_is_not_opened(
    change: dict[str, object],
) -> None:
    with pytest.raises(EscrowUnreadable):
        escrow.unseal(json.dumps({**json.loads(SEALED), **change}), PASSPHRASE)


@given(st.text(max_size=60) | st.integers(0, len(SEALED) - 2).map(lambda end: SEALED[:end]))
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    for read in (lambda: escrow.unseal(text, PASSPHRASE), lambda: keys_file.loads(text)):
        with pytest.raises(StorageError) as refused:
            read()
        assert text not in str(refused.value) or len(text) < 3


def test_a_keys_file_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / keys_file.NAME
    with pytest.raises(KeysMissing):
        keys_file.read(path)
    for rubbish in ("{}", "[]", '{"file": "00"}', "\u00e9", '{"file": 1, "master": 2, "web": 3}'):
        path.write_text(rubbish, encoding="utf-8")
        with pytest.raises(KeysUnreadable):
            keys_file.read(path)


def test_a_set_of_keys_has_no_readable_form_and_a_mark_of_its_own() -> None:
    assert repr(KEYS) == "KeySet()"
    other = replace(KEYS, master=b"m" * 32)
    assert KEYS.mark != other.mark
    assert KEYS.mark == replace(KEYS, web=b"w" * 32).mark
    assert len(KEYS.mark) == 9


def test_a_keys_file_on_another_volume_is_changed_there_and_the_link_stays(tmp_path: Path) -> None:
    away, link = tmp_path / "away" / "keys.json", tmp_path / keys_file.NAME
    away.parent.mkdir()
    keys_file.write(away, KEYS)
    link.symlink_to(away)
    other = replace(KEYS, master=b"m" * 32)
    keys_file.write(link, other)
    assert link.is_symlink()
    assert keys_file.read(away) == other


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_keys_file_an_administrator_changes_stays_its_owners(tmp_path: Path) -> None:
    path = tmp_path / keys_file.NAME
    keys_file.write(path, KEYS)
    os.chown(path, 12345, 12345)
    keys_file.write(path, KEYS)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12345)
    assert keys_file.is_private(path)
