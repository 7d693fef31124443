"""Puts a question into words: what is asked, what can be tapped, and how far along it is."""

from __future__ import annotations

from dialogs.answers import Given
from dialogs.cards import buttons, card_of, trouble_text
from dialogs.effects import Ask
from dialogs.find_out import is_part
from dialogs.form import Kind
from dialogs.message import Button, Message
from dialogs.phrases import phrase
from dialogs.position import in_short, minutes_left, missing, section_states
from dialogs.scene import Scene
from dialogs.show import answer_text, row_text
from dialogs.slots import Slot, rows_of


def speak_question(scene: Scene, ask: Ask, extra: tuple[Button, ...]) -> tuple[Message, ...]:
    """The question as the last thing that is said, as a card where the channel can show one."""
    many = ask.slot.question.kind is Kind.CHOICES
    if scene.voice.cards and (len(ask.together) > 1 or ask.problems or many):
        return (_card(scene, ask, extra),)
    asked = {slot.path: slot.question for slot in ask.together}
    faults = tuple(
        Message(trouble_text(each, asked.get(each.path)), role="help") for each in ask.problems
    )
    return (*faults, _one(scene, ask, extra))


def _card(scene: Scene, ask: Ask, extra: tuple[Button, ...]) -> Message:
    slots = ask.together or (ask.slot,)
    answers = scene.progress.answers
    card = card_of(slots, answers, scene.voice, ask.problems, ask.typed or {})
    if ask.problems:
        text = phrase("card.again")
    elif is_part(ask.slot.path):
        text = phrase("find_out.card")
    elif len(slots) == 1:
        text = _asked(scene, ask.slot)
    else:
        text = phrase("card.short")
    if ask.was is not None:
        way_out = Button("carry_on", phrase("button.keep"), command=True)
    else:
        way_out = Button("later:card", phrase("button.later"), command=True)
    return Message(
        text,
        role="ask",
        asked=ask.slot.path,
        card=card,
        buttons=(*(each for each in extra if not each.press.startswith("later")), way_out),
        progress=how_far(scene, ask.slot),
    )


def _one(scene: Scene, ask: Ask, extra: tuple[Button, ...]) -> Message:
    slot, question = ask.slot, ask.slot.question
    parts = [_asked(scene, slot)]
    if question.hint and not slot.again:
        parts.append(scene.fill(question.hint))
    shown = buttons(slot, scene.progress.answers, scene.voice)
    if ask.was is not None and not question.is_group:
        now = answer_text(question, ask.was, scene.voice.child)
        if isinstance(ask.was, Given):
            parts.insert(0, scene.say("change.now", label=scene.label(slot), answer=now))
        shown = (*shown, Button("carry_on", phrase("button.keep"), command=True))
    if any(each.press.startswith("say:") for each in extra):
        shown = tuple(each for each in shown if not each.press.startswith("say:"))
    known = {each.press for each in shown}
    return Message(
        "\n\n".join(parts),
        role="ask",
        asked=slot.path,
        buttons=(*(each for each in extra if each.press not in known), *shown),
        progress=how_far(scene, slot),
        long=question.kind is Kind.LONG_TEXT or (question.is_group and len(question.fields) == 1),
    )


def _asked(scene: Scene, slot: Slot) -> str:
    question, answers = slot.question, scene.progress.answers
    rows = rows_of(answers.get(slot.path)) if question.is_group else None
    if rows is None or not rows.ids:
        return scene.fill(question.ask)
    named = "\n".join(
        f"{number}. {row_text(question, row, answers, scene.voice.child)}"
        for number, row in enumerate(rows.ids, 1)
    )
    full = bool(question.max_rows) and len(rows.ids) >= question.max_rows
    name = "group.full" if full else "group.so_far"
    return scene.say(name, label=scene.fill(question.label), rows=named)


def how_far(scene: Scene, slot: Slot) -> str:
    """Progress in human words; in an emergency, of the short way."""
    form, progress = scene.form, scene.progress
    time = _time(minutes_left(form, progress))
    if in_short(form, progress):
        waiting = len(missing(form, progress))
        return phrase("progress.emergency", waiting=waiting, time=time)
    states = section_states(form, progress)
    here = next(each for each in states if each.section.key == slot.section.key)
    others = sum(1 for each in states if each.state != "done" and each is not here)
    title = scene.fill(here.section.title)
    name = "progress.section" if others else "progress.last_section"
    return phrase(
        name,
        section=title,
        done=here.done,
        total=here.total,
        sections=others,
        time=time,
    )


def _time(minutes: int) -> str:
    """About how long, in words; to five minutes where it is long."""
    if minutes < 20:
        return phrase("progress.minutes", minutes=max(minutes, 1))
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    if not hours:
        return phrase("progress.minutes", minutes=rest)
    name = "progress.hours" if rest else "progress.whole_hours"
    return phrase(name, hours=hours, minutes=rest)
