"""Puts a review, and the parts of several people, into words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs import effects as then
from dialogs.answers import Given, NotKnown
from dialogs.dates import written
from dialogs.find_out import BY, WHO
from dialogs.groups import full
from dialogs.laid import places
from dialogs.message import Button, Line, Message
from dialogs.phrases import phrase
from dialogs.progress import Earlier, Progress
from dialogs.recall import NAMES, numbered, ways
from dialogs.review import Offer, confirmable
from dialogs.scene import Scene
from dialogs.show import answer_line, answer_text, row_text, whole_row, written_date
from dialogs.slots import Slot, rows_of
from dialogs.speak_progress import how_far

LONGEST = 300
"""Of a longer answer the beginning is shown among the lines; all of it when it is tapped."""


def day_of(at: str) -> str:
    """The day of an ISO time, as people write it."""
    try:
        return written(date.fromisoformat(at[:10]))
    except ValueError:
        return phrase("recall.before")


def last_day(progress: Progress) -> str:
    """The day something was last said or confirmed in the completion before this one."""
    return day_of(
        max((each.confirmed or each.at for each in progress.earlier.values()), default="")
    )


def last_theirs(scene: Scene) -> str:
    """The newest day of what is shown to this person: others said theirs on other days."""
    mine = places(scene.form, scene.progress).by_path
    found = tuple(slot for path, slot in mine.items() if path in scene.carried)
    return last_time(scene, found) if found else last_day(scene.progress)


def last_time(scene: Scene, slots: tuple[Slot, ...]) -> str:
    """The newest day that any of these was said or confirmed last time."""
    said = [scene.carried[slot.path] for slot in slots if slot.path in scene.carried]
    return day_of(max((each.confirmed or each.at for each in said), default=""))


def recall(scene: Scene, effect: then.Recall) -> Message:
    """What was said last time in a section, each line to be tapped, and the ways to go on."""
    section, found = effect.slot.section, Offer(effect.lines, effect.empty)
    said, more = bool(effect.lines), found.more
    words = "recall.way" if said else "recall.empty_way"
    return Message(
        scene.say(
            "recall.title" if said else "recall.empty",
            title=scene.fill(section.title),
            day=last_time(scene, effect.lines) if said else last_day(scene.progress),
            left=phrase("recall.more_left_out", count=more) if more and said else "",
        ),
        role="ask",
        asked=effect.slot.path,
        lines=tuple(_line(scene, slot) for slot in found.shown),
        buttons=tuple(
            Button(f"{name}:{section.key}", phrase(f"{words}.{name}"))
            for name in ways(scene.voice.cards, found)
        ),
        progress=how_far(scene, effect.slot),
    )


def _line(scene: Scene, slot: Slot) -> Line:
    """What was said, as much as fits; or that it was left out, for whoever has something to add."""
    if slot.path not in scene.carried:
        label = scene.fill(slot.question.label)
        return Line(label, phrase("recall.left_out"), f"change:{slot.path}", "gap")
    line = answer_line(slot, scene.laid, scene.voice.child)
    if (rows := rows_of(scene.laid.get(slot.path))) and rows.ids:
        named = (whole_row(slot.question, row, scene.laid, scene.voice.child) for row in rows.ids)
        return replace(line, text="; ".join(named))
    if len(line.text) <= LONGEST:
        return line
    text = line.text[:LONGEST].rsplit(None, 1)[0]
    return replace(line, text=phrase("answer.begun", text=text))


def what_was_said(scene: Scene, slot: Slot, earlier: Earlier) -> str:
    """The answer of last time, with its day; of a group, its rows."""
    day = day_of(earlier.confirmed or earlier.at)
    rows = rows_of(earlier.answer)
    if rows and rows.ids:
        child = scene.voice.child
        named = (row_text(slot.question, row, scene.laid, child) for row in rows.ids)
        listed = "\n".join(f"{number}. {row}" for number, row in enumerate(named, 1))
        return scene.say("recall.said", day=day, answer=f"\n{listed}")
    answer = answer_text(slot.question, earlier.answer, scene.voice.child)
    return scene.say("recall.said", day=day, answer=answer)


def recall_buttons(scene: Scene, slot: Slot, earlier: Earlier) -> tuple[Button, ...]:
    """Still true, changed, not sure; for a row, all of it, or out with it."""
    command = not numbered(slot, earlier.answer)
    found = [Button(name, phrase(f"recall.button.{name}"), command=command) for name in NAMES]
    rows = rows_of(earlier.answer)
    if rows is not None and not full(slot.question, len(rows.ids)):
        label = phrase("button.add_another") if rows.ids else slot.question.add
        found.append(Button("add", scene.fill(label) or phrase("button.add"), command=True))
    if slot.group and _rest_of_row(scene, slot) > 1:
        found.append(Button("still:row", phrase("recall.row"), command=True))
    elif len(rest := confirmable(scene.form, scene.progress, slot.section.key)) > 1:
        if len({each.key for each in rest}) > 1:
            found.append(Button(f"confirm:{slot.section.key}", phrase("recall.rest"), command=True))
    return (*found, *take_out(scene, (slot,)))


def card_ways(scene: Scene, slot: Slot) -> tuple[Button, ...]:
    """The ways round a card of what was said last time: all of it, or one by one."""
    if slot.group or slot.path not in scene.carried:
        return ()
    return tuple(
        Button(f"{name}:{slot.section.key}", phrase(f"recall.way.{name}"), command=True)
        for name in ("confirm", "through")
    )


def _rest_of_row(scene: Scene, slot: Slot) -> int:
    start = slot.path.removesuffix(slot.question.key)
    return sum(1 for path in scene.carried if path.startswith(start))


def take_out(scene: Scene, slots: tuple[Slot, ...]) -> tuple[Button, ...]:
    """For each row of last time that is asked about, the button that takes it out of its group."""
    group = slots[0].group
    if group is None or group.key not in scene.progress.answers:
        return ()
    rows = dict.fromkeys(slot.row for slot in slots if slot.path in scene.carried)
    child = scene.voice.child
    return tuple(
        Button(
            f"remove:{row}",
            scene.say("button.remove", row=row_text(group, row, scene.laid, child)),
            command=True,
        )
        for row in rows
    )


def not_known_then(scene: Scene, slot: Slot) -> tuple[str, ...]:
    """That nobody knew it last time, and who was to find out; not where no name may be said."""
    if scene.voice.discreet:
        return ()
    earlier = scene.progress.earlier.get(slot.path)
    if earlier is None or not isinstance(earlier.answer, NotKnown):
        return ()
    if slot.path in scene.progress.answers:
        return ()
    who, by = (scene.progress.earlier.get(slot.path + mark) for mark in (WHO, BY))
    if not who or not by or not isinstance(who.answer, Given) or not isinstance(by.answer, Given):
        return (phrase("recall.not_known"),)
    day = written_date(str(by.answer.value))
    return (phrase("recall.not_known_who", who=who.answer.value, by=day),)


def differing(scene: Scene, slot: Slot) -> tuple[str, ...]:
    """The two answers that differ, above the question about the difference."""
    pair = slot.question.differ
    if not pair or slot.group:
        return ()
    one, other = (scene.form.by_key[key][1] for key in pair)
    child, answers = scene.voice.child, scene.laid
    return (
        phrase(
            "differ.both",
            one_label=scene.fill(one.label),
            one=answer_text(one, answers.get(one.key), child),
            other_label=scene.fill(other.label),
            other=answer_text(other, answers.get(other.key), child),
        ),
    )


def not_yours(scene: Scene, effect: then.NotYours) -> Message:
    who = scene.roles(effect.whose, "or")
    if effect.question is None:
        return Message(scene.say("part.not_your_part", who=who), role="help")
    label = scene.fill(effect.question.label)
    return Message(scene.say("part.not_yours", label=label, who=who), role="help")
