"""What is said where no name and no answer may be: what is for the web, and what is only counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dialogs import effects as then
from dialogs.answers import Given
from dialogs.discreet import for_the_web, left_here
from dialogs.find_out import WHO
from dialogs.form import Kind
from dialogs.laid import places
from dialogs.message import Button, Message
from dialogs.phrases import phrase
from dialogs.position import waiting_for
from dialogs.scene import Scene
from dialogs.show import task_lines
from dialogs.slots import Slot
from dialogs.speak_progress import how_far
from dialogs.speak_review import last_time


def on_the_web(scene: Scene, ask: then.Ask) -> Message:
    """A question, or several in a row, that are not asked here: a link, and ways to go on."""
    form, progress, slot = scene.form, scene.progress, ask.slot
    asked = for_the_web(form, progress, slot)
    answered = bool(progress.focus.revisit) and isinstance(ask.was, Given)
    if not progress.focus.revisit and not any(left_here(form, progress)):
        return _last(scene, slot)
    if answered:
        text = phrase("discreet.changing", ask=_named(scene, slot))
    elif len(asked) == 1:
        text = phrase("discreet.one", ask=_named(scene, slot))
    else:
        points = "\n".join(phrase("discreet.point", ask=_named(scene, each)) for each in asked)
        text = phrase("discreet.several", count=len(asked), asked=points)
    me = Button("say:me", phrase("find_out.me"))
    later = Button("later", phrase("button.later"), command=True)
    done = Button("carry_on", phrase(f"{'button.keep' if answered else 'discreet.answered_it'}"))
    return Message(
        text,
        role="ask",
        asked=slot.path,
        buttons=(
            *([me] if slot.path.endswith(WHO) else []),
            *link(scene),
            *([] if answered else [later]),
            replace(done, command=True),
        ),
        progress=how_far(scene, slot),
    )


def _named(scene: Scene, slot: Slot) -> str:
    """A question as it is asked; what is asked of a row, by its place in the group."""
    return scene.label(slot) if slot.group else scene.fill(slot.question.ask)


def _last(scene: Scene, slot: Slot) -> Message:
    """Everything that may be asked here has been: only what is for the web is open."""
    count = len(tuple(waiting_for(scene.form, scene.progress)))
    return Message(
        phrase("discreet.last", count=count),
        role="ask",
        asked=slot.path,
        buttons=(
            *link(scene),
            Button("carry_on", phrase("discreet.done_it"), command=True),
            Button("pause", phrase("button.pause"), command=True),
        ),
    )


def recall(scene: Scene, effect: then.Recall) -> Message:
    """A section of a review: what was said last time is only on the web; what can be tapped may be
    answered here, anew and unseen."""
    form, progress, slot = scene.form, scene.progress, effect.slot
    if not any(left_here(form, progress)):
        return _last(scene, slot)
    tap = Button(f"tap:{slot.section.key}", phrase("discreet.tap"))
    title = scene.fill(slot.section.title)
    day = last_time(scene, effect.lines)
    return Message(
        phrase("discreet.recall", title=title, day=day),
        role="ask",
        asked=slot.path,
        buttons=(
            *link(scene),
            *([tap] if any(left_here(form, progress, slot.section.key)) else []),
            Button("later", phrase("discreet.leave_part"), command=True),
            Button("carry_on", phrase("discreet.done_it"), command=True),
        ),
        progress=how_far(scene, slot),
    )


def again_here(
    scene: Scene, ask: then.Ask, parts: list[str], shown: tuple[Button, ...]
) -> tuple[Button, ...]:
    """The buttons of a question that is looked at again, or of several answers that are tapped one
    by one; the words before them are put into `parts`."""
    slot, progress = ask.slot, scene.progress
    now = progress.answers.get(slot.path)
    if slot.question.kind is Kind.CHOICES:
        parts.append(phrase("discreet.pick"))
    if progress.focus.picking == slot.path and isinstance(now, Given):
        taken = now.value if isinstance(now.value, tuple) else ()
        parts[:] = [phrase("discreet.picked", count=len(taken)), scene.fill(slot.question.ask)]
        return (
            *(each for each in shown if each.press.removeprefix("pick:") in _still(slot, taken)),
            Button("picked", phrase("discreet.thats_all"), command=True),
            Button(f"change:{slot.path}", phrase("discreet.pick_again"), command=True),
        )
    if ask.was is not None and isinstance(now, Given):
        parts.insert(0, phrase("discreet.again", label=scene.label(slot)))
        return (*shown, Button("carry_on", phrase("button.keep"), command=True))
    return shown


def _still(slot: Slot, taken: Iterable[str]) -> set[str]:
    return {each.key for each in slot.question.choices} - set(taken)


def summary(scene: Scene, section: str) -> Message:
    """How far each section is, or which questions of one are answered: never what was said."""
    found = scene.form.section(section)
    if found is None:
        lines = task_lines(scene.form, scene.progress, scene.voice.child, "summary")
        text = phrase("discreet.summary")
    else:
        answers, title = scene.progress.answers, scene.fill(found.title)
        here = places(scene.form, scene.progress).by_section.get(section, ())
        answered = [each for each in here if each.path in answers and not each.again]
        lines = tuple(scene.line(each) for each in answered)
        name = "discreet.section" if lines else "summary.nothing"
        text = phrase(name, title=title)
    return Message(text, role="summary", lines=lines, buttons=link(scene))


def link(scene: Scene) -> tuple[Button, ...]:
    """The way to the same conversation on the web."""
    if not scene.voice.web:
        return ()
    return (Button("", phrase("discreet.open"), address=scene.voice.web),)


def tapped(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Lines as buttons: what can be pressed in a list can be tapped here."""
    return tuple(
        replace(
            each,
            lines=(),
            buttons=(
                *(Button(line.press, _words(line.label, line.text)) for line in each.lines),
                *each.buttons,
            ),
        )
        if each.lines
        else each
        for each in messages
    )


def _words(label: str, text: str) -> str:
    return phrase("answer.cell", label=label, text=text)
