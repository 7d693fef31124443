"""Retention, handing over and forgetting as commands: said in words, and never in a name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot import operators, records
from storage import erasures, subjects
from tests.bot.commanding import Kith, commander
from tests.storage.folders import PASSPHRASE, keys_of, opened
from tests.storage.whole_record import CANARIES, a_whole_folder, standing

NEVER_SAID = (*CANARIES, PASSPHRASE, "Zebedee", "Quillfeather", "Imogen", "robin's")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return a_whole_folder(tmp_path / "house")


@pytest.fixture
def kith(capsys: pytest.CaptureFixture[str]) -> Kith:
    add = (operators.add_operator_commands, records.add_record_commands)
    return commander(capsys, add, NEVER_SAID)


def children(folder: Path) -> list[str]:
    store = opened(folder)
    try:
        return [each.ref for each in store.perform_now(subjects.children)]
    finally:
        store.close()


def handed_over(kith: Kith, house: Path, to: Path) -> str:
    status, said = kith(
        "export-subject", "--data", house, "--subject", "C-robin", "--to", to, "--by", "Imogen"
    )
    assert status == 0
    return said


def test_looking_says_what_would_go_why_and_what_waits_and_changes_nothing(
    house: Path, kith: Kith
) -> None:
    before = standing(house)
    status, said = kith("retention", "--data", house, "--today", "2100-01-01")
    assert status == 0
    assert standing(house) == before
    for told in ("C-robin", "reg 50", "2 January 2025", "never handed over", "2 replies"):
        assert told in said
    assert kith("retention", "--data", house, "--today", "2020-01-01")[1].startswith("Nothing")
    assert children(house) == ["C-robin", "C-wren"]


def test_only_what_was_handed_over_goes_and_the_list_of_erasures_knows(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    handed_over(kith, house, tmp_path / "bundle")
    status, said = kith("retention", "--data", house, "--today", "2025-01-03", "--do-it")
    assert status == 0
    assert "Let go: 1. Staying all the same, each for the reason said above: 1." in said
    assert children(house) == ["C-wren"]
    assert [each.id for each in erasures.read(house / erasures.NAME)] == ["child-robin"]
    assert kith("doctor", "--data", house)[0] == 0
    assert kith("diary", "verify", "--data", house)[0] == 0


def test_a_councils_own_times_are_taken_and_a_wrong_file_is_told_kindly(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[rule.child_record]\nyears = 100\n")
    said = kith("retention", "--data", house, "--today", "2040-01-01", "--schedule", own)[1]
    assert "C-robin" not in said
    own.write_text("[rule.child_record]\nyears = 10\n")
    status, said = kith("retention", "--data", house, "--schedule", own)
    assert (status, "child_record" in said) == (1, True)
    own.write_bytes(b"\xff\xfe")
    assert kith("retention", "--data", house, "--schedule", own)[0] == 1


def test_a_bundle_has_an_index_and_its_hash_is_told(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    to = tmp_path / "bundle"
    said = handed_over(kith, house, to)
    assert hashlib.sha256((to / "manifest.json").read_bytes()).hexdigest() in said
    index = (to / "index.html").read_text(encoding="utf-8")
    for path in to.iterdir():
        assert path.name in index or path.name in ("index.html", "manifest.json")
        assert path.stat().st_mode & 0o777 == 0o600
    assert "mentions.json" in said
    status, said = kith(
        "export-subject", "--data", house, "--subject", "C-robin", "--to", to, "--by", "Imogen"
    )
    assert (status, "nothing is ever overwritten" in said) == (1, True)


def test_forgetting_needs_a_receipt_or_saying_that_it_goes_without(house: Path, kith: Kith) -> None:
    forget = ("forget", "--data", house, "--subject", "C-robin", "--reason")
    status, said = kith(*forget, "asked")
    assert (status, "export-subject" in said) == (1, True)
    status, said = kith(*forget, "he asked for it", "--without-receipt")
    assert (status, "one word" in said) == (1, True)
    assert children(house) == ["C-robin", "C-wren"]
    assert kith(*forget, "asked", "--without-receipt")[0] == 0
    assert children(house) == ["C-wren"]
    status, said = kith(*forget, "asked", "--without-receipt")
    assert (status, "mistyped" in said) == (1, True)
    by_id = ("forget", "--data", house, "--subject", "child-robin", "--reason", "asked")
    status, said = kith(*by_id)
    assert (status, "already" in said) == (1, True)


def test_after_a_receipt_it_goes_and_a_spoilt_list_is_noticed_before_anything_does(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    handed_over(kith, house, tmp_path / "bundle")
    forget = ("forget", "--data", house, "--subject", "C-robin", "--reason", "court_order")
    (house / erasures.NAME).write_text("[")
    assert kith(*forget)[0] == 1
    assert children(house) == ["C-robin", "C-wren"]
    (house / erasures.NAME).unlink()
    assert kith(*forget)[0] == 0
    assert children(house) == ["C-wren"]


def test_an_old_backup_is_restored_with_the_list_and_warned_about_without(
    house: Path, tmp_path: Path, kith: Kith
) -> None:
    old = tmp_path / "old.kith"
    kith("backup", "--data", house, "--to", old)
    forget = ("forget", "--data", house, "--subject", "C-robin", "--reason", "asked")
    assert kith(*forget, "--without-receipt")[0] == 0
    restore = ("restore", "--from", old, "--keys", keys_of(house), "--to")
    status, said = kith(*restore, tmp_path / "with", "--erasures", house / erasures.NAME)
    assert (status, "gone through (1)" in said) == (0, True)
    assert children(tmp_path / "with") == ["C-wren"]
    listed = erasures.read(tmp_path / "with" / erasures.NAME)
    assert listed == erasures.read(house / erasures.NAME)
    assert kith("doctor", "--data", tmp_path / "with")[0] == 0
    status, said = kith(*restore, tmp_path / "without")
    assert (status, "No list of erasures was given" in said) == (0, True)
    assert kith(*restore, tmp_path / "third", "--erasures", old)[0] == 1
    assert not (tmp_path / "third").exists()
