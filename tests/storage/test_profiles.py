"""Profiles: answers are added and never lost, and two people cannot overwrite each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from dialogs.answers import Answer, Given, Left, NotKnown, Rows, Skipped
from dialogs.progress import Entry, Progress
from storage import profiles
from storage.errors import Overtaken
from storage.profiles import Profile, Status
from storage.store import Store
from storage.tables import answer
from storage.turn import Turn
from tests.storage.builders import Clock, a_profile, note, noted, open_store, said

EVERY_KIND: dict[str, Answer | str | None] = {
    "home.text": "A dog",
    "home.number": Given(3),
    "home.part": Given(2.5),
    "home.keys": Given(("swimming", "chess")),
    "home.nobody": Given(()),
    "home.people": Given(Rows(("1", "2"), more=True)),
    "home.unknown": NotKnown(),
    "home.unknown?by": "2026-04-01",
    "home.skipped": Skipped(),
    "home.left": Left(),
}

SCRIPTS = [
    "Zażółć gęślą jaźń; Ὀδυσσεύς; Привет, как дела?",
    "שלום, ילד",
    "مرحبا بك في البيت",
    "नमस्ते, আমি ভালো আছি, ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
    "小明喜欢游泳。日本語も話せます。한국어",
    "👩🏽‍🍳👨‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿 e\u0301 \u202eyes\u202c",
    "< & > {{7*7}} </w:t> '; DROP TABLE answer; --",
    "line one\nline two\r\n\ttabbed",
    "å" * 20_000,
    "",
]


def read(store: Store, profile: Profile) -> Progress:
    return store.perform_now(lambda turn: profiles.progress(turn, profile))


def read_again(path: Path, profile: Profile) -> Progress:
    """As a process that has just been started would."""
    store = open_store(path)
    progress = read(store, profile)
    store.close()
    return progress


def test_every_kind_of_answer_comes_back_as_it_was_given(tmp_path: Path, store: Store) -> None:
    profile = store.perform_now(a_profile)
    kept = store.perform_now(lambda turn: said(turn, profile, EVERY_KIND))
    wanted = {
        path: Given(given) if isinstance(given, str) else given
        for path, given in EVERY_KIND.items()
    }
    assert read(store, kept).answers == wanted
    assert read_again(tmp_path / "kith.db", kept).answers == wanted


@pytest.mark.parametrize("words", SCRIPTS, ids=range(len(SCRIPTS)))
def test_words_in_any_script_arrive_whole(tmp_path: Path, store: Store, words: str) -> None:
    profile = store.perform_now(a_profile)
    kept = store.perform_now(lambda turn: said(turn, profile, {"home.wish": words}))
    assert read_again(tmp_path / "kith.db", kept).answers == {"home.wish": Given(words)}


def test_what_memory_holds_is_exactly_what_the_file_holds(tmp_path: Path, store: Store) -> None:
    profile = store.perform_now(a_profile)
    untimed = Entry(1, "home.wish", Given("A dog"), "person-amara")
    kept = store.perform_now(
        noted(lambda turn: profiles.keep(turn, profile, Progress(), [untimed], "web"))
    )
    newer = store.perform_now(lambda turn: said(turn, kept, {"home.wish": "A cat"}))
    assert read(store, newer) == read_again(tmp_path / "kith.db", newer)
    assert all(entry.at for entry in read(store, newer).entries)


def test_an_undo_takes_the_answer_away_and_keeps_what_was_said(
    tmp_path: Path, store: Store
) -> None:
    profile = store.perform_now(a_profile)
    first = store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    second = store.perform_now(lambda turn: said(turn, first, {"home.wish": None}, undoes=1))
    for progress in (read(store, second), read_again(tmp_path / "kith.db", second)):
        assert progress.answers == {}
        assert [(each.turn, each.answer, each.undoes) for each in progress.entries] == [
            (1, Given("A dog"), 0),
            (2, None, 1),
        ]


def test_where_somebody_was_looking_is_kept_with_the_profile(store: Store) -> None:
    profile = store.perform_now(a_profile)
    looking = read(store, profile).looking(section="home", revisit="home.wish", stumbles=2)

    def look(turn: Turn) -> Profile:
        note(turn)
        return profiles.keep(turn, profile, looking, [], "web")

    kept = store.perform_now(look)
    assert read(store, kept).focus == looking.focus
    assert store.perform_now(lambda turn: profiles.find(turn, profile.id)) == kept


@pytest.mark.parametrize("act", [profiles.finish, profiles.mark_sent, profiles.set_aside])
def test_a_change_to_an_older_revision_is_refused(store: Store, act: object) -> None:
    profile = store.perform_now(a_profile)
    store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    with pytest.raises(Overtaken):
        store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A cat"}))
    with pytest.raises(Overtaken):
        store.perform_now(noted(lambda turn: act(turn, profile)))  # type: ignore[operator]


def test_memory_never_serves_an_older_revision(store: Store) -> None:
    profile = store.perform_now(a_profile)
    assert read(store, profile).entries == ()
    first = store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))

    def change_and_fail(turn: Turn) -> None:
        said(turn, first, {"home.wish": "Never kept"})
        raise KeyError

    with pytest.raises(KeyError):
        store.perform_now(change_and_fail)
    assert read(store, first).answers == {"home.wish": Given("A dog")}
    second = store.perform_now(lambda turn: said(turn, first, {"home.wish": "A cat"}))
    assert second.revision == first.revision + 1
    assert read(store, second).answers == {"home.wish": Given("A cat")}
    with pytest.raises(Overtaken):
        read(store, first)


def test_what_a_failed_turn_left_in_memory_is_not_taken_for_the_next_one(store: Store) -> None:
    profile = store.perform_now(a_profile)

    def change_and_fail(turn: Turn) -> None:
        said(turn, profile, {"home.wish": "Never kept"})
        raise KeyError

    with pytest.raises(KeyError):
        store.perform_now(change_and_fail)
    entry = Entry(1, "home.wish", Given("A dog"), "person-amara")
    kept = store.perform_now(
        noted(lambda turn: profiles.keep(turn, profile, Progress(), [entry], "web"))
    )
    assert read(store, kept).answers == {"home.wish": Given("A dog")}


def test_finishing_sending_and_setting_aside_leave_the_answers(store: Store, clock: Clock) -> None:
    profile = store.perform_now(a_profile)
    kept = store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    clock.on(hours=1)
    done = store.perform_now(noted(lambda turn: profiles.finish(turn, kept)))
    sent = store.perform_now(noted(lambda turn: profiles.mark_sent(turn, done)))
    assert (done.status, done.finished_at) == (Status.FINISHED, clock.now)
    assert (sent.status, sent.sent, sent.sent_turn, sent.sent_at) == (
        Status.SENT,
        1,
        1,
        clock.now,
    )
    aside = store.perform_now(noted(lambda turn: profiles.set_aside(turn, sent)))
    assert aside.status is Status.SET_ASIDE
    progress = read(store, aside)
    assert (progress.sent, progress.sent_turn) == (1, 1)
    assert progress.answers == {"home.wish": Given("A dog")}


def test_profiles_are_found_by_child_and_by_owner(store: Store, clock: Clock) -> None:
    one = store.perform_now(a_profile)
    clock.on(days=1)
    two = store.perform_now(a_profile)
    store.perform_now(lambda turn: a_profile(turn, "sam", "grace"))
    assert store.perform_now(lambda turn: profiles.about(turn, "child-jordan")) == [one, two]
    assert store.perform_now(lambda turn: profiles.of_person(turn, "person-amara")) == [two, one]


def test_only_countable_answers_stand_beside_their_seal(store: Store) -> None:
    profile = store.perform_now(a_profile)
    privacy = {
        "home.text": "personal",
        "home.number": "match",
        "home.keys": "insight",
        "home.unknown": "match",
        "home.people": "match",
    }
    store.perform_now(lambda turn: said(turn, profile, EVERY_KIND, privacy))
    rows = store.perform_now(lambda turn: turn.all(select(answer.c.path, answer.c.plain)))
    assert {row.path: row.plain for row in rows if row.plain is not None} == {
        "home.number": "3",
        "home.keys": "swimming,chess",
        "home.unknown": "not_known",
    }


def test_an_unknown_privacy_is_refused_rather_than_taken_for_plain(store: Store) -> None:
    profile = store.perform_now(a_profile)
    with pytest.raises(ValueError, match="plain"):
        store.perform_now(lambda turn: said(turn, profile, {"a.b": "c"}, {"a.b": "plain"}))


def test_the_newest_of_a_childs_profiles_of_the_forms_asked_for_is_what_is_known(
    store: Store, clock: Clock
) -> None:
    old, new, mine, other, aside = (
        store.perform_now(
            lambda turn, child=child, form=form: a_profile(turn, child, form=form)  # type: ignore[misc]
        )
        for child, form in (
            ("jordan", "child_profile.1"),
            ("jordan", "child_profile.1"),
            ("jordan", "placement_referral.1"),
            ("sam", "child_profile.1"),
            ("jordan", "child_profile.1"),
        )
    )

    def known() -> dict[str, Answer]:
        return store.perform_now(
            lambda turn: profiles.known_about(turn, "child-jordan", ["child_profile.1"]).answers
        )

    assert known() == {}
    new = store.perform_now(lambda turn: said(turn, new, {"home.wish": "A cat", "a.b": "1"}))
    clock.on(days=1)
    old = store.perform_now(lambda turn: said(turn, old, {"home.wish": "A dog", "a.c": Left()}))
    store.perform_now(lambda turn: said(turn, mine, {"home.wish": "Mine"}))
    store.perform_now(lambda turn: said(turn, other, {"home.wish": "Sam's"}))
    aside = store.perform_now(lambda turn: said(turn, aside, {"home.wish": "Not this"}))
    store.perform_now(noted(lambda turn: profiles.set_aside(turn, aside)))
    assert known() == {"home.wish": Given("A dog"), "a.b": Given("1")}

    clock.on(days=1)
    store.perform_now(lambda turn: said(turn, old, {"home.wish": None}))
    assert known() == {"home.wish": Given("A cat"), "a.b": Given("1")}


def test_what_is_known_cannot_be_changed_by_its_reader(store: Store) -> None:
    profile = store.perform_now(a_profile)
    store.perform_now(lambda turn: said(turn, profile, {"home.wish": "A dog"}))
    known = store.perform_now(
        lambda turn: profiles.known_about(turn, "child-jordan", [profile.form])
    )
    assert known.answers == {"home.wish": Given("A dog")}
    assert set(known.at) == {"home.wish"}
    with pytest.raises(TypeError):
        known.answers["home.wish"] = Given("A cat")  # type: ignore[index]


def test_what_somebody_is_not_sure_of_any_more_does_not_stand_again(
    store: Store, clock: Clock
) -> None:
    forms = ["child_profile.1"]

    def known() -> dict[str, Answer]:
        found = store.perform_now(lambda turn: profiles.known_about(turn, "child-jordan", forms))
        return dict(found.answers)

    old, new = store.perform_now(a_profile), store.perform_now(a_profile)
    store.perform_now(lambda turn: said(turn, old, {"home.wish": "A dog"}))
    clock.on(days=300)
    unsure: dict[str, Answer | str | None] = {"home.wish": Left(), "home.wish~before": "A dog"}
    new = store.perform_now(lambda turn: said(turn, new, unsure))
    assert known() == {"home.wish~before": Given("A dog")}
    clock.on(days=1)
    again: dict[str, Answer | str | None] = {"home.wish": "A cat", "home.wish~before": None}
    store.perform_now(lambda turn: said(turn, new, again))
    assert known() == {"home.wish": Given("A cat")}
