"""The tables of people, subjects, profiles and answers; `tables_around.py` has the others.

Times are ISO 8601 text in UTC (`storage/times.py`), so that they sort and compare as text in any
database. A column named `sealed` holds what `storage/sealed.py` made. Labels are never stored.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, LargeBinary, MetaData, Table, Text, text
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _word() -> Any:
    """A column that was added later: empty in every row there was."""
    return Field(default="", sa_column_kwargs={"server_default": ""}, sa_type=Text)


class Row(SQLModel):
    """What every table shares: one metadata, in which every constraint has a name."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class PersonRow(Row, table=True):
    """Somebody who signs in. The name is sealed; the rest is opaque or a stable word."""

    __tablename__ = "person"

    id: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(unique=True, sa_type=Text)
    role: str = Field(sa_type=Text)
    team: str = Field(sa_type=Text)
    active: bool
    sealed: bytes = Field(sa_type=LargeBinary)


class SubjectRow(Row, table=True):
    """A child or a household: whom a form is about."""

    __tablename__ = "subject"
    __table_args__ = (CheckConstraint("kind IN ('child', 'household')", name="kind"),)

    id: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    ref: str = Field(unique=True, sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    team: str | None = Field(default=None, sa_type=Text)
    """The team that works with them; none in a row that is older than teams are."""
    restricted: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    """Whether only people who are named may open it."""


class DataKeyRow(Row, table=True):
    """The key of one subject, or of the house (subject ''), wrapped by the master key."""

    __tablename__ = "data_key"

    subject: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(primary_key=True)
    wrapped: bytes = Field(sa_type=LargeBinary)
    made_at: str = Field(sa_type=Text)


class AllocationRow(Row, table=True):
    """Who works with whom, since when, and until when."""

    __tablename__ = "allocation"

    person: str = Field(primary_key=True, foreign_key="person.id", sa_type=Text)
    subject: str = Field(primary_key=True, foreign_key="subject.id", sa_type=Text, index=True)
    since: str = Field(primary_key=True, sa_type=Text)
    until: str | None = Field(default=None, sa_type=Text)
    kind: str = Field(default="case", sa_column_kwargs={"server_default": "case"}, sa_type=Text)
    """`case`, or `cover` for a while, with the end in `until` from the beginning."""


class ProfileRow(Row, table=True):
    """One completion of a form about one subject. The focus holds paths, never words."""

    __tablename__ = "profile"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'finished', 'sent', 'set_aside')", name="status"),
        Index("ix_profile_voice", "voice", sqlite_where=text("voice <> ''")),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    form: str = Field(sa_type=Text)
    subject: str = Field(foreign_key="subject.id", sa_type=Text, index=True)
    owner: str = Field(foreign_key="person.id", sa_type=Text, index=True)
    status: str = Field(sa_type=Text)
    revision: int
    focus: str = Field(sa_type=Text)
    sent: int
    sent_turn: int
    begun_at: str = Field(sa_type=Text)
    changed_at: str = Field(sa_type=Text)
    finished_at: str | None = Field(default=None, sa_type=Text)
    sent_at: str | None = Field(default=None, sa_type=Text)
    voice: str = _word()
    """The person whose own words it holds, or nobody's in particular."""
    review: str = _word()
    """The reference of the review that it belongs to, if it does."""


class AnswerRow(Row, table=True):
    """One change to one answer, for ever; triggers refuse to change or delete it.

    Clustered by profile, so that a draft is read in one stretch of the file.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_path_plain", "path", "plain", sqlite_where=text("plain IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )

    profile: str = Field(primary_key=True, foreign_key="profile.id", sa_type=Text)
    seq: int = Field(primary_key=True)
    turn: int
    path: str = Field(sa_type=Text)
    undoes: int
    sealed: bytes = Field(sa_type=LargeBinary)
    plain: str | None = Field(default=None, sa_type=Text)
    author: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    first_by: str = _word()
    """Whose words an answer repeats that was found to be true still, and since when they stand."""
    first_at: str = _word()


def core(model: type[SQLModel]) -> Table:
    """The table as SQLAlchemy's core knows it: faster than the mapped class on every turn."""
    return Row.metadata.tables[str(model.__tablename__)]


person = core(PersonRow)
subject = core(SubjectRow)
data_key = core(DataKeyRow)
allocation = core(AllocationRow)
profile = core(ProfileRow)
answer = core(AnswerRow)
