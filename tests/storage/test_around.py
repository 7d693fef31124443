"""Around the answers: messages in and out, people and subjects, and signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from care.people import Person, Role
from storage import inbox, outbox, people, profiles, sessions, subjects
from storage import tables_around as t
from storage.errors import DifferentBody, LeaseLost, NotKept
from storage.outbox import Post
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import (
    Clock,
    a_child,
    a_household,
    a_person,
    a_profile,
    note,
    noted,
    said,
)

# ---------------------------------------------------------------- inbox


def answer(turn: Turn, message: str, body: str, profile_id: str) -> str:
    """A whole turn as the bot does it: a repeat gets the kept reply, and changes nothing."""
    kept = inbox.kept_reply(turn, "web", message, body)
    if kept is not None:
        return kept
    profile = profiles.find(turn, profile_id)
    assert profile is not None
    newer = said(turn, profile, {"home.wish": body})
    reply = f"Saved as {newer.revision} ✓"
    inbox.keep_reply(turn, "web", message, body, reply)
    return reply


def test_a_message_that_comes_twice_gets_the_same_reply_and_is_done_once(store: Store) -> None:
    profile = store.perform_now(a_profile)
    replies = [
        store.perform_now(lambda turn: answer(turn, "m1", "A dog", profile.id)) for _ in range(3)
    ]
    assert replies == ["Saved as 2 ✓"] * 3
    newest = store.perform_now(lambda turn: profiles.find(turn, profile.id))
    assert newest is not None
    assert newest.revision == 2


def test_the_same_id_with_a_different_body_is_refused(store: Store) -> None:
    profile = store.perform_now(a_profile)
    store.perform_now(lambda turn: answer(turn, "m1", "A dog", profile.id))
    with pytest.raises(DifferentBody):
        store.perform_now(lambda turn: answer(turn, "m1", "A cat", profile.id))


def test_the_same_id_in_another_channel_is_another_message(store: Store) -> None:
    store.perform_now(lambda turn: inbox.keep_reply(turn, "web", "m1", b"a", "one"))
    assert store.perform_now(lambda turn: inbox.kept_reply(turn, "teams", "m1", b"a")) is None
    assert store.perform_now(lambda turn: inbox.kept_reply(turn, "web", "m1", "a")) == "one"


def test_a_reply_is_kept_only_once(store: Store) -> None:
    store.perform_now(lambda turn: inbox.keep_reply(turn, "web", "m1", "a", "one"))
    with pytest.raises(NotKept):
        store.perform_now(lambda turn: inbox.keep_reply(turn, "web", "m1", "a", "two"))


# ---------------------------------------------------------------- outbox


def post(turn: Turn, dedupe: str, person: str = "amara") -> bool:
    if people.person_by_key(turn, person) is None:
        a_person(turn, person)
    return outbox.post(turn, dedupe, f"person-{person}", "notice", f"payload {dedupe}")


def claimed(store: Store) -> list[Post]:
    return list(store.perform_now(lambda turn: outbox.claim(turn, 10)))


def test_a_post_is_posted_once_and_delivered_once(store: Store) -> None:
    assert store.perform_now(lambda turn: (post(turn, "a"), post(turn, "a"))) == (True, False)
    (mine,) = claimed(store)
    assert (mine.kind, mine.payload, mine.attempts) == ("notice", "payload a", 1)
    store.perform_now(lambda turn: outbox.done(turn, mine))
    assert claimed(store) == []
    assert store.perform_now(outbox.waiting) == 0


def test_posts_for_one_person_go_in_order_and_others_do_not_wait(
    store: Store, clock: Clock
) -> None:
    store.perform_now(lambda turn: [post(turn, "a"), post(turn, "b"), post(turn, "c", "grace")])
    first, other = claimed(store)
    assert [first.payload, other.payload] == ["payload a", "payload c"]
    later = clock.now + timedelta(minutes=10)
    store.perform_now(lambda turn: outbox.retry_later(turn, first, later, "timeout"))
    clock.on(minutes=5)
    assert [each.payload for each in claimed(store)] == ["payload c"]
    clock.on(minutes=5)
    again, _ = claimed(store)
    assert (again.payload, again.attempts) == ("payload a", 2)
    store.perform_now(lambda turn: outbox.give_up(turn, again, "refused"))
    assert "payload b" in [each.payload for each in claimed(store)]


def test_what_waits_in_a_lane_of_its_own_holds_up_nothing_else(store: Store) -> None:
    def post_them(turn: Turn) -> None:
        post(turn, "a")
        for name, lane in (("b", "account"), ("c", "account"), ("d", "other")):
            outbox.post(turn, name, "person-amara", "to_account", name, lane=lane)

    store.perform_now(post_them)
    assert [each.payload for each in claimed(store)] == ["payload a", "b", "d"]


def test_work_of_our_own_is_posted_for_nobody_and_waits_for_nothing(store: Store) -> None:
    def post_two(turn: Turn) -> None:
        for name in ("a", "b"):
            outbox.post(turn, name, "", "make_documents", "{}")

    store.perform_now(post_two)
    assert [each.person_id for each in claimed(store)] == ["", ""]


def test_a_worker_that_was_too_slow_cannot_settle_what_another_has_now(
    store: Store, clock: Clock
) -> None:
    store.perform_now(lambda turn: post(turn, "a"))
    (slow,) = claimed(store)
    assert claimed(store) == []
    clock.now += outbox.LEASE
    (quick,) = claimed(store)
    with pytest.raises(LeaseLost):
        store.perform_now(lambda turn: outbox.done(turn, slow))
    store.perform_now(lambda turn: outbox.done(turn, quick))


# ---------------------------------------------------------------- people and subjects


def test_people_are_found_by_id_by_key_and_by_role(store: Store) -> None:
    amara = store.perform_now(a_person)
    grace = store.perform_now(lambda turn: a_person(turn, "grace", Role.FOSTER_CARER))
    gone = Person("p3", "zoe", "Zoë O'Neill-北", Role.FOSTER_CARER, "", active=False)
    store.perform_now(noted(lambda turn: people.add(turn, gone)))
    assert store.perform_now(lambda turn: people.person(turn, amara.id)) == amara
    assert store.perform_now(lambda turn: people.person_by_key(turn, "zoe")) == gone
    assert store.perform_now(lambda turn: people.person(turn, "nobody")) is None
    assert store.perform_now(people.everyone) == [amara, grace, gone]
    carers = store.perform_now(lambda turn: people.everyone(turn, Role.FOSTER_CARER))
    assert carers == [grace, gone]


def test_children_and_households_are_not_taken_for_each_other(store: Store) -> None:
    child = store.perform_now(lambda turn: a_child(turn, "jordan", address="1 Beech Lane"))
    sam = store.perform_now(lambda turn: a_child(turn, "sam"))
    home = store.perform_now(a_household)

    def look(turn: Turn) -> None:
        assert subjects.child(turn, child.id) == child
        assert subjects.child_by_ref(turn, sam.ref) == sam
        assert subjects.household(turn, home.id) == home
        assert subjects.household_by_ref(turn, home.ref) == home
        assert subjects.child(turn, home.id) is None
        assert subjects.household(turn, child.id) is None
        assert subjects.children(turn) == [child, sam]
        assert subjects.children(turn, [sam.id, home.id, "nobody"]) == [sam]
        assert subjects.children(turn, []) == []
        assert subjects.households(turn) == [home]
        assert subjects.subject_of(turn, home.id) == home
        assert subjects.subject_of(turn, sam.id) == sam
        assert subjects.subject_of(turn, "nobody") is None

    store.perform_now(look)


def test_a_record_is_replaced_by_what_it_says_now(store: Store) -> None:
    child = store.perform_now(a_child)
    store.perform_now(
        noted(lambda turn: subjects.keep_record(turn, child.id, {"dob": "2014-05-01"}))
    )
    found = store.perform_now(lambda turn: subjects.child(turn, child.id))
    assert found is not None
    assert found.record == {"dob": "2014-05-01"}


def test_an_allocation_is_true_from_its_beginning_until_its_end(store: Store, clock: Clock) -> None:
    person, child = store.perform_now(lambda turn: (a_person(turn), a_child(turn)))

    def allocated() -> tuple[frozenset[str], frozenset[str]]:
        return store.perform_now(
            lambda turn: (
                subjects.allocated_subjects(turn, person.id),
                subjects.allocated_people(turn, child.id),
            )
        )

    assert allocated() == (frozenset(), frozenset())
    store.perform_now(noted(lambda turn: subjects.allocate(turn, person.id, child.id)))
    assert allocated() == (frozenset({child.id}), frozenset({person.id}))
    clock.on(days=1)
    store.perform_now(noted(lambda turn: subjects.end_allocation(turn, person.id, child.id)))
    assert allocated() == (frozenset(), frozenset())


# ---------------------------------------------------------------- signing in


def test_a_link_is_its_persons_and_its_token_is_kept_nowhere(store: Store) -> None:
    person = store.perform_now(a_person)
    store.perform_now(noted(lambda turn: sessions.add_link(turn, "tok-en", person.id)))
    assert store.perform_now(lambda turn: sessions.person_of_link(turn, "tok-en")) == person.id
    assert store.perform_now(lambda turn: sessions.person_of_link(turn, "other")) is None
    rows = store.perform_now(lambda turn: turn.all(select(t.link)))
    assert b"tok-en" not in rows[0].token_sha256


def test_a_session_lasts_as_long_as_it_was_given_and_not_when_idle(
    store: Store, clock: Clock
) -> None:
    person = store.perform_now(a_person)
    hours = timedelta(hours=8)
    store.perform_now(noted(lambda turn: sessions.start(turn, "s1", person.id, hours)))

    def found(idle: timedelta | None = None) -> str | None:
        session = store.perform_now(lambda turn: sessions.find(turn, "s1", idle))
        return session.person_id if session else None

    assert found() == person.id
    clock.on(hours=1)
    assert found(timedelta(minutes=30)) is None
    assert found() == person.id
    clock.on(minutes=20)
    assert found(timedelta(minutes=30)) == person.id
    clock.on(hours=7)
    assert found() is None
    assert store.perform_now(sessions.end_old) == 1


def test_signing_out_ends_one_session_or_all_of_them(store: Store) -> None:
    person = store.perform_now(a_person)

    def start(turn: Turn) -> None:
        note(turn)
        for name in ("s1", "s2", "s3"):
            sessions.start(turn, name, person.id, timedelta(hours=1))

    store.perform_now(start)
    store.perform_now(noted(lambda turn: sessions.end(turn, "s1")))
    assert store.perform_now(lambda turn: sessions.find(turn, "s1")) is None
    assert store.perform_now(lambda turn: sessions.find(turn, "s2")) is not None
    store.perform_now(noted(lambda turn: sessions.end_all(turn, person.id)))
    assert store.perform_now(lambda turn: sessions.find(turn, "s3")) is None
