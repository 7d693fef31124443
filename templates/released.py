"""Which of a person's views may be read in a paper, and whether the carers may read that paper."""

from __future__ import annotations

from dialogs.answers import Given
from templates.held_back import question_at
from templates.layout import household_layout
from templates.review import Views


def may_read(views: Views, path: str) -> bool:
    """Whether the answer under this path may be printed. What was asked for in private never is, nor
    is the choice of who may read: nobody is to be asked why they chose so."""
    return (
        views.spoken is not None
        and views.readable
        and path.split(".")[0] not in household_layout().private
    )


def printed(views: Views) -> frozenset[str]:
    """The paths of all answers that may be read."""
    answers = views.spoken.answers if views.spoken else {}
    return frozenset(path for path in answers if may_read(views, path))


def for_carers(views: Views) -> bool:
    """Whether everything that is printed of these views is open to the carers: always so for a form
    that leaves no choice; else as far as the person said, and not at all when they did not say."""
    plan, spoken = household_layout(), views.spoken
    if spoken is None or plan.release not in spoken.form.by_key:
        return True
    paths = printed(views)
    match spoken.answers.get(plan.release):
        case Given(str() as choice) if choice in plan.release_all:
            return True
        case Given(str() as choice) if choice in plan.release_good:
            return all(
                path.split("~")[0] in plan.good for path in paths if question_at(spoken, path)
            )
        case _:
            return not paths
