"""What a reader may not see is said to be kept, on the page, in the pane and in no other way."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.fields import Sees, asked, is_place, sees, shown, veiled
from bot.papers import Sent
from bot.snapshot import Snapshot
from care.access import Kind, Thing
from care.people import Person, Role
from dialogs.answers import Answers, Given, NotKnown
from dialogs.form import Privacy
from dialogs.message import Line
from dialogs.read import read_forms
from storage.referrals import Referral, Status
from templates.paper import Copy

FORM = read_forms()["placement_referral.1"]
KEPT = "Kept for those who need it"
NAME, PLACE, DOB = "Jordan Quillfeather", "4 Hill Street, Larkminster", "2014-03-02"
ANSWERS: Answers = {
    "about.full_name": Given(NAME),
    "about.dob": Given(DOB),
    "about.current_address": Given(PLACE),
    "about.current_address~note": Given("next to the chapel"),
    "about.nhs_number": NotKnown(),
    "about.nhs_number?who": Given("The duty worker"),
    "about.nhs_number?by": Given("2026-12-01"),
}
RECORD = {"full_name": NAME, "preferred_name": "Jordan", "address": PLACE, "dob": DOB}


def a_referral() -> Sent:
    snapshot = Snapshot(
        form=FORM.name,
        answers=ANSWERS,
        record=RECORD,
        sent_by="Wilma",
        council="Larkshire",
        written_on=date(2026, 11, 21),
    )
    at = datetime(2026, 11, 21, tzinfo=UTC)
    about = Referral("LK-1", 1, "p", "c", False, None, at, "w", Status.NEW, 0, "")
    return Sent(about, FORM, snapshot)


def told(reader: Sees) -> str:
    return repr(veiled(a_referral(), reader).paper(Copy.COUNCIL).sections) + repr(
        [
            line.text
            for section in veiled(a_referral(), reader).paper(Copy.COUNCIL).sections
            for line in section.parts
            if hasattr(line, "text")
        ]
    )


def test_whoever_needs_everything_gets_it_as_it_was_sent() -> None:
    sent = a_referral()
    assert veiled(sent, Sees()) is sent
    assert NAME in told(Sees())
    assert PLACE in told(Sees())


def test_who_may_not_see_where_somebody_lives_reads_who_it_is_and_that_the_rest_is_kept() -> None:
    text = told(Sees(location=False))
    assert NAME in text
    assert PLACE not in text
    assert "chapel" not in text
    assert KEPT in text


def test_who_may_not_see_who_it_is_reads_where_and_neither_name_nor_birthday() -> None:
    text = told(Sees(identity=False))
    assert PLACE in text
    assert NAME not in text
    assert "2014" not in text
    assert KEPT in text


def test_the_record_behind_a_paper_loses_what_is_kept_and_what_they_are_called_stays() -> None:
    record = veiled(a_referral(), Sees(identity=False, location=False)).snapshot.record
    assert record == {"preferred_name": "Jordan"}


def test_a_gap_stays_a_gap_with_who_finds_out() -> None:
    answers = veiled(a_referral(), Sees(identity=False)).snapshot.answers
    assert answers["about.nhs_number"] == NotKnown()
    assert answers["about.nhs_number?by"] == Given("2026-12-01")


def test_a_line_of_the_pane_is_kept_but_for_what_one_has_said_oneself() -> None:
    lines = [
        Line("Name", NAME, "change:about.full_name"),
        Line("Address", PLACE, "change:about.current_address"),
        Line("Also known as", "", "change:about.also_known_as", "not_started"),
        Line("NHS number", f"Not known. Before: {NAME}", "change:about.nhs_number", "gap"),
        Line("First name", NAME, "change:family.people.1.first_name"),
    ]
    reader = Sees(identity=False, location=False)
    assert [line.text for line in shown(FORM, lines, reader)] == [KEPT, KEPT, "", KEPT, KEPT]
    own = shown(FORM, lines, reader, {"about.full_name"})
    assert [line.text for line in own[:2]] == [NAME, KEPT]
    assert shown(FORM, lines, Sees()) == tuple(lines)


def test_every_place_in_the_forms_is_an_identity_question_and_the_address_is_one() -> None:
    places = {
        each.key
        for form in read_forms().values()
        for question in form.questions()
        for each in (question, *question.fields)
        if each.privacy is Privacy.IDENTITY and is_place(each)
    }
    assert places >= {"about.current_address", "about.home_postcode", "education.setting_name"}
    assert "about.full_name" not in places


def test_a_path_leads_to_its_question_or_to_the_field_of_its_row() -> None:
    field = asked(FORM, "family.people.1.first_name")
    assert field is not None
    assert field.key == "first_name"
    assert asked(FORM, "nothing.here") is None
    noted = asked(FORM, "about.full_name~note")
    assert noted is not None
    assert noted.key == "about.full_name"


def test_a_reviewing_officer_sees_who_it_is_and_an_allocated_worker_sees_all() -> None:
    thing = Thing(Kind.REFERRAL, "LK-1", allocated=frozenset({"p"}), sent=True)
    reviewing = Person("p", "p", "P", Role.REVIEWING_OFFICER)
    assert sees(reviewing, thing) == Sees(identity=True, location=False)
    assert sees(Person("p", "p", "P", Role.SOCIAL_WORKER), thing).all
    assert sees(None, thing) == Sees(identity=False, location=False)
