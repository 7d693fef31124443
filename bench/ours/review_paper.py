"""The papers about a household as Word files, read-back included: a skills review of two carers with last year's beside it,
the page for matching and the welcome page."""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from bench.ours.paper import answers_for
from bench.timing import memory_now, spread
from dialogs.form import Form
from dialogs.read import read_forms
from dialogs.slots import slots
from templates.review import Carer, ReviewFacts, ReviewParts, Saying, Signature, Spoken, Views

NOW, LAST = date(2026, 3, 2), date(2025, 3, 3)


def parts() -> ReviewParts:
    forms = {form.key: form for form in read_forms().values()}
    return ReviewParts(
        facts=ReviewFacts("LR-00001", "Larkshire", "Rosa and Tom", NOW, NOW, LAST),
        household=_spoken(forms["household_profile"]),
        carers=tuple(Carer(name, _spoken(forms["carer_skills"], name)) for name in ("Rosa", "Tom")),
        review=_spoken(forms["carer_review"]),
        views=(Views("Sam", "social_worker", _spoken(forms["worker_views"], "Sam")),),
        signatures=tuple(Signature(name, "foster_carer", NOW) for name in ("Rosa", "Tom")),
    )


def _spoken(form: Form, name: str = "Rosa") -> Spoken:
    answers = answers_for(form)
    said = {
        slot.path: Saying(name, (slot.group or slot.question).who, NOW, first_on=LAST)
        for slot in slots(form, answers)
    }
    return Spoken(form, answers, said, answers, LAST)


def measure() -> dict[str, Any]:
    from templates import matching_page, sheet_word, skills_review, welcome

    mine = parts()
    builders: dict[str, Callable[[ReviewParts], Any]] = {
        "review": skills_review.build,
        "matching": matching_page.build,
        "welcome": welcome.build,
    }
    found: dict[str, Any] = {}
    for name, build in builders.items():

        def once(build: Callable[[ReviewParts], Any] = build) -> float:
            start = time.perf_counter()
            sheet_word.render(build(mine))
            return time.perf_counter() - start

        found[name] = {"first": once() * 1000, **spread([once() for _ in range(10)])}
    answers = [mine.household, mine.review, *(each.skills for each in mine.carers)]
    count = sum(len(each.answers) for each in answers if each)
    return {**found, "answers": count, "memory": memory_now()}


if __name__ == "__main__":
    print(json.dumps(measure()))
