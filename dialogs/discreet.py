"""What was meant at a door that takes only taps, numbers and days, and what is not taken there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from dialogs import heard
from dialogs.answers import Given, NotKnown
from dialogs.commands import command, meaning
from dialogs.doors import may_ask
from dialogs.ear import Ear
from dialogs.find_out import WHO, is_part, stem
from dialogs.form import Form, Kind
from dialogs.heard import Heard, Problem, Trouble
from dialogs.laid import place, places
from dialogs.message import Said, SaidCard, SaidPress, SaidText
from dialogs.position import in_short, pending, section_of, waiting_for
from dialogs.progress import Progress
from dialogs.review import offer
from dialogs.slots import Slot
from dialogs.values import Read, read_value

OF_LAST_TIME = (Trouble.RECALL, Trouble.REVIEW, Trouble.YES_TO_WHAT)
"""Troubles where something of last time is on show, which here it never is."""
STEERING = (Trouble.CANNOT_NOT_KNOW, Trouble.WHICH, Trouble.YES_OR_NO, Trouble.OFFERED)
"""Troubles with words that were not meant as an answer."""
ECHOING = (Trouble.DATE_NO_DAY, Trouble.DATE_IMPOSSIBLE)
"""Troubles whose nearest readings say the answer back."""


def for_the_web(form: Form, progress: Progress, slot: Slot) -> tuple[Slot, ...]:
    """The open questions in a row, from this one on, that are answered on the web and not here."""
    if progress.focus.revisit:
        return (slot,)
    found: list[Slot] = []
    for each in waiting_for(form, progress):
        if each.section is slot.section and (found or each == slot):
            if may_ask(each):
                break
            found.append(each)
    return tuple(found) or (slot,)


def left_here(form: Form, progress: Progress, section: str = "") -> Iterator[Slot]:
    """What waits and may be asked here: in a section, or anywhere."""
    for slot in waiting_for(form, progress):
        if may_ask(slot) and section in ("", slot.section.key):
            yield slot


def passed_on(form: Form, progress: Progress, before: Collection[str]) -> tuple[Progress, int]:
    """Whoever has left what is for the web once is not stopped by more of it while something may
    be asked here: where they are then, and how many questions were passed over. What was not asked
    `before` is not passed over: they have just said that there is something to tell."""
    if not progress.focus.passed or in_short(form, progress) or not any(left_here(form, progress)):
        return progress, 0
    now, count = progress, 0
    for _ in places(form, progress).places:
        slot = pending(form, now)
        if slot is None or may_ask(slot) or slot.path == now.focus.revisit:
            break
        if slot.path not in before or is_part(slot.path) or offer(form, now, slot):
            break
        row = for_the_web(form, now, slot)
        count += len(row)
        now = now.looking(passed=row[-1].path, section=section_of(row[-1].path))
    return now, count


def tapped_at_door(form: Form, progress: Progress, said: Said, ear: Ear) -> Heard | None:
    """What only such a door knows: one more of several answers, and a section gone through by
    taps. None for everything else."""
    slot = pending(form, progress)
    several = slot is not None and slot.question.kind is Kind.CHOICES and may_ask(slot)
    match said:
        case SaidPress(press, _) if press.startswith("tap:"):
            here = places(form, progress).by_section.get(press.removeprefix("tap:"), ())
            return heard.PassOver(here[-1].path) if here else heard.Stale("")
        case SaidPress(press, asked) if press == "picked" or press.startswith("pick:"):
            if slot is None or asked not in ("", slot.path):
                return heard.Stale(asked)
            key, picking = press.removeprefix("pick:"), progress.focus.picking == slot.path
            if several and (picking if press == "picked" else slot.question.choice(key)):
                return heard.Picked(slot.path, () if press == "picked" else (key,))
            return heard.Stale("")
        case SaidPress("carry_on", asked) if slot and asked == slot.path and not may_ask(slot):
            return None if progress.focus.revisit else heard.NotHere("not_yet")
        case SaidText(text, asked) if slot and several and asked in ("", slot.path):
            return (
                _typed(progress, slot, text, ear) if slot.path == progress.focus.picking else None
            )
        case _:
            return None


def _typed(progress: Progress, slot: Slot, text: str, ear: Ear) -> Heard | None:
    """Words while answers are tapped one by one: those that are left, or that this was all.

    What is named although it is taken already stays taken, and takes nothing away. A number counts
    what is left, and is none of those that are not on show any more.
    """
    if meaning("groups", text) == "done":
        return heard.Picked(slot.path)
    if command(text):
        return None
    now = progress.answers.get(slot.path)
    before = now.value if isinstance(now, Given) and isinstance(now.value, tuple) else ()
    still = tuple(each for each in slot.question.choices if each.key not in before)
    question = replace(slot.question, choices=still)
    match read_value(question, slot.path, text, ear.today):
        case Read(Given(tuple() as keys), note):
            return heard.Picked(slot.path, tuple(map(str, keys)), bool(note))
    match read_value(slot.question, slot.path, text, ear.today):
        case Read(Given(tuple() as keys), note) if not any(map(str.isdecimal, text)):
            return heard.Picked(slot.path, tuple(map(str, keys)), bool(note))
        case Read(Given()):
            return heard.NotHere("beside")
        case _:
            return None


def taken_at_door(form: Form, progress: Progress, said: Said, meant: Heard, ear: Ear) -> Heard:
    """The same as it was understood, without what this door does not take."""
    slot = pending(form, progress)
    match meant:
        case heard.CardAnswered() if isinstance(said, SaidCard):
            return heard.NotHere("card")
        case heard.CardAnswered():
            return heard.NotHere("web")
        case heard.Answered(path, _, _):
            return _answer(form, progress, meant, ear, place(form, progress, path))
        case heard.Commented(path, _):
            there = place(form, progress, path)
            return heard.NotHere("beside" if there and may_ask(there) else "web")
        case heard.Unclear(problem):
            return _unclear(form, progress, problem)
        case heard.Stale(path, _):
            return heard.Stale(path)
        case heard.Still() | heard.Changed() | heard.Unsure() | heard.ConfirmAll():
            return heard.NotHere("review")
        case heard.GoThrough(section):
            here = places(form, progress).by_section.get(section, ())
            return heard.PassOver(here[-1].path) if here else heard.Stale("")
        case heard.Later() | heard.Skip() if slot and not may_ask(slot):
            return _pass_over(form, progress, slot, meant)
        case _:
            return meant


def _answer(
    form: Form, progress: Progress, meant: heard.Answered, ear: Ear, slot: Slot | None
) -> Heard:
    """An answer that was tapped, or typed as a number or a day; words beside it are not kept."""
    given = meant.answer
    me = meant.path.endswith(WHO) and ear.me and given == Given(ear.me)
    if slot is None or not (may_ask(slot) or isinstance(given, NotKnown) or me):
        return heard.NotHere("web")
    return replace(meant, note="", unkept=bool(meant.note))


def _unclear(form: Form, progress: Progress, problem: Problem) -> Heard:
    """A trouble, without what was typed and without readings that would say it back."""
    slot = place(form, progress, problem.path)
    if problem.trouble in OF_LAST_TIME:
        return heard.NotHere("web")
    if problem.trouble not in STEERING and slot is not None and not may_ask(slot):
        return heard.NotHere("web")
    nearest = () if problem.trouble in ECHOING else problem.nearest
    return heard.Unclear(replace(problem, typed="", nearest=nearest))


def _pass_over(form: Form, progress: Progress, slot: Slot, meant: Heard) -> Heard:
    """Leaving what is for the web leaves it open; a part of a review is left whole, as anywhere."""
    if offer(form, progress, slot):
        return meant
    if progress.focus.revisit and stem(slot.path) in progress.answers and slot.path in progress.own:
        return heard.CarryOn()
    return heard.PassOver(for_the_web(form, progress, slot)[-1].path)
