"""Puts a question into words: what is asked, what can be tapped, and how far along it is."""

from __future__ import annotations

from dataclasses import replace

from dialogs.answers import Given
from dialogs.cards import buttons, card_of, trouble_text
from dialogs.effects import Ask
from dialogs.find_out import is_part
from dialogs.form import Kind
from dialogs.message import Button, Message
from dialogs.phrases import phrase
from dialogs.scene import Scene
from dialogs.show import answer_text, row_text
from dialogs.slots import Slot, rows_of
from dialogs.speak_discreet import again_here
from dialogs.speak_progress import how_far
from dialogs.speak_review import (
    card_ways,
    differing,
    last_time,
    not_known_then,
    recall_buttons,
    take_out,
    what_was_said,
)


def speak_question(scene: Scene, ask: Ask, extra: tuple[Button, ...]) -> tuple[Message, ...]:
    """The question as the last thing that is said, as a card where the channel can show one."""
    if scene.voice.discreet:
        ask = replace(ask, earlier=None, typed=None)
    many = ask.slot.question.kind is Kind.CHOICES and ask.earlier is None
    if scene.voice.cards and (len(ask.together) > 1 or ask.problems or many):
        return (_card(scene, ask, extra),)
    asked = {slot.path: slot.question for slot in ask.together}
    faults = tuple(
        Message(trouble_text(each, asked.get(each.path)), role="help") for each in ask.problems
    )
    return (*faults, _one(scene, ask, extra))


def _card(scene: Scene, ask: Ask, extra: tuple[Button, ...]) -> Message:
    slots = ask.together or (ask.slot,)
    card = card_of(slots, scene.laid, scene.voice, ask.problems, ask.typed or {})
    again = any(slot.path in scene.carried for slot in slots) and len(slots) > 1
    if ask.problems:
        text = phrase("card.again")
    elif is_part(ask.slot.path):
        text = phrase("find_out.card")
    elif again:
        text = scene.say("recall.card", day=last_time(scene, slots))
    elif len(slots) == 1:
        text = _asked(scene, ask.slot)
    else:
        text = phrase(f"card.short_{scene.form.about}")
    if ask.was is not None:
        way_out = Button("carry_on", phrase("button.keep"), command=True)
    else:
        way_out = Button("later:card", phrase("button.later"), command=True)
    return Message(
        text,
        role="ask",
        asked=ask.slot.path,
        card=card,
        buttons=(
            *(each for each in extra if not each.press.startswith("later")),
            *(card_ways(scene, ask.slot) if again else ()),
            *take_out(scene, slots),
            way_out,
        ),
        progress=how_far(scene, ask.slot),
    )


def _one(scene: Scene, ask: Ask, extra: tuple[Button, ...]) -> Message:
    slot, question = ask.slot, ask.slot.question
    parts = [*differing(scene, slot), _asked(scene, slot), *not_known_then(scene, slot)]
    shown = buttons(slot, scene.progress.answers, scene.voice)
    if ask.earlier is not None:
        parts.append(what_was_said(scene, slot, ask.earlier))
        shown = recall_buttons(scene, slot, ask.earlier)
    elif question.hint and not slot.again and not (ask.again and scene.voice.discreet):
        parts.append(scene.fill(question.hint))
    if scene.voice.discreet:
        shown = again_here(scene, ask, parts, shown)
    elif ask.was is not None and not question.is_group:
        now = answer_text(question, ask.was, scene.voice.child)
        if isinstance(ask.was, Given):
            name = "change.now" if slot.path in scene.progress.answers else "recall.then"
            parts.insert(0, scene.say(name, label=scene.label(slot), answer=now))
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
    question, answers = slot.question, scene.laid
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
