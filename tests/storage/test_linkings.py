"""Offers to link an account: good once, for minutes, for one channel, and only with a yes."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from care.channels import TEAMS, TELEGRAM
from care.people import Role
from storage import accounts, linkings
from storage.accounts import Account
from storage.linkings import CODE_LENGTH, FREE, LASTS, LETTERS, Linking, State
from storage.store import Store
from storage.tables_accounts import linking as table
from storage.tables_around import diary
from storage.turn import Turn
from tests.storage.builders import Clock, a_person, noted

CARER, OTHER = "person-sandra", "person-omar"
TOKEN, CODE = "an-offer-of-two-hundred-bits", "7K2M9QXR4D"
CHAT = {"chat": "4711"}


@pytest.fixture
def lived(store: Store) -> Store:
    def settle(turn: Turn) -> None:
        a_person(turn, "sandra", Role.FOSTER_CARER)
        a_person(turn, "omar", Role.FOSTER_CARER)

    store.perform_now(noted(settle))
    return store


def made(
    store: Store, who: str = CARER, channel: str = TELEGRAM, token: str = TOKEN, code: str = CODE
) -> Linking:
    return store.perform_now(lambda turn: linkings.make(turn, who, channel, token, code))


def claim(
    store: Store, word: str = CODE, key: str = "4711", channel: str = TELEGRAM, name: str = "San"
) -> Linking | None:
    return store.perform_now(lambda turn: linkings.claim(turn, channel, word, key, CHAT, name))


def waiting(store: Store, who: str = CARER) -> list[Linking]:
    return store.perform_now(lambda turn: linkings.waiting(turn, who))


def confirm(store: Store, which: Linking, who: str = CARER) -> Account | None:
    return store.perform_now(lambda turn: linkings.confirm(turn, who, which.id))


def acts(store: Store) -> list[str]:
    rows = store.perform_now(lambda turn: turn.all(select(diary)))
    return [row.action for row in rows if row.action.startswith(("linking", "account"))]


@pytest.mark.parametrize("word", [TOKEN, CODE, "7k2m-9qxr-4d", " 7K2M 9QXR 4D\n"])
def test_an_account_is_linked_by_its_word_and_a_yes_on_the_web(lived: Store, word: str) -> None:
    offer = made(lived)
    claimed = claim(lived, word, name="Sandra at home")
    assert claimed is not None
    assert (claimed.id, claimed.person_id, claimed.state) == (offer.id, CARER, State.CLAIMED)
    assert lived.perform_now(lambda turn: accounts.find(turn, TELEGRAM, "4711")) is None
    [waits] = waiting(lived)
    assert waits.name == "Sandra at home"
    account = confirm(lived, waits)
    assert account is not None
    assert lived.perform_now(lambda turn: accounts.find(turn, TELEGRAM, "4711")) == account
    assert lived.perform_now(lambda turn: accounts.name(turn, account)) == "Sandra at home"
    assert lived.perform_now(lambda turn: accounts.place(turn, account)) == CHAT
    assert acts(lived) == ["linking.made", "linking.claimed", "account.linked"]
    assert waiting(lived) == []
    assert lived.perform_now(lambda turn: turn.all(select(table))) == []


def test_a_code_is_read_however_it_was_typed(lived: Store) -> None:
    made(lived, code="0123456789")
    assert claim(lived, "oi23-4567-89") is not None


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hello",
        "7K2M9QXR4",
        "7K2M9QXR4D4",
        "7K2M9QXR4U",
        "x" * 65,
        "a b" * 10,
        "é" * 10,
        "ß" * 10,
    ],
)
def test_what_is_neither_a_token_nor_a_code_is_not_even_a_try(lived: Store, said: str) -> None:
    made(lived)
    for _ in range(FREE * 2):
        assert claim(lived, said) is None
    assert claim(lived) is not None


def test_a_word_is_good_once(lived: Store) -> None:
    made(lived)
    assert claim(lived) is not None
    for word in (CODE, TOKEN):
        for key in ("4711", "0815"):
            assert claim(lived, word, key) is None
    [waits] = waiting(lived)
    assert confirm(lived, waits) is not None
    assert confirm(lived, waits) is None
    assert claim(lived, TOKEN) is None


def test_it_is_good_for_ten_minutes_and_as_long_again_for_the_yes(
    lived: Store, clock: Clock
) -> None:
    made(lived)
    clock.now += LASTS - timedelta(seconds=1)
    assert claim(lived) is not None
    clock.now += LASTS - timedelta(seconds=1)
    [waits] = waiting(lived)
    clock.now += timedelta(seconds=1)
    assert waiting(lived) == []
    assert confirm(lived, waits) is None
    made(lived)
    clock.now += LASTS
    assert claim(lived) is None
    assert claim(lived, TOKEN) is None


def test_what_is_over_is_cleared_away(lived: Store, clock: Clock) -> None:
    made(lived)
    made(lived, OTHER, token="u" * 32, code="0" * 10)
    assert claim(lived) is not None
    clock.now += LASTS - timedelta(seconds=1)
    assert lived.perform_now(linkings.end_old) == 0
    clock.now += timedelta(seconds=1)
    assert lived.perform_now(linkings.end_old) == 2


def test_a_newer_offer_ends_the_one_before_on_its_channel_and_no_other(lived: Store) -> None:
    made(lived)
    made(lived, channel=TEAMS, token="t" * 32, code="1" * 10)
    made(lived, OTHER, token="o" * 32, code="2" * 10)
    made(lived, token="n" * 32, code="3" * 10)
    assert claim(lived, CODE) is None
    assert claim(lived, "t" * 32, channel=TEAMS) is not None
    assert claim(lived, "o" * 32, "0815") is not None
    assert claim(lived, "3" * 10) is not None


def test_an_offer_for_one_channel_is_nothing_on_another(lived: Store) -> None:
    made(lived)
    assert claim(lived, CODE, channel=TEAMS) is None
    assert claim(lived, TOKEN, channel=TEAMS) is None
    assert claim(lived, CODE) is not None


def test_only_who_made_it_says_yes_or_no(lived: Store) -> None:
    made(lived)
    assert claim(lived) is not None
    [waits] = waiting(lived)
    assert waiting(lived, OTHER) == []
    assert confirm(lived, waits, OTHER) is None
    assert not lived.perform_now(lambda turn: linkings.withdraw(turn, OTHER, waits.id))
    assert lived.perform_now(lambda turn: linkings.withdraw(turn, CARER, waits.id))
    assert confirm(lived, waits) is None
    assert lived.perform_now(lambda turn: accounts.find(turn, TELEGRAM, "4711")) is None
    assert acts(lived) == ["linking.made", "linking.claimed", "linking.withdrawn"]


def test_nothing_is_linked_before_somebody_claimed_it(lived: Store) -> None:
    assert confirm(lived, made(lived)) is None


def test_wrong_codes_make_an_account_wait_and_nobody_else(lived: Store, clock: Clock) -> None:
    made(lived)
    for _ in range(FREE):
        assert claim(lived, "0" * 10, "4711") is None
    assert claim(lived, CODE, "4711") is None, "the right one does not help now"
    assert claim(lived, CODE, "4711", TEAMS) is None, "nor on another channel, where it is nobody's"
    clock.now += timedelta(seconds=15)
    assert claim(lived, "0" * 10, "4711") is None
    clock.now += timedelta(seconds=29)
    assert claim(lived, CODE, "4711") is None, "longer each time"
    assert claim(lived, CODE, "0815") is not None, "and nobody else waits"


def test_a_deep_link_works_even_after_codes_that_were_wrong(lived: Store) -> None:
    made(lived)
    for _ in range(FREE + 3):
        claim(lived, "0" * 10)
    assert claim(lived, TOKEN) is not None


def test_a_right_code_clears_the_wrong_ones_before_it(lived: Store) -> None:
    for _ in range(3):
        made(lived)
        for _ in range(FREE - 1):
            assert claim(lived, "0" * 10) is None
        assert claim(lived) is not None


def test_of_fifty_who_claim_it_at_once_one_has_it(lived: Store) -> None:
    made(lived)
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda n: claim(lived, TOKEN, str(n), name=str(n)), range(50)))
    winners = [str(n) for n, each in enumerate(got) if each is not None]
    assert len(winners) == 1
    assert [each.name for each in waiting(lived)] == winners


def test_of_two_people_who_race_for_one_account_one_has_it_in_the_end(lived: Store) -> None:
    made(lived)
    made(lived, OTHER, token="o" * 32, code="2" * 10)
    assert claim(lived, CODE, "4711") is not None
    assert claim(lived, "2" * 10, "4711") is not None
    offers = [(who, each) for who in (CARER, OTHER) for each in waiting(lived, who)]
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda each: confirm(lived, each[1], each[0]), offers))
    assert both.count(None) == 1  # who came first has it, and nobody takes it from them
    found = lived.perform_now(lambda turn: accounts.find(turn, TELEGRAM, "4711"))
    assert found in both
    left = lived.perform_now(
        lambda turn: [*accounts.of_person(turn, CARER), *accounts.of_person(turn, OTHER)]
    )
    assert left == [found]


def test_neither_word_is_kept_nor_what_the_account_is_called(lived: Store) -> None:
    made(lived)
    assert claim(lived, name="Sandra at home") is not None
    [row] = lived.perform_now(lambda turn: turn.all(select(table)))
    kept = b"".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    for secret in (TOKEN, CODE, "4711", "Sandra"):
        assert secret.encode() not in kept
    assert "Sandra" not in repr(waiting(lived))


def test_the_words_are_long_enough_and_easy_to_type(lived: Store) -> None:
    code = linkings.a_code(secrets.choice)
    assert len(code) == CODE_LENGTH
    assert len(LETTERS) ** CODE_LENGTH >= 2**50
    assert not set("ILOU") & set(LETTERS)
    assert linkings.in_groups("7K2M9QXR4D") == "7K2M-9QXR-4D"
    assert linkings.read_word(linkings.in_groups(code).lower()) == code
    for token, said in (("short", CODE), (TOKEN, "short"), ("x" * 65, CODE), (TOKEN, "ILOU" * 3)):
        with pytest.raises(ValueError, match="given out"):
            made(lived, token=token, code=said)


def test_an_offer_is_known_by_both_its_words_together_and_to_who_made_it(lived: Store) -> None:
    offer = made(lived)

    def offered(who: str, channel: str, token: str, code: str) -> Linking | None:
        return lived.perform_now(lambda turn: linkings.offered(turn, who, channel, token, code))

    assert offered(CARER, TELEGRAM, TOKEN, CODE) == offer
    assert offered(OTHER, TELEGRAM, TOKEN, CODE) is None
    assert offered(CARER, TEAMS, TOKEN, CODE) is None
    assert offered(CARER, TELEGRAM, TOKEN, "0" * 10) is None
    assert offered(CARER, TELEGRAM, CODE, TOKEN) is None
    claim(lived)
    assert offered(CARER, TELEGRAM, TOKEN, CODE) is None
