"""The sections of a paper: every question that applies and is printed, in the order of the form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dialogs.answers import Given, NotKnown, Rows
from dialogs.form import Form, Kind, Question
from dialogs.form import Section as FormSection
from dialogs.slots import Slot
from templates.layout import layout
from templates.missing import not_answered
from templates.parts import Level, Line, Part, Row, Section, State, Table, Topic
from templates.printing import Printer, is_own
from templates.search_copy import fields_shown
from templates.words import say, upper_first

STATUS = "_status"


def sections(form: Form, slots: Sequence[Slot], printer: Printer) -> tuple[Section, ...]:
    """The child's own sections first, then the others, each in the order of the form."""
    by_section: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_section[slot.section.key].append(slot)
    made = [
        section
        for each in form.sections
        if (section := _section(each, by_section[each.key], printer))
    ]
    return tuple(sorted(made, key=lambda section: not section.child))


def _section(section: FormSection, slots: Sequence[Slot], printer: Printer) -> Section | None:
    cells: dict[str, list[Slot]] = defaultdict(list)
    shown: list[Slot] = []
    for slot in slots:
        if slot.group is not None:
            cells[f"{slot.group.key}.{slot.row}"].append(slot)
        elif printer.prints(slot.question):
            shown.append(slot)
    if not shown:
        return None
    topics, rest = _topics(section, shown)
    parts: list[Part] = []
    missing: list[Line] = []
    for slot in rest:
        part = _table(slot, cells, printer) if slot.question.is_group else printer.line(slot)
        if isinstance(part, Line) and not _says(part):
            missing.append(part)
        else:
            parts.append(part)
    told, clear, unasked = _told(topics, printer)
    return Section(
        key=section.key,
        title=printer.own(section.title),
        parts=tuple(parts),
        level=_level(section, slots, printer),
        topics=told,
        clear=clear,
        not_answered=(*missing, *unasked),
        not_answered_text=not_answered(
            section, (*missing, *unasked), len(unasked), bool(parts or told or clear), printer
        ),
        child=is_childs(section),
    )


def is_childs(section: FormSection) -> bool:
    own = sum(is_own(question) for question in section.questions)
    return not section.domain and own * 2 > len(section.questions)


def _table(slot: Slot, cells: dict[str, list[Slot]], printer: Printer) -> Part:
    """A group as rows; as a line when it has none, or when the copy shows only its outline."""
    question = slot.question
    answer = printer.answers.get(slot.path)
    search = printer.veil is not None
    fields = (
        fields_shown(question)
        if search
        else tuple(each for each in question.fields if each.printed)
    )
    if not isinstance(answer, Given) or not isinstance(answer.value, Rows):
        return printer.line(slot)
    if search and not fields and question.search_as and answer.value.ids:
        return printer.line(slot)
    if not answer.value.ids:
        none = printer.own(question.none) or say("gap.none")
        return Line(slot.path, printer.own(question.label), none, note=printer.note(slot.path))
    rows = tuple(
        Row(row, tuple(_cells(question, row, fields, cells, printer))) for row in answer.value.ids
    )
    if not fields:
        text = say("gap.held_back")
        return Line(slot.path, printer.own(question.label), text)
    if len(question.fields) == 1:
        return _list(slot, rows, printer)
    return Table(
        path=slot.path,
        label=printer.own(question.label),
        headings=tuple(printer.own(each.label) for each in fields),
        rows=rows,
        note=printer.note(slot.path),
        wide=is_wide(question, fields),
    )


def _list(slot: Slot, rows: Sequence[Row], printer: Printer) -> Line:
    """A group of one field is a list of short things: must-haves, questions."""
    items = tuple(row.cells[0].text for row in rows)
    note = printer.note(slot.path)
    label = printer.own(slot.question.label)
    own = is_own(slot.question)
    return Line(slot.path, label, "\n".join(items), items, note, child=own)


def is_wide(group: Question, fields: Sequence[Question]) -> bool:
    """Whether a row has too much in it for columns side by side."""
    return len(fields) > layout().columns or any(each.kind is Kind.LONG_TEXT for each in fields)


