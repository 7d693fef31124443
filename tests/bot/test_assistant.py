"""The assistant over a real store: who is answered, what is known, and what a fault leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.errors import NotForYou
from bot.reply import Reply
from care.people import Child, Person, Role
from dialogs.answers import Given
from dialogs.form import Form, Kind, Question, Section
from dialogs.message import Said, SaidPress, SaidText
from storage import parts, people, profiles, subjects
from storage.errors import DifferentBody, NotKept
from storage.turn import Turn
from tests.bot.house import CHILD, PROFILE, WORKER, Small

REFERRAL = Form(
    key="placement_referral",
    version=1,
    title="Placement referral",
    about="child",
    roles=("social_worker",),
    channels=("web",),
    begin="Hello",
    desk=True,
    sections=(
        Section(
            "play",
            "Play",
            (
                Question("play.likes", Kind.LONG_TEXT, "What does {child} like?", "Likes"),
                Question("play.place", Kind.TEXT, "Where does {child} play?", "Where"),
            ),
        ),
    ),
)
PICTURE = replace(REFERRAL, key="child_profile", title="Profile", desk=False)
OTHER = Child("c-2", "C0002", {})
"""A child of whom the record says nothing at all."""
HELPER = Person("p-helper", "hari", "Hari Helper", Role.REVIEWING_OFFICER)
"""Was handed the whole of the form, section by section: may answer it, and may not send it."""

Hear = Callable[..., Reply]


@pytest.fixture
def assistant() -> Assistant:
    forms = {form.name: form for form in (REFERRAL, PICTURE)}
    return Assistant(forms, "Larkshire County Council", "01632 960 999", lambda _: ())


@pytest.fixture
def hear(small: Small, assistant: Assistant) -> Hear:
    small.store.perform_now(_second_child)

    def said(
        words: Said | str, message: str, person: Person = WORKER, profile: str = PROFILE
    ) -> Reply:
        spoken = SaidText(words) if isinstance(words, str) else words
        return small.store.perform_now(
            lambda turn: assistant.hear(turn, person, profile, spoken, message, "web")
        )

    return said


def test_a_repeat_is_given_its_reply_only_while_the_person_still_may(
    small: Small, hear: Hear
) -> None:
    first = hear("Trains", "m1")
    assert hear("Trains", "m1") == first

    def end(turn: Turn) -> None:
        subjects.end_allocation(turn, WORKER.id, CHILD.id)
        turn.write_diary("allocation.ended", "person", WORKER.id, "test", "")

    small.store.perform_now(end)
    with pytest.raises(NotForYou):
        hear("Trains", "m1")


def test_the_same_id_with_other_words_changes_nothing(small: Small, hear: Hear) -> None:
    hear("Trains", "m1")
    with pytest.raises(DifferentBody):
        hear("Boats", "m1")
    assert said_in(small) == {"play.likes": Given("Trains")}


def test_greeting_changes_nothing(small: Small, assistant: Assistant, hear: Hear) -> None:
    hear("Trains", "m1")
    before = dump(small)
    small.store.perform_now(lambda turn: assistant.greet(turn, WORKER, PROFILE, "web"))
    assert dump(small) == before


def test_what_is_known_of_one_child_is_never_known_of_another(small: Small, hear: Hear) -> None:
    begin(small, "picture-1", PICTURE, CHILD.id)
    begin(small, "referral-2", REFERRAL, OTHER.id)
    hear("Secret trains", "m1", profile="picture-1")
    begin(small, "referral-1", REFERRAL, CHILD.id)
    other = hear("summary play", "m2", profile="referral-2")
    assert "Secret trains" not in repr(other)
    own = hear("summary play", "m3", profile="referral-1")
    assert "Secret trains" in repr(own)


def test_a_child_with_an_empty_record_is_called_by_the_reference(small: Small, hear: Hear) -> None:
    begin(small, "referral-2", REFERRAL, OTHER.id)
    assert "What does C0002 like?" in repr(hear("hello", "m1", profile="referral-2"))


def test_a_profile_whose_form_is_gone_is_not_found(
    small: Small, assistant: Assistant, hear: Hear
) -> None:
    begin(small, "old", replace(REFERRAL, version=9), CHILD.id)
    with pytest.raises(NotForYou):
        hear("Trains", "m1", profile="old")
    for ask in (
        lambda turn: assistant.greet(turn, WORKER, "old", "web"),
        lambda turn: assistant.answers(turn, WORKER, "old"),
    ):
        with pytest.raises(NotForYou):
            small.store.perform_now(ask)


def test_somebody_who_may_answer_but_not_send_is_told_kindly_and_nothing_is_lost(
    small: Small, hear: Hear
) -> None:
    hear("Trains", "m1", HELPER)
    hear("The park", "m2", HELPER)
    told = hear(SaidPress("send"), "m3", HELPER)
    assert "Only Robin <b>'s social worker or their manager can send it" in told.messages[0].text
    assert said_in(small) == {"play.likes": Given("Trains"), "play.place": Given("The park")}
    sent = hear(SaidPress("send"), "m4")
    assert "The reference is LK-" in repr(sent)


def test_a_turn_that_fails_half_way_leaves_nothing_behind(
    small: Small, hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear("Trains", "m1")
    before = dump(small)

    def full(*_: object, **__: object) -> None:
        raise NotKept

    with monkeypatch.context() as broken:
        broken.setattr("storage.inbox.keep_reply", full)
        with pytest.raises(NotKept):
            hear("The park", "m2")
    assert dump(small) == before
    assert said_in(small) == {"play.likes": Given("Trains")}
    hear("The park", "m2")
    assert said_in(small)["play.place"] == Given("The park")


def begin(small: Small, profile: str, form: Form, subject: str) -> None:
    def work(turn: Turn) -> None:
        profiles.open_profile(turn, form.name, subject, WORKER.id, profile)
        turn.write_diary("profile.begun", "profile", profile, WORKER.id, "test")

    small.store.perform_now(work)


def said_in(small: Small) -> dict[str, Any]:
    def look(turn: Turn) -> dict[str, Any]:
        found = profiles.find(turn, PROFILE)
        assert found
        return dict(profiles.progress(turn, found).answers)

    return small.store.perform_now(look)


def dump(small: Small) -> list[str]:
    """Everything in the file, line by line."""

    def look(turn: Turn) -> list[str]:
        driver: Any = turn.connection.connection.dbapi_connection
        tables = driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return [repr(row) for (name,) in tables for row in driver.execute(f"SELECT * FROM {name}")]

    return small.store.perform_now(look)


def _second_child(turn: Turn) -> None:
    people.add(turn, HELPER)
    subjects.add_child(turn, OTHER)
    subjects.allocate(turn, WORKER.id, OTHER.id)
    parts.hand(turn, PROFILE, HELPER.id, ["play"], WORKER.id)
    turn.write_diary("test.begun", "house", "2", "test", "")
