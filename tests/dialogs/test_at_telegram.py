"""A carer at Telegram: one small thing after another, each as it must go."""

from __future__ import annotations

import random
from dataclasses import replace

from dialogs.answers import Answer, Given, Rows
from dialogs.find_out import NOTE, WHO, stem
from dialogs.form import Form, Kind, Question, Section
from dialogs.message import Button, SaidCard, SaidPress, SaidText
from dialogs.part import Part
from dialogs.progress import Progress, earlier_from
from dialogs.read import read_forms
from tests.dialogs.filling import imported
from tests.dialogs.replying import MARK
from tests.dialogs.test_doors import at_telegram, nothing_is_said, words_of
from tests.dialogs.walking import Walker

SKILLS = read_forms()["carer_skills.1"]
HEALTH = "physical_health"
EVIDENCE = f"{HEALTH}.evidence"


def carer(**said: Answer) -> Walker:
    entries = imported({path.replace("__", "."): answer for path, answer in said.items()})
    progress = Progress(entries, part=Part(frozenset({"foster_carer"})))
    return at_telegram(SKILLS, progress, random.Random(1))


def test_words_for_a_question_on_the_web_are_not_kept_and_said_so() -> None:
    walker = carer()
    walker.say(SaidText("I was a cook", f"{HEALTH}.bring"))
    assert walker.progress.own == {}
    assert "I have not kept that" in walker.messages[0].text
    assert [each.press for each in walker.messages[-1].buttons] == [
        "", "later", "carry_on", "urgent",
    ]  # fmt: skip


def test_a_level_is_kept_and_the_words_beside_it_are_not() -> None:
    walker = carer(physical_health__bring=Given("words"))
    walker.say(SaidText("Confident, because of Sami", f"{HEALTH}.self_level"))
    assert walker.progress.own[f"{HEALTH}.self_level"] == Given(2)
    assert f"{HEALTH}.self_level{NOTE}" not in walker.progress.own
    assert "not the words beside it" in walker.messages[1].text


def test_a_card_that_comes_all_the_same_is_not_kept() -> None:
    walker = carer()
    walker.say(SaidCard({f"{HEALTH}.bring": "words", f"{HEALTH}.self_level": ("2",)}))
    assert walker.progress.own == {}
    assert "whole form" in walker.messages[0].text


def test_leaving_what_is_for_the_web_leaves_it_open_and_goes_on_by_itself() -> None:
    walker = carer()
    walker.say(SaidPress("later", f"{HEALTH}.bring"))
    assert walker.progress.own == {}
    assert walker.messages[-1].asked == f"{HEALTH}.self_level"
    walker.progress = walker.progress.looking(passed="", picking="")
    assert walker.open is not None
    assert walker.open.path == f"{HEALTH}.bring", "the web asks it"


def test_what_was_answered_on_the_web_is_gone_from_here_when_one_says_so() -> None:
    walker = carer()
    walker.say(SaidPress("carry_on", f"{HEALTH}.bring"))
    assert "cannot see an answer on the web yet" in walker.messages[0].text
    walker.progress = walker.progress.keeping(imported({f"{HEALTH}.bring": Given("words")}))
    walker.say(SaidPress("carry_on", f"{HEALTH}.bring"))
    assert walker.messages[-1].asked == f"{HEALTH}.self_level"


def test_several_answers_are_tapped_one_by_one_and_each_is_safe_at_once() -> None:
    path, words = f"{HEALTH}.evidence", Given("words")
    walker = carer(
        physical_health__bring=words,
        physical_health__self_level=Given(2),
        physical_health__story=Given("none"),
    )
    assert walker.messages[-1].asked == path
    for press in ("pick:training", "pick:life"):
        walker.say(SaidPress(press, path))
    assert walker.progress.own[path] == Given(("life", "training"))
    assert "2" in walker.messages[-1].text
    presses = [each.press for each in walker.messages[-1].buttons]
    assert "pick:life" not in presses
    assert "picked" in presses
    walker.say(SaidPress("picked", path))
    assert walker.messages[0].text == "Saved."
    walker.say(SaidPress(f"change:{path}"))
    walker.say(SaidPress("pick:worker", path))
    assert walker.progress.own[path] == Given(("worker",)), "the first tap begins a new answer"