def _cells(
    group: Question,
    row: str,
    fields: Iterable[Question],
    cells: dict[str, list[Slot]],
    printer: Printer,
) -> Iterator[Line]:
    open_now = {slot.question.key: slot for slot in cells[f"{group.key}.{row}"]}
    for field in fields:
        slot = open_now.get(field.key)
        if slot is not None:
            yield printer.line(slot)
        else:
            path = f"{group.key}.{row}.{field.key}"
            label = printer.own(field.label)
            yield Line(path, label, say("gap.does_not_apply"), state=State.NOT_ASKED)


def _topics(
    section: FormSection, slots: Sequence[Slot]
) -> tuple[list[tuple[Slot, list[Slot]]], list[Slot]]:
    """Checklist topics, each with its particulars, and the slots that belong to none."""
    stems = tuple(stems_of(section))
    topics: dict[str, tuple[Slot, list[Slot]]] = {}
    rest: list[Slot] = []
    for slot in slots:
        stem = next((each for each in stems if slot.path.startswith(f"{each}_")), None)
        if stem is None:
            rest.append(slot)
        elif slot.path == stem + STATUS:
            topics[stem] = (slot, [])
        elif stem in topics:
            topics[stem][1].append(slot)
        else:
            rest.append(slot)
    return list(topics.values()), rest


def stems_of(section: FormSection) -> Iterator[str]:
    """The beginnings of keys that belong to a checklist topic, such as `safety.missing`."""
    statuses = {*layout().clear, *layout().must_know}
    for question in section.questions:
        keys = {choice.key for choice in question.choices}
        if question.key.endswith(STATUS) and statuses <= keys:
            yield question.key.removesuffix(STATUS)


def _told(
    topics: Iterable[tuple[Slot, list[Slot]]], printer: Printer
) -> tuple[tuple[Topic, ...], tuple[str, ...], tuple[Line, ...]]:
    """Topics with something to tell, topics that are clear, topics not asked about yet."""
    told: list[Topic] = []
    clear: list[str] = []
    missing: list[Line] = []
    for slot, particulars in topics:
        line = printer.line(slot)
        answer = printer.answers.get(slot.path)
        status = str(answer.value) if isinstance(answer, Given) else ""
        if isinstance(answer, NotKnown):
            status = layout().unknown[0]
        if not status:
            missing.append(line)
        elif status in layout().clear and not line.note:
            clear.append(line.label)
        else:
            key = slot.path.partition(".")[2].removesuffix(STATUS)
            every = [printer.line(each) for each in particulars]
            lines = tuple(_particular(each, line.label) for each in every if _says(each))
            missing += [each for each in every if not _says(each)]
            told.append(Topic(key, line.label, status, line.text, lines, line.note))
    order = (*layout().must_know,)
    told.sort(key=lambda each: order.index(each.status) if each.status in order else len(order))
    return tuple(told), tuple(clear), tuple(missing)


def _says(line: Line) -> bool:
    return line.state is not State.UNANSWERED or bool(line.note)


def _particular(line: Line, topic: str) -> Line:
    """A line under its topic, which need not be named again."""
    return replace(line, label=upper_first(line.label.removeprefix(f"{topic}: ")))


def _level(section: FormSection, slots: Sequence[Slot], printer: Printer) -> Level | None:
    if not section.domain:
        return None
    levels = (each for each in slots if each.question.kind is Kind.LEVEL)
    slot = next((each for each in levels if not is_own(each.question)), None)
    if slot is None or not printer.prints(slot.question):
        return None
    line = printer.line(slot)
    return Level(
        section.key, printer.own(section.title), line.level, line.text, _own_view(slots, printer)
    )


def _own_view(slots: Sequence[Slot], printer: Printer) -> str:
    """How the child sees it; that it was not given, when it could have been."""
    for slot in slots:
        question = slot.question
        if question.kind is Kind.LEVEL and is_own(question) and printer.prints(question):
            line = printer.line(slot)
            told = line.state in (State.GIVEN, State.NOT_KNOWN)
            return line.text if told else say("gap.cell")
    return say("gap.cell")
