"""Says how far along a person is, in human words."""

from __future__ import annotations

from dialogs.phrases import phrase
from dialogs.position import in_short, minutes_left, missing, section_states
from dialogs.scene import Scene
from dialogs.slots import Slot


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
