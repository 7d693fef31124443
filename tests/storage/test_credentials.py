"""Invitations, passwords, passkeys, waits: what is kept, how long it is good, and for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from care.people import Role
from storage import credentials, devices, invitations, passkeys, people, sessions, waits
from storage.devices import Device
from storage.errors import SealBroken
from storage.finding import Finding, fault, fine
from storage.invitations import LASTS, MOST_WRONG, State
from storage.soundness import check
from storage.store import Store
from storage.tables_sign_in import password as table
from storage.turn import Turn
from tests.storage.builders import Clock, a_person, noted

PHONE = Device("firefox", "android")
HASHED = "$argon2id$what-it-would-be"
SECRET = "JBSWY3DPEHPK3PXP"


def settle(turn: Turn) -> None:
    a_person(turn, "sandra", Role.FOSTER_CARER)
    a_person(turn, "omar", Role.FOSTER_CARER)
    a_person(turn, "sue", Role.SUPERVISING_SOCIAL_WORKER)


@pytest.fixture
def lived(store: Store) -> Store:
    store.perform_now(settle)
    return store


def invited(turn: Turn, token: str = "token", who: str = "person-sandra") -> str:
    return invitations.make(turn, token, "123456", who, "person-sue").id


def test_an_invitation_is_found_by_its_link_for_three_days(lived: Store, clock: Clock) -> None:
    lived.perform_now(noted(invited))

    def state() -> State | None:
        found = lived.perform_now(lambda turn: invitations.by_token(turn, "token"))
        return found.state if found else None

    assert state() is State.OPEN
    clock.now += LASTS - timedelta(seconds=1)
    assert state() is State.OPEN
    clock.now += timedelta(seconds=1)
    assert state() is State.EXPIRED
    assert lived.perform_now(lambda turn: invitations.by_token(turn, "tokem")) is None
    assert lived.perform_now(invitations.open_ones) == []


def test_it_is_used_once_and_never_after_its_end(lived: Store, clock: Clock) -> None:
    lived.perform_now(noted(invited))
    lived.perform_now(noted(lambda turn: invited(turn, "other", "person-omar")))

    def use(token: str) -> bool:
        def work(turn: Turn) -> bool:
            found = invitations.by_token(turn, token)
            return found is not None and invitations.use(turn, found)

        return lived.perform_now(noted(work))

    assert use("token")
    assert not use("token")
    clock.now += LASTS
    assert not use("other")


def test_a_newer_one_takes_the_older_back_and_leaves_others_be(lived: Store) -> None:
    lived.perform_now(noted(invited))
    lived.perform_now(noted(lambda turn: invited(turn, "omars", "person-omar")))
    lived.perform_now(noted(lambda turn: invited(turn, "newer")))

    def states(turn: Turn) -> list[State]:
        found = (invitations.by_token(turn, each) for each in ("token", "omars", "newer"))
        return [each.state for each in found if each]

    assert lived.perform_now(states) == [State.WITHDRAWN, State.OPEN, State.OPEN]


def test_the_spoken_code_can_be_wrong_four_times(lived: Store) -> None:
    lived.perform_now(noted(invited))

    def say(turn: Turn, word: str) -> bool:
        found = invitations.by_token(turn, "token")
        assert found is not None
        return invitations.is_word(turn, found, word)

    wrong = ["654321", "", "１２３４５６", "123456\x00"]
    for word in wrong:
        assert not lived.perform_now(noted(lambda turn, word=word: say(turn, word)))
    assert lived.perform_now(noted(lambda turn: say(turn, "123456")))
    assert len(wrong) == MOST_WRONG - 1
    lived.perform_now(noted(lambda turn: say(turn, "no")))
    found = lived.perform_now(lambda turn: invitations.by_token(turn, "token"))
    assert found is not None
    assert found.state is State.SPOILT


def test_a_password_is_found_by_its_name_and_by_its_person(lived: Store) -> None:
    def add(turn: Turn) -> bool:
        return credentials.add(turn, "person-sandra", "sandra", HASHED, SECRET, 7)

    assert lived.perform_now(noted(add))
    found = lived.perform_now(lambda turn: credentials.by_name(turn, "sandra"))
    assert found is not None
    assert (found.person_id, found.hashed, found.secret) == ("person-sandra", HASHED, SECRET)
    assert lived.perform_now(lambda turn: credentials.of_person(turn, "person-sandra")) == found
    assert lived.perform_now(lambda turn: credentials.by_name(turn, "sandr")) is None
    assert not any(word in repr(found) for word in (HASHED, SECRET, "'sandra'"))
    taken = lived.perform_now(
        lambda turn: credentials.add(turn, "person-omar", "sandra", HASHED, SECRET, 7)
    )
    assert not taken


def test_a_password_put_in_another_persons_row_does_not_open(lived: Store) -> None:
    def both(turn: Turn) -> None:
        credentials.add(turn, "person-sandra", "sandra", HASHED, SECRET, 7)
        credentials.add(turn, "person-omar", "omar", "other", SECRET, 7)

    lived.perform_now(noted(both))

    def swap(turn: Turn) -> None:
        rows = {row.person: row for row in turn.all(table.select())}
        of_sandra = table.c.person == "person-sandra"
        theirs = {"sealed": rows["person-omar"].sealed}
        turn.change(table.update().where(of_sandra), theirs)

    lived.perform_now(noted(swap))
    with pytest.raises(SealBroken):
        lived.perform_now(lambda turn: credentials.by_name(turn, "sandra"))


def test_a_checkup_opens_what_people_sign_in_with(lived: Store) -> None:
    def values() -> Finding:
        return lived.perform_now(lambda turn: {each.name: each for each in check(turn)})["values"]

    before = values().details["opened"]
    assert isinstance(before, int)

    def add(turn: Turn) -> None:
        credentials.add(turn, "person-sandra", "sandra", HASHED, SECRET, 7)
        passkeys.add(turn, "person-sandra", b"credential", b"public", 0, PHONE)

    lived.perform_now(noted(add))
    assert values() == fine("values", opened=before + 2)
    spoilt = {"secret": b"\x01\x01" + bytes(40)}
    lived.perform_now(noted(lambda turn: turn.change(table.update(), spoilt)))
    assert values() == fault("values", broken=1, opened=before + 1)


def test_a_code_and_all_before_it_are_spent(lived: Store) -> None:
    def add(turn: Turn) -> bool:
        return credentials.add(turn, "person-sandra", "sandra", HASHED, SECRET, 7)

    lived.perform_now(noted(add))

    def spend(step: int) -> bool:
        return lived.perform_now(noted(lambda turn: credentials.spend(turn, "person-sandra", step)))

    assert [spend(step) for step in (7, 6, 8, 8, 10, 9)] == [False, False, True, False, True, False]


def test_a_passkey_belongs_to_one_person_and_counts(lived: Store) -> None:
    def add(turn: Turn, who: str) -> bool:
        return passkeys.add(turn, who, b"credential", b"public", 0, PHONE)

    assert lived.perform_now(noted(lambda turn: add(turn, "person-sandra")))
    assert not lived.perform_now(noted(lambda turn: add(turn, "person-omar")))
    found = lived.perform_now(lambda turn: passkeys.by_credential(turn, b"credential"))
    assert found is not None
    assert (found.person_id, found.public_key, found.device) == ("person-sandra", b"public", PHONE)
    assert found.used_at is None
    assert lived.perform_now(noted(lambda turn: passkeys.used(turn, found, 3)))
    assert not lived.perform_now(noted(lambda turn: passkeys.used(turn, found, 4))), "in between"
    assert not lived.perform_now(noted(lambda turn: passkeys.end(turn, "person-omar", found.id)))
    assert lived.perform_now(noted(lambda turn: passkeys.end(turn, "person-sandra", found.id)))


def test_ending_everything_leaves_nobody_elses(lived: Store) -> None:
    def add(turn: Turn) -> None:
        for key in ("sandra", "omar"):
            credentials.add(turn, f"person-{key}", key, HASHED, SECRET, 7)
            passkeys.add(turn, f"person-{key}", key.encode(), b"public", 0, PHONE)

    lived.perform_now(noted(add))
    both = frozenset({"person-sandra", "person-omar"})
    assert lived.perform_now(credentials.who_can_sign_in) == both
    lived.perform_now(noted(lambda turn: credentials.end_all(turn, "person-sandra")))
    assert lived.perform_now(credentials.who_can_sign_in) == both - {"person-sandra"}
    assert lived.perform_now(lambda turn: people.person(turn, "person-sandra")) is not None


def test_waiting_grows_to_a_quarter_of_an_hour_and_is_forgotten(lived: Store, clock: Clock) -> None:
    def tried() -> timedelta:
        return lived.perform_now(lambda turn: waits.begin_try(turn, "anybody"))

    assert [tried() for _ in range(4)] == [timedelta(0)] * 4
    found = []
    for _ in range(9):
        found.append(tried())
        clock.now += found[-1]
        assert tried() == timedelta(0)
    assert found[:3] == [timedelta(seconds=15 * 2**number) for number in range(3)]
    assert found[-1] == waits.LONGEST
    assert lived.perform_now(lambda turn: waits.begin_try(turn, "another")) == timedelta(0)
    clock.now += waits.FORGOTTEN
    assert [tried() for _ in range(4)] == [timedelta(0)] * 4
    clock.now += waits.FORGOTTEN
    assert lived.perform_now(waits.end_old) == 2


def test_a_wait_holds_nobody_longer_for_asking_again(lived: Store, clock: Clock) -> None:
    for _ in range(4):
        lived.perform_now(lambda turn: waits.begin_try(turn, "anybody"))
    first = lived.perform_now(lambda turn: waits.begin_try(turn, "anybody"))
    clock.now += timedelta(seconds=10)
    again = lived.perform_now(lambda turn: waits.begin_try(turn, "anybody"))
    assert first - again == timedelta(seconds=10)
    lived.perform_now(lambda turn: waits.clear(turn, "anybody"))
    assert not lived.perform_now(lambda turn: waits.begin_try(turn, "anybody"))


def test_a_kind_of_device_is_new_once_and_the_first_never_is(lived: Store) -> None:
    def meet(who: str, device: Device) -> bool:
        return lived.perform_now(noted(lambda turn: devices.meet(turn, who, device)))

    desk = Device("chrome", "windows")
    assert [meet("person-sandra", each) for each in (PHONE, PHONE, desk, desk)] == [
        False,
        False,
        True,
        False,
    ]
    assert not meet("person-omar", desk)


def test_one_session_is_ended_by_its_public_name_by_its_own_person_only(
    lived: Store, clock: Clock
) -> None:
    hour = timedelta(hours=1)
    for name, who in (("one", "person-sandra"), ("two", "person-sandra"), ("three", "person-omar")):
        lived.perform_now(
            noted(lambda turn, name=name, who=who: sessions.start(turn, name, who, hour, PHONE))
        )
    found = lived.perform_now(lambda turn: sessions.of_person(turn, "person-sandra", hour))
    assert len(found) == 2
    assert all(each.device == PHONE for each in found)
    one = lived.perform_now(lambda turn: sessions.find(turn, "one"))
    assert one is not None
    end = noted(lambda turn: sessions.end_one(turn, "person-omar", one.id))
    assert lived.perform_now(end) is None
    assert (
        lived.perform_now(noted(lambda turn: sessions.end_one(turn, "person-sandra", ""))) is None
    )
    ended = lived.perform_now(noted(lambda turn: sessions.end_one(turn, "person-sandra", one.id)))
    assert ended is not None
    assert lived.perform_now(lambda turn: sessions.find(turn, "one")) is None
    assert lived.perform_now(lambda turn: sessions.find(turn, "two")) is not None
    clock.now += hour
    assert lived.perform_now(lambda turn: sessions.of_person(turn, "person-sandra", hour)) == []
