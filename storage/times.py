"""Times as text: UTC, ISO 8601, always the same width, so that text order is the order of time."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(time: datetime) -> str:
    """An aware time as text. A time without a zone is refused: it would be wrong twice a year."""
    if time.tzinfo is None:
        raise ValueError("a time needs its zone")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)


def from_text_or_none(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
