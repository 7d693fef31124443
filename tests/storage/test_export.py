"""A bundle holds everything there is about one child, nothing of another, and is never overwritten."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from dialogs.answers import Given
from dialogs.read import read_forms
from storage import export, receipts, subjects
from storage.errors import AlreadyThere, Forgotten, SealBroken
from storage.export import Bundle
from storage.receipts import Standing
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import a_household, note
from tests.storage.folders import opened, tamper
from tests.storage.whole_record import CANARIES, a_whole_folder

ROBIN = "child-robin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_whole_folder(tmp_path / "house")


def gathered(store: Store, whom: str = "C-robin") -> Bundle:
    forms = read_forms()
    return store.perform_now(lambda turn: export.gather(turn, subjects.read(turn, whom), forms))


def plain(bundle: Bundle, name: str) -> Any:
    return json.loads(bundle.files[name])


def test_everything_of_the_child_is_in_it_and_nothing_of_another(folder: Path) -> None:
    store = opened(folder)
    bundle = gathered(store)
    together = b"\n".join(bundle.files.values()).decode()
    assert [each for each in CANARIES if each not in together] == []
    assert "-bird-wren" not in together
    assert "C-wren" not in together
    store.close()


def test_every_entry_is_in_it_with_its_history_and_its_question(folder: Path) -> None:
    store = opened(folder)
    entries = plain(gathered(store), "profile-01.json")["entries"]
    assert [each["number"] for each in entries] == list(range(1, len(entries) + 1))
    wishes = [each["answer"] for each in entries if each["path"] == "home.wish"]
    assert [None if each is None else each["value"][:12] for each in wishes] == [
        "canary-taken",
        None,
        "canary-answe",
    ]
    assert entries[1]["undoes"] == 1
    assert {each["channel"] for each in entries} == {"web"}
    urgency = next(each for each in entries if each["path"] == "front.urgency")
    assert urgency["asked"]
    assert Given("soon").value == urgency["answer"]["value"]
    store.close()


def test_it_says_who_worked_with_them_and_who_looked(folder: Path) -> None:
    store = opened(folder)
    access = plain(gathered(store), "access.json")
    assert access["people"]["person-worker-robin"]["role"] == "social_worker"
    assert [each["person"] for each in access["worked_with"]] == ["person-worker-robin"]
    assert access["did"]["person-worker-robin"] == {"referral.read": 1}
    lines = plain(gathered(store), "diary.json")
    assert [each["action"] for each in lines] == ["referral.read"]
    store.close()


def test_other_people_are_flagged_with_the_place_and_the_child_is_not(folder: Path) -> None:
    store = opened(folder)
    bundle = gathered(store)
    found = plain(bundle, "mentions.json")
    assert len(found) == bundle.mentions
    words = {(each["file"], each["words"]) for each in found}
    assert ("record.json", "Petra Quillfeather") in words
    assert ("profile-01.json", "Zebedee") in words
    in_the_wish = [each for each in found if each["path"] == "home.wish"]
    assert [each["words"] for each in in_the_wish] == ["Zebedee"]
    assert "Robin" not in {each["words"] for each in found}
    store.close()


def test_it_is_written_privately_whole_and_with_a_hash_for_every_file(
    folder: Path, tmp_path: Path
) -> None:
    store = opened(folder)
    bundle = gathered(store)
    to = tmp_path / "bundle"
    sha256 = export.write(bundle, to, "<!doctype html>")
    assert to.stat().st_mode & 0o777 == 0o700
    manifest = (to / export.MANIFEST).read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == sha256
    listed = {each["file"]: each["sha256"] for each in json.loads(manifest)}
    written = {path.name: path for path in to.iterdir()}
    assert set(written) == {*listed, export.MANIFEST}
    for name, told in listed.items():
        assert hashlib.sha256(written[name].read_bytes()).hexdigest() == told
        assert written[name].stat().st_mode & 0o777 == 0o600
        assert "robin" not in name.lower().replace("lk-robin", "")
    with pytest.raises(AlreadyThere):
        export.write(bundle, to, "")
    store.close()


def test_the_receipt_is_for_what_was_gathered_and_names_who_handed_it_over(folder: Path) -> None:
    store = opened(folder)
    bundle = gathered(store)

    def change(turn: Turn) -> None:
        note(turn)
        subjects.keep_record(turn, ROBIN, {})

    def standing() -> Standing:
        return store.perform_now(lambda turn: receipts.standing(turn, ROBIN))

    def hand_over(made: Bundle) -> None:
        store.perform_now(lambda turn: export.hand_over(turn, made, "0" * 64, "Imogen", "o"))

    assert standing() is Standing.NONE
    store.perform_now(change)
    hand_over(bundle)
    assert standing() is Standing.STALE
    hand_over(gathered(store))
    assert standing() is Standing.CURRENT
    kept = store.perform_now(lambda turn: receipts.of_subject(turn, ROBIN))
    assert [each.by for each in kept] == ["Imogen", "Imogen"]
    assert "Imogen" not in repr(kept)
    store.close()


def test_a_value_that_does_not_open_makes_no_bundle(folder: Path) -> None:
    tamper(folder, "UPDATE inbox SET sealed = x'0101' || zeroblob(40)")
    store = opened(folder)
    with pytest.raises(SealBroken):
        gathered(store)
    store.close()


def test_a_household_has_a_bundle_too_and_the_forgotten_have_none(folder: Path) -> None:
    from storage import forgetting

    store = opened(folder)
    store.perform_now(a_household)
    assert plain(gathered(store, "H-moss"), "record.json")["record"] == {"carer_names": "Moss"}
    store.perform_now(
        lambda turn: forgetting.forget(turn, ROBIN, "asked", "o", without_receipt=True)
    )
    with pytest.raises(Forgotten):
        gathered(store, ROBIN)
    store.close()
