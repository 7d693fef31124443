"""Several people at one form: each is asked what is theirs, and nobody writes over anybody."""

from __future__ import annotations

import random
from dataclasses import replace

from dialogs import effects as then
from dialogs.answers import Given
from dialogs.form import Form, Kind, Question, Required, Section
from dialogs.heard import Answered, CardAnswered, Commented, Hello
from dialogs.message import SaidCard, SaidPress, SaidText
from dialogs.part import Part
from dialogs.phrases import phrases
from dialogs.position import gaps, minutes_left, missing, pending, section_states
from dialogs.progress import Entry, Focus, Progress
from dialogs.read_question import WHO
from dialogs.show import section_lines
from dialogs.slots import walk
from tests.dialogs.reviewing import ROLES, handed, part
from tests.dialogs.walking import Walker

CARER, WORKER = ROLES


def q(key: str, who: str = CARER, kind: Kind = Kind.TEXT, **more: object) -> Question:
    return Question(key, kind, f"{key}?", key, who=who, **more)  # type: ignore[arg-type]


FORM = Form(
    "f",
    1,
    "F",
    "household",
    ROLES,
    (),
    "Hello.",
    (
        Section(
            "a",
            "A",
            (
                q("a.level", kind=Kind.LEVEL, anchors=tuple("01234"), not_known=False),
                q("a.mine"),
                q("a.agreed", WORKER, Kind.LEVEL, anchors=tuple("01234"), not_known=False),
                q("a.why", differ=("a.level", "a.agreed"), required=Required.OPTIONAL),
            ),
        ),
        Section("b", "B", (q("b.worker", WORKER, required=Required.ALWAYS),)),
    ),
    shared=True,
    desk=True,
)


def at(
    role: str, progress: Progress | None = None, person: str = "", cards: bool = False
) -> Walker:
    progress = handed(progress or Progress(), role)
    walker = Walker(FORM, progress, random.Random(1), cards, person=person or role)
    walker.remembers = False
    walker.hear(Hello())
    return walker


def answered(walker: Walker, *words: str) -> Progress:
    for each in words:
        walker.say(SaidText(each))
    return walker.progress


def test_each_is_asked_only_what_is_theirs_and_told_whose_turn_it_is() -> None:
    carer = at(CARER)
    progress = answered(carer, "3", "Songs")
    assert isinstance(carer.effect, then.PartDone)
    assert carer.effect.waiting == (WORKER,)
    assert "Next it is for the supervising social worker" in carer.messages[-1].text
    worker = at(WORKER, progress)
    assert worker.open is not None
    assert worker.open.path == "a.agreed"
    progress = answered(worker, "3", "Fine")
    assert isinstance(worker.effect, then.Ready)


def test_a_difference_is_asked_about_only_when_both_have_spoken_and_differ() -> None:
    progress = answered(at(CARER), "3", "Songs")
    worker = at(WORKER, progress)
    progress = answered(worker, "2", "Fine")
    assert isinstance(worker.effect, then.PartDone)
    carer = at(CARER, progress)
    assert carer.open is not None
    assert carer.open.path == "a.why"
    assert "(3 of 4)" in carer.messages[-1].text
    assert "(2 of 4)" in carer.messages[-1].text
    progress = answered(carer, "I have done this for years")
    assert isinstance(carer.effect, then.Ready)
    worker = at(WORKER, progress)
    worker.say(SaidPress("change:a.agreed"))
    answered(worker, "3")
    assert "a.why" not in walk(FORM, worker.progress.answers).by_path


def test_nothing_is_sent_while_anybody_has_something_to_answer() -> None:
    carer = at(CARER)
    answered(carer, "3", "Songs", "send")
    assert isinstance(carer.effect, then.PartDone)
    assert carer.progress.sent == 0
    answered(carer, "that is my part done")
    assert isinstance(carer.effect, then.PartDone)
    worker = at(WORKER, carer.progress)
    answered(worker, "3", "Fine", "send")
    assert worker.progress.sent == 1


def touching(walker: Walker) -> None:
    """Everything that somebody might try at a question that is not theirs."""
    path = "a.agreed"
    for said in (
        SaidPress("answer:1", path),
        SaidPress("not_known", path),
        SaidPress("skip", path),
        SaidPress(f"change:{path}"),
        SaidPress("still", path),
        SaidText("Tremendous", path),
        SaidText("change a.agreed"),
        SaidCard({path: "1", "b.worker": "Me"}, asked=path),
        SaidPress("jump:b"),
    ):
        before = walker.progress
        step = walker.say(said)
        assert walker.progress.entries == before.entries, said
        assert any(isinstance(each, then.NotYours) for each in step.effects), said
        assert "supervising social worker" in walker.messages[0].text


