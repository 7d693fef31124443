"""Puts comings and goings into words: welcome, pause, ready, sent."""

from __future__ import annotations

from datetime import date

from dialogs import effects as then
from dialogs.message import Button, Message
from dialogs.offered import LIST
from dialogs.phrases import phrase
from dialogs.position import section_states
from dialogs.scene import Scene
from dialogs.show import task_lines
from dialogs.speak_review import last_theirs

REFERENCE, DUE = "{reference}", "{due}"
"""Filled in by the host, which alone knows them, in what is said after sending."""


def welcome(scene: Scene, effect: then.Welcome) -> Message:
    if not effect.back:
        text, discreet = scene.fill(scene.form.begin), scene.voice.discreet
        if scene.progress.known and not discreet:
            text = f"{text}\n\n{phrase('welcome.known')}"
        if scene.progress.earlier and not discreet:
            text = f"{text}\n\n{scene.say('welcome.review', day=last_theirs(scene))}"
        if discreet:
            text = f"{text}\n\n{phrase('discreet.welcome')}"
        return Message(text)
    when = date.fromisoformat(effect.last[:10]) if effect.last else None
    done, total = _counts(scene)
    named = "welcome.back" if scene.voice.me else "welcome.back_unnamed"
    return Message(
        scene.say(
            "discreet.welcome_back" if scene.voice.discreet else named,
            me=scene.voice.me.split(" ")[0],
            title=scene.form.title,
            done=phrase("welcome.parts", done=done, total=total)
            if scene.progress.earlier
            else phrase("welcome.questions", done=done, total=total),
            day=f"{when.day} {when:%B}" if when else phrase("welcome.before"),
        )
    )


def _counts(scene: Scene) -> tuple[int, int]:
    """How much is done, and of how much: questions, or the parts of a review, which go by taps."""
    states = section_states(scene.form, scene.progress)
    if scene.progress.earlier:
        return sum(each.state == "done" for each in states), len(states)
    return sum(each.done for each in states), sum(each.total for each in states)


def paused(scene: Scene) -> Message:
    """Where the question is out of sight by then, what is typed afterwards is for no question."""
    done, total = _counts(scene)
    text = phrase("pause.text", done=done, total=total)
    carry_on = Button("carry_on", phrase("button.carry_on"))
    asked = LIST if scene.voice.alone else ""
    return Message(text, role="goodbye", asked=asked, buttons=(carry_on,))


def confirm_start_again() -> Message:
    return Message(
        phrase("start_again.confirm"),
        role="ask",
        buttons=(
            Button("yes:start_again", phrase("start_again.yes")),
            Button("no:start_again", phrase("start_again.no")),
        ),
    )


def ready(scene: Scene, effect: then.Ready) -> Message:
    form, ask = scene.form, phrase(f"way_{scene.form.ending}.ask")
    if effect.again and not (scene.progress.sent or effect.emergency):
        text = ask
    elif scene.progress.sent:
        text = phrase(f"way_{form.ending}.again")
    elif effect.emergency:
        text = phrase("ready.emergency")
    else:
        text = f"{scene.fill(form.finish) or phrase('ready.all')}\n\n{ask}"
    if effect.gaps and (scene.progress.sent or not effect.emergency):
        text = f"{text}\n\n{phrase(f'way_{form.ending}.gaps', count=effect.gaps)}"
    return Message(
        text,
        role="ask",
        buttons=(
            Button("send", phrase(f"way_{form.ending}.button")),
            Button("summary", phrase("button.check"), command=True),
        ),
        progress=phrase("progress.enough" if effect.emergency else "progress.ready"),
    )


def still_needed(scene: Scene, effect: then.StillNeeded) -> Message:
    return Message(
        phrase(f"way_{scene.form.ending}.needed", count=len(effect.missing)),
        role="ask",
        lines=scene.lines(effect.missing),
        buttons=(
            Button("send", phrase("button.go_through")),
            Button("pause", phrase("button.pause"), command=True),
        ),
    )


def not_ready(scene: Scene, effect: then.NotReady) -> Message:
    lines = scene.lines(effect.missing)
    name = "send.nearly" if len(effect.missing) == len(lines) else "send.not_yet"
    text = phrase(name, count=len(effect.missing))
    return Message(text, role="summary", lines=lines)


def sent(scene: Scene, effect: then.Sent) -> Message:
    form = scene.form
    name = "update" if effect.update else "emergency" if effect.emergency else "all"
    name = name if form.desk else form.about
    text = scene.fill(form.thanks) or scene.say(f"sent.{name}", reference=REFERENCE)
    if effect.still_due:
        due = "due" if effect.emergency and not effect.update else "open"
        text = f"{text}\n\n{phrase(f'sent.{due}', count=effect.still_due, due=DUE)}"
    listed = effect.still_due and not scene.voice.alone  # a long list would hide what was said
    lines = task_lines(form, scene.progress, scene.voice.child, "jump") if listed else ()
    return Message(
        text,
        role="goodbye",
        lines=tuple(line for line in lines if line.state != "done"),
        buttons=(*(going_on() if effect.still_due else ()), *after()),
    )


def part_done(scene: Scene, effect: then.PartDone) -> Message:
    name = "part.again" if effect.again else "part.done"
    text = scene.say(name, who=scene.roles(effect.waiting, "and"))
    return Message(text, role="goodbye", buttons=after())


def going_on() -> tuple[Button, ...]:
    return (Button("carry_on", phrase("button.carry_on")),)


def nothing_new(scene: Scene) -> Message:
    text = phrase(f"way_{scene.form.ending}.nothing_new")
    return Message(text, role="goodbye", buttons=after())


def not_now(scene: Scene) -> Message:
    text = phrase(f"way_{scene.form.ending}.not_now")
    return Message(text, role="goodbye", buttons=after())


def after() -> tuple[Button, ...]:
    return (
        Button("summary", phrase("button.check"), command=True),
        Button("home", phrase("button.home"), address="/"),
    )
