"""The tables of what is opened in an emergency, of its reviews, and of holds for the law."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from storage.tables import Row, core


class GlassRow(Row, table=True):
    """Somebody opened a record that is not theirs: why (sealed), since when and until when."""

    __tablename__ = "glass"

    id: str = Field(primary_key=True, sa_type=Text)
    person: str = Field(foreign_key="person.id", sa_type=Text, index=True)
    subject: str = Field(foreign_key="subject.id", sa_type=Text, index=True)
    category: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    at: str = Field(sa_type=Text)
    until: str = Field(sa_type=Text)
    review_by: str = Field(sa_type=Text)


class GlassReviewRow(Row, table=True):
    """What somebody else thought of an opening; only ever added, and the newest counts."""

    __tablename__ = "glass_review"

    id: str = Field(primary_key=True, sa_type=Text)
    glass: str = Field(foreign_key="glass.id", sa_type=Text, index=True)
    person: str = Field(foreign_key="person.id", sa_type=Text)
    outcome: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    at: str = Field(sa_type=Text)


class HoldRow(Row, table=True):
    """A record that may not go, whatever its age: a court or an inquiry may ask for it."""

    __tablename__ = "hold"

    id: str = Field(primary_key=True, sa_type=Text)
    subject: str = Field(foreign_key="subject.id", sa_type=Text, index=True)
    reason: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    at: str = Field(sa_type=Text)
    lifted_at: str | None = Field(default=None, sa_type=Text)
    lifted: bytes | None = Field(default=None, sa_type=LargeBinary)


glass = core(GlassRow)
glass_review = core(GlassReviewRow)
hold = core(HoldRow)
