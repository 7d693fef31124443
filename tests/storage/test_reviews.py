"""Reviews, parts and signatures: who was asked, who signed what they saw, and what stands."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from care.people import Person, Role
from dialogs.progress import Focus
from storage import (
    focuses,
    forgetting,
    parts,
    pictures,
    profiles,
    receipts,
    reminders,
    review_records,
    reviews,
    signatures,
    subjects,
)
from storage.errors import NoReceipt, NotFound, NotKept, Overtaken, SealBroken, TooMany
from storage.papers import Place
from storage.papers import find as find_paper
from storage.papers import keep as keep_paper
from storage.reviews import Review, Status
from storage.store import Store
from storage.tables import Row
from storage.tables_reviews import paper, picture, signature
from storage.turn import Turn
from tests.storage.builders import Clock, a_household, a_person, note

DUE = date(2026, 9, 1)


def a_carer(turn: Turn, key: str = "ruth") -> Person:
    return a_person(turn, key, Role.FOSTER_CARER)


def a_review(turn: Turn) -> Review:
    household, worker = a_household(turn), a_person(turn, "sam", Role.SUPERVISING_SOCIAL_WORKER)
    ref = reviews.new_ref(turn)
    profile = profiles.open_profile(turn, "carer_review.1", household.id, worker.id, review=ref)
    return reviews.begin(turn, ref, household.id, profile.id, worker.id, DUE)


def test_a_review_is_found_by_its_reference_its_household_and_its_profiles(store: Store) -> None:
    begun = store.perform_now(a_review)
    assert begun.ref.startswith("LR-")
    assert (begun.status, begun.due_on, begun.signed_at) == (Status.OPEN, DUE, None)

    def look(turn: Turn) -> None:
        assert reviews.find(turn, begun.ref) == begun
        assert reviews.find(turn, "LR-NONE") is None
        assert reviews.of_household(turn, begun.household_id) == [begun]
        profile = profiles.find(turn, begun.profile_id)
        assert profile is not None
        assert reviews.about(turn, profile) == begun

    store.perform_now(look)


def test_a_due_date_can_be_moved_until_the_review_is_signed(store: Store) -> None:
    begun = store.perform_now(a_review)
    later = date(2026, 10, 1)

    def act(turn: Turn) -> None:
        note(turn)
        moved = reviews.set_due(turn, begun, later)
        assert reviews.find(turn, begun.ref) == moved
        reviews.sign_off(turn, moved, {})
        with pytest.raises(Overtaken):
            reviews.set_due(turn, moved, DUE)

    store.perform_now(act)


def test_what_was_signed_is_kept_exactly_and_signed_off_once(store: Store) -> None:
    begun = store.perform_now(a_review)
    with pytest.raises(NotFound):
        store.perform_now(lambda turn: reviews.snapshot(turn, begun))

    def act(turn: Turn) -> None:
        note(turn)
        signed = reviews.sign_off(turn, begun, {"said": ["Ruth’s “words” & more"]})
        assert signed.status is Status.SIGNED
        assert reviews.find(turn, begun.ref) == signed
        assert reviews.snapshot(turn, signed) == {"said": ["Ruth’s “words” & more"]}
        with pytest.raises(Overtaken):
            reviews.sign_off(turn, begun, {"said": []})

    store.perform_now(act)


def test_a_part_is_somebodys_until_it_is_taken_back(store: Store) -> None:
    begun = store.perform_now(a_review)
    carer = store.perform_now(a_carer)

    def act(turn: Turn) -> None:
        note(turn)
        handed = parts.hand(turn, begun.profile_id, carer.id, ["year", "plan"], begun.begun_by)
        assert parts.of_person(turn, carer.id) == [handed]
        assert parts.of_profile(turn, begun.profile_id) == [handed]
        assert parts.holders(turn, begun.profile_id) == {carer.id}
        assert handed.sections == {"year", "plan"}
        done = parts.done(turn, handed)
        assert parts.of_both(turn, begun.profile_id, carer.id) == [done]
        assert parts.take_back(turn, done)
        assert not parts.take_back(turn, done)
        assert parts.of_person(turn, carer.id) == []
        assert parts.holders(turn, begun.profile_id) == frozenset()

    store.perform_now(act)


def test_the_same_part_handed_twice_is_held_once_and_another_beside_it(store: Store) -> None:
    begun = store.perform_now(a_review)
    carer = store.perform_now(a_carer)

    def act(turn: Turn) -> None:
        note(turn)
        first = parts.hand(turn, begun.profile_id, carer.id, ["year"], begun.begun_by)
        assert parts.hand(turn, begun.profile_id, carer.id, ["year"], begun.begun_by) == first
        whole = parts.hand(turn, begun.profile_id, carer.id, [], begun.begun_by)
        assert whole.sections == frozenset()
        assert len(parts.of_person(turn, carer.id)) == 2

    store.perform_now(act)


def test_a_signature_stands_only_under_what_was_seen(store: Store, clock: Clock) -> None:
    begun = store.perform_now(a_review)
    carer = store.perform_now(a_carer)

    def sign(seen: str, comment: str = "") -> None:
        def act(turn: Turn) -> None:
            note(turn)
            signatures.sign(turn, begun, carer, seen, comment)

        store.perform_now(act)
        clock.on(minutes=1)

    sign("one", "Thank you, all of you")
    assert set(store.perform_now(lambda t: signatures.standing(t, begun, "one"))) == {carer.id}
    assert store.perform_now(lambda t: signatures.standing(t, begun, "two")) == {}
    sign("two")
    everything = store.perform_now(lambda turn: signatures.of_review(turn, begun))
    assert [(each.seen, each.comment) for each in everything] == [
        ("one", "Thank you, all of you"),
        ("two", ""),
    ]
    assert {each.role for each in everything} == {Role.FOSTER_CARER}


@pytest.mark.parametrize("change", [update(signature).values(seen="x"), delete(signature)])
def test_nobody_changes_or_removes_a_signature(store: Store, change: object) -> None:
    begun = store.perform_now(a_review)
    carer = store.perform_now(a_carer)

    def sign(turn: Turn) -> None:
        note(turn)
        signatures.sign(turn, begun, carer, "one")

    def spoil(turn: Turn) -> None:
        note(turn)
        turn.change(change, {})  # type: ignore[arg-type]

    store.perform_now(sign)
    with pytest.raises((NotKept, DBAPIError)):
        store.perform_now(spoil)


def test_a_paper_is_the_one_made_from_just_this(store: Store) -> None:
    begun = store.perform_now(a_review)
    place = Place(begun.household_id, begun.ref, "review")

    def act(turn: Turn) -> None:
        note(turn)
        assert find_paper(turn, place, "a") is None
        keep_paper(turn, place, "a", b"one")
        assert find_paper(turn, place, "a") == b"one"
        assert find_paper(turn, place, "b") is None
        keep_paper(turn, place, "b", b"two")
        assert find_paper(turn, place, "b") == b"two"
        turn.change(update(paper).values(copy_for="welcome"), {})
        with pytest.raises(SealBroken):
            find_paper(turn, Place(begun.household_id, begun.ref, "welcome"), "b")

    store.perform_now(act)


def test_six_pictures_are_enough_and_each_is_of_its_own_household(store: Store) -> None:
    begun = store.perform_now(a_review)

    def act(turn: Turn) -> None:
        note(turn)
        home = begun.household_id
        made = [
            pictures.add(turn, home, "image/png", b"p%d" % n, f"Our dog {n}", begun.begun_by)
            for n in range(6)
        ]
        with pytest.raises(TooMany):
            pictures.add(turn, home, "image/png", b"p", "One more", begun.begun_by)
        assert pictures.data(turn, home, made[2].id) == b"p2"
        assert pictures.data(turn, "household-other", made[2].id) is None
        assert not pictures.remove(turn, "household-other", made[2].id)
        assert pictures.remove(turn, home, made[2].id)
        assert [each.words for each in pictures.of_household(turn, home)] == [
            f"Our dog {n}" for n in (0, 1, 3, 4, 5)
        ]

    store.perform_now(act)


def test_a_reminder_is_remembered_for_one_person_one_thing_and_one_day(store: Store) -> None:
    begun = store.perform_now(a_review)

    def act(turn: Turn) -> None:
        note(turn)
        about = (begun.begun_by, begun.household_id, "review-2026-09-01")
        fresh = reminders.find(turn, *about)
        assert (fresh.told, fresh.stopped) == (0, False)
        told = reminders.Reminder(*about, told=1, told_at=turn.now, not_before=turn.now)
        reminders.keep(turn, told)
        assert reminders.find(turn, *about) == told
        stopped = reminders.Reminder(*about, told=1, told_at=turn.now, stopped=True)
        reminders.keep(turn, stopped)
        assert reminders.find(turn, *about) == stopped
        assert subjects.household(turn, begun.household_id) is not None

    store.perform_now(act)


def a_whole_review(turn: Turn) -> Review:
    """With a signature, a part, a picture, a paper and a reminder, and signed off."""
    review = a_review(turn)
    carer = a_carer(turn)
    parts.hand(turn, review.profile_id, carer.id, ["year"], review.begun_by)
    focuses.keep(turn, review.profile_id, carer.id, Focus(section="year"))
    signatures.sign(turn, review, carer, "one", "canary in a comment")
    pictures.add(turn, review.household_id, "image/png", b"canary", "A canary", carer.id)
    keep_paper(turn, Place(review.household_id, review.ref, "review"), "one", b"canary paper")
    reminders.keep(turn, reminders.Reminder(carer.id, review.household_id, "review"))
    return reviews.sign_off(turn, review, {"said": "canary in a snapshot"})


def test_everything_about_reviews_is_handed_over_counts_as_new_and_opens(store: Store) -> None:
    before = store.perform_now(lambda turn: receipts.state_of(turn, "household-moss"))
    review = store.perform_now(a_whole_review)
    home = review.household_id
    assert store.perform_now(lambda turn: receipts.state_of(turn, home)) != before
    plain = store.perform_now(lambda turn: review_records.plain(turn, home))
    assert plain["reviews"][0]["snapshot"] == {"said": "canary in a snapshot"}
    assert plain["reviews"][0]["signatures"][0]["comment"] == "canary in a comment"
    assert len(plain["parts"]) == len(plain["pictures"]) == 1
    files = store.perform_now(lambda turn: review_records.files(turn, home))
    assert files == {f"paper-{review.ref}.review.docx": b"canary paper", "picture-1.png": b"canary"}
    kept = {home}
    assert list(store.perform_now(lambda turn: list(review_records.check(turn, kept)))) == [True]

    def spoil(turn: Turn) -> list[bool]:
        note(turn)
        turn.change(update(picture).values(words=b"\x01\x01" + b"x" * 30), {})
        return list(review_records.check(turn, kept))

    assert store.perform_now(spoil) == [False]


def test_a_forgotten_household_leaves_nothing_of_its_reviews(store: Store) -> None:
    review = store.perform_now(a_whole_review)

    def go(turn: Turn) -> None:
        forgetting.forget(turn, review.household_id, "test", "tester", without_receipt=True)

    store.perform_now(go)
    for table in (*(each for each in Row.metadata.tables.values() if each.name in LEFT),):
        found = store.perform_now(lambda turn, table=table: turn.all(select(table)))
        assert not found, table.name


LEFT = ("review", "part", "signature", "focus", "paper", "picture", "reminder", "profile")


def test_a_profile_of_a_review_is_no_draft_that_is_let_go(store: Store) -> None:
    review = store.perform_now(a_review)
    with pytest.raises(NoReceipt):
        store.perform_now(lambda turn: forgetting.let_go(turn, review.profile_id, "old", "tester"))