def test_a_question_of_somebody_else_cannot_be_answered_by_any_way_in() -> None:
    carer = at(CARER)
    touching(carer)
    answered(carer, "3", "Songs")
    touching(carer)
    for heard in (
        Answered("a.agreed", Given(1)),
        Commented("a.agreed", "words"),
        CardAnswered({"a.agreed": Given(1)}),
    ):
        before = carer.progress.entries
        carer.hear(heard)
        assert carer.progress.entries == before, heard


def test_undo_takes_back_only_ones_own_turns() -> None:
    progress = answered(at(CARER), "3")
    progress = answered(at(WORKER, progress), "2")
    carer = at(CARER, progress)
    answered(carer, "undo")
    assert "a.level" not in carer.progress.answers
    assert carer.progress.answers["a.agreed"] == Given(2)
    step = carer.say(SaidText("undo"))
    assert isinstance(step.effects[0], then.NothingToUndo)


def test_undo_never_takes_back_what_somebody_else_has_said_since() -> None:
    progress = answered(at(CARER, person="one"), "3")
    other = at(CARER, progress, person="two")
    other.say(SaidPress("change:a.level"))
    progress = answered(other, "4")
    one = at(CARER, progress, person="one")
    answered(one, "undo")
    assert one.progress.answers["a.level"] == Given(4)


def test_start_again_touches_only_ones_own() -> None:
    progress = answered(at(CARER, person="one"), "3")
    progress = answered(at(WORKER, progress), "2")
    two = at(CARER, progress, person="two")
    answered(two, "Songs", "start again", "yes")
    assert two.progress.own == {"a.level": Given(3), "a.agreed": Given(2)}


def test_two_at_the_same_question_the_second_is_told_what_is_saved_and_by_whom() -> None:
    one, two = at(CARER, person="one"), at(CARER, person="two")
    progress = answered(one, "3")
    late = replace(two, progress=handed(progress, CARER), seen=[], before=[], old=[])
    late.remembers = False
    late.say(SaidPress("answer:1", "a.level"))
    assert late.progress.own == progress.own
    assert "saved in the meantime by the foster carer" in late.messages[0].text
    assert "(3 of 4)" in late.messages[0].text


def test_counts_states_and_gaps_are_of_ones_own_part() -> None:
    whole = Progress()
    mine = handed(whole, CARER)
    assert [each.section.key for each in section_states(FORM, mine)] == ["a"]
    assert [each.path for each in missing(FORM, handed(whole, WORKER))] == ["b.worker"]
    assert missing(FORM, mine) == ()
    assert {each.path for each in gaps(FORM, mine)} == {"a.level", "a.mine"}
    assert minutes_left(FORM, mine) <= minutes_left(FORM, whole)


def test_a_summary_shows_what_is_others_only_to_who_sees_all_and_says_whose_it_is() -> None:
    entries = (Entry(1, "a.level", Given(3)), Entry(2, "a.agreed", Given(2)))
    mine = replace(handed(Progress(entries), CARER))
    assert [line.label for line in section_lines(FORM, mine, "a", "")] == ["a.level"]
    seeing = replace(mine, sees_all=True)
    assert [line.label for line in section_lines(FORM, seeing, "a", "")] == [
        "a.level",
        "a.agreed (the supervising social worker)",
    ]


def test_a_section_that_is_handed_over_is_all_that_is_asked() -> None:
    some = Part(frozenset({WORKER}), frozenset({"b"}))
    slot = pending(FORM, Progress(part=some))
    assert slot is not None
    assert slot.path == "b.worker"
    assert pending(FORM, Progress(part=Part(frozenset()))) is None, (
        "nothing is anybody's by accident"
    )


def test_one_persons_open_question_is_not_answered_by_another() -> None:
    carer = at(CARER)
    answered(carer, "3", "start again")
    worker = at(WORKER, carer.progress)
    assert worker.progress.focus == Focus()
    answered(worker, "yes")
    assert worker.progress.answers["a.level"] == Given(3)


def test_every_role_has_a_name_to_be_spoken_of() -> None:
    assert {f"role.{each}" for each in WHO} <= set(phrases())


def test_the_part_of_a_role_has_its_questions_and_no_others() -> None:
    both = q("a.both", CARER, also=(WORKER,))
    for role in ROLES:
        assert part(role).has(both, FORM.sections[0])
    assert not part(WORKER).has(q("a.one"), FORM.sections[0])
