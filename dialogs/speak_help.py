"""Answers what a person asks about the question itself: why, an example, who sees it, help."""

from __future__ import annotations

from dialogs.form import Form, Kind, Question
from dialogs.heard import Topic
from dialogs.message import Message
from dialogs.phrases import phrase
from dialogs.scene import Scene
from dialogs.slots import Slot
from dialogs.values import offered


def explain(scene: Scene, topic: Topic, slot: Slot | None) -> tuple[Message, ...]:
    if topic is Topic.URGENT:
        return (Message(scene.say("urgent.text", phone=scene.voice.urgent_phone), role="urgent"),)
    if topic is Topic.HELP:
        name = "discreet.help" if scene.voice.discreet else "help.text"
        text = phrase(name)
        if scene.voice.alone and not scene.voice.discreet:
            text = f"{text}\n\n{phrase('help.there')}"
        return (Message(text, role="help"),)
    if slot is None:
        return (Message(phrase("help.nothing_open"), role="help"),)
    return (Message(_about(scene, topic, slot.question), role="help"),)


def _about(scene: Scene, topic: Topic, question: Question) -> str:
    match topic:
        case Topic.WHY:
            return scene.fill(question.why) or scene.say(f"why.{_kind(scene.form)}")
        case Topic.EXAMPLE:
            example = scene.fill(question.example)
            told = question.kind in (Kind.TEXT, Kind.LONG_TEXT)
            none = phrase("example.none" if told else "example.nearest")
            return phrase("example.text", example=example) if example else none
        case Topic.DEEPER:
            prompts = "\n".join(f"\u2022 {scene.fill(each)}" for each in question.deeper)
            return phrase("deeper.text", prompts=prompts) if prompts else phrase("deeper.none")
        case Topic.MEANINGS:
            return _meanings(scene, question)
        case _:
            return _who_sees(scene, question)


def _kind(form: Form) -> str:
    """What a form is about: a `child`, a `household`, or somebody's `own` view."""
    return "own" if form.voice == "own" else form.about


def _who_sees(scene: Scene, question: Question) -> str:
    """Who reads the answer, and how it is kept; homes are asked about a child, not a household."""
    if scene.form.about == "household":
        share = scene.fill(scene.form.who_sees) or scene.say(f"who_sees_home.{question.share}")
        kept = phrase(f"who_sees_home.kept_{question.privacy}")
        if question.search_as:
            share = f"{share} {phrase(f'who_sees_home.as_{question.search_as}')}"
        return f"{share} {kept}"
    share = scene.say(f"who_sees.{question.share}")
    if question.search_as:
        share = scene.say(f"who_sees.as_{question.search_as}")
    return f"{share} {phrase(f'who_sees.kept_{question.privacy}')}"


def _meanings(scene: Scene, question: Question) -> str:
    if question.kind is not Kind.LEVEL:
        return phrase("meanings.none")
    lines = [
        phrase("meanings.line", level=level, label=choice.label, anchor=scene.fill(anchor))
        for level, (choice, anchor) in enumerate(
            zip(offered(question), question.anchors, strict=True)
        )
    ]
    title = "meanings.title_other" if question.choices else "meanings.title"
    return "\n\n".join([scene.say(title), *lines])
