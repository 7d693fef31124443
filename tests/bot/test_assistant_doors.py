"""The assistant at doors other than the web: what is not said, not kept, and offered instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.reply import Reply, reply_from
from care.people import Person, Role
from dialogs.answers import Given
from dialogs.form import Privacy
from dialogs.message import Button, Message, Said, SaidPress, SaidText
from storage import inbox, parts, people, profiles
from storage.profiles import Profile
from storage.reviews import Review
from storage.turn import Turn
from tests.bot.house import WORKER, Small
from tests.bot.review_town import FORMS, ROSA, TOM, Town, a_town
from tests.bot.test_assistant import REFERRAL, begin

HEALTH = "physical_health"
WORDS = "I was a school cook"
NAMES = ("Rosa", "Tom", "Hale", "LH-301", "Sam", WORDS)
HELPER = Person("p-helper", "hari", "Hari Helper", Role.REVIEWING_OFFICER)
KEPT = "Kept for those who need it"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = a_town(tmp_path)
    yield found
    found.store.close()


@pytest.fixture
def review(town: Town) -> Review:
    return town.begin()


def skills(town: Town, review: Review) -> Profile:
    return town.profiles(review)[("carer_skills", ROSA.id)]


def hear(
    town: Town,
    said: Said | str,
    profile: str,
    channel: str = "telegram",
    message: str = "m1",
    person: Person = ROSA,
) -> Reply:
    spoken = SaidText(said) if isinstance(said, str) else said

    def work(turn: Turn) -> Reply:
        return real(town).hear(turn, person, profile, spoken, message, channel)

    return town.store.perform_now(work)


def real(town: Town) -> Assistant:
    assert isinstance(town.house.assistant, Assistant)
    return town.house.assistant


def answers(town: Town, profile: str) -> dict[str, object]:
    def look(turn: Turn) -> dict[str, object]:
        found = profiles.find(turn, profile)
        assert found
        return dict(profiles.progress(turn, found).own)

    return town.store.perform_now(look)


def links(reply: Reply) -> list[str]:
    return [each.address for m in reply.messages for each in m.buttons if each.address]


def test_at_telegram_nobody_is_named_and_no_answer_is_said(town: Town, review: Review) -> None:
    profile = skills(town, review)
    town.say(profile, ROSA, {f"{HEALTH}.bring": WORDS})
    reply = town.store.perform_now(
        lambda turn: real(town).greet(turn, ROSA, profile.id, "telegram")
    )
    assert not any(name in repr(reply) for name in NAMES)
    said = ("summary", f"summary:{HEALTH}", f"change:{HEALTH}.bring", "carry_on", "answer:2")
    for number, press in enumerate(said):
        asked = reply.messages[-1].asked
        reply = hear(town, SaidPress(press, asked), profile.id, message=f"m{number}")
        assert not any(name in repr(reply) for name in NAMES), press
    assert answers(town, profile.id)[f"{HEALTH}.self_level"] == Given(2)
    assert reply.messages[0] == Message("Saved.", role="saved")


def test_what_is_for_the_web_has_the_way_there_and_words_for_it_are_not_kept(
    town: Town, review: Review
) -> None:
    profile = skills(town, review)
    reply = hear(town, WORDS, profile.id)
    assert links(reply) == [f"/chat?profile={profile.id}"]
    assert answers(town, profile.id) == {}
    assert hear(town, WORDS, profile.id) == reply, "a repeat has the same reply"


def test_what_was_passed_over_is_asked_on_the_web(town: Town, review: Review) -> None:
    profile = skills(town, review)
    passed = hear(town, SaidPress("later", f"{HEALTH}.bring"), profile.id)
    assert passed.messages[-1].asked == f"{HEALTH}.self_level"
    assert hear(town, "hello", profile.id, "web", "m2").messages[-1].asked == f"{HEALTH}.bring"


def web_only(town: Town) -> Town:
    """The same, where the skills profile is for the web only."""
    forms = {**FORMS, "carer_skills.1": replace(FORMS["carer_skills.1"], channels=("web",))}
    assistant = Assistant(forms, "Larkshire", "01632 960 999", lambda _: ())
    return replace(town, house=replace(town.house, assistant=assistant))


def test_a_form_that_is_not_for_a_door_says_so_kindly_and_keeps_nothing(
    town: Town, review: Review
) -> None:
    town = web_only(town)
    profile = skills(town, review)
    reply = hear(town, WORDS, profile.id, "teams")
    assert "for the web only" in reply.messages[0].text
    assert links(reply) == [f"/chat?profile={profile.id}"]
    assert answers(town, profile.id) == {}
    assert hear(town, WORDS, profile.id, "teams") == reply
    greeted = town.store.perform_now(lambda turn: real(town).greet(turn, ROSA, profile.id, "teams"))
    assert links(greeted) == [f"/chat?profile={profile.id}"]
    asked = hear(town, "hello", profile.id, "web").messages[-1].asked
    assert asked == f"{HEALTH}.bring"


def test_a_reply_knows_what_it_answered_and_forgets_nothing_of_it(
    town: Town, review: Review
) -> None:
    profile = skills(town, review)
    reply = hear(town, WORDS, profile.id, "teams")
    assert reply.answered == (f"{HEALTH}.bring",)
    noted = hear(town, "It depends on the day", profile.id, "teams", "m2")
    assert noted.answered == (f"{HEALTH}.self_level",), "a note belongs to its question"
    assert hear(town, "why", profile.id, "teams", "m3").answered == ()
    kept = town.store.perform_now(lambda turn: inbox.reply_to(turn, "teams", "m1"))
    assert kept is not None
    assert reply_from(kept) == reply


def offered(town: Town, profile: str, path: str, channel: str) -> Reply:
    def work(turn: Turn) -> Reply:
        return real(town).offer_change(turn, ROSA, profile, path, channel)

    return town.store.perform_now(work)


def test_a_changed_message_is_offered_to_be_changed_and_nothing_is_kept_of_it(
    town: Town, review: Review
) -> None:
    profile = skills(town, review)
    hear(town, WORDS, profile.id, "teams")
    before = answers(town, profile.id)
    reply = offered(town, profile.id, f"{HEALTH}.bring", "teams")
    (message,) = reply.messages
    assert "“What I bring”" in message.text
    assert [each.press for each in message.buttons] == [f"change:{HEALTH}.bring", "carry_on"]
    assert answers(town, profile.id) == before
    opened = hear(town, SaidText("yes", message.asked), profile.id, "teams", "m2")
    assert opened.messages[-1].asked == f"{HEALTH}.bring"
    hear(town, SaidPress("carry_on"), profile.id, "teams", "m3")
    other = hear(town, SaidText("I was a baker", message.asked), profile.id, "teams", "m4")
    assert "not sure which answer" in other.messages[0].text
    stayed = hear(town, SaidText("no", message.asked), profile.id, "teams", "m5")
    assert stayed.messages[-1].asked == f"{HEALTH}.self_level"
    assert answers(town, profile.id) == before


def test_at_telegram_a_changed_message_leads_to_the_web_where_it_must(
    town: Town, review: Review
) -> None:
    profile = skills(town, review)
    town.say(profile, ROSA, {f"{HEALTH}.bring": WORDS, f"{HEALTH}.self_level": Given(2)})
    level = offered(town, profile.id, f"{HEALTH}.self_level", "telegram")
    assert level.messages[0].buttons[0].press == f"change:{HEALTH}.self_level"
    words = offered(town, profile.id, f"{HEALTH}.bring", "telegram")
    assert links(words) == [f"/chat?profile={profile.id}"]
    assert not any(name in repr((level, words)) for name in (*NAMES, "Confident"))


def test_a_changed_message_whose_question_is_gone_changes_nothing(
    town: Town, review: Review
) -> None:
    profile = skills(town, review)
    for path in (f"{HEALTH}.bring", "nothing.here", f"{HEALTH}.agreed_level"):
        (message,) = offered(town, profile.id, path, "teams").messages
        assert "not asked any more" in message.text
        assert message.buttons == (Button("carry_on", "Carry on"),)


def list_at(town: Town, channel: str, person: Person = ROSA) -> Message:
    reply = town.store.perform_now(lambda turn: real(town).greet(turn, person, "", channel))
    return reply.messages[-1]


def test_the_list_at_telegram_has_no_names_and_opens_things_there(
    town: Town, review: Review
) -> None:
    message = list_at(town, "telegram")
    assert not any(name in repr(message) for name in NAMES)
    opens = [each for each in message.buttons if each.press.startswith("open:")]
    assert "Your skills profile" in [each.label for each in opens]
    assert not any(each.address for each in opens)
    assert f"open:{skills(town, review).id}" in [each.press for each in opens]


def test_the_list_on_the_web_is_as_it_was_and_at_teams_it_opens_things_there(
    town: Town, review: Review
) -> None:
    at_web, at_teams = list_at(town, "web"), list_at(town, "teams")
    assert "Hello, Rosa" in at_web.text
    opens = [each for each in at_web.buttons if each.press.startswith("open:")]
    assert opens
    assert all(
        each.address == f"/chat?profile={each.press.removeprefix('open:')}" for each in opens
    )
    there = [each for each in at_teams.buttons if each.press.startswith("open:")]
    assert [(each.press, each.label) for each in there] == [(e.press, e.label) for e in opens]
    assert not any(each.address for each in there)


def test_what_is_for_the_web_only_is_named_in_the_list_and_cannot_be_opened_there(
    town: Town, review: Review
) -> None:
    profile = skills(town, review).id
    for channel, title in (("telegram", "Your skills profile"), ("teams", "Rosa")):
        message = list_at(web_only(town), channel)
        assert f"open:{profile}" not in [each.press for each in message.buttons]
        assert "For the web only: " in message.text
        assert title in message.text
        assert links(Reply((message,), 0)) == ["/"]
    assert "For the web only" not in list_at(town, "telegram").text


PLACE = replace(
    REFERRAL.by_key["play.place"][1],
    privacy=Privacy.IDENTITY,
    source="record.address",
    search_as="area",
)
PLACED = replace(
    REFERRAL,
    key="child_profile",
    version=3,
    desk=False,
    sections=(replace(REFERRAL.sections[0], questions=(REFERRAL.by_key["play.likes"][1], PLACE)),),
)


def test_somebody_with_a_part_reads_no_more_in_the_chat_than_beside_it(small: Small) -> None:
    """Who may not see where a child lives is told so in a summary in words, as in the pane."""
    small.store.perform_now(_helper)
    begin(small, "placed", PLACED, "c-1")
    small.store.perform_now(lambda turn: _hand(turn, "placed"))
    assistant = Assistant({PLACED.name: PLACED}, "Larkshire", "01632 960 999", lambda _: ())

    def said(words: str, message: str, person: Person) -> Reply:
        return small.store.perform_now(
            lambda turn: assistant.hear(turn, person, "placed", SaidText(words), message, "web")
        )

    said("Trains", "m1", WORKER)
    said("4 Hill Street", "m2", WORKER)
    assert "4 Hill Street" in repr(said("summary play", "m3", WORKER))
    told = said("summary play", "m4", HELPER)
    lines = {line.label: line.text for message in told.messages for line in message.lines}
    assert lines == {"Likes": "Trains", "Where": KEPT}
    pane = small.store.perform_now(lambda turn: assistant.answers(turn, HELPER, "placed"))
    assert [line.text for line in pane.sections[0].lines] == ["Trains", KEPT]


def _helper(turn: Turn) -> None:
    people.add(turn, HELPER)
    turn.write_diary("test.begun", "house", "2", "test", "")


def _hand(turn: Turn, profile: str) -> None:
    parts.hand(turn, profile, HELPER.id, ["play"], WORKER.id)
    turn.write_diary("part.given", "profile", profile, WORKER.id, "test")


def test_tom_is_somebody_elses_name_too(town: Town, review: Review) -> None:
    """The list of one carer at Telegram does not name the other."""
    assert TOM.name.split()[0] not in repr(list_at(town, "telegram", ROSA))
