"""Puts effects into words: the form's own, and those of `phrases.toml`. Words come last."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogs import effects as then
from dialogs import speak_answers, speak_discreet, speak_ending, speak_review
from dialogs.cards import Voice, nearest_buttons, trouble_text
from dialogs.doors import may_ask
from dialogs.effects import Effect
from dialogs.form import Form
from dialogs.message import Button, Message
from dialogs.phrases import phrase
from dialogs.progress import Progress
from dialogs.scene import Scene
from dialogs.show import task_lines
from dialogs.speak_help import explain
from dialogs.speak_question import speak_question

ENOUGH = 2
"""After so many failures to understand, leaving it for now is offered."""
LISTS = (then.ShowTasks, then.ShowAnswers)
"""What a question after it would push off a small screen."""


def speak(
    form: Form, progress: Progress, effects: tuple[Effect, ...], voice: Voice
) -> tuple[Message, ...]:
    """The messages for what happened, in order; the last one asks something or says goodbye."""
    scene = Scene(form, progress, voice)
    messages: list[Message] = []
    extra: tuple[Button, ...] = ()
    listed = voice.alone and len(effects) > 1 and isinstance(effects[-2], LISTS)
    for effect in effects[: -1 if listed else None]:
        match effect:
            case then.Ask() if voice.discreet and not may_ask(effect.slot):
                messages.append(speak_discreet.on_the_web(scene, effect, extra))
            case then.Ask():
                messages.extend(speak_question(scene, effect, extra))
            case then.NotKept(why, stumbles):
                messages.append(Message(phrase(f"not_kept.{why}"), role="help"))
                extra = (*_leaving(stumbles), *speak_discreet.urgent(why))
            case then.Misread() | then.NoteKept():
                messages.extend(_not_understood(scene, effect))
                extra = _ways(effect)
            case _:
                messages.extend(_told(scene, effect))
    if voice.alone:
        messages = [speak_discreet.at_home(each) for each in messages]
    if listed:
        messages[-1] = speak_discreet.alone(messages[-1])
    if not voice.discreet:
        return tuple(messages)
    if any(isinstance(each, then.PassedOver) and each.count for each in effects):
        messages[-1] = speak_discreet.with_link(scene, messages[-1])
    return speak_discreet.tapped(messages)


def _not_understood(scene: Scene, effect: then.Misread | then.NoteKept) -> tuple[Message, ...]:
    if isinstance(effect, then.NoteKept):
        return speak_answers.note_kept(scene, effect)
    return (Message(trouble_text(effect.problem), role="help"),)


def _ways(effect: then.Misread | then.NoteKept) -> tuple[Button, ...]:
    """What can be tapped when something was not understood, besides the answers."""
    nearest = nearest_buttons(effect.problem) if isinstance(effect, then.Misread) else ()
    return (*nearest, *_leaving(effect.stumbles))


def _leaving(stumbles: int) -> tuple[Button, ...]:
    later = Button("later", phrase("button.later"), command=True)
    return (later,) if stumbles >= ENOUGH else ()


Told = (
    then.Recall
    | then.Confirmed
    | then.PassedBy
    | then.NotYours
    | then.PartDone
    | then.Kept
    | then.TakenOut
    | then.Branched
    | then.SectionBegins
    | then.AlreadyAnswered
    | then.CardOld
    | then.StrangeFields
    | then.Explain
    | then.Undone
    | then.NothingToUndo
    | then.NothingBefore
    | then.ChooseChange
    | then.ShowAnswers
    | then.ShowTasks
    | then.Paused
    | then.Welcome
    | then.ConfirmStartAgain
    | then.StartedAgain
    | then.Ready
    | then.StillNeeded
    | then.NotReady
    | then.NotNow
    | then.Submit
    | then.Sent
    | then.NothingNew
    | then.PassedOver
)


def _told(scene: Scene, effect: Told) -> tuple[Message, ...]:
    match effect:
        case then.Recall() if scene.voice.discreet:
            return (speak_discreet.recall(scene, effect),)
        case then.Recall():
            return (speak_review.recall(scene, effect),)
        case then.PassedOver(count):
            return (speak_discreet.passed_over(count),)
        case then.Confirmed(_, count, empty):
            name = "confirmed" if count else "kept_empty" if empty else "nothing_left"
            name = f"recall.{name}"
            return (Message(phrase(name), role="saved"),)
        case then.PassedBy(last):
            return (Message(phrase(f"recall.{'last_open' if last else 'passed_by'}"), role="help"),)
        case then.NotYours():
            return (speak_review.not_yours(scene, effect),)
        case then.PartDone():
            return (speak_ending.part_done(scene, effect),)
        case then.Kept():
            return speak_answers.kept(scene, effect)
        case then.TakenOut():
            return (Message(phrase("group.taken_out"), role="saved"),)
        case then.Branched():
            return speak_answers.branched(effect)
        case then.AlreadyAnswered():
            return speak_answers.already(scene, effect)
        case then.CardOld():
            return speak_answers.card_old(scene, effect)
        case then.StrangeFields(_, noted):
            name = "card.closed" if noted else "card.strange"
            return (Message(phrase(name), role="help"),)
        case then.Explain(topic, slot):
            return explain(scene, topic, slot)
        case then.Undone():
            return speak_answers.undone(scene, effect)
        case then.NothingToUndo():
            return (Message(phrase("undo.nothing"), role="help"),)
        case then.NothingBefore():
            return (Message(phrase("back.nothing"), role="help"),)
        case then.ShowAnswers(section) if scene.voice.discreet:
            return (speak_discreet.summary(scene, section),)
        case then.ChooseChange():
            return speak_answers.summary(scene, "", phrase("change.which"))
        case then.ShowAnswers(section):
            return speak_answers.summary(scene, section)
        case then.ShowTasks():
            lines = task_lines(scene.form, scene.progress, scene.voice.child, "jump")
            return (Message(phrase("tasks.title"), role="tasks", lines=lines),)
        case _:
            return tuple(_on_the_way(scene, effect))


Way = (
    then.SectionBegins
    | then.Paused
    | then.Welcome
    | then.ConfirmStartAgain
    | then.StartedAgain
    | then.Ready
    | then.StillNeeded
    | then.NotReady
    | then.NotNow
    | then.Submit
    | then.Sent
    | then.NothingNew
)


def _on_the_way(scene: Scene, effect: Way) -> tuple[Message, ...]:
    match effect:
        case then.SectionBegins(slot):
            title, intro = scene.fill(slot.section.title), scene.fill(slot.section.intro)
            begun = scene.progress.own or scene.progress.focus.passed
            name = "section.next" if begun else "section.first"
            return (Message(phrase(name, title=title, intro=intro).strip()),)
        case then.Paused():
            return (speak_ending.paused(scene),)
        case then.Welcome():
            return (speak_ending.welcome(scene, effect),)
        case then.ConfirmStartAgain():
            return (speak_ending.confirm_start_again(),)
        case then.StartedAgain():
            return (Message(phrase("start_again.done"), role="saved"),)
        case then.Ready():
            return (speak_ending.ready(scene, effect),)
        case then.StillNeeded():
            return (speak_ending.still_needed(scene, effect),)
        case then.NotReady():
            return (speak_ending.not_ready(scene, effect),)
        case then.NotNow():
            return (speak_ending.not_now(scene),)
        case then.Submit():
            return ()
        case then.Sent():
            return (speak_ending.sent(scene, effect),)
        case then.NothingNew():
            return (speak_ending.nothing_new(scene),)
        case _:
            assert_never(effect)


def with_reference(messages: tuple[Message, ...], reference: str, due: str) -> tuple[Message, ...]:
    """The messages with the reference and the day the rest is due filled in, where these are."""
    return tuple(
        replace(
            each,
            text=each.text.replace(speak_ending.REFERENCE, reference).replace(
                speak_ending.DUE, due
            ),
        )
        if each.role == "goodbye"
        else each
        for each in messages
    )
