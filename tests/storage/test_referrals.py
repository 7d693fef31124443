"""Referrals and documents: every sending is a version, shown for ever as it was sent."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from care.referral import read_reference
from storage import documents, profiles, referrals
from storage.errors import NotFound, SealBroken
from storage.referrals import Referral, Status
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import Clock, a_profile, note, noted


def send(turn: Turn, profile_id: str, *, emergency: bool = False, by: str = "") -> Referral:
    profile = profiles.find(turn, profile_id)
    assert profile is not None
    note(turn, "referral.sent")
    sent = referrals.send(
        turn,
        profile,
        sent_by=profile.owner_id,
        emergency=emergency,
        needed_by=date.fromisoformat(by) if by else None,
        digest=f"Boy, 12, {by}",
        gaps=3,
        snapshot={"answers": {"home.wish": {"is": "given", "value": "A dog 🐕"}}, "turn": 4},
    )
    profiles.mark_sent(turn, profile)
    return sent


def test_a_referral_can_be_found_and_shown_as_it_was_sent(store: Store, clock: Clock) -> None:
    profile = store.perform_now(a_profile)
    sent = store.perform_now(lambda turn: send(turn, profile.id, by="2026-04-01"))
    assert store.perform_now(lambda turn: referrals.find(turn, sent.ref)) == sent
    assert sent.needed_by == date(2026, 4, 1)
    assert (sent.version, sent.gaps, sent.sent_at) == (1, 3, clock.now)
    shown = store.perform_now(lambda turn: referrals.snapshot(turn, sent))
    assert shown["answers"]["home.wish"]["value"] == "A dog 🐕"
    assert store.perform_now(lambda turn: referrals.find(turn, "NOPE-NOPE")) is None


def test_a_reference_says_nothing_and_can_be_read_out(store: Store) -> None:
    profile = store.perform_now(a_profile)
    ref = store.perform_now(lambda turn: send(turn, profile.id)).ref
    assert read_reference(ref.lower().replace("-", " ")) == ref


def test_sending_again_makes_a_new_version_of_the_same_reference(store: Store) -> None:
    profile = store.perform_now(a_profile)
    first = store.perform_now(lambda turn: send(turn, profile.id))
    store.perform_now(noted(lambda turn: referrals.mark_seen(turn, first)))
    assert store.perform_now(referrals.count_new) == 0
    second = store.perform_now(lambda turn: send(turn, profile.id))
    assert (second.ref, second.version, second.status) == (first.ref, 2, Status.NEW)
    assert store.perform_now(referrals.all_newest) == [second]
    assert store.perform_now(referrals.count_new) == 1
    old = store.perform_now(lambda turn: referrals.find(turn, first.ref, 1))
    assert old is not None
    assert old.status is Status.SEEN
    assert store.perform_now(lambda turn: referrals.of_profile(turn, profile.id)) == second


def test_new_ones_come_first_then_emergencies_then_the_nearest_date(store: Store) -> None:
    def make(turn: Turn) -> dict[str, Referral]:
        wanted = {
            "seen": {"by": "2026-03-03", "emergency": True},
            "later": {"by": "2026-05-01"},
            "sooner": {"by": "2026-04-01"},
            "undated": {},
            "today": {"by": "2026-06-01", "emergency": True},
        }
        return {
            name: send(turn, a_profile(turn, name).id, **how)  # type: ignore[arg-type]
            for name, how in wanted.items()
        }

    made = store.perform_now(make)
    store.perform_now(noted(lambda turn: referrals.mark_seen(turn, made["seen"])))
    order = [each.ref for each in store.perform_now(referrals.all_newest)]
    names = {each.ref: name for name, each in made.items()}
    assert [names[ref] for ref in order] == ["today", "sooner", "later", "undated", "seen"]
    assert store.perform_now(referrals.count_new) == 4


def test_a_document_is_kept_once_for_a_copy_and_comes_back_whole(store: Store) -> None:
    profile = store.perform_now(a_profile)
    sent = store.perform_now(lambda turn: send(turn, profile.id))
    data = bytes(range(256)) * 500

    def keep(turn: Turn, data: bytes) -> bool:
        note(turn)
        return documents.keep(turn, sent, "council", data)

    assert store.perform_now(lambda turn: keep(turn, data)) is True
    assert store.perform_now(lambda turn: keep(turn, b"another")) is False
    assert store.perform_now(lambda turn: documents.find(turn, sent, "council")) == data
    assert store.perform_now(lambda turn: documents.find(turn, sent, "search")) is None


def test_a_council_copy_pasted_over_a_search_copy_does_not_open(store: Store) -> None:
    profile = store.perform_now(a_profile)
    sent = store.perform_now(lambda turn: send(turn, profile.id))

    def paste(turn: Turn) -> None:
        note(turn)
        documents.keep(turn, sent, "council", b"Jordan Marsh")
        documents.keep(turn, sent, "search", b"J.M.")
        stolen = "(SELECT sealed FROM document WHERE copy_for = 'council')"
        turn.connection.execute(text("UPDATE document SET sealed = " + stolen))

    store.perform_now(paste)
    assert store.perform_now(lambda turn: documents.find(turn, sent, "council"))
    with pytest.raises(SealBroken):
        store.perform_now(lambda turn: documents.find(turn, sent, "search"))


def test_what_is_not_there_cannot_be_seen(store: Store) -> None:
    profile = store.perform_now(a_profile)
    sent = store.perform_now(lambda turn: send(turn, profile.id))
    from dataclasses import replace

    missing = replace(sent, version=9)
    with pytest.raises(NotFound):
        store.perform_now(lambda turn: referrals.snapshot(turn, missing))
    with pytest.raises(NotFound):
        store.perform_now(noted(lambda turn: referrals.mark_seen(turn, missing)))
