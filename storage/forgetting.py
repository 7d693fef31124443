"""Forgetting: the keys of a child or household are destroyed, and all that they sealed is deleted.

What stays: the lines of the diary (ids and stable words, chained), the receipts, and an erasure
with an opaque id, a time and a word for the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import bindparam, delete, select, update

from storage import accounts, erasures, holds, receipts, review_records, sqlite
from storage import tables as t
from storage import tables_around as around
from storage import tables_glass as emergency
from storage.erasures import Erasure
from storage.errors import Forgotten, Held, NoReceipt, NotFound
from storage.receipts import Standing
from storage.tables_access import conflict
from storage.turn import Turn

_KIND = select(t.subject.c.kind).where(t.subject.c.id == bindparam("of"))
_PROFILES = select(t.profile.c.id).where(t.profile.c.subject == bindparam("of"))
_REFERRALS = select(around.referral.c.ref).where(around.referral.c.subject == bindparam("of"))
_SENT = select(around.referral.c.ref).where(around.referral.c.profile == bindparam("of"))
_REVIEWED = select(t.profile.c.id).where(
    t.profile.c.id == bindparam("of"), t.profile.c.review != ""
)
_ONE = select(t.profile.c.id).where(t.profile.c.id == bindparam("of"))


def forget(
    turn: Turn, subject_id: str, reason: str, actor: str, *, without_receipt: bool = False
) -> Erasure:
    """Forgets a child or household, for ever. `reason` is one word, such as a rule's key.

    Raises `Held` while the law holds it, on purpose or not; `NoReceipt` unless everything there
    is now was handed over, or it goes without on purpose; `Forgotten`, `NotFound`, and
    `DiaryLineRefused` for a reason that is a sentence.
    """
    row = turn.first(_KIND, of=subject_id)
    if row is None:
        raise Forgotten if erasures.is_erased(turn, subject_id) else NotFound
    if holds.is_held(turn, subject_id):
        raise Held
    if not without_receipt and receipts.standing(turn, subject_id) is not Standing.CURRENT:
        raise NoReceipt
    action = "subject.forgotten_without_receipt" if without_receipt else "subject.forgotten"
    turn.write_diary(action, row.kind, subject_id, actor, "terminal", reason)
    made = Erasure(subject_id, row.kind, turn.at, reason)
    _erase(turn, made)
    return made


def let_go(turn: Turn, profile_id: str, reason: str, actor: str) -> Erasure:
    """Deletes one draft with its answers; whom it is about stays. Raises `NotFound`, `Held`.

    What was ever sent, or belongs to a review, is no draft; that raises `NoReceipt`, for it goes
    with the subject only.
    """
    if turn.first(_ONE, of=profile_id) is None:
        raise NotFound
    if holds.is_profile_held(turn, profile_id):
        raise Held
    if any(turn.first(query, of=profile_id) is not None for query in (_SENT, _REVIEWED)):
        raise NoReceipt
    turn.write_diary("profile.let_go", "profile", profile_id, actor, "terminal", reason)
    made = Erasure(profile_id, "profile", turn.at, reason)
    _erase(turn, made)
    return made


def replay(turn: Turn, known: Iterable[Erasure], actor: str) -> int:
    """Erases once more whatever an old backup brought back; how many of these there were.

    The list itself is taken over whole, so that the restored store knows of them all; except for
    those whom a hold keeps here (`held_back`): they stay until it is lifted.
    """
    back = 0
    for each in known:
        if _is_held(turn, each):
            continue
        is_profile = each.kind == "profile"
        present = turn.first(_ONE if is_profile else _KIND, of=each.id) is not None
        if present:
            back += 1
            turn.write_diary("erasure.replayed", each.kind, each.id, actor, "terminal", each.reason)
        _erase(turn, each)
    return back


def held_back(turn: Turn, known: Iterable[Erasure]) -> int:
    """How many on this list a hold keeps in the store."""
    return sum(_is_held(turn, each) for each in known)


def empty_log(store: Path, file_key: bytes) -> bool:
    """Empties the write-ahead log, in which old pages stand until they are written over.

    After the turn, never in it. False when somebody was reading just then: then it is emptied
    when the server next stops, or when this is done again.
    """
    engine = sqlite.engine(store, file_key)
    connection = engine.raw_connection()
    try:
        done = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(done[0] == 0)
    finally:
        connection.close()
        engine.dispose()


def _is_held(turn: Turn, erasure: Erasure) -> bool:
    if erasure.kind == "profile":
        return holds.is_profile_held(turn, erasure.id)
    return holds.is_held(turn, erasure.id)


def _erase(turn: Turn, erasure: Erasure) -> None:
    erasures.add(turn, erasure)
    if erasure.kind == "profile":
        _delete_profiles(turn, [erasure.id])
    else:
        _delete_subject(turn, erasure.id)
    turn.memory.forget()


def _delete_subject(turn: Turn, subject_id: str) -> None:
    turn.memory.keys.destroy(turn.connection, subject_id)
    refs = sorted({row[0] for row in turn.all(_REFERRALS, of=subject_id)})
    for ref in refs:
        waiting = around.outbox.c.dedupe.contains(ref, autoescape=True)
        stop = update(around.outbox).where(waiting, around.outbox.c.state == "waiting")
        turn.change(stop.values(state="given_up", error="forgotten"), {})
    gone = {"of": subject_id}
    turn.change(delete(around.document).where(around.document.c.ref.in_(refs)), {})
    turn.change(delete(around.referral).where(around.referral.c.subject == bindparam("of")), gone)
    review_records.forget(turn, subject_id)
    _delete_profiles(turn, [row[0] for row in turn.all(_PROFILES, of=subject_id)])
    turn.change(delete(around.inbox).where(around.inbox.c.subject == bindparam("of")), gone)
    turn.change(delete(conflict).where(conflict.c.subject == bindparam("of")), gone)
    turn.change(delete(t.allocation).where(t.allocation.c.subject == bindparam("of")), gone)
    _delete_openings(turn, gone)
    turn.change(delete(t.subject).where(t.subject.c.id == bindparam("of")), gone)


def _delete_openings(turn: Turn, gone: dict[str, str]) -> None:
    """What was sealed with the key of somebody forgotten opens no more; the diary has the rest."""
    about = select(emergency.glass.c.id).where(emergency.glass.c.subject == bindparam("of"))
    review = emergency.glass_review
    turn.change(delete(review).where(review.c.glass.in_(about)), gone)
    for table in (emergency.glass, emergency.hold):
        turn.change(delete(table).where(table.c.subject == bindparam("of")), gone)


def _delete_profiles(turn: Turn, ids: list[str]) -> None:
    review_records.let_go(turn, ids)
    for each in ids:
        accounts.leave(turn, each)
    turn.change(delete(t.answer).where(t.answer.c.profile.in_(ids)), {})
    turn.change(delete(t.profile).where(t.profile.c.id.in_(ids)), {})
