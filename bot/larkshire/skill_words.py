"""What each carer who signs in says about their skills, and what was agreed on."""

from __future__ import annotations

from typing import Any

from bot.larkshire.answering import Supplied
from bot.larkshire.bank import table

STORY = ("did", "difference", "shown", "learned")
_LOWEST, _CONFIDENT = 0, 2


def skill_words(carer: str, *, before: bool = False, now: bool = False) -> Supplied:
    """Everything said in one skills profile: as it is, or as it was a year `before`, with the
    levels of that time. With `now`, only what is not as it was then."""
    bank = table("skills")
    found: dict[str, Any] = {} if before or now else dict(bank["ahead"][carer])
    for domain, words in bank[carer].items():
        changed = "before" in words and words["before"] != words["levels"]
        if now and not changed:
            continue
        own, agreed = words["before"] if before and "before" in words else words["levels"]
        parts = _parts(words, own, agreed, with_story=not before or not changed)
        found.update({f"{domain}.{part}": said for part, said in parts.items()})
    if before or now:
        found.update(bank["ahead"][carer])
    return found


def _parts(words: dict[str, Any], own: int, agreed: int, *, with_story: bool) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "bring": words["bring"],
        "self_level": own,
        "agreed_level": agreed,
        "grow": words.get("grow", "now"),
    }
    told = words.get("story") if with_story and own >= _CONFIDENT else None
    if own >= _CONFIDENT:
        parts["story"] = "now" if told else "none"
    if told:
        parts.update(zip(STORY, told, strict=True))
        parts["story_when"] = -int(words["when"])
    if own > _LOWEST:
        parts["evidence"] = words.get("evidence", ["fostering"])
    if own != agreed:
        parts["agreed_why"], parts["answer"] = words["why"], words["answer"]
    for key in ("support", "support_words"):
        if key in words:
            parts[key] = words[key]
    if "limits" in words:
        parts["limits"] = words["limits"]
    return parts
