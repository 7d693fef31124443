"""What was done to a record, in rows for a page: who, what in plain words, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.days import ENGLAND, day_words, time_words
from bot.diary_words import act, kind_words
from bot.words import words
from dialogs.form import Form
from storage import people, profiles
from storage.looks import Look
from storage.turn import Turn

KITH = "kith"
OPERATOR = "operator:"


@dataclass(frozen=True, slots=True)
class Row:
    """One act, or several of one kind on end, as a page shows it."""

    who: str
    job: str
    did: str
    kind: str
    kind_words: str
    day: str
    when: str
    count: int


@dataclass(slots=True)
class _Run:
    first: Look
    last: Look
    count: int


def rows(
    turn: Turn, found: Iterable[Look], forms: Mapping[str, Form], *, plainly: bool
) -> list[Row]:
    """Rows for these lines, the newest first. Acts of one kind on end, by one person on one day,
    are one row with a number.

    `plainly` is for young people and carers: whoever was not let in stays unnamed, for they saw
    nothing, and a slip of somebody's hand is no accusation.
    """
    return [_row(turn, run, forms, plainly) for run in _runs(found)]


def _runs(found: Iterable[Look]) -> Iterable[_Run]:
    runs: list[_Run] = []
    for each in found:
        last = runs[-1] if runs else None
        if last is not None and _same(last.last, each):
            last.last = each
            last.count += 1
        else:
            runs.append(_Run(each, each, 1))
    return runs


def _same(one: Look, other: Look) -> bool:
    return (one.actor, one.action, one.object_id, _day(one)) == (
        other.actor,
        other.action,
        other.object_id,
        _day(other),
    )


def _day(look: Look) -> date:
    return look.at.astimezone(ENGLAND).date()


def _row(turn: Turn, run: _Run, forms: Mapping[str, Form], plainly: bool) -> Row:
    what = act(run.first.action)
    who, job = _who(turn, run.first.actor)
    if plainly and what.kind == "refused":
        who, job = words("looks", "somebody"), ""
    begun, ended = time_words(run.last.at), time_words(run.first.at)
    return Row(
        who=who,
        job=job,
        did=what.told(_thing(turn, run.first, forms)),
        kind=what.kind,
        kind_words=kind_words(what.kind),
        day=day_words(run.first.at),
        when=begun if begun == ended else words("looks", "from_to", begun=begun, ended=ended),
        count=run.count,
    )


def _who(turn: Turn, actor: str) -> tuple[str, str]:
    person = people.person(turn, actor)
    if person is not None:
        return person.name, words("role", person.role.value)
    if actor.startswith(OPERATOR):
        return words("looks", "operator"), words("looks", "operator_job")
    return words("looks", "kith"), ""


def _thing(turn: Turn, look: Look, forms: Mapping[str, Form]) -> str:
    if look.object_kind != "profile":
        return look.object_id
    profile = profiles.find(turn, look.object_id)
    form = forms.get(profile.form) if profile else None
    return form.title if form else words("looks", "a_form")
