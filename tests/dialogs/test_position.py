"""Where a person is follows from the answers: what is open, what is missing, what is a gap."""

from __future__ import annotations

from dialogs.answers import Answer, Given, Left, NotKnown, Rows, Skipped
from dialogs.form import Condition, Form, Kind, Question, Required, Route, Section
from dialogs.position import (
    before,
    due,
    gaps,
    left,
    minutes_left,
    missing,
    pending,
    section_states,
    together,
)
from dialogs.progress import Focus, Progress
from dialogs.slots import slots

TODAY_ONLY = (Condition("a.when", frozenset({"yes"})),)


def q(key: str, kind: Kind = Kind.TEXT, **more: object) -> Question:
    return Question(key, kind, f"{key}?", key, **more)  # type: ignore[arg-type]


FORM = Form(
    "f",
    1,
    "F",
    "child",
    (),
    (),
    "Hello.",
    (
        Section(
            "a",
            "A",
            (
                q("a.when", Kind.YES_NO, emergency=(), required=Required.ALWAYS),
                q("a.one", card="c"),
                q("a.two", card="c", emergency=(), required=Required.ALWAYS),
                q("a.rest", required=Required.OPTIONAL),
            ),
        ),
        Section(
            "b",
            "B",
            (
                q("b.rows", Kind.GROUP, fields=(q("x"), q("y"))),
                q("b.last", emergency=(), when=TODAY_ONLY),
            ),
        ),
    ),
    emergency=Route(TODAY_ONLY, 5),
)


def at(focus: Focus | None = None, sent: int = 0, **answers: Answer) -> Progress:
    said = {path.replace("__", "."): answer for path, answer in answers.items()}
    return Progress(known=said, focus=focus or Focus(), sent=sent)


def paths(progress: Progress) -> list[str]:
    slot = pending(FORM, progress)
    return [] if slot is None else [each.path for each in together(FORM, progress, slot)]


def test_the_first_question_without_an_answer_is_open() -> None:
    assert paths(at()) == ["a.when"]
    assert paths(at(a__when=Given("no"))) == ["a.one", "a.two"]


def test_a_chosen_section_comes_first_and_then_what_follows_it_and_then_the_beginning() -> None:
    focus = Focus(section="b")
    assert paths(at(focus)) == ["b.rows"]
    assert paths(at(focus, b__rows=Given(Rows(())))) == ["a.when"]
    assert paths(at(Focus(section="a"), a__when=Given("no"))) == ["a.one", "a.two"]


def test_in_an_emergency_only_the_minimum_is_asked_until_it_is_sent() -> None:
    yes = Given("yes")
    assert paths(at(a__when=yes)) == ["a.two"]
    assert paths(at(a__when=yes, a__two=Given("x"))) == ["b.last"]
    done = at(a__when=yes, a__two=Given("x"), b__last=Given("y"))
    assert pending(FORM, done) is None
    sent = at(sent=1, a__when=yes, a__two=Given("x"), b__last=Given("y"))
    assert paths(sent) == ["a.one"]
    assert [slot.path for slot in due(FORM, sent)] == ["a.one", "b.rows"]
    assert missing(FORM, sent) == ()


def test_a_section_that_is_chosen_is_asked_in_full_even_in_an_emergency() -> None:
    assert paths(at(Focus(section="b"), a__when=Given("yes"))) == ["b.rows"]


def test_a_row_that_was_begun_is_brought_to_its_end_even_in_an_emergency() -> None:
    said = {"a__when": Given("yes"), "a__two": Given("x"), "b__last": Given("y")}
    begun = at(**said, b__rows=Given(Rows(("1",), more=True)), b__rows__1__x=Given("x"))
    assert [slot.path for slot in missing(FORM, begun)] == ["b.rows"]
    assert paths(begun) == ["b.rows"], "what is missing is asked"


