"""Builds the description of a document that the web page and the Word file are both made from."""

from __future__ import annotations

from care.generalise import age as age_words
from care.people import age_between, day_in
from dialogs.answers import Answers
from dialogs.form import Form
from dialogs.slots import slots
from templates.layout import layout
from templates.missing import gaps
from templates.names import Names, names_in
from templates.page_one import page_one
from templates.parts import (
    Copy,
    Facts,
    Gap,
    Level,
    Line,
    PageOne,
    Paper,
    Part,
    Priority,
    Row,
    Section,
    State,
    Table,
    Topic,
)
from templates.printing import Printer
from templates.search_copy import Veil, withheld
from templates.sections import sections
from templates.words import day, known, number, say

__all__ = [
    "Copy",
    "Facts",
    "Gap",
    "Level",
    "Line",
    "PageOne",
    "Paper",
    "Part",
    "Priority",
    "Row",
    "Section",
    "State",
    "Table",
    "Topic",
    "build",
]


def build(form: Form, answers: Answers, facts: Facts, copy: Copy) -> Paper:
    """The paper for one reader: every answer meant for this copy, and none that is not.

    Pure and channel-free. Closed branches and questions kept for data only are left out; what is
    not known or not answered is said in words. In the search copy only what is shared at the
    search stage is taken up, generalised where the form says so, with names taken out.
    """
    search = copy is Copy.SEARCH
    names = names_in(form, answers, facts) if search else Names(())
    veil = Veil(form, answers, facts, names) if search else None
    child = child_name(form, facts, copy)
    printer = Printer(answers, facts, copy, child, veil)
    found = slots(form, answers)
    every = sections(form, found, printer)
    missing = gaps(found, printer)
    born = facts.record.get("dob", "")
    age = age_words(born, facts.written_on) if day_in(born) else ""
    first = page_one(every, missing, age, printer)
    typed = frozenset(
        slot.path
        for slot in found
        if printer.prints(slot.question)
        and (slot.group is None or printer.prints(slot.group))
        and not (search and slot.question.search_as)
    )
    return Paper(
        copy=copy,
        copy_title=say(f"copy.{copy}"),
        title=title(form, facts),
        reference=facts.reference,
        version=facts.version,
        written_on=day(facts.written_on),
        sent_by=say("roles.social_worker") if search else facts.sent_by,
        council=facts.council,
        child=child,
        age=age,
        emergency=facts.emergency,
        due=day(facts.due) if facts.due else "",
        page_one=first,
        sections=tuple(section for section in every if section.key != layout().section),
        levels=tuple(section.level for section in every if section.level),
        gaps=missing,
        withheld=tuple(withheld(form, answers, facts.record, typed, names)),
    )


def child_name(form: Form, facts: Facts, copy: Copy) -> str:
    """What the child is called: as they like; in the search copy by role only."""
    record = facts.record
    if copy is Copy.COUNCIL:
        name = record.get("preferred_name", "").strip() or record.get("full_name", "").strip()
        if name or form.about != "child":
            return name or record.get("carer_names", "").strip() or facts.reference
    if form.about != "child":
        return say("child.household")
    age = age_between(day_in(record.get("dob", "")), facts.written_on)
    older = age is not None and age[0] >= number("child.older_from")
    return say("child.older" if older else "child.young")


def title(form: Form, facts: Facts) -> str:
    """The title of the document: the reference, never a name."""
    name = f"title.{form.key}"
    if known(name):
        return say(name, reference=facts.reference)
    return say("title.other", form=form.title, reference=facts.reference)
