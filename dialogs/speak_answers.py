"""Puts into words what became of an answer: saved, opened or closed others, old, or undone."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogs import effects as then
from dialogs.answers import Answer, Given, Left, NotKnown, Skipped
from dialogs.find_out import BEFORE
from dialogs.groups import options
from dialogs.message import Button, Message
from dialogs.phrases import phrase
from dialogs.position import pending
from dialogs.scene import Scene
from dialogs.show import section_lines, task_lines
from dialogs.slots import Slot, rows_of

SHORT = 60
"""Longer answers are not said back."""


def kept(scene: Scene, effect: then.Kept) -> tuple[Message, ...]:
    """That it is safe; a short answer is said back, as it was understood."""
    cells = [slot for slot in effect.slots if not slot.question.is_group]
    answers = [scene.progress.answers.get(slot.path) for slot in effect.slots]
    gap = next((_gap(each) for each in answers if each is not None and _gap(each)), "")
    if gap and any(slot.path + BEFORE in scene.progress.own for slot in effect.slots):
        gap = "kept.unsure"
    if gap and not any(isinstance(each, Given) for each in answers):
        later = gap == "kept.left"
        text = phrase(f"way_{scene.form.ending}.left") if later else phrase(gap)
    elif len(effect.slots) == 1 and (cells or not _has_rows(answers[0])):
        text = _one(scene, effect)
    elif len(cells) > 1:
        said = sum(1 for each in answers if isinstance(each, Given | NotKnown))
        text = phrase("kept.many", count=said - (len(effect.slots) - len(cells)))
    else:
        text = phrase("kept.one")
    if effect.noted:
        text = f"{text} {phrase('kept.noted')}"
    return (Message(text, role="saved"),)


def _has_rows(answer: Answer | None) -> bool:
    rows = rows_of(answer)
    return rows is not None and bool(rows.ids)


def _gap(answer: Answer) -> str:
    """The phrase for an answer that is none; nothing for one that is."""
    match answer:
        case NotKnown():
            return "kept.not_known"
        case Skipped():
            return "kept.skipped"
        case Left():
            return "kept.left"
        case Given():
            return ""
        case _:
            assert_never(answer)


def _one(scene: Scene, effect: then.Kept) -> str:
    slot = effect.slots[0]
    if scene.voice.discreet:
        return phrase("kept.one")
    brief = scene.answer(slot)
    if len(brief) > SHORT or "\n" in brief:
        return phrase("kept.one")
    ended = brief.rstrip("\u201d\u2019\"')").endswith((".", "!", "?", "\u2026"))
    return phrase("kept.ended" if ended else "kept.echo", answer=brief)


def branched(effect: then.Branched) -> tuple[Message, ...]:
    """What a change opened, brought back or put aside, in one breath."""
    parts = []
    if effect.hidden:
        parts.append(phrase("branch.hidden", count=effect.hidden))
    if effect.back:
        parts.append(phrase("branch.back", count=effect.back))
    if effect.opened:
        parts.append(phrase("branch.opened", count=effect.opened))
    return (Message(" ".join(parts), role="say"),)


def note_kept(scene: Scene, effect: then.NoteKept) -> tuple[Message, ...]:
    if scene.voice.discreet:
        return (Message(phrase("kept.noted"), role="saved"),)
    question = effect.slot.question
    rows = rows_of(scene.progress.answers.get(effect.slot.path))
    add = dict(options(question, rows)).get("add", "") if question.is_group else ""
    name = "note.kept"
    if question.is_group:
        name = "note.kept_group" if add else "note.kept_full"
    add = scene.fill(add)
    return (Message(scene.say(name, text=effect.text, add=add), role="help"),)


def already(scene: Scene, effect: then.AlreadyAnswered) -> tuple[Message, ...]:
    """What became of a reply to a question that is not open: nothing is ever lost or moved."""
    slot = effect.slot
    noted = [phrase("stale.noted")] if effect.noted else []
    if slot is None:
        ended = pending(scene.form, scene.progress) is None
        said = phrase("stale.ended" if ended else "stale.unknown")
        return (Message(" ".join(noted) or said, role="help"),)
    label = scene.label(slot)
    if scene.voice.discreet and effect.answer is not None:
        said = scene.say("discreet.stale_answered", label=label)
    elif effect.by and effect.answer is not None:
        said = scene.say(
            "stale.by_another",
            label=label,
            answer=scene.answer(slot),
            who=_by(scene, effect.by, slot),
        )
    elif effect.answer is None:
        said = scene.say("stale.open", label=label)
    else:
        said = scene.say("stale.answered", label=label, answer=scene.answer(slot))
    change = Button(f"change:{slot.path}", scene.say("button.change", label=label), command=True)
    return (Message(" ".join([said, *noted]), role="help", buttons=(change,)),)


def _by(scene: Scene, person: str, slot: Slot | None) -> str:
    """Whoever saved it, by what they do."""
    role = scene.voice.roles.get(person, "")
    if not role and slot and not slot.question.also:
        role = (slot.group or slot.question).who
    return scene.role(role) if role else phrase("role.somebody")


def card_old(scene: Scene, effect: then.CardOld) -> tuple[Message, ...]:
    text = phrase("card.old")
    if effect.by and effect.slots:
        text = phrase("card.old_by_another", who=_by(scene, effect.by, effect.slots[0]))
    if effect.noted:
        text = f"{text} {phrase('stale.noted')}"
    return (Message(text, role="help", lines=scene.lines(effect.slots)),)


def undone(scene: Scene, effect: then.Undone) -> tuple[Message, ...]:
    slots, answers = effect.slots, scene.progress.answers
    shown_again = bool(scene.progress.earlier) and not any(each.path in answers for each in slots)
    still = scene.voice.discreet and any(each.path in answers for each in slots)
    if not slots or still or (shown_again and len(slots) > 1):
        return (Message(phrase("undo.done"), role="saved"),)
    if len(slots) == 1 and slots[0].path not in scene.progress.answers:
        text = scene.say("undo.open", label=scene.label(slots[0]))
        return (Message(text, role="saved"),)
    name = "undo.one" if len(slots) == 1 else "undo.these"
    return (Message(phrase(name, count=len(slots)), role="saved", lines=scene.lines(slots)),)


def summary(scene: Scene, section: str, title: str = "") -> tuple[Message, ...]:
    """The answers of a section, or all sections with what can be opened in each."""
    child = scene.voice.child
    found = scene.form.section(section)
    if found is None:
        progress = scene.progress
        if progress.sees_all:
            progress = replace(progress, part=None)
        lines = task_lines(scene.form, progress, child, "summary")
        return (Message(title or phrase("summary.all"), role="summary", lines=lines),)
    name = scene.fill(found.title)
    lines = section_lines(scene.form, scene.progress, section, child)
    text = phrase("summary.section" if lines else "summary.nothing", title=name)
    return (Message(text, role="summary", lines=lines),)
