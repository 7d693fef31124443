"""What of the views that were asked for may be read by whom; no child is named by them."""

from __future__ import annotations

from dataclasses import replace

from bot.reviewing import CARERS_READ
from care.people import Role
from dialogs.answers import Given
from templates.review import ReviewParts, Spoken, Views

GOOD = frozenset({"views.good", "views.fun"})
"""What a child lets their carers read who says *only what is good about living here*."""


def unnamed(spoken: Spoken, child: str) -> Spoken:
    """With nobody's name beside the words, the child's own or that of who wrote them down: either
    would tell which child it is."""
    said = {
        path: replace(
            saying,
            name=child if saying.role == Role.YOUNG_PERSON.value else "",
            first_name="",
        )
        for path, saying in spoken.said.items()
    }
    return replace(spoken, said=said)


def for_carers(parts: ReviewParts) -> ReviewParts:
    """The same as carers read it: a child's views only as far as that child said yes. The day on it
    is that of the newest word in it, so that it does not tell when something else was said."""
    views = tuple(_for_carers(each) for each in parts.views)
    shown = [parts.household, parts.review, *(each.skills for each in parts.carers)]
    shown += [each.spoken for each in views if each.readable]
    days = [saying.on for each in shown if each for saying in each.said.values()]
    facts = replace(parts.facts, written_on=max(days, default=parts.facts.written_on))
    return replace(parts, facts=facts, views=views)


def _for_carers(views: Views) -> Views:
    if not views.child:
        return views
    match views.spoken.answers.get(CARERS_READ) if views.spoken else None:
        case Given("yes"):
            return views
        case Given("good") if views.spoken is not None:
            return replace(views, spoken=only(views.spoken, GOOD))
        case _:
            return replace(views, readable=False)


def only(spoken: Spoken, keys: frozenset[str]) -> Spoken:
    """As if nothing else had been asked."""
    sections = [
        replace(section, questions=kept)
        for section in spoken.form.sections
        if (kept := tuple(each for each in section.questions if each.key in keys))
    ]
    return replace(
        spoken,
        form=replace(spoken.form, sections=tuple(sections)),
        answers={path: answer for path, answer in spoken.answers.items() if path in keys},
        said={path: saying for path, saying in spoken.said.items() if path in keys},
        earlier={},
    )
