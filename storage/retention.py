"""What has been kept long enough: a plan that changes nothing, and carrying out a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, select

from care.people import Child, Household
from care.retention import About, Kept, Rule, Schedule, keep_until
from storage import forgetting, holds, receipts, subjects
from storage import tables as t
from storage import tables_around as around
from storage.erasures import Erasure
from storage.receipts import Standing
from storage.times import from_text
from storage.turn import Turn

_DRAFTS = (
    select(t.profile.c.id, t.profile.c.changed_at)
    .where(
        t.profile.c.status.in_(["open", "set_aside"]),
        t.profile.c.sent == 0,
        t.profile.c.review == "",
    )
    .order_by(t.profile.c.changed_at, t.profile.c.id)
)
_OLD: dict[About, tuple[Table, ColumnElement[bool]]] = {
    About.REPLIES: (around.inbox, around.inbox.c.at < bindparam("before")),
    About.POSTS: (
        around.outbox,
        (around.outbox.c.at < bindparam("before")) & (around.outbox.c.state != "waiting"),
    ),
}


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has been kept long enough, and why."""

    about: About
    id: str
    """The opaque id of a subject or a draft; empty for things that are counted."""
    ref: str
    rule: Rule
    until: date
    """The last day on which it had to be kept."""
    count: int = 1
    standing: Standing | None = None
    """Of a record: whether it was handed over as it is now."""
    held: bool = False
    """Whether the law holds this record: then it stays, and so do drafts about them."""

    @property
    def may_go(self) -> bool:
        """Nothing that is held goes; nothing statutory before its hand-over receipt exists."""
        if self.held:
            return False
        return not self.rule.statutory or self.standing is Standing.CURRENT


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due, and the references of those for whom no day is known to count from."""

    due: tuple[Due, ...]
    undated: tuple[str, ...]


def plan(turn: Turn, by: Schedule, today: date) -> Plan:
    """Looks, and changes nothing."""
    due: list[Due] = []
    undated = []
    found: list[Child | Household] = [*subjects.children(turn), *subjects.households(turn)]
    for subject in found:
        kept = keep_until(by, subject)
        if kept is None:
            undated.append(subject.ref)
        elif kept.until < today:
            due.append(_record(turn, subject, kept))
    due += _drafts(turn, by, today)
    due += _counted(turn, by, today)
    return Plan(tuple(due), tuple(undated))


def carry_out(turn: Turn, due: Due, by: Schedule, today: date, actor: str) -> Erasure | int:
    """Lets one thing go, if it still is due in this very turn: the erasure, or how many went.

    Raises `NoReceipt`, `Held`; 0 when it is not due any more, or not there.
    """
    match due.about:
        case About.CHILD | About.HOUSEHOLD:
            subject = subjects.subject_of(turn, due.id)
            kept = keep_until(by, subject) if subject else None
            if kept is None or kept.until >= today:
                return 0
            return forgetting.forget(turn, due.id, kept.rule.key, actor)
        case About.DRAFT:
            still = any(each.id == due.id for each in _drafts(turn, by, today))
            return forgetting.let_go(turn, due.id, due.rule.key, actor) if still else 0
        case About.REPLIES | About.POSTS:
            return _let_go_counted(turn, due, today, actor)
        case About.DIARY:
            return 0


def _record(turn: Turn, subject: Child | Household, kept: Kept) -> Due:
    about = About.CHILD if isinstance(subject, Child) else About.HOUSEHOLD
    standing = receipts.standing(turn, subject.id)
    held = holds.is_held(turn, subject.id)
    return Due(about, subject.id, subject.ref, kept.rule, kept.until, 1, standing, held)


def _drafts(turn: Turn, by: Schedule, today: date) -> Iterator[Due]:
    for rule in by.about(About.DRAFT):
        for row in turn.all(_DRAFTS):
            until = rule.keep_until(from_text(row.changed_at).date())
            if until < today:
                held = holds.is_profile_held(turn, row.id)
                yield Due(About.DRAFT, row.id, row.id, rule, until, held=held)


def _counted(turn: Turn, by: Schedule, today: date) -> Iterator[Due]:
    for about, (table, is_old) in _OLD.items():
        for rule in by.about(about):
            old = {"before": _before(rule, today)}
            row = turn.first(
                select(func.count(), func.min(table.c.at)).select_from(table).where(is_old), **old
            )
            if row and row[0]:
                until = rule.keep_until(from_text(row[1]).date())
                yield Due(about, "", "", rule, until, int(row[0]))


def _let_go_counted(turn: Turn, due: Due, today: date, actor: str) -> int:
    table, is_old = _OLD[due.about]
    gone = turn.change(delete(table).where(is_old), {"before": _before(due.rule, today)})
    if gone:
        key = due.rule.key
        turn.write_diary(f"{due.about}.let_go", due.about, str(gone), actor, "terminal", key)
    return gone


def _before(rule: Rule, today: date) -> str:
    """Whatever was kept before this day has been kept long enough; times are text in UTC."""
    back = timedelta(days=rule.days) if rule.days else today - _years_back(today, rule.years)
    return (today - back).isoformat()


def _years_back(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)
