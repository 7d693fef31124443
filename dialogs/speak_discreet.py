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
from dialogs.message import Button, Line, Message
from dialogs.offered import LIST
from dialogs.phrases import phrase
from dialogs.position import waiting_for
from dialogs.scene import Scene
from dialogs.show import task_lines
from dialogs.slots import Slot
from dialogs.speak_progress import how_far
from dialogs.speak_review import last_time

PARTS = ("jump:", "summary:")
"""How a press begins that leads to a part of the form."""


def on_the_web(scene: Scene, ask: then.Ask, extra: tuple[Button, ...] = ()) -> Message:
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
    answered_it = "answered_it" if len(asked) == 1 else "answered_them"
    name = "button.keep" if answered else f"discreet.{answered_it}"
    return Message(
        text,
        role="ask",
        asked=slot.path,
        buttons=(
            *([me] if slot.path.endswith(WHO) else []),
            *link(scene),
            *([] if answered else [later]),
            Button("carry_on", phrase(name), command=True),
            *(each for each in extra if each.press == "urgent"),
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
                *(Button(line.press, _words(line)) for line in each.lines),
                *each.buttons,
            ),
        )
        if each.lines
        else each
        for each in messages
    )


def _words(line: Line) -> str:
    """A part of the form begins with how far it is, where a small screen shows it."""
    if not line.press.startswith(PARTS):
        return phrase("answer.cell", label=line.label, text=line.text)
    if line.state == "not_started":
        return line.label
    return phrase(f"discreet.part_{line.state}", title=line.label)


def passed_over(count: int) -> Message:
    """That what is for the web waits there: what was left now, or more of it."""
    name = "passed_over" if not count else "passed_one" if count == 1 else "passed_on"
    return Message(phrase(f"discreet.{name}", count=count), role="help")


def with_link(scene: Scene, message: Message) -> Message:
    """A question with the way to those that were passed over before it."""
    links = (replace(each, label=phrase("discreet.open_those")) for each in link(scene))
    return replace(message, buttons=(*message.buttons, *links))


def alone(message: Message) -> Message:
    """A list without the question after it, and the way back to that. What is typed under it is
    for no question: a number there is no answer."""
    carry_on = Button("carry_on", phrase("button.carry_on"), command=True)
    return replace(message, asked=LIST, buttons=(*message.buttons, carry_on))


def at_home(message: Message) -> Message:
    """The list is opened where one is, and not in a browser."""
    buttons = (
        replace(each, address="", command=True) if each.press == "home" else each
        for each in message.buttons
    )
    return replace(message, buttons=tuple(buttons))


def urgent(why: str) -> tuple[Button, ...]:
    """Words that are not kept may be the ones that cannot wait."""
    if why not in ("web", "beside"):
        return ()
    return (Button("urgent", phrase("button.urgent"), command=True),)
