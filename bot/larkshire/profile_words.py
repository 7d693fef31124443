"""What each profile about a child says: the story as it is now, or shorter, as it was then."""

from __future__ import annotations

from random import Random
from typing import Any

from bot.larkshire.answering import Supplied
from bot.larkshire.bank import chance, story, table
from bot.larkshire.children import Resident
from dialogs.form import Form

LATEST = 2
"""The place, in a story's list of levels, of the newest profile; earlier ones come before it."""
SKIPPED = {"skipped": True}
_HEAVY = 3
"""The level from which a fact is asked for."""


def profile_words(form: Form, resident: Resident, which: int, first: bool, seed: str) -> Supplied:
    """Everything said in one profile, by the key of its question."""
    told = story(resident.story)
    latest = which == LATEST
    found: dict[str, Any] = {
        "start.purpose": _purpose(resident, latest, first),
        "start.made_with": (told if latest else table("then"))["start"]["made_with"],
        "start.child_took_part": told["start"]["took_part"] if latest else "observed",
        "closing.goals": [_goal(each) for each in told["goal"]] if latest else [],
        "closing.anything_else": told["closing"]["anything_else"] if latest else SKIPPED,
    }
    for section in form.sections:
        if section.domain:
            words = told[section.key]
            level = _level(words["levels"][which], latest, chance(seed, section.key))
            parts = _now(words, level) if latest else _then(section.key, level)
            found.update({f"{section.key}.{part}": said for part, said in parts.items()})
    if latest and resident.gap is not None:
        key, who, days = resident.gap
        found[key] = {"unknown": who, "days": days}
        if key.endswith(".level"):
            found[key.replace(".level", ".own_view")] = SKIPPED
    return found


def _purpose(resident: Resident, latest: bool, first: bool) -> str:
    if latest and resident.referral:
        return "before_move"
    return "first" if first else "review"


def _level(level: int, latest: bool, random: Random) -> int:
    """As the story has it; the two lightest levels lie so close that either may be chosen."""
    return 1 - level if latest and level in (0, 1) and random.random() < 0.2 else level


def _now(words: dict[str, Any], level: int) -> dict[str, Any]:
    view = words["own_view"]
    parts = {part: words[part] for part in ("strength", "own_words", "need", "helps", "hope")}
    fact = {"fact": words["fact"]} if "fact" in words or level >= _HEAVY else {}
    return {**parts, **fact, "level": level, "own_view": view if view != "none" else SKIPPED}


def _then(domain: str, level: int) -> dict[str, Any]:
    words = table("then")[domain]
    need = words["high" if level >= _HEAVY else "mid" if level == _HEAVY - 1 else "low"]
    parts = {part: words[part] for part in ("strength", "fact", "helps", "hope")}
    return {**parts, "need": need, "level": level, "own_words": SKIPPED, "own_view": SKIPPED}


def _goal(goal: dict[str, Any]) -> dict[str, Any]:
    return {
        "now_or_later": goal["when"],
        "part_of_life": goal["part"],
        "my_words": goal["my_words"],
        "different": goal["different"],
        "first_step": goal["step"],
        "who_helps": goal["who"],
        "by_when": goal["days"],
    }
