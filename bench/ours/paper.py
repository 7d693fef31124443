"""A full referral as a Word file, read-back included, at first and with the template compiled once."""

import json
import time
from datetime import date
from typing import Any

STARTED = time.perf_counter()

from bench.ours.world import RECORD  # noqa: E402  -- the clock starts before the import
from bench.timing import memory_now, spread  # noqa: E402
from dialogs.answers import Answer, Given, NotKnown, Rows  # noqa: E402
from dialogs.form import Form, Kind, Question  # noqa: E402
from dialogs.read import read_forms  # noqa: E402
from dialogs.slots import slots  # noqa: E402

STORY = "Loves swimming, and will try any fruit cut into stars. " * 5


def answers_for(form: Form) -> dict[str, Answer]:
    """Something for every question that applies, two rows in every group."""
    answers: dict[str, Answer] = {}
    while True:
        new = {
            s.path: _answer(s.question, s.path)
            for s in slots(form, answers)
            if s.path not in answers
        }
        if not new:
            return answers
        answers |= new


def _answer(question: Question, path: str) -> Answer:
    match question.kind:
        case Kind.GROUP | Kind.PEOPLE:
            return Given(Rows(("1", "2")))
        case Kind.CHOICE:
            return Given(question.choices[0].key)
        case Kind.CHOICES:
            return Given(tuple(each.key for each in question.choices[:2]))
        case Kind.YES_NO:
            return Given("yes")
        case Kind.LEVEL:
            return Given(3)
        case Kind.NUMBER:
            return Given(int(question.least or 3))
        case Kind.DATE:
            return Given("2021-03-12")
        case Kind.MONTH:
            return Given("2021-03")
        case Kind.TEXT:
            return Given(f"Kind and funny ({path})")
        case _:
            return Given(f"{STORY}({path})") if path else NotKnown()


def measure() -> dict[str, Any]:
    from templates import word
    from templates.paper import Copy, Facts, build

    form = max(
        (f for f in read_forms().values() if f.key == "placement_referral"), key=lambda f: f.version
    )
    answers = answers_for(form)
    facts = Facts("LK-00001", 1, date(2026, 3, 2), "Worker 1", "Larkshire", RECORD)

    def once() -> float:
        start = time.perf_counter()
        word.render(form, build(form, answers, facts, Copy.COUNCIL))
        return time.perf_counter() - start

    first = once() * 1000
    again = spread([once() for _ in range(20)])
    size = len(word.render(form, build(form, answers, facts, Copy.COUNCIL)))
    return {"first": first, **again, "memory": memory_now(), "answers": len(answers), "size": size}


if __name__ == "__main__":
    print(json.dumps(measure()))
