"""Two people at the same questions at the same time: what came first stands, and both are told."""

from __future__ import annotations

import random
from dataclasses import replace

from dialogs import effects as then
from dialogs.answers import Given, Left
from dialogs.cards import Voice
from dialogs.form import Form, Kind, Question, Section
from dialogs.heard import Hello
from dialogs.message import SaidCard, SaidPress, SaidText
from dialogs.progress import Progress
from dialogs.speak import speak
from tests.dialogs.reviewing import ROLES, handed
from tests.dialogs.walking import TODAY, Walker

CARER, WORKER = ROLES


def q(key: str, kind: Kind = Kind.TEXT, **more: object) -> Question:
    return Question(key, kind, f"{key}?", key, who=CARER, card="a", **more)  # type: ignore[arg-type]


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
                q("a.one"),
                q("a.two", Kind.LONG_TEXT, also=(WORKER,)),
                q("a.three", Kind.YES_NO),
                q("a.pets", Kind.GROUP, fields=(Question("name", Kind.TEXT, "Name?", "Name"),)),
            ),
        ),
    ),
    shared=True,
)
CARD = {"a.one": "Mine", "a.two": "Also mine", "a.three": "yes"}


def at(progress: Progress, person: str, role: str = CARER) -> Walker:
    walker = Walker(FORM, handed(progress, role), random.Random(1), cards=True, person=person)
    walker.remembers = False
    walker.hear(Hello())
    return walker


def meanwhile(late: Walker, first: Walker) -> None:
    """The first has been saved; the late one's screen still shows what it showed before."""
    late.progress = replace(first.progress, part=late.progress.part, focus=late.progress.focus)


def test_a_card_that_is_late_takes_only_what_nobody_has_answered_and_tells_the_rest() -> None:
    rosa, tom = at(Progress(), "rosa"), at(Progress(), "tom")
    rosa.say(SaidText("Hers", "a.one"))
    meanwhile(tom, rosa)
    step = tom.say(SaidCard(CARD, asked="a.one"))
    assert {path: tom.progress.own[path] for path in CARD} == {
        "a.one": Given("Hers"),
        "a.two": Given("Also mine"),
        "a.three": Given("yes"),
    }
    assert tom.progress.own["a.one~note"] == Given("Mine"), "what he wrote is beside hers"
    (old,) = (each for each in step.effects if isinstance(each, then.CardOld))
    assert old == then.CardOld(old.slots, by="rosa", noted=True)
    told = next(each for each in tom.messages if each.lines)
    assert "the foster carer answered some of it" in told.text
    assert [(line.label, line.text) for line in told.lines] == [("a.one", "Hers (note: Mine)")]
    assert {each.person for each in step.entries} == {"tom"}


def test_whoever_answered_is_named_by_what_they_do() -> None:
    worker, tom = at(Progress(), "noor", WORKER), at(Progress(), "tom")
    worker.say(SaidText("Hers", "a.two"))
    meanwhile(tom, worker)
    step = tom.say(SaidCard(CARD, asked="a.one"))
    voice = Voice("Roo", TODAY, "Tom", "Larkshire", roles={"noor": WORKER})
    texts = [each.text for each in speak(FORM, tom.progress, step.effects, voice)]
    assert any("the supervising social worker answered some of it" in each for each in texts)


def test_two_cards_that_say_the_same_are_no_difference() -> None:
    rosa, tom = at(Progress(), "rosa"), at(Progress(), "tom")
    rosa.say(SaidCard(CARD, asked="a.one"))
    meanwhile(tom, rosa)
    step = tom.say(SaidCard(CARD, asked="a.one"))
    assert step.entries == ()
    assert not any(isinstance(each, then.CardOld) for each in step.effects)


def test_an_empty_box_of_a_late_card_takes_nothing_away() -> None:
    rosa, tom = at(Progress(), "rosa"), at(Progress(), "tom")
    rosa.say(SaidCard(CARD, asked="a.one"))
    meanwhile(tom, rosa)
    tom.say(SaidCard({"a.one": "", "a.two": "", "a.three": ""}, asked="a.one"))
    assert tom.progress.own == rosa.progress.own


def test_what_one_left_for_later_the_other_may_answer_from_an_old_card() -> None:
    rosa, tom = at(Progress(), "rosa"), at(Progress(), "tom")
    rosa.say(SaidCard({**CARD, "a.one": ""}, asked="a.one"))
    assert rosa.progress.own["a.one"] == Left()
    meanwhile(tom, rosa)
    tom.say(SaidCard(CARD, asked="a.one"))
    assert tom.progress.own["a.one"] == Given("Mine")


def test_two_who_add_to_a_list_at_once_add_two_rows() -> None:
    rosa, tom = at(Progress(), "rosa"), at(Progress(), "tom")
    rosa.say(SaidCard(CARD, asked="a.one"))
    meanwhile(tom, rosa)
    rosa.say(SaidText("Bramble", "a.pets"))
    meanwhile(tom, rosa)
    tom.say(SaidText("Biscuit", "a.pets"))
    names = {path: each for path, each in tom.progress.own.items() if path.endswith(".name")}
    assert names == {"a.pets.1.name": Given("Bramble"), "a.pets.2.name": Given("Biscuit")}


def test_a_section_confirmed_by_both_is_kept_once() -> None:
    from dialogs.progress import Entry, earlier_from
    from tests.dialogs.test_review import FORM as REVIEWED
    from tests.dialogs.test_review import SAID

    earlier = earlier_from(
        Entry(1, path, each, "amara", "2025-11-03") for path, each in SAID.items()
    )
    form = replace(REVIEWED, shared=True)
    progress = Progress(earlier=earlier)
    rosa = Walker(form, progress, random.Random(1), person="rosa")
    rosa.say(SaidPress("confirm:a", "a.pets"))
    tom = Walker(form, rosa.progress, random.Random(1), person="tom")
    step = tom.say(SaidPress("confirm:a", "a.pets"))
    assert step.entries == ()
    assert {each.person for each in tom.progress.entries} == {"rosa"}
