"""What is on paper for each reader, before it becomes Word or a web page."""

from dataclasses import asdict, replace
from datetime import date

import pytest

from dialogs.answers import Given, Left, NotKnown, Rows, Skipped
from dialogs.form import Required
from templates.paper import Copy, Line, Paper, Section, State, Table, build
from tests.templates.sample import ANSWERS, FACTS, FORM, LONG, RECORD, paper


def everything(made: Paper) -> str:
    return str(asdict(replace(made, withheld=())))


def section(made: Paper, key: str) -> Section:
    found = made.section(key)
    assert found is not None
    return found


def line(made: Paper, path: str) -> Line:
    return next(each for each in made.lines() if each.path == path)


def test_the_child_comes_first_in_their_own_words_unchanged() -> None:
    made = paper()
    assert made.sections[0].key == "my_words"
    assert made.sections[0].child
    assert made.page_one.own_words[0].text == ANSWERS["my_words.about_me"].value  # type: ignore[union-attr]


def test_own_words_too_long_for_page_one_are_pointed_to_and_not_cut() -> None:
    made = paper(answers={**ANSWERS, "my_words.about_me": Given(LONG)})
    assert made.page_one.own_words == ()
    assert made.page_one.own_words_text == "Amira's own words are in the pages that follow."
    assert line(made, "my_words.about_me").text == LONG


def test_every_kind_of_answer_is_put_into_words() -> None:
    made = paper()
    assert line(made, "front.needed_by").text == "9 March 2026"
    assert line(made, "about.kinds").items == ("Cats & <dogs>", "Trains")
    assert line(made, "about.moved").text == "No"
    assert line(made, "about.miles").text == "12 miles"
    assert line(made, "about.miles").note == "Less on Fridays."
    assert line(made, "safety.missing_last").text == "February 2026"
    assert section(made, "health").level.words == "Daily, skilled help (3 of 4)"  # type: ignore[union-attr]
    assert line(made, "front.must_haves").items == ("A cat & a garden", "No stairs")


def test_a_closed_branch_and_a_question_for_data_only_are_never_printed() -> None:
    for copy in Copy:
        told = everything(paper(copy))
        assert "closed branch" not in told
        assert "code that stings" not in told


def test_not_known_says_who_will_find_out_and_by_when() -> None:
    made = paper()
    level = line(made, "friends.level")
    assert level.text == "Not known yet. Leyla Demir, school nurse will find out by 20 March 2026."
    assert level.state is State.NOT_KNOWN
    gap = next(each for each in made.page_one.gaps if each.path == "friends.level")
    assert (gap.who, gap.by) == ("Leyla Demir, school nurse", "20 March 2026")


@pytest.mark.parametrize("answer", [Skipped(), Left(), None, Given(""), Given(" \n ")])
def test_what_has_no_answer_is_a_gap_in_words(answer: object) -> None:
    answers = {**ANSWERS, "about.school": answer}
    if answer is None:
        del answers["about.school"]
    about = section(paper(answers=answers), "about")  # type: ignore[arg-type]
    assert (
        about.not_answered_text
        == "Not answered yet: School. Optional, and not given: Anything else."
    )
    assert {each.text for each in about.not_answered} == {"Not answered yet"}


def test_a_group_without_rows_says_so() -> None:
    assert line(paper(), "family.homes").text == "This is the first"


def test_rows_keep_their_cells_in_the_order_of_the_headings() -> None:
    table = section(paper(), "family").parts[0]
    assert isinstance(table, Table)
    assert table.headings == ("First name", "Who they are", "Phone")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Kofi", "Brother", "01632 960 001"],
        ["Elaine Pratt", "Nan", "Not answered yet"],
    ]


def test_safety_tells_what_is_current_and_names_what_was_asked_and_is_not_present() -> None:
    made = paper()
    safety = section(made, "safety")
    assert [(each.title, each.words) for each in safety.topics] == [
        ("Going missing", "Current"),
        ("Online", "Not known yet. Nobody has been named to find out."),
    ]
    assert [each.label for each in safety.topics[0].lines] == ["What happened", "Last time"]
    assert safety.clear == ("Fire",)
    assert [each.title for each in made.page_one.safety] == ["Going missing"]
    assert made.page_one.safety_text.startswith("1 of 3 topics are current or reported.")


def test_page_one_puts_the_greatest_need_first_with_what_helps() -> None:
    need = paper().page_one.priorities[0]
    assert (need.title, need.words) == ("Health", "Daily, skilled help (3 of 4)")
    assert need.helps.startswith("first line")


def test_in_an_emergency_what_is_missing_has_a_day_it_is_due() -> None:
    facts = replace(FACTS, emergency=True, due=date(2026, 3, 10))
    made = paper(facts=facts)
    assert made.emergency
    assert made.due == "10 March 2026"
    friends = section(made, "friends").not_answered_text
    assert friends.startswith("To be answered by 10 March 2026: What helps")


def test_nothing_at_all_makes_a_paper_of_gaps() -> None:
    for copy in Copy:
        made = paper(copy, answers={})
        assert made.page_one.gaps
        assert all(each.not_answered for each in made.sections)


# ---------------------------------------------------------------- the search copy


def test_the_search_copy_names_nobody() -> None:
    told = everything(paper(Copy.SEARCH)).casefold()
    names = ("amira", "hollis", "kofi", "elaine", "pratt", "larkbridge", "dot", "okoro", "leyla")
    assert not [name for name in names if name in told.split() or f"'{name}" in told]
    assert "01632" not in told


def test_names_in_the_childs_own_words_become_roles_in_square_brackets() -> None:
    words = line(paper(Copy.SEARCH), "my_words.about_me").text
    assert words == "I am [child]. My brother [brother] is at [school]. I like 🐈."


