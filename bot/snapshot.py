"""What is kept with a referral so that this very version can be shown and printed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dialogs.answers import Answers, from_plain, to_plain


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A referral as it was sent: the answers, the record, and who sent it."""

    form: str
    """The name of the form, such as `placement_referral.1`."""
    answers: Answers = field(repr=False)
    record: Mapping[str, str] = field(repr=False)
    sent_by: str = field(repr=False)
    council: str
    written_on: date
    emergency: bool = False
    due: date | None = None
    """In an emergency, the day by which the rest is answered."""

    def plain(self) -> dict[str, object]:
        """As JSON, for `storage.referrals.send`."""
        return {
            "form": self.form,
            "answers": {path: to_plain(answer) for path, answer in self.answers.items()},
            "record": dict(self.record),
            "sent_by": self.sent_by,
            "council": self.council,
            "written_on": self.written_on.isoformat(),
            "emergency": self.emergency,
            "due": self.due.isoformat() if self.due else None,
        }


def snapshot_from(plain: Mapping[str, Any]) -> Snapshot:
    """The snapshot that `Snapshot.plain` wrote."""
    return Snapshot(
        form=plain["form"],
        answers={path: from_plain(answer) for path, answer in plain["answers"].items()},
        record=plain["record"],
        sent_by=plain["sent_by"],
        council=plain["council"],
        written_on=date.fromisoformat(plain["written_on"]),
        emergency=plain["emergency"],
        due=date.fromisoformat(plain["due"]) if plain["due"] else None,
    )
