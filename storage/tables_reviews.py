"""The tables of skills reviews, and of several people at one profile."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlmodel import Field

from storage.tables import Row, core


class ReviewRow(Row, table=True):
    """One yearly review of a household, around the profile that holds its own questions."""

    __tablename__ = "review"
    __table_args__ = (CheckConstraint("status IN ('open', 'signed')", name="status"),)

    ref: str = Field(primary_key=True, sa_type=Text)
    subject: str = Field(foreign_key="subject.id", sa_type=Text, index=True)
    profile: str = Field(foreign_key="profile.id", sa_type=Text)
    begun_by: str = Field(foreign_key="person.id", sa_type=Text)
    begun_at: str = Field(sa_type=Text)
    due_on: str | None = Field(default=None, sa_type=Text)
    status: str = Field(sa_type=Text)
    signed_at: str | None = Field(default=None, sa_type=Text)
    snapshot: bytes | None = Field(default=None, sa_type=LargeBinary)


class PartRow(Row, table=True):
    """Sections of a profile that were handed to somebody, until they are done or taken back."""

    __tablename__ = "part"

    id: str = Field(primary_key=True, sa_type=Text)
    profile: str = Field(foreign_key="profile.id", sa_type=Text, index=True)
    person: str = Field(foreign_key="person.id", sa_type=Text, index=True)
    sections: str = Field(sa_type=Text)
    given_by: str = Field(foreign_key="person.id", sa_type=Text)
    at: str = Field(sa_type=Text)
    done_at: str | None = Field(default=None, sa_type=Text)
    back_at: str | None = Field(default=None, sa_type=Text)


class FocusRow(Row, table=True):
    """What one of several people at a profile is looking at; paths, never words."""

    __tablename__ = "focus"
    __table_args__ = ({"sqlite_with_rowid": False},)

    profile: str = Field(primary_key=True, foreign_key="profile.id", sa_type=Text)
    person: str = Field(primary_key=True, foreign_key="person.id", sa_type=Text)
    focus: str = Field(sa_type=Text)


class SignatureRow(Row, table=True):
    """Somebody signed what they saw, by its hash; triggers refuse to change or delete it."""

    __tablename__ = "signature"

    id: str = Field(primary_key=True, sa_type=Text)
    review: str = Field(foreign_key="review.ref", sa_type=Text, index=True)
    person: str = Field(foreign_key="person.id", sa_type=Text)
    role: str = Field(sa_type=Text)
    seen: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)


class PaperRow(Row, table=True):
    """The newest Word file of its kind about a household, and the mark of what it was made from."""

    __tablename__ = "paper"

    subject: str = Field(primary_key=True, foreign_key="subject.id", sa_type=Text)
    about: str = Field(primary_key=True, sa_type=Text)
    copy_for: str = Field(primary_key=True, sa_type=Text)
    mark: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    at: str = Field(sa_type=Text)


class PictureRow(Row, table=True):
    """A picture for the welcome page, and the words that say what is on it, both sealed."""

    __tablename__ = "picture"

    id: str = Field(primary_key=True, sa_type=Text)
    subject: str = Field(foreign_key="subject.id", sa_type=Text, index=True)
    kind: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    words: bytes = Field(sa_type=LargeBinary)
    by: str = Field(foreign_key="person.id", sa_type=Text)
    at: str = Field(sa_type=Text)


class ReminderRow(Row, table=True):
    """How often somebody was reminded of something, and whether they would rather not be."""

    __tablename__ = "reminder"

    person: str = Field(primary_key=True, foreign_key="person.id", sa_type=Text)
    subject: str = Field(primary_key=True, foreign_key="subject.id", sa_type=Text)
    about: str = Field(primary_key=True, sa_type=Text)
    told: int
    told_at: str | None = Field(default=None, sa_type=Text)
    not_before: str | None = Field(default=None, sa_type=Text)
    stopped: bool


review = core(ReviewRow)
part = core(PartRow)
focus = core(FocusRow)
signature = core(SignatureRow)
paper = core(PaperRow)
picture = core(PictureRow)
reminder = core(ReminderRow)