def picking(*taken: str) -> Walker:
    walker = carer(
        physical_health__bring=Given("words"),
        physical_health__self_level=Given(2),
        physical_health__story=Given("none"),
    )
    for key in taken:
        walker.say(SaidPress(f"pick:{key}", EVIDENCE))
    return walker


def test_undo_in_the_middle_of_tapping_takes_back_one_and_stays_there() -> None:
    walker = picking("life", "training")
    walker.say(SaidText("undo"))
    assert walker.progress.own[EVIDENCE] == Given(("life",))
    assert walker.messages[-1].asked == EVIDENCE
    walker.say(SaidPress("pick:worker", EVIDENCE))
    assert walker.progress.own[EVIDENCE] == Given(("life", "worker"))
    for _ in range(2):
        walker.say(SaidText("undo"))
    assert EVIDENCE not in walker.progress.own
    assert walker.messages[-1].asked == EVIDENCE


def test_what_is_named_once_more_in_the_middle_of_tapping_takes_nothing_away() -> None:
    walker = picking("life", "training")
    for words in ("life", "training", "life, and my neighbour told me", "7", "8", "-1"):
        walker.say(SaidText(words, EVIDENCE))
        assert walker.progress.own[EVIDENCE] == Given(("life", "training")), words
        assert walker.messages[-1].asked == EVIDENCE
    walker.say(SaidText("training and fostering", EVIDENCE))
    assert walker.progress.own[EVIDENCE] == Given(("life", "fostering", "training"))
    walker.say(SaidText("1", EVIDENCE))
    assert walker.progress.own[EVIDENCE] == Given(
        ("life", "fostering", "training", "qualification")
    )


def test_whoever_goes_on_in_the_middle_of_tapping_and_comes_back_begins_a_new_answer() -> None:
    path, words = f"{HEALTH}.evidence", Given("words")
    walker = carer(
        physical_health__bring=words,
        physical_health__self_level=Given(2),
        physical_health__story=Given("none"),
    )
    walker.say(SaidPress("pick:training", path))
    walker.say(SaidPress("carry_on"))
    assert walker.progress.own[path] == Given(("training",))
    walker.say(SaidPress("back"))
    assert walker.messages[-1].asked == path
    walker.say(SaidPress("pick:life", path))
    assert walker.progress.own[path] == Given(("life",))


def test_what_was_said_last_time_is_never_kept_unseen() -> None:
    said = {f"{HEALTH}.bring": Given(f"{MARK}cook"), f"{HEALTH}.self_level": Given(2)}
    progress = Progress(
        earlier=earlier_from(imported(said)), part=Part(frozenset({"foster_carer"}))
    )
    for press in (f"confirm:{HEALTH}", "still", "unsure", "changed", f"at_once:{HEALTH}"):
        walker = at_telegram(SKILLS, progress, random.Random(1))
        walker.say(SaidPress(press, f"{HEALTH}.bring"))
        assert walker.progress.own == {}
        nothing_is_said(walker.messages)
    walker = at_telegram(SKILLS, progress, random.Random(1))
    walker.say(SaidPress(f"tap:{HEALTH}", f"{HEALTH}.bring"))
    assert walker.messages[-1].asked == f"{HEALTH}.self_level"
    walker.say(SaidPress("answer:2", f"{HEALTH}.self_level"))
    assert walker.progress.own == {f"{HEALTH}.self_level": Given(2)}


def test_a_day_that_is_none_is_not_said_back_and_no_reading_of_it_is_offered() -> None:
    form = read_forms()["carer_review.1"]
    progress = Progress(part=Part(frozenset({"supervising_social_worker"})))
    walker = at_telegram(form, progress, random.Random(1))
    walker.progress = walker.progress.looking(revisit="checks.safety_on")
    for typed in ("31/2/2025", "March 2019"):
        walker.say(SaidText(typed, "checks.safety_on"))
        assert walker.progress.focus.asking == ""
        said = "\n".join(words_of(each) for each in walker.messages)
        assert "2025" not in said
        assert "2019" not in said
        assert "12 April 2012" in said