def test_the_search_copy_generalises_as_the_form_says() -> None:
    made = paper(Copy.SEARCH)
    assert line(made, "about.full_name").text == "A.H."
    assert line(made, "about.dob").text == "9 years 11 months"
    table = section(made, "family").parts[0]
    assert isinstance(table, Table)
    assert table.headings == ("Who they are",)
    assert "14 February" not in line(made, "health.fact").text
    assert "February 2026" in line(made, "health.fact").text


def test_the_search_copy_leaves_out_what_is_not_shared() -> None:
    made = paper(Copy.SEARCH)
    paths = {each.path for each in made.lines()}
    assert "about.council_only" not in paths
    assert "about.school" not in paths
    held = {each.path for each in made.withheld}
    assert {"about.council_only", "about.school", "about.moved_why", "record.full_name"} <= held


def test_in_the_search_copy_the_person_finding_out_is_a_role() -> None:
    made = paper(Copy.SEARCH)
    gap = next(each for each in made.gaps if each.path == "friends.level")
    assert gap.who == "The social worker"
    assert line(made, "friends.level").text.startswith("Not known yet. The social worker will")


def test_a_child_is_the_child_and_a_teenager_the_young_person_in_the_search_copy() -> None:
    assert section(paper(Copy.SEARCH), "about").title == "About the child"
    older = replace(FACTS, record={**RECORD, "dob": "2010-01-01"})
    assert section(paper(Copy.SEARCH, facts=older), "about").title == "About the young person"


def test_no_answer_shows_in_the_repr_of_a_paper() -> None:
    for copy in Copy:
        shown = repr(paper(copy)) + repr(list(paper(copy).lines()))
        assert not [name for name in ("Larkbridge", "Amira", "Okoro", "park") if name in shown]


def test_a_note_keeps_its_place_beside_a_gap() -> None:
    answers = {**ANSWERS, "friends.helps~note": Given("Ask her aunt.")}
    assert line(paper(answers=answers), "friends.helps").note == "Ask her aunt."


def test_rows_not_known_is_a_gap_and_not_an_empty_table() -> None:
    answers = {**ANSWERS, "family.people": NotKnown()}
    part = section(paper(answers=answers), "family").parts[0]
    assert isinstance(part, Line)
    assert part.state is State.NOT_KNOWN


def test_a_row_without_answers_still_has_every_cell() -> None:
    answers = {**ANSWERS, "family.homes": Given(Rows(("9",)))}
    table = section(paper(answers=answers), "family").parts[1]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0].cells] == ["Not answered yet"] * 3
    assert FORM.section("family") is not None


def test_the_same_gap_of_several_topics_is_said_once_with_the_topics_after_it() -> None:
    answers = {
        **ANSWERS,
        "safety.fire_status": Given("current"),
        "safety.fire_last": Given("2026-01"),
        "safety.online_status": Given("current"),
        "safety.online_last": Given("2026-01"),
    }
    told = section(paper(answers=answers), "safety").not_answered_text
    assert told == "Not answered yet: What happened (about Fire; Online)."


def test_page_one_has_one_short_line_for_each_topic_and_the_section_has_the_facts() -> None:
    made = paper()
    (topic,) = made.page_one.safety
    assert [(each.label, each.text) for each in topic.lines] == [("Last time", "February 2026")]
    assert "Elaine Pratt" in section(made, "safety").topics[0].lines[0].text


def test_without_my_words_page_one_has_what_the_child_said_about_a_part_of_life() -> None:
    answers = {**ANSWERS, "health.own_words": Given("I can hold my breath.")}
    del answers["my_words.about_me"]
    (own,) = paper(answers=answers).page_one.own_words
    assert (own.label, own.text) == ("Health", "I can hold my breath.")


def test_the_list_at_the_end_is_there_when_page_one_does_not_hold_every_gap() -> None:
    made = paper()
    assert made.page_one.gaps_later
    known = {gap.path: Given("2026-01") for gap in made.gaps if gap.state is State.UNANSWERED}
    assert not paper(answers={**ANSWERS, **known}).page_one.gaps_later


def test_an_age_in_the_search_copy_is_not_called_a_date_of_birth() -> None:
    made = paper(Copy.SEARCH)
    assert line(made, "about.dob").label == "Age"
    assert line(made, "about.full_name").label == "Initials"
    assert line(paper(), "about.dob").label == "Born"


def test_an_optional_cell_that_nobody_filled_says_not_given() -> None:
    people = FORM.by_key["family.people"][1]
    fields = tuple(
        replace(each, required=Required.OPTIONAL) if each.key == "phone" else each
        for each in people.fields
    )
    family = replace(
        FORM.sections[5], questions=(replace(people, fields=fields), FORM.sections[5].questions[1])
    )
    form = replace(FORM, sections=(*FORM.sections[:5], family, FORM.sections[6]))
    made = build(form, ANSWERS, FACTS, Copy.COUNCIL)
    table = section(made, "family").parts[0]
    assert isinstance(table, Table)
    assert table.rows[1].cells[2].text == "Not given"


@pytest.mark.parametrize("now", [Left(), None])
def test_what_is_not_sure_any_more_is_a_gap_that_says_what_it_was(now: Left | None) -> None:
    answers = {key: each for key, each in ANSWERS.items() if not key.startswith("about.miles")}
    answers["about.miles~before"] = Given(12)
    if now is not None:
        answers["about.miles"] = now
    made = paper(answers=answers)
    told = line(made, "about.miles")
    assert told.text == "Not sure any more, and not confirmed. Last time: 12 miles"
    assert told.state is State.NOT_KNOWN
