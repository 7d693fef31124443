"""Checks a form as a whole: keys, conditions, cards, groups, and what may be shared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from dialogs.errors import Fault
from dialogs.form import Condition, Form, Kind, Privacy, Question, Section, Share
from dialogs.reading import sentence

KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9][a-z0-9_]*")
PART = re.compile(r"[a-z][a-z0-9_]*")
COUNTABLE = (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.LEVEL)


def check(form: Form, file: str) -> list[Fault]:
    """Every fault of the form, in the order an author would meet them."""
    faults = [Fault(file, key, text) for key, text in _faults(form)]
    return sorted(set(faults), key=faults.index)


def _faults(form: Form) -> Iterator[tuple[str, str]]:
    seen: dict[str, Question] = {}
    keys = [section.key for section in form.sections]
    for section in form.sections:
        if keys.count(section.key) > 1:
            yield section.key, sentence("section_twice")
        if not PART.fullmatch(section.key):
            yield section.key, sentence("section_key_shape")
        for question in section.questions:
            yield from _question(form, section, question, seen)
            if question.key in seen:
                yield question.key, sentence("twice")
            seen[question.key] = question
    yield from _cards(form)
    yield from _shared(form)
    if form.emergency:
        yield from _conditions("route.emergency", form.emergency.when, seen, seen)


def _question(
    form: Form, section: Section, question: Question, seen: dict[str, Question]
) -> Iterator[tuple[str, str]]:
    key = question.key
    if not KEY.fullmatch(key):
        yield key, sentence("key_shape")
    elif key.partition(".")[0] != section.key:
        yield key, sentence("key_section", section=section.key)
    yield from _kind(key, question)
    yield from _sharing(key, question)
    looked_at = (*question.when, *(question.emergency or ()))
    yield from _conditions(key, looked_at, seen, set(form.by_key), question.card)
    yield from _differ(key, question, seen, set(form.by_key))
    before: dict[str, Question] = {}
    for each in question.fields:
        names = {other.key for other in question.fields}
        yield from _differ(f"{key}.{each.key}", each, before, names)
        yield from _conditions(f"{key}.{each.key}", each.when, before, names)
        yield from _sharing(f"{key}.{each.key}", each)
        before[each.key] = each


def _conditions(
    key: str,
    conditions: tuple[Condition, ...],
    seen: Mapping[str, Question],
    known: Collection[str],
    card: str = "",
) -> Iterator[tuple[str, str]]:
    """Conditions look back, at choices, for a value that the choice can have."""
    for condition in conditions:
        earlier = seen.get(condition.key)
        if earlier is None:
            name = "condition_forward" if condition.key in known else "condition_unknown"
            yield key, sentence(name, value=condition.key)
            continue
        if earlier.kind not in COUNTABLE:
            yield key, sentence("condition_kind", value=condition.key)
            continue
        if card and card == earlier.card:
            yield key, sentence("card_inside", value=condition.key)
        for value in sorted(condition.values - possible(earlier)):
            yield key, sentence("condition_value", value=value, key=condition.key)


def _differ(
    key: str, question: Question, seen: Mapping[str, Question], known: Collection[str]
) -> Iterator[tuple[str, str]]:
    """A difference is between two earlier questions that can have the same answers."""
    if not question.differ:
        return
    if len(set(question.differ)) != 2 or len(question.differ) != 2:
        yield key, sentence("differ_two")
        return
    looked_at = tuple(Condition(each, frozenset()) for each in question.differ)
    yield from _conditions(key, looked_at, seen, known, question.card)
    one, other = (seen.get(each) for each in question.differ)
    if one and other and possible(one) != possible(other):
        yield key, sentence("differ_alike", one=one.key, other=other.key)


def _shared(form: Form) -> Iterator[tuple[str, str]]:
    """In a shared form every question belongs to somebody the form is for."""
    if not form.shared:
        return
    for question in form.questions():
        for role in sorted(question.whose - set(form.roles)):
            yield question.key, sentence("who_for", value=role)


def possible(question: Question) -> frozenset[str]:
    """Every value, as text, that a countable question can have."""
    if question.kind is Kind.LEVEL:
        return frozenset("01234")
    if question.kind is Kind.YES_NO:
        return frozenset({"yes", "no"})
    return frozenset(choice.key for choice in question.choices)


def _kind(key: str, question: Question) -> Iterator[tuple[str, str]]:
    choosing = question.kind in (Kind.CHOICE, Kind.CHOICES)
    if choosing and not question.choices:
        yield key, sentence("no_choices")
    if question.choices and question.kind is Kind.LEVEL:
        if len(question.choices) != 5:
            yield key, sentence("level_choices", count=len(question.choices))
    elif question.choices and not choosing:
        yield key, sentence("unexpected_choices")
    keys = [choice.key for choice in question.choices]
    for value in sorted({each for each in keys if keys.count(each) > 1}):
        yield key, sentence("choice_twice", value=value)
    if question.kind is Kind.LEVEL and len(question.anchors) != 5:
        yield key, sentence("anchors", count=len(question.anchors))
    if question.is_group:
        if not question.fields:
            yield key, sentence("group_fields")
        if question.card:
            yield key, sentence("card_story")
        names = [field.key for field in question.fields]
        for field in question.fields:
            place = f"{key}.{field.key}"
            if not PART.fullmatch(field.key):
                yield place, sentence("field_key_shape")
            if names.count(field.key) > 1:
                yield place, sentence("twice")
            if field.is_group:
                yield place, sentence("group_nested")
            else:
                yield from _kind(place, field)
    elif question.fields:
        yield key, sentence("fields_unexpected")


def _sharing(key: str, question: Question) -> Iterator[tuple[str, str]]:
    if question.share is not Share.SEARCH:
        return
    if question.search_as:
        yield key, sentence("search_as_share")
    elif question.privacy is Privacy.IDENTITY:
        yield key, sentence("identity_search")


def _cards(form: Form) -> Iterator[tuple[str, str]]:
    for section in form.sections:
        runs = [
            name for name, _ in groupby(question.card for question in section.questions) if name
        ]
        for name in sorted({each for each in runs if runs.count(each) > 1}):
            first = next(q.key for q in section.questions if q.card == name)
            yield first, sentence("card_parted", value=name)
