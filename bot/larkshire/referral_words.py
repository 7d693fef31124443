"""What a referral says: what any of them would, then what this story and this child need."""

from __future__ import annotations

from typing import Any

from bot.larkshire.answering import Supplied
from bot.larkshire.bank import table
from bot.larkshire.children import Resident

SAFETY = "safety."


def referral_words(resident: Resident) -> Supplied:
    """Everything said in one referral that the profile and the record do not say already."""
    bank = table("referral")
    found: dict[str, Any] = {**bank["common"], **bank[resident.story]}
    if resident.referral in bank["stage"]:
        found.update(bank["stage"][resident.referral])
    if resident.referral == "emergency":
        found.update(bank["urgent"][resident.story])
    for topic in bank["safety"]["topics"]:
        found.setdefault(f"{SAFETY}{topic}_status", "not_present")
    return found
