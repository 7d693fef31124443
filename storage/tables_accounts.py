"""The tables of accounts elsewhere: linked ones, offers to link, and what was shown at them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from storage.tables import Row, core


class AccountRow(Row, table=True):
    """An account elsewhere through which somebody talks; the row goes when that is over.

    Only the hash of what the channel calls it is kept. One account is one person's, and a person
    has one on each channel.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("channel", "key_sha256"),
        UniqueConstraint("person", "channel"),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    channel: str = Field(sa_type=Text)
    key_sha256: bytes = Field(sa_type=LargeBinary)
    person: str = Field(foreign_key="person.id", sa_type=Text)
    place: bytes = Field(sa_type=LargeBinary)
    """Where to write to, sealed."""
    name: bytes = Field(sa_type=LargeBinary)
    """What the account calls itself, sealed."""
    profile: str = Field(sa_type=Text)
    """Which profile is open there, and what was asked last; ids and paths, or nothing."""
    asked: str = Field(sa_type=Text)
    linked_at: str = Field(sa_type=Text)
    confirmed_at: str = Field(sa_type=Text)
    seen_at: str = Field(sa_type=Text)


class LinkingRow(Row, table=True):
    """An offer to link an account, made by somebody who is signed in; good once, for minutes."""

    __tablename__ = "linking"
    __table_args__ = (CheckConstraint("state IN ('open', 'claimed')", name="state"),)

    id: str = Field(primary_key=True, sa_type=Text)
    channel: str = Field(sa_type=Text)
    person: str = Field(foreign_key="person.id", sa_type=Text, index=True)
    token_sha256: bytes = Field(unique=True, sa_type=LargeBinary)
    code_sha256: bytes = Field(unique=True, sa_type=LargeBinary)
    state: str = Field(sa_type=Text)
    made_at: str = Field(sa_type=Text)
    expires_at: str = Field(sa_type=Text)
    key_sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    place: bytes | None = Field(default=None, sa_type=LargeBinary)
    name: bytes | None = Field(default=None, sa_type=LargeBinary)
    """Of the account that claimed it, sealed, until its person says whether it is theirs."""


class ShownRow(Row, table=True):
    """A message at an account with something to tap or to fill in; numbers and ids only.

    A number is never given twice, so that an old button cannot become another one.
    """

    __tablename__ = "shown"
    __table_args__ = (
        UniqueConstraint("account", "inbox_id", "number"),
        Index("ix_shown_account_external", "account", "external"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(foreign_key="account.id", sa_type=Text)
    channel: str = Field(sa_type=Text)
    inbox_id: str = Field(sa_type=Text)
    number: int
    external: str = Field(sa_type=Text)
    live: bool
    at: str = Field(sa_type=Text)


account = core(AccountRow)
linking = core(LinkingRow)
shown = core(ShownRow)
