"""Whether a store is sound: every page, every key, every sealed value, every line of the diary."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table, select, text

from storage import (
    accounts,
    credentials,
    diary,
    documents,
    entries,
    export_glass,
    invitations,
    linkings,
    migrations,
    passkeys,
    people,
    referrals,
    review_records,
    subjects,
    tables_accounts,
)
from storage import tables as t
from storage import tables_around as around
from storage import tables_sign_in as sign_in
from storage.errors import NotFound, SealBroken
from storage.finding import Finding, State, fault, fine, noted
from storage.store import canary_sings
from storage.turn import Turn


def check(turn: Turn) -> Iterator[Finding]:
    """Everything that can be said of a store that opens. Stops early where no more can be told.

    Raises SQLAlchemy's errors for a file so damaged that it cannot even be asked; `looking` turns
    them into `Damaged`.
    """
    pages = _pages(turn)
    yield pages
    if pages.state is State.FAULT:
        return
    schema = _schema(turn)
    yield schema
    if schema.name == "no_schema":
        return
    if not _canary(turn):
        yield fault("canary")
        return
    yield fine("canary")
    yield _keys(turn)
    if schema.state is State.FINE:
        yield _values(turn)
    yield _diary(turn)


def _pages(turn: Turn) -> Finding:
    broken = len(turn.all(text("PRAGMA cipher_integrity_check")))
    if broken:  # such a file may refuse to be asked anything more
        return fault("pages", broken=broken)
    said = [row[0] for row in turn.all(text("PRAGMA integrity_check"))]
    lost = len(turn.all(text("PRAGMA foreign_key_check")))
    if lost or said != ["ok"]:
        return fault("pages", broken=lost + len(said) - said.count("ok"))
    return fine("pages")


def _schema(turn: Turn) -> Finding:
    found = migrations.revision(turn.connection)
    if found is None:
        return fault("no_schema")
    if found == migrations.HEAD:
        return fine("schema")
    if found in migrations.known():
        return noted("schema")
    return fault("schema")


def _canary(turn: Turn) -> bool:
    kept = turn.first(select(around.canary.c.sealed))
    return kept is not None and canary_sings(turn, kept[0])


def _keys(turn: Turn) -> Finding:
    try:
        return fine("wrapped", count=turn.memory.keys.check(turn.connection))
    except SealBroken:
        return fault("wrapped")


def _diary(turn: Turn) -> Finding:
    broken = diary.verify(turn)
    if broken is not None:
        return fault("chain", line=broken)
    return fine("chain", lines=diary.head(turn).seq)


def _values(turn: Turn) -> Finding:
    """Opens everything that is sealed and still has its key, and shows none of it."""
    opened, broken = 0, 0
    kept = set(turn.memory.keys.subjects(turn.connection))
    parts = (_records, _names, _answers, _referrals, _ways_in, _invitations, _elsewhere, _glass)
    for part in (*parts, review_records.check):
        for ok in part(turn, kept):
            opened += ok
            broken += not ok
    if broken:
        return fault("values", broken=broken, opened=opened)
    return fine("values", opened=opened)


def _ids(turn: Turn, table: Table, *names: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in turn.all(select(*(table.c[name] for name in names)))]


def _records(turn: Turn, kept: set[str]) -> Iterator[bool]:
    for (subject,) in _ids(turn, t.subject, "id"):
        if subject in kept:
            try:
                yield subjects.subject_of(turn, subject) is not None
            except (SealBroken, ValueError):
                yield False


def _names(turn: Turn, kept: set[str]) -> Iterator[bool]:
    for (person,) in _ids(turn, t.person, "id"):
        try:
            yield people.person(turn, person) is not None
        except (SealBroken, ValueError):
            yield False


def _ways_in(turn: Turn, kept: set[str]) -> Iterator[bool]:
    """What people sign in with; all of it is under the key of the house."""
    for (person,) in _ids(turn, sign_in.password, "person"):
        try:
            yield credentials.of_person(turn, person) is not None
        except (SealBroken, ValueError):
            yield False
    for person in sorted({each[0] for each in _ids(turn, sign_in.passkey, "person")}):
        try:
            yield from (True for _ in passkeys.of_person(turn, person))
        except (SealBroken, ValueError):
            yield False


def _invitations(turn: Turn, kept: set[str]) -> Iterator[bool]:
    for (invitation,) in _ids(turn, sign_in.invitation, "id"):
        try:
            yield invitations.opens(turn, invitation)
        except SealBroken:
            yield False


def _elsewhere(turn: Turn, kept: set[str]) -> Iterator[bool]:
    """Accounts that people have linked, or are about to."""
    for (account,) in _ids(turn, tables_accounts.account, "id"):
        try:
            yield accounts.opens(turn, account)
        except (SealBroken, ValueError):
            yield False
    for (linking,) in _ids(turn, tables_accounts.linking, "id"):
        try:
            yield linkings.opens(turn, linking)
        except (SealBroken, ValueError):
            yield False


def _glass(turn: Turn, kept: set[str]) -> Iterator[bool]:
    """Why a record was opened in an emergency, what came of it, and why one may not go."""
    for subject in sorted(kept):
        try:
            yield from (True for _ in export_glass.openings(turn, subject))
            yield from (True for _ in export_glass.held(turn, subject))
        except (SealBroken, ValueError):
            yield False


def _answers(turn: Turn, kept: set[str]) -> Iterator[bool]:
    for profile, subject in _ids(turn, t.profile, "id", "subject"):
        if subject in kept:
            try:
                yield from (True for _ in entries.load(turn, profile, subject))
            except (SealBroken, ValueError):
                yield False


def _referrals(turn: Turn, kept: set[str]) -> Iterator[bool]:
    copies = _ids(turn, around.document, "ref", "version", "copy_for")
    for ref, version, subject in _ids(turn, around.referral, "ref", "version", "subject"):
        if subject not in kept:
            continue
        try:
            sent = referrals.find(turn, ref, int(version))
            yield sent is not None
            if sent is not None:
                referrals.snapshot(turn, sent)
                for _, _, copy in (each for each in copies if each[:2] == (ref, version)):
                    yield documents.find(turn, sent, copy) is not None
        except (SealBroken, NotFound, ValueError):
            yield False
