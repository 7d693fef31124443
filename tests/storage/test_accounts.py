"""Accounts elsewhere: whose they are, how long that is good, and all the ways in which it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from care.channels import TEAMS, TELEGRAM, WEB, may_talk
from care.people import Role
from storage import accounts, forgetting, linkings, outbox, people, profiles
from storage.accounts import CONFIRMED_FOR, GONE_AFTER, Account
from storage.errors import SealBroken
from storage.finding import State
from storage.outbox import Post
from storage.soundness import check
from storage.store import Store
from storage.tables_accounts import account as table
from storage.tables_around import diary
from storage.turn import Turn
from tests.storage.builders import Clock, a_child, a_person, a_profile, noted
from tests.storage.folders import opened, restored, taken

CARER, OTHER, WORKER = "person-sandra", "person-omar", "person-amara"
CHAT = {"chat": "4711"}
CODE = "7K2M9QXR4D"


@pytest.fixture
def lived(store: Store) -> Store:
    def settle(turn: Turn) -> None:
        a_person(turn, "sandra", Role.FOSTER_CARER)
        a_person(turn, "omar", Role.FOSTER_CARER)
        a_person(turn, "amara")

    store.perform_now(noted(settle))
    return store


def linked(
    store: Store, who: str = CARER, key: str = "4711", channel: str = TELEGRAM, name: str = "San"
) -> Account:
    return store.perform_now(lambda turn: accounts.link(turn, channel, key, who, CHAT, name))


def found(store: Store, key: str = "4711", channel: str = TELEGRAM) -> Account | None:
    return store.perform_now(lambda turn: accounts.find(turn, channel, key))


def ended(store: Store) -> list[tuple[str, str]]:
    """Who ended an account, and for what reason."""
    lines = store.perform_now(lambda turn: turn.all(select(diary)))
    return [(line.actor, line.reason) for line in lines if line.action == "account.ended"]


def told(store: Store) -> list[tuple[str, str]]:
    said = []

    def deliver(turn: Turn) -> list[Post]:
        posts = list(outbox.claim(turn, 50))
        for each in posts:
            outbox.done(turn, each)
        return posts

    while posts := store.perform_now(deliver):
        said += [(each.person_id, str(json.loads(each.payload)["what"])) for each in posts]
    return said


def test_a_linked_account_is_found_by_its_channel_and_key_and_by_nothing_else(lived: Store) -> None:
    made = linked(lived)
    assert found(lived) == made
    assert (made.person_id, made.channel) == (CARER, TELEGRAM)
    assert found(lived, "471") is None
    assert found(lived, channel=TEAMS) is None
    assert told(lived) == [(CARER, "linked")]


def test_where_it_is_and_what_it_is_called_are_sealed_and_its_key_is_a_hash_only(
    lived: Store,
) -> None:
    made = linked(lived, key="a-very-own-key", name="Sandra at home")
    row = lived.perform_now(lambda turn: turn.all(select(table)))[0]
    kept = b"".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    for secret in (b"a-very-own-key", b"Sandra", b"4711"):
        assert secret not in kept
    assert "Sandra" not in repr(made)
    assert lived.perform_now(lambda turn: accounts.place(turn, made)) == CHAT
    assert lived.perform_now(lambda turn: accounts.name(turn, made)) == "Sandra at home"


def test_what_was_sealed_for_one_account_does_not_open_at_another(lived: Store) -> None:
    mine, theirs = linked(lived), linked(lived, OTHER, "0815")

    def swap(turn: Turn) -> None:
        place = turn.all(select(table.c.place).where(table.c.id == mine.id))[0][0]
        turn.change(update(table).where(table.c.id == theirs.id).values(place=place), {})

    lived.perform_now(noted(swap))
    with pytest.raises(SealBroken):
        lived.perform_now(lambda turn: accounts.place(turn, theirs))
    findings = lived.perform_now(lambda turn: list(check(turn)))
    assert [each.name for each in findings if each.state is State.FAULT] == ["values"]


def test_a_checkup_opens_accounts_and_what_waits_to_be_one(lived: Store) -> None:
    before = lived.perform_now(lambda turn: list(check(turn)))
    linked(lived)
    lived.perform_now(lambda turn: linkings.make(turn, OTHER, TELEGRAM, "t" * 32, CODE))
    lived.perform_now(lambda turn: linkings.claim(turn, TELEGRAM, CODE, "9", CHAT, ""))
    after = lived.perform_now(lambda turn: list(check(turn)))
    opens = [{e.name: e.details.get("opened", 0) for e in each} for each in (before, after)]
    assert opens[1]["values"] == int(str(opens[0]["values"])) + 2
    assert not [each for each in after if each.state is State.FAULT]


def test_an_account_is_one_persons_and_a_person_has_one_on_each_channel(lived: Store) -> None:
    first = linked(lived)
    second = linked(lived, OTHER)
    assert found(lived) == second
    assert ended(lived) == [(OTHER, "replaced")]
    third = linked(lived, OTHER, "0815")
    assert found(lived) is None
    assert lived.perform_now(lambda turn: accounts.of_person(turn, OTHER)) == [third]
    teams = linked(lived, OTHER, "t/u", TEAMS)
    assert lived.perform_now(lambda turn: accounts.of_person(turn, OTHER)) == [teams, third]
    assert lived.perform_now(lambda turn: accounts.by_id(turn, first.id)) is None
    assert sorted(told(lived)) == [
        *[(OTHER, "ended"), (OTHER, "linked"), (OTHER, "linked"), (OTHER, "linked")],
        *[(CARER, "ended"), (CARER, "linked")],
    ]


def test_an_account_is_good_for_ninety_days_after_its_person_said_it_is_theirs(
    lived: Store, clock: Clock
) -> None:
    made = linked(lived)
    clock.now += CONFIRMED_FOR - timedelta(seconds=1)
    assert accounts.is_fresh(made, clock.now)
    clock.now += timedelta(seconds=1)
    assert not accounts.is_fresh(made, clock.now)
    assert found(lived) == made, "it is theirs still, and waits to be confirmed"
    assert not lived.perform_now(lambda turn: accounts.confirm(turn, OTHER, made.id))
    assert lived.perform_now(lambda turn: accounts.confirm(turn, CARER, made.id))
    again = found(lived)
    assert again is not None
    assert accounts.is_fresh(again, clock.now)


def test_an_account_that_nobody_confirms_ends_by_itself_in_the_end(
    lived: Store, clock: Clock
) -> None:
    linked(lived)
    clock.now += GONE_AFTER - timedelta(seconds=1)
    assert lived.perform_now(accounts.end_old) == 0
    clock.now += timedelta(seconds=1)
    assert lived.perform_now(accounts.end_old) == 1
    assert found(lived) is None
    assert ended(lived) == [(CARER, "unconfirmed")]


def test_only_its_person_ends_it_and_at_once(lived: Store) -> None:
    made = linked(lived)
    assert not lived.perform_now(lambda turn: accounts.end(turn, OTHER, made.id))
    assert found(lived) == made
    assert lived.perform_now(lambda turn: accounts.end(turn, CARER, made.id))
    assert found(lived) is None
    assert not lived.perform_now(lambda turn: accounts.end(turn, CARER, made.id))
    assert lived.perform_now(lambda turn: accounts.place(turn, made)) == {}
    assert ended(lived) == [(CARER, "unlinked")]
    assert told(lived) == [(CARER, "linked"), (CARER, "ended")]


def test_who_leaves_has_no_account_and_no_offer_any_more(lived: Store) -> None:
    linked(lived)
    lived.perform_now(lambda turn: linkings.make(turn, CARER, TELEGRAM, "t" * 32, CODE))
    lived.perform_now(noted(lambda turn: people.leave(turn, CARER, "person-admin")))
    assert found(lived) is None
    assert ended(lived) == [("person-admin", "left")]
    claimed = lived.perform_now(
        lambda turn: linkings.claim(turn, TELEGRAM, CODE, "4711", CHAT, "San")
    )
    assert claimed is None


def test_another_role_ends_accounts_that_are_not_for_it_and_leaves_the_others(
    lived: Store,
) -> None:
    linked(lived, WORKER, "t/u", TEAMS)

    def become(role: Role) -> None:
        def change(turn: Turn) -> None:
            known = people.person(turn, WORKER)
            assert known is not None
            people.change(turn, replace(known, role=role), "person-admin")

        lived.perform_now(noted(change))

    become(Role.TEAM_MANAGER)
    assert found(lived, "t/u", TEAMS) is not None
    become(Role.YOUNG_PERSON)
    assert found(lived, "t/u", TEAMS) is None
    assert ended(lived) == [("person-admin", "role")]


def test_teams_is_for_everybody_but_young_people_and_telegram_for_carers_only() -> None:
    for role in Role:
        at = {each for each in (WEB, TEAMS, TELEGRAM, "sms") if may_talk(role, each)}
        if role is Role.YOUNG_PERSON:
            assert at == set()
        else:
            assert at == ({TEAMS, TELEGRAM} if role is Role.FOSTER_CARER else {TEAMS})


def test_it_is_seen_once_a_minute_at_most_and_nothing_of_that_is_in_the_diary(
    lived: Store, clock: Clock
) -> None:
    made = linked(lived)
    clock.now += timedelta(seconds=59)
    lived.perform_now(lambda turn: accounts.seen(turn, made))
    assert found(lived) == made
    clock.now += timedelta(seconds=1)
    lived.perform_now(lambda turn: accounts.seen(turn, made))
    assert found(lived) == replace(made, seen_at=clock.now)


def test_it_keeps_which_profile_is_open_there_until_that_is_gone(lived: Store) -> None:
    def begin(turn: Turn) -> str:
        a_child(turn)
        return a_profile(turn).id

    profile, made = lived.perform_now(noted(begin)), linked(lived, WORKER, "t/u", TEAMS)
    lived.perform_now(lambda turn: accounts.sit(turn, made, profile, "profile.from"))
    assert found(lived, "t/u", TEAMS) == replace(made, profile=profile, asked="profile.from")
    lived.perform_now(lambda turn: accounts.move(turn, made, {"conversation": "other"}))
    assert lived.perform_now(lambda turn: accounts.place(turn, made)) == {"conversation": "other"}
    lived.perform_now(noted(lambda turn: forgetting.let_go(turn, profile, "test", "person-admin")))
    assert lived.perform_now(lambda turn: profiles.find(turn, profile)) is None
    assert found(lived, "t/u", TEAMS) == made


def test_after_a_restore_every_account_has_to_be_confirmed_and_no_offer_is_good(
    folder: Path, tmp_path: Path
) -> None:
    store = opened(folder)
    linked(store, WORKER, "t/u", TEAMS)
    store.perform_now(lambda turn: linkings.make(turn, WORKER, TEAMS, "t" * 32, CODE))
    store.close()
    restored(taken(folder, tmp_path / "one.kith").path, tmp_path / "again")
    store = opened(tmp_path / "again")
    again = found(store, "t/u", TEAMS)
    assert again is not None
    assert not store.perform_now(lambda turn: accounts.is_fresh(again, turn.now))
    claimed = store.perform_now(lambda turn: linkings.claim(turn, TEAMS, CODE, "x", CHAT, "X"))
    assert claimed is None
    store.close()