def test_me_is_a_tap_where_it_is_asked_who_will_find_out() -> None:
    path = "home.access"
    form = read_forms()["household_profile.1"]
    progress = Progress(part=Part(frozenset({"foster_carer"}))).looking(revisit=path)
    walker = at_telegram(form, progress, random.Random(1))
    walker.say(SaidPress("not_known", path))
    assert Button("say:me", "Me") in walker.messages[-1].buttons
    walker.say(SaidText("My sister Roo", path + WHO))
    assert path + WHO not in walker.progress.own
    walker.say(SaidPress("say:me", path + WHO))
    assert walker.progress.own[path + WHO] == Given("Priya Shah")
    nothing_is_said(walker.messages)
    assert stem(walker.messages[-1].asked) == path


FACTS = Form(
    key="facts",
    version=1,
    title="Facts",
    about="household",
    roles=("foster_carer",),
    channels=("telegram",),
    begin="Hello.",
    sections=(
        Section(
            "facts",
            "Facts",
            (
                Question("facts.count", Kind.NUMBER, "How many?", "Count"),
                Question("facts.day", Kind.DATE, "Which day?", "Day"),
                Question("facts.month", Kind.MONTH, "Which month?", "Month"),
                Question("facts.story", Kind.TEXT, "What was it?", "Story"),
                Question("facts.open", Kind.YES_NO, "Is it?", "Open"),
            ),
        ),
    ),
)
SAID: dict[str, Answer] = {
    "facts.count": Given(4321),
    "facts.day": Given("2014-03-04"),
    "facts.month": Given("1987-03"),
    "facts.story": Given(MARK),
}
ROWS = replace(
    FACTS,
    sections=(
        Section(
            "who",
            "Who",
            (
                Question(
                    "who.rows",
                    Kind.GROUP,
                    "Who was there?",
                    "People",
                    fields=(Question("name", Kind.TEXT, "What is their name?", "Name"),),
                ),
                Question(
                    "who.days",
                    Kind.GROUP,
                    "Which days?",
                    "Days",
                    fields=(Question("day", Kind.DATE, "Which day?", "Day"),),
                ),
                Question("who.open", Kind.YES_NO, "Is it?", "Open"),
            ),
        ),
    ),
)


def test_neither_a_row_nor_anything_in_one_is_asked_or_taken() -> None:
    walker = at_telegram(ROWS, Progress(), random.Random(1))
    for words in ("Roo\nPriya", "1", "add", "that's all"):
        walker.say(SaidText(words, "who.rows"))
        assert walker.progress.own == {}
    begun = {"who.rows": Given(Rows(())), "who.days": Given(Rows(("1",), more=False))}
    walker = at_telegram(ROWS, Progress(imported(begun)), random.Random(1))
    assert walker.messages[-1].asked == "who.days.1.day"
    assert "better answered on the web" in walker.messages[-1].text
    walker.say(SaidText("4 March 2014", "who.days.1.day"))
    assert "who.days.1.day" not in walker.progress.own
    walker.say(SaidPress("later", "who.days.1.day"))
    assert walker.messages[-1].asked == "who.open"


STEERED = (
    "summary", "summary facts", "change", "task list", "back", "undo", "undo", "why", "example",
    "who sees this", "hello", "help", "more", "meanings", "start again", "no", "go to facts", "pause",
)  # fmt: skip


def test_no_number_and_no_day_that_was_answered_is_said_back_by_any_way_round() -> None:
    walker = at_telegram(FACTS, Progress(imported(SAID)), random.Random(1))
    walker.remembers = False
    walker.before.append({})
    for word in STEERED:
        walker.say(SaidText(word))
        nothing_is_said(walker.messages)
    for path in SAID:
        walker.progress = Progress(imported(SAID))
        walker.say(SaidPress("answer:yes", path))
        nothing_is_said(walker.messages)
        walker.say(SaidPress(f"change:{path}"))
        nothing_is_said(walker.messages)
    typed = {"facts.count": "4321", "facts.day": "4 March 2014", "facts.month": "March 1987"}
    for path, words in typed.items():
        walker.progress = Progress()
        walker.say(SaidText(words, path))
        assert walker.progress.own == {path: SAID[path]}
        nothing_is_said(walker.messages)
