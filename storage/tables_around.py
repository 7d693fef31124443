"""The tables around the answers: messages in and out, diary, referrals, papers, signing in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlmodel import Field

from storage.tables import Row, core


class InboxRow(Row, table=True):
    """A message that came in: unique for ever, with the reply that it got."""

    __tablename__ = "inbox"
    __table_args__ = ({"sqlite_with_rowid": False},)

    channel: str = Field(primary_key=True, sa_type=Text)
    external_id: str = Field(primary_key=True, sa_type=Text)
    body_sha256: bytes = Field(sa_type=LargeBinary)
    subject: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    at: str = Field(sa_type=Text)


class OutboxRow(Row, table=True):
    """Something to deliver once the answers are safe; for nobody, when it is work of our own."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'given_up')", name="state"),
        Index("ix_outbox_state_lane", "state", "lane", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    dedupe: str = Field(unique=True, sa_type=Text)
    person: str | None = Field(default=None, foreign_key="person.id", sa_type=Text)
    lane: str | None = Field(default=None, sa_type=Text)
    kind: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    not_before: str = Field(sa_type=Text)
    attempts: int
    state: str = Field(sa_type=Text)
    error: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)


class DiaryRow(Row, table=True):
    """That something happened, never what was said; each line holds the hash of the one before."""

    __tablename__ = "diary"

    seq: int = Field(primary_key=True)
    at: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    behalf_of: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    object_kind: str = Field(sa_type=Text)
    object_id: str = Field(sa_type=Text, index=True)
    reason: str = Field(sa_type=Text)
    previous: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


class DiaryHeadRow(Row, table=True):
    """The newest line's number and hash, sealed: the end of the chain cannot be cut off unseen."""

    __tablename__ = "diary_head"
    __table_args__ = (CheckConstraint("one = 1", name="one"),)

    one: int = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class ReferralRow(Row, table=True):
    """What a placement officer receives: one version of a profile that was sent."""

    __tablename__ = "referral"
    __table_args__ = (CheckConstraint("status IN ('new', 'seen')", name="status"),)

    ref: str = Field(primary_key=True, sa_type=Text)
    version: int = Field(primary_key=True)
    profile: str = Field(foreign_key="profile.id", sa_type=Text, index=True)
    subject: str = Field(foreign_key="subject.id", sa_type=Text, index=True)
    emergency: bool
    needed_by: str | None = Field(default=None, sa_type=Text)
    sent_at: str = Field(sa_type=Text)
    sent_by: str = Field(foreign_key="person.id", sa_type=Text)
    status: str = Field(sa_type=Text)
    gaps: int
    digest: bytes = Field(sa_type=LargeBinary)
    snapshot: bytes = Field(sa_type=LargeBinary)


class DocumentRow(Row, table=True):
    """A finished document: one copy of one version of one referral."""

    __tablename__ = "document"
    __table_args__ = (
        ForeignKeyConstraint(["ref", "version"], ["referral.ref", "referral.version"]),
    )

    ref: str = Field(primary_key=True, sa_type=Text)
    version: int = Field(primary_key=True)
    copy_for: str = Field(primary_key=True, sa_type=Text)
    sha256: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    at: str = Field(sa_type=Text)


class LinkRow(Row, table=True):
    """A personal link of the demo; only the hash of its token is kept."""

    __tablename__ = "link"

    token_sha256: bytes = Field(primary_key=True, sa_type=LargeBinary)
    person: str = Field(foreign_key="person.id", sa_type=Text)
    at: str = Field(sa_type=Text)


class SessionRow(Row, table=True):
    """Somebody is signed in; only the hash of the cookie's id is kept."""

    __tablename__ = "session"

    id_sha256: bytes = Field(primary_key=True, sa_type=LargeBinary)
    person: str = Field(foreign_key="person.id", sa_type=Text, index=True)
    begun_at: str = Field(sa_type=Text)
    seen_at: str = Field(sa_type=Text)
    expires_at: str = Field(sa_type=Text)
    public: str = Field(default="", sa_column_kwargs={"server_default": ""}, sa_type=Text)
    """What it is called on a page of its own person; it opens nothing."""
    browser: str = Field(default="", sa_column_kwargs={"server_default": ""}, sa_type=Text)
    system: str = Field(default="", sa_column_kwargs={"server_default": ""}, sa_type=Text)
    """Stable words such as firefox and android."""


class CanaryRow(Row, table=True):
    """A sealed word that is known: a wrong master key is noticed before anything is written."""

    __tablename__ = "canary"
    __table_args__ = (CheckConstraint("one = 1", name="one"),)

    one: int = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class ReceiptRow(Row, table=True):
    """A bundle of everything about a subject was handed over: when, by whom, and its hash."""

    __tablename__ = "receipt"

    id: str = Field(primary_key=True, sa_type=Text)
    subject: str = Field(sa_type=Text, index=True)
    sha256: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    at: str = Field(sa_type=Text)


class ErasureRow(Row, table=True):
    """A subject was forgotten, or a draft let go; this stays, and so do the lines of the diary."""

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint("kind IN ('child', 'household', 'profile')", name="kind"),)

    id: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)


inbox = core(InboxRow)
outbox = core(OutboxRow)
diary = core(DiaryRow)
diary_head = core(DiaryHeadRow)
referral = core(ReferralRow)
document = core(DocumentRow)
link = core(LinkRow)
session = core(SessionRow)
canary = core(CanaryRow)
receipt = core(ReceiptRow)
erasure = core(ErasureRow)
