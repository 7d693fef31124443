"""Words that were on their way when the next question was asked answer what stood there when they were
written, and never what came after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs.answers import Answer, Given
from storage import profiles
from storage.turn import Turn
from tests.bot.accounts import There, somebody_there
from tests.bot.fake_connector import name_of
from tests.bot.house import PROFILE, small_house
from tests.bot.teams_town import Town
from tests.bot.teams_town import linked as linked
from tests.bot.teams_town import patience as patience
from tests.bot.teams_town import town as town


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    small = small_house(tmp_path, demo=False)
    made = somebody_there(small)
    made.outlet.counts, made.outlet.numbers = True, 10
    yield made
    small.store.close()


def answers(there: There) -> dict[str, Answer]:
    def look(turn: Turn) -> dict[str, Answer]:
        profile = profiles.find(turn, PROFILE)
        assert profile
        return dict(profiles.progress(turn, profile).answers)

    return there.small.store.perform_now(look)


async def test_what_was_written_before_a_question_never_answers_it(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")
    there.outlet.numbers = 20
    await there.say("Trains", "2", written=12)
    assert "Where does" in there.outlet.texts[-1]  # in place 21
    await there.say("And buses", "3", written=13)
    found = answers(there)
    assert found["play.likes"] == Given("Trains")
    assert found["play.likes~note"] == Given("And buses")
    assert "play.place" not in found
    await there.say("The park", "4", written=30)
    assert answers(there)["play.place"] == Given("The park")


async def test_what_was_written_before_anything_was_asked_is_for_no_question(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")
    await there.say("hello? anybody there?", "2", written=10)
    assert answers(there) == {}


async def test_a_place_that_is_counted_in_another_way_tells_nothing(there: There) -> None:
    await there.press(f"open:{PROFILE}", "1")
    await there.say("Trains", "2", written=9)
    assert answers(there)["play.likes"] == Given("Trains")


async def test_two_messages_in_a_hurry_in_teams_are_for_the_one_question_they_saw(
    linked: Town,
) -> None:
    await linked.phone.say("Trains", id=name_of(0))
    [asked] = linked.connector.sent
    assert "Where does Robin" in asked.words
    await linked.phone.say("And buses", id=str(int(asked.id) - 1))
    assert "play.place" not in linked.answers()
    await linked.phone.say("In the garden", id=name_of(50))
    assert linked.answers()["play.place"] == Given("In the garden")
