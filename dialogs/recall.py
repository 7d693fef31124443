"""What words and taps mean where a review shows what was said last time."""

from __future__ import annotations

from dialogs import heard
from dialogs.answers import Given
from dialogs.commands import meaning
from dialogs.form import Choice, Form, Kind
from dialogs.heard import Heard, Problem, Trouble
from dialogs.laid import unconfirmed
from dialogs.phrases import phrase
from dialogs.progress import Progress
from dialogs.review import Offer, offer
from dialogs.slots import Slot
from dialogs.values import pick

NAMES = ("still", "changed", "unsure")
WAYS = ("confirm", "at_once", "through")
"""How a section can be dealt with: whole, on one card, or one by one."""
BARE = (Kind.NUMBER, Kind.LEVEL)
"""Where a number that is typed is an answer, and not the number of a button."""


def numbered(slot: Slot, earlier: object) -> bool:
    """Whether the buttons under what was said last time can be meant by their number."""
    said = earlier.value if isinstance(earlier, Given) else None
    return slot.question.kind not in BARE and not (isinstance(said, str) and said.isdecimal())


def ways(cards: bool, found: Offer) -> tuple[str, ...]:
    """The ways a section of a review can be dealt with: on one card only where there are cards,
    and something was said."""
    return WAYS if cards and found.lines else ("confirm", "through")


def recall(
    form: Form, progress: Progress, slot: Slot, text: str, cards: bool = True
) -> Heard | None:
    """What the words mean to what was said last time; None when they are something else."""
    if progress.focus.asking or len(text) > 40:
        return None
    if found := offer(form, progress, slot):
        return _way(slot, text, ways(cards, found), found)
    if progress.focus.revisit == slot.path:
        return None
    earlier = unconfirmed(form, progress, slot.path)
    if earlier is None:
        return _nothing_here(progress, slot, text)
    name = _name(slot, earlier.answer, text)
    if name == "all":
        return heard.ConfirmAll(slot.section.key)
    if name == "?":
        return heard.Unclear(Problem(Trouble.YES_TO_WHAT, slot.path))
    if name:
        return _heard(name, slot.path)
    if not any(map(str.isalnum, text)):
        return heard.Unclear(Problem(Trouble.REVIEW, slot.path))
    if _of_a_group(slot, text) or (text.strip().isdecimal() and numbered(slot, earlier.answer)):
        return heard.Unclear(Problem(Trouble.REVIEW, slot.path))
    return None


def _nothing_here(progress: Progress, slot: Slot, text: str) -> Heard | None:
    """*Still true* where nothing was said last time: no answer to what is asked."""
    still = "still" in text.casefold() and meaning("recall", text) in ("still", "all")
    return heard.ConfirmAll(slot.section.key) if progress.earlier and still else None


def _of_a_group(slot: Slot, text: str) -> bool:
    """Whether it is *none* or *that's all*, which could mean either here."""
    return slot.question.is_group and meaning("groups", text) == "done"


def _way(slot: Slot, text: str, shown: tuple[str, ...], found: Offer) -> Heard | None:
    section = slot.section.key
    tables = ("offer", "recall.way") if found.lines else ("offer_empty", "recall.empty_way")
    match meaning(tables[0], text) or _picked(text, shown, tables[1]):
        case "confirm":
            return heard.ConfirmAll(section)
        case "through":
            return heard.GoThrough(section)
        case "at_once":
            return heard.GoThrough(section, at_once=True)
        case _:
            return None


def _name(slot: Slot, earlier: object, text: str) -> str:
    """`still`, `changed` or `unsure`; `?` for a yes that could mean either; nothing else."""
    found = meaning("recall", text)
    if found:
        return found
    said = meaning("yes_no", text)
    if said and slot.question.kind is Kind.YES_NO:
        # To “Yes” of last time both readings of yes, and of no, come to the same.
        if earlier != Given("yes"):
            return "?"
        return "still" if said == "yes" else ""
    if text.strip().isdecimal() and not numbered(slot, earlier):
        return ""
    # A single letter is that of a button: n is *not sure*, and the word no is none of it.
    if said and len(text.strip()) > 1:
        return "still" if said == "yes" else "changed"
    return _picked(text, NAMES, "recall.button") or ("still" if said == "yes" else "")


def _picked(text: str, names: tuple[str, ...], table: str) -> str:
    """The button that is meant by its number or its first letters."""
    found = pick(tuple(Choice(name, phrase(f"{table}.{name}")) for name in names), text)
    letters = len(text.strip()) < 3 or found is None
    short = found is not None and (letters or _begins(text, found.label))
    return found.key if found is not None and short else ""


def _begins(text: str, label: str) -> bool:
    return label.casefold().startswith(text.strip().casefold().rstrip(".!"))


def _heard(name: str, path: str) -> Heard:
    match name:
        case "still":
            return heard.Still(path)
        case "changed":
            return heard.Changed(path)
        case _:
            return heard.Unsure(path)


def pressed(form: Form, progress: Progress, slot: Slot, name: str, rest: str) -> Heard | None:
    """What a tap means, if the question still shows what was said last time."""
    if unconfirmed(form, progress, slot.path) is None:
        return None
    return heard.Still(slot.path, row=rest == "row") if name == "still" else _heard(name, slot.path)
