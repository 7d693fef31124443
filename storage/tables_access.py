"""The table of conflicts of interest: who may not come near a record, whatever else they are."""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field

from storage.tables import Row, core


class ConflictRow(Row, table=True):
    """Somebody is too near to a child or household to have anything to do with their record."""

    __tablename__ = "conflict"

    person: str = Field(primary_key=True, foreign_key="person.id", sa_type=Text)
    subject: str = Field(primary_key=True, foreign_key="subject.id", sa_type=Text, index=True)
    since: str = Field(primary_key=True, sa_type=Text)
    until: str | None = Field(default=None, sa_type=Text)
    reason: str = Field(sa_type=Text)


conflict = core(ConflictRow)