def test_not_known_is_not_done_until_it_is_said_who_finds_out_and_by_when() -> None:
    progress = at(a__when=Given("no"), a__one=NotKnown(), a__two=NotKnown())
    assert paths(progress) == ["a.one?who", "a.one?by", "a.two?who", "a.two?by"]
    assert [slot.path for slot in missing(FORM, progress)] == [
        "a.one?who",
        "a.one?by",
        "a.two?who",
        "a.two?by",
    ]
    assert section_states(FORM, progress)[0].done == 1


def test_who_finds_out_is_asked_alone_when_it_is_looked_at_again() -> None:
    whole: dict[str, Answer] = {"a.one?who": Given("The nurse"), "a.one?by": Given("2026-11-28")}
    known = {"a.when": Given("no"), "a.one": NotKnown(), "a.two": NotKnown(), **whole}
    progress = Progress(known=known, focus=Focus(revisit="a.one?who"))
    slot = pending(FORM, progress)
    assert slot is not None
    assert [each.path for each in together(FORM, progress, slot)] == ["a.one?who"]


def test_who_will_find_out_cannot_be_left_for_good() -> None:
    whole = {"a.one?who": Left(), "a.one?by": Given("2026-11-28")}
    progress = Progress(known={"a.when": Given("no"), "a.one": NotKnown(), **whole})
    assert "a.one?who" in [slot.path for slot in missing(FORM, progress)]
    assert [slot.path for slot in left(FORM, progress)] == ["a.one?who"]


def test_what_was_left_is_missing_if_it_must_be_answered_and_a_gap_if_not() -> None:
    progress = at(a__when=Given("no"), a__one=Left(), a__two=Left(), a__rest=Skipped())
    assert [slot.path for slot in missing(FORM, progress)] == ["a.two"]
    assert [slot.path for slot in gaps(FORM, progress)] == ["a.one", "a.two", "b.rows"]
    assert [slot.path for slot in left(FORM, progress)] == ["a.one", "a.two"]


def test_the_cells_of_a_row_are_asked_together_and_then_whether_there_is_another() -> None:
    rows = Given(Rows(("1",), more=True))
    focus = Focus(section="b")
    assert paths(at(focus, b__rows=rows)) == ["b.rows.1.x", "b.rows.1.y"]
    cells = {"b.rows.1.x": Given("x"), "b.rows.1.y": Given("y")}
    slot = pending(FORM, Progress(known={"b.rows": rows, **cells}, focus=focus))
    assert slot is not None
    assert slot.again


def test_back_goes_to_the_answer_before_and_from_who_finds_out_to_its_question() -> None:
    from dialogs.progress import Entry

    said = (
        Entry(1, "a.when", Given("no")),
        Entry(2, "a.one", NotKnown()),
        Entry(3, "b.rows", Given(Rows(()))),
    )
    progress = Progress(said)
    slot = pending(FORM, progress)
    assert slot is not None
    assert slot.path == "a.one?who"
    back = before(FORM, progress, slot)
    assert back is not None
    assert back.path == "a.one"
    last = before(FORM, progress, None)
    assert last is not None
    assert last.path == "b.rows"


def test_a_closed_branch_opens_nothing_further_and_comes_back_whole() -> None:
    yes, no = Given("yes"), Given("no")
    chain = Section(
        "a",
        "A",
        (
            q("a.one", Kind.YES_NO),
            q("a.two", Kind.YES_NO, when=(Condition("a.one", frozenset({"yes"})),)),
            q("a.three", when=(Condition("a.two", frozenset({"yes"})),)),
        ),
    )
    form = Form("g", 1, "G", "child", (), (), "Hello.", (chain,))
    said = {"a.two": yes, "a.three": Given("x")}
    assert [slot.path for slot in slots(form, {"a.one": no, **said})] == ["a.one"]
    assert len(slots(form, {"a.one": yes, **said})) == 3


def test_the_time_left_is_none_when_nothing_is_open() -> None:
    assert minutes_left(FORM, at()) == 2
    rest = {
        "a.one": Given("x"),
        "a.two": Given("x"),
        "a.rest": Given("x"),
        "b.rows": Given(Rows(())),
    }
    assert minutes_left(FORM, Progress(known={"a.when": Given("no"), **rest})) == 0
