"""What is typed after something that was no question of the form's is no answer to one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.words import words
from tests.bot.telegram_town import ROSA_ID, Line, a_line


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path) as made:
        await made.skills()
        await made.tap("Not yet")
        yield made
        assert [each for each in made.fake.refused if "too old" not in each] == []


async def is_linked(line: Line) -> bool:
    return await line.doorway.known("telegram", str(ROSA_ID)) is not None


@pytest.mark.parametrize("answer", ["no", "No", "nope", "No, carry on"])
async def test_a_typed_no_to_stopping_is_no_answer_to_the_form(line: Line, answer: str) -> None:
    question, answers = line.rosa.last.labels, line.answers("carer_skills")
    await line.say("/stop")
    await line.say(answer)
    assert line.answers("carer_skills") == answers
    assert line.rosa.last.labels == question
    assert await is_linked(line)


@pytest.mark.parametrize("answer", ["yes", "Yes", "ok", "Yes, stop here"])
async def test_a_typed_yes_to_stopping_stops(line: Line, answer: str) -> None:
    answers = line.answers("carer_skills")
    await line.say("/stop")
    await line.say(answer)
    assert line.rosa.last.text == words("account", "unlinked")
    assert line.answers("carer_skills") == answers
    assert not await is_linked(line)


@pytest.mark.parametrize("answer", ["2", "Yes, now", "well, I do not know", "no"])
async def test_after_stopping_was_asked_or_a_pause_nothing_typed_answers_what_is_out_of_sight(
    line: Line, answer: str
) -> None:
    question, answers = line.rosa.last.labels, line.answers("carer_skills")
    for word in ("/pause",) if answer == "no" else ("/stop", "/pause"):
        await line.say(word)
        await line.say(answer)
        assert line.answers("carer_skills") == answers
        assert set(question) <= set(line.rosa.last.labels)
    assert await is_linked(line)


@pytest.mark.parametrize("word", ["unlink", "Unlink.", "UNLINK!", "/stop", "/unlink"])
async def test_the_word_to_stop_is_heard_as_people_write_it(line: Line, word: str) -> None:
    await line.say(word)
    assert line.rosa.last.text == words("account", "unlink_ask")


async def test_a_yes_that_was_not_asked_for_stops_nothing(line: Line) -> None:
    await line.say("/stop")
    await line.say("/summary")
    await line.say("yes")
    assert await is_linked(line)


async def test_whoever_stays_without_a_form_open_is_not_told_that_something_was_not_kept(
    line: Line,
) -> None:
    for tapped in (True, False):
        await line.say("/menu")
        await line.say("/stop")
        await (line.tap("No, carry on") if tapped else line.say("no"))
        assert words("lobby", "nothing_open") not in line.rosa.last.text
        assert await is_linked(line)


async def test_an_edit_that_changes_nothing_leaves_the_question_and_its_buttons(line: Line) -> None:
    said = await line.say("A story of somebody's")
    question, answers = line.rosa.last, line.answers("carer_skills")
    labels, count = list(question.labels), len(line.rosa.sent)
    edit = {
        "update_id": 78,
        "edited_message": {**said["message"], "text": "Another", "edit_date": 2},
    }
    await line.door.take(edit)
    [told] = line.rosa.sent[count:]
    assert told.text == words("account", "edit_unknown")
    assert question.labels == labels
    await line.say("Yes, with support")
    assert line.answers("carer_skills") != answers


async def test_a_number_typed_twice_in_a_hurry_answers_the_one_question_it_was_typed_for(
    line: Line,
) -> None:
    asked = line.rosa.last.text
    twice = [line.rosa.message(text="1") for _ in range(2)]
    await line.door.take({"update_id": 900, "message": twice[0]})
    assert line.rosa.last.text != asked
    answers, asked = line.answers("carer_skills"), line.rosa.last.text
    await line.door.take({"update_id": 901, "message": twice[1]})
    assert line.answers("carer_skills") == answers
    assert asked.splitlines()[-1] in line.rosa.last.text, "what is asked is asked once more"
