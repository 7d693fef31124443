"""A carer at Telegram is stopped as little as can be, and help is always near."""

from __future__ import annotations

import random
from dataclasses import replace

from dialogs.answers import Given
from dialogs.message import SaidPress, SaidText
from dialogs.progress import Progress
from tests.dialogs.filling import imported
from tests.dialogs.test_at_telegram import FACTS, HEALTH, SAID, carer
from tests.dialogs.test_doors import at_telegram


def test_whoever_left_what_is_for_the_web_once_is_not_stopped_by_more_of_it() -> None:
    walker = carer()
    walker.say(SaidPress("later", f"{HEALTH}.bring"))
    walker.say(SaidPress("answer:2", f"{HEALTH}.self_level"))
    walker.say(SaidPress("answer:none", f"{HEALTH}.story"))
    walker.say(SaidPress("pick:life", f"{HEALTH}.evidence"))
    walker.say(SaidPress("picked", f"{HEALTH}.evidence"))
    walker.say(SaidPress("answer:not_now", f"{HEALTH}.grow"))
    question = walker.messages[-1]
    assert question.asked == "emotional_health.self_level"
    assert [each.address for each in question.buttons if each.address]
    assert any("left for the web" in each.text for each in walker.messages)
    assert "emotional_health.bring" not in walker.progress.own


def test_whoever_has_a_story_to_tell_is_shown_the_way_to_it() -> None:
    walker = carer()
    walker.say(SaidPress("later", f"{HEALTH}.bring"))
    walker.say(SaidPress("answer:2", f"{HEALTH}.self_level"))
    walker.say(SaidPress("answer:now", f"{HEALTH}.story"))
    assert "better answered on the web" in walker.messages[-1].text


def test_a_list_stands_alone_and_a_number_under_it_is_no_answer() -> None:
    walker = carer(physical_health__bring=Given("words"))
    for word in ("parts", "summary", f"summary {HEALTH.replace('_', ' ')}"):
        walker.say(SaidText(word))
        listed = walker.messages[-1]
        assert listed.buttons[-1].press == "carry_on"
        walker.say(SaidText("2", listed.asked))
        assert f"{HEALTH}.self_level" not in walker.progress.own
        assert walker.messages[-1].asked == f"{HEALTH}.self_level"
    walker.say(SaidText("parts"))
    walker.say(SaidPress("jump:emotional_health", walker.messages[-1].asked))
    assert walker.messages[-1].asked == "emotional_health.bring"


def test_words_that_are_not_kept_bring_urgent_help_within_a_tap() -> None:
    walker = carer(physical_health__bring=Given("words"))
    walker.say(SaidText("he has hurt himself", f"{HEALTH}.self_level"))
    assert [each.press for each in walker.messages[-1].buttons if each.command] == ["urgent"]
    walker.say(SaidPress("urgent", f"{HEALTH}.self_level"))
    assert "999" in walker.messages[0].text


def test_the_way_home_is_a_tap_there_and_not_a_page() -> None:
    form = replace(FACTS, channels=("telegram", "web"))
    said = {path: answer for path, answer in SAID.items() if path != "facts.open"}
    walker = at_telegram(form, Progress(imported(said)), random.Random(1))
    walker.say(SaidPress("answer:yes", "facts.open"))
    walker.say(SaidText("finish"))
    [home] = [each for each in walker.messages[-1].buttons if each.press == "home"]
    assert home.address == ""
