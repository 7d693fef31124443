"""A form laid over one person's progress: what applies, what is theirs, what was said last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dialogs.answers import Answer, Answers, Given, NotKnown, Rows, Skipped, Value
from dialogs.find_out import BEFORE, find_out, is_part, stem
from dialogs.form import Form, Kind, Question, Required, Section
from dialogs.progress import Earlier, Progress, root
from dialogs.slots import Slot, Walk, rows_of, walk
from dialogs.values import offered


@dataclass(frozen=True, slots=True)
class LastTime:
    """What the completion before this one leaves to be looked at."""

    said: Mapping[str, Earlier]
    left_out: frozenset[str]


NOTHING = LastTime(MappingProxyType({}), frozenset())


def places(form: Form, progress: Progress) -> Walk:
    """The questions that apply now and are theirs: branches and rows follow what was said last
    time until something else is said."""
    return walk(form, laid(form, progress), progress.part)


def everybody(form: Form, progress: Progress) -> Walk:
    """The questions that apply now, whoever is to answer them."""
    return walk(form, laid(form, progress))


def laid(form: Form, progress: Progress) -> Answers:
    """The answers, over what was said last time and is not confirmed yet."""
    if not progress.earlier:
        return progress.answers
    kept: tuple[Form, Answers] | None = progress.__dict__.get("_laid")
    if kept is None or kept[0] is not form:
        before = {path: each.answer for path, each in carried(form, progress).items()}
        kept = (form, MappingProxyType({**before, **progress.answers}))
        progress.__dict__["_laid"] = kept
    return kept[1]


def carried(form: Form, progress: Progress) -> Mapping[str, Earlier]:
    """What was said last time and may be said again with a tap, by path.

    Only what applied then, is an answer in substance, is one that the question can still have,
    and is not asked anew each time; nor where the record, or a newer form, already knows.
    """
    return _last_time(form, progress).said


def left_out(form: Form, progress: Progress) -> frozenset[str]:
    """The optional questions, by path, that were put to somebody last time and left out: whoever
    says that all is still true has nothing to add to them this time either."""
    return _last_time(form, progress).left_out


def _last_time(form: Form, progress: Progress) -> LastTime:
    if not progress.earlier:
        return NOTHING
    kept: tuple[Form, LastTime] | None = progress.__dict__.get("_last")
    if kept is None or kept[0] is not form:
        kept = (form, _remembered(form, progress))
        progress.__dict__["_last"] = kept
    return kept[1]


_worked_out: tuple[tuple[Form, Mapping[str, Earlier], Answers, LastTime], ...] = ()
"""What was carried from the last few completions, by the very mapping that holds what they said:
a host that gives the same one for every turn does not wait for it twice."""


def _remembered(form: Form, progress: Progress) -> LastTime:
    global _worked_out
    for known, earlier, standing, found in _worked_out:
        if earlier is progress.earlier and known is form and standing == progress.standing:
            return found
    found = _found_out(form, progress)
    if isinstance(progress.earlier, MappingProxyType):
        newest = (form, progress.earlier, dict(progress.standing), found)
        _worked_out = (newest, *_worked_out[:7])
    return found


def _found_out(form: Form, progress: Progress) -> LastTime:
    said = dict(_said(progress.earlier))
    standing = {root(path) for path in progress.standing}
    then = MappingProxyType({path: each.answer for path, each in said.items()})
    still, out = dict[str, Earlier](), set[str]()
    for path, slot in walk(form, then).by_path.items():
        each = said.get(path)
        owner = slot.group or slot.question
        if owner.again or slot.question.again or owner.key in standing:
            continue
        if each is None:
            continue
        if isinstance(each.answer, Skipped) and slot.question.required is Required.OPTIONAL:
            out.add(path)
        if isinstance(each.answer, Given) and fits(slot.question, each.answer.value):
            still[path] = each
    return LastTime(MappingProxyType(still), frozenset(out))


def _said(earlier: Mapping[str, Earlier]) -> Iterator[tuple[str, Earlier]]:
    """What was said last time; where somebody was not sure then, what was said before that."""
    for path, each in earlier.items():
        answered = earlier.get(path.removesuffix(BEFORE))
        stands = answered is not None and isinstance(answered.answer, Given | NotKnown)
        if path.endswith(BEFORE) and not stands:
            yield path.removesuffix(BEFORE), each
        elif not path.endswith(BEFORE) and (stands or path + BEFORE not in earlier):
            yield path, each


def fits(question: Question, value: Value) -> bool:
    """Whether the question, as it is asked now, can have this for an answer."""
    match value:
        case Rows():
            return question.is_group
        case tuple():
            return question.kind is Kind.CHOICES and all(map(question.choice, value))
        case _ if question.kind in (Kind.CHOICE, Kind.YES_NO, Kind.LEVEL):
            return any(str(value) == each.key for each in offered(question))
        case str():
            return question.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.MONTH)
        case _:
            return question.kind is Kind.NUMBER


def unconfirmed_all(form: Form, progress: Progress) -> Mapping[str, Earlier]:
    """What was said last time and still waits to be confirmed, by path; asked for every line."""
    if not progress.earlier:
        return NOTHING.said
    kept: tuple[Form, Mapping[str, Earlier]] | None = progress.__dict__.get("_unconfirmed")
    if kept is None or kept[0] is not form:
        found = carried(form, progress).items()
        waiting = {path: each for path, each in found if path not in progress.answers}
        kept = (form, MappingProxyType(waiting))
        progress.__dict__["_unconfirmed"] = kept
    return kept[1]


def unconfirmed(form: Form, progress: Progress, path: str) -> Earlier | None:
    """What was said last time to a question that has no answer yet this time."""
    if path in progress.answers:
        return None
    return carried(form, progress).get(path)


def same(one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers say the same; the order of several choices means nothing."""
    if isinstance(one, Given) and isinstance(other, Given):
        if isinstance(one.value, tuple) and isinstance(other.value, tuple):
            return set(one.value) == set(other.value)
    return one == other


def place(form: Form, progress: Progress, path: str) -> Slot | None:
    """The place of a path, if its question applies now and is theirs."""
    return find(form, laid(form, progress), path, places(form, progress))


def find(form: Form, answers: Answers, path: str, among: Walk | None = None) -> Slot | None:
    """The place of a path in some answers, if its question applies, whoever is to answer it."""
    by_path = (among or walk(form, answers)).by_path
    if not is_part(path):
        return by_path.get(path)
    slot = by_path.get(stem(path))
    if slot is None or not isinstance(answers.get(slot.path), NotKnown):
        return None
    return next(part for part in find_out(slot) if part.path == path)


def question_of(form: Form, path: str) -> tuple[Section, Question] | None:
    """The section and question that a path belongs to, whether it applies or not; of a row's
    cell, its group."""
    return form.by_key.get(root(path))


def asked_at(form: Form, path: str) -> Question | None:
    """The question that is asked at a path, whether it applies or not; of a row's cell, its own."""
    found = question_of(form, path)
    if found is None or path in form.by_key:
        return found[1] if found else None
    return found[1].field_named(path.rpartition(".")[2])


def theirs(form: Form, progress: Progress, path: str) -> bool:
    """Whether a path is theirs to answer; one that is nobody's is not somebody else's."""
    found = question_of(form, path) if progress.part is not None else None
    return found is None or progress.part is None or progress.part.has(found[1], found[0])


def rows_now(form: Form, progress: Progress, path: str) -> Rows | None:
    """The rows of a group, those of last time included while they are not confirmed."""
    return rows_of(laid(form, progress).get(path))
