"""What the completion before this one said: whose words, since when, and in whose voice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogs.answers import Given, Left
from dialogs.progress import Earlier, Entry, Progress
from storage import profiles
from storage.profiles import Profile
from storage.store import Store
from storage.turn import Turn
from tests.storage.builders import Clock, a_profile, note, noted, open_store, said


def read(store: Store, profile: Profile) -> Progress:
    return store.perform_now(lambda turn: profiles.progress(turn, profile))


def read_again(path: Path, profile: Profile) -> Progress:
    """As a process that has just been started would."""
    store = open_store(path)
    progress = read(store, profile)
    store.close()
    return progress


def completed(turn: Turn, profile: Profile) -> Profile:
    note(turn)
    return profiles.finish(turn, profile)


def another(turn: Turn, **how: str) -> Profile:
    note(turn)
    return profiles.open_profile(turn, "child_profile.2", "child-jordan", "person-amara", **how)


def test_the_completion_before_this_one_is_heard_in_the_words_of_whoever_said_it(
    tmp_path: Path, store: Store, clock: Clock
) -> None:
    first = store.perform_now(a_profile)
    answers = {"home.wish": "A dog", "home.later": Left(), "home.gone": "Oh"}
    first = store.perform_now(lambda turn: said(turn, first, answers))
    first = store.perform_now(lambda turn: said(turn, first, {"home.gone": None}))
    first = store.perform_now(lambda turn: completed(turn, first))
    said_at = read(store, first).entries[0].at
    clock.on(days=365)
    second = store.perform_now(another)

    def earlier(of: Profile) -> Mapping[str, Earlier]:
        return store.perform_now(lambda turn: profiles.earlier(turn, of))

    assert earlier(second) == {"home.wish": Earlier(Given("A dog"), "person-amara", said_at)}
    assert earlier(second) is earlier(second)
    assert earlier(first) == {}

    confirmed = Entry(1, "home.wish", Given("A dog"), "person-bo", "", 0, "person-amara", said_at)
    second = store.perform_now(
        noted(lambda turn: profiles.keep(turn, second, Progress(), [confirmed], "web"))
    )
    second = store.perform_now(lambda turn: completed(turn, second))
    assert read_again(tmp_path / "kith.db", second).entries == read(store, second).entries
    clock.on(days=365)
    third = store.perform_now(another)
    heard = earlier(third)["home.wish"]
    assert (heard.person, heard.at) == ("person-amara", said_at)


def test_an_open_one_or_one_in_another_voice_is_no_earlier_one(store: Store, clock: Clock) -> None:
    first = store.perform_now(a_profile)
    store.perform_now(lambda turn: said(turn, first, {"home.wish": "A dog"}))
    clock.on(days=365)
    mine = store.perform_now(lambda turn: another(turn, voice="person-amara"))
    mine = store.perform_now(lambda turn: said(turn, mine, {"home.wish": "A cat"}))
    store.perform_now(lambda turn: completed(turn, mine))
    clock.on(days=1)

    def heard(**how: str) -> list[str]:
        return store.perform_now(lambda turn: [*profiles.earlier(turn, another(turn, **how))])

    assert heard() == []
    assert heard(voice="person-bo") == []
    assert heard(voice="person-amara") == ["home.wish"]


def test_ones_own_words_are_not_known_to_anybody_else(store: Store) -> None:
    store.perform_now(a_profile)
    mine = store.perform_now(lambda turn: another(turn, voice="person-amara"))
    store.perform_now(lambda turn: said(turn, mine, {"home.wish": "A cat"}))

    def known(voice: str) -> list[str]:
        forms = ["child_profile.2"]
        return store.perform_now(
            lambda turn: [*profiles.known_about(turn, "child-jordan", forms, voice).answers]
        )

    assert known("person-amara") == ["home.wish"]
    assert known("") == []
    assert known("person-bo") == []
