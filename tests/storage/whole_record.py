"""Things for tests: a folder in which one child has something in every table, each with a canary."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from dialogs.answers import Answer, Given, Rows
from storage import (
    diary,
    documents,
    inbox,
    keys_file,
    outbox,
    profiles,
    referrals,
    subjects,
)
from storage.diary import Head
from storage.tables import Row
from storage.turn import Turn
from tests.storage.builders import a_child, a_person, a_profile, begin_store, said
from tests.storage.folders import KEYS, keys_of, opened, store_of

CANARIES = tuple(
    f"canary-{word}-bird" for word in ("record", "answer", "takenback", "snapshot", "word", "reply")
)
REF = "LK-ROBIN1"


def fill(turn: Turn, key: str = "robin", suffix: str = "") -> str:
    """A child with a record, a profile with an answer taken back, a referral, a Word file."""
    record, answer, back, snapshot, word, reply = (each + suffix for each in CANARIES)
    child = a_child(
        turn, key, dob="1950-01-02", school_name=record, social_worker="Petra Quillfeather"
    )
    person = a_person(turn, f"worker-{key}")
    subjects.allocate(turn, person.id, child.id)
    profile = a_profile(turn, key, f"worker-{key}", "placement_referral.1")
    profile = said(turn, profile, {"home.wish": back})
    profile = said(turn, profile, {"home.wish": None}, undoes=1)
    people: dict[str, Answer | str | None] = {
        "family.people": Given(Rows(("1",))),
        "family.people.1.first_name": "Zebedee",
        "home.wish": f"{answer}, and to see Zebedee on Sundays",
        "front.urgency": "soon",
    }
    profile = said(turn, profile, people, {"front.urgency": "match"})
    sent = referrals.send(
        turn,
        profile,
        sent_by=person.id,
        emergency=False,
        needed_by=None,
        digest="a child",
        gaps=0,
        snapshot={"said": snapshot},
    )
    profiles.mark_sent(turn, profile)
    documents.keep(turn, sent, "council", word.encode())
    inbox.keep_reply(turn, "web", f"m-{key}", "hello", reply, child.id)
    outbox.post(turn, f"referral_sent:{sent.ref}:1", "", "referral_sent", "{}")
    turn.write_diary("referral.read", "referral", sent.ref, person.id, "web")
    return child.id


def a_whole_folder(folder: Path) -> Path:
    """A folder with robin, of whom all is kept that can be, and wren, of whom the same is."""
    folder.mkdir(mode=0o700)
    keys_file.write(keys_of(folder), KEYS)
    begin_store(store_of(folder))
    store = opened(folder, "whole")
    store.perform_now(fill)
    store.perform_now(lambda turn: fill(turn, "wren", "-wren"))
    store.close()
    return folder


def counts(turn: Turn) -> dict[str, int]:
    """How many rows there are in every table."""
    found = {}
    for table in Row.metadata.sorted_tables:
        row = turn.first(select(func.count()).select_from(table))
        found[table.name] = int(row[0]) if row else 0
    return found


def standing(folder: Path) -> tuple[dict[str, int], Head]:
    """The rows of every table, and the end of the diary."""
    store = opened(folder)
    try:
        return store.perform_now(lambda turn: (counts(turn), diary.head(turn)))
    finally:
        store.close()
