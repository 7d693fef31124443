"""The tables of invitations, passwords with their codes, passkeys, waits and known devices."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlmodel import Field

from storage.tables import Row, core


class InvitationRow(Row, table=True):
    """Somebody may come and choose how they will sign in; only the hash of the link is kept."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'used', 'withdrawn', 'spoilt')", name="state"),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    token_sha256: bytes = Field(unique=True, sa_type=LargeBinary)
    person: str = Field(foreign_key="person.id", sa_type=Text, index=True)
    made_by: str = Field(foreign_key="person.id", sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    """The spoken code."""
    wrong: int
    """How often the spoken code was said wrong."""
    state: str = Field(sa_type=Text)
    made_at: str = Field(sa_type=Text)
    expires_at: str = Field(sa_type=Text)


class PasswordRow(Row, table=True):
    """A sign-in name with its password and one-time codes; one for each person at most."""

    __tablename__ = "password"

    person: str = Field(primary_key=True, foreign_key="person.id", sa_type=Text)
    name_sha256: bytes = Field(unique=True, sa_type=LargeBinary)
    name: bytes = Field(sa_type=LargeBinary)
    sealed: bytes = Field(sa_type=LargeBinary)
    """The Argon2 hash of the password."""
    secret: bytes = Field(sa_type=LargeBinary)
    """What the one-time codes are made from, sealed."""
    last_step: int
    """The half-minute whose code was used last: that one, and all before, are spent."""
    changed_at: str = Field(sa_type=Text)


class PasskeyRow(Row, table=True):
    """A passkey: its public half, sealed, and how often it says it has signed."""

    __tablename__ = "passkey"

    id: str = Field(primary_key=True, sa_type=Text)
    credential_sha256: bytes = Field(unique=True, sa_type=LargeBinary)
    person: str = Field(foreign_key="person.id", sa_type=Text, index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    sign_count: int
    browser: str = Field(sa_type=Text)
    system: str = Field(sa_type=Text)
    made_at: str = Field(sa_type=Text)
    used_at: str | None = Field(default=None, sa_type=Text)


class WaitRow(Row, table=True):
    """How often a name was tried in vain, whether anybody has it or not."""

    __tablename__ = "wait"

    name_sha256: bytes = Field(primary_key=True, sa_type=LargeBinary)
    tries: int
    tried_at: str = Field(sa_type=Text)


class DeviceRow(Row, table=True):
    """What kind of device somebody has signed in on before; kinds, never the device itself."""

    __tablename__ = "device"

    person: str = Field(primary_key=True, foreign_key="person.id", sa_type=Text)
    browser: str = Field(primary_key=True, sa_type=Text)
    system: str = Field(primary_key=True, sa_type=Text)
    first_at: str = Field(sa_type=Text)


invitation = core(InvitationRow)
password = core(PasswordRow)
passkey = core(PasskeyRow)
wait = core(WaitRow)
device = core(DeviceRow)
