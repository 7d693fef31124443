"""Fills a form as a person would: only what applies, in order, each answer of the right kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.larkshire.bank import BankError
from bot.larkshire.telling import Telling
from dialogs.answers import Answer, Answers, Given, NotKnown, Rows, Skipped
from dialogs.find_out import BY, WHO
from dialogs.form import Form, Kind, Privacy, Question, Required
from dialogs.slots import Slot, slots
from dialogs.values import offered

Supplied = Mapping[str, Any]
"""What the bank says, by the key of a question: text, a key or keys, a level or number, days from
the day of the profile for a date or month, a list of tables for a group; and everywhere
`{ unknown = "who will find out", days = 7 }`, or `{ skipped = true }`."""


_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")


class StrayAnswer(BankError):
    """The story bank answers a question that this form does not have."""


class WrongAnswer(BankError):
    """The story bank gives an answer that its question cannot have."""


def fill(
    form: Form,
    known: Answers,
    supplied: Supplied,
    telling: Telling,
    wanted: Callable[[Slot], bool],
) -> list[tuple[str, Answer]]:
    """Every answer to a wanted question that applies and is not known, in the form's order.

    What the bank does not say is skipped when it is optional, and otherwise left open. Raises
    `StrayAnswer` for a key the form does not have, and `WrongAnswer` for a value that does not
    fit.
    """
    for key in supplied:
        if key not in form.by_key:
            raise StrayAnswer(key)
    own: dict[str, Answer] = {}
    while True:
        answers = {**known, **own}
        fresh: dict[str, Answer] = {}
        for slot in slots(form, answers):
            if slot.path not in answers and wanted(slot):
                fresh.update(_answered(slot, supplied, telling))
        if not fresh:
            break
        own.update(fresh)
    order = [
        path
        for slot in slots(form, {**known, **own})
        for path in (slot.path, slot.path + WHO, slot.path + BY)
    ]
    return [(path, own[path]) for path in order if path in own]


def countable(form: Form, answers: Answers) -> dict[str, str]:
    """The privacy of the places that are kept countable, by path: the only ones the store asks of."""
    return {
        slot.path: slot.question.privacy.value
        for slot in slots(form, answers)
        if slot.question.privacy in (Privacy.MATCH, Privacy.INSIGHT)
    }


def _answered(slot: Slot, supplied: Supplied, telling: Telling) -> dict[str, Answer]:
    raw = supplied.get(slot.key)
    if slot.row and isinstance(raw, list):
        raw = raw[int(slot.row) - 1].get(slot.question.key)
    if raw is None:
        optional = slot.question.required is Required.OPTIONAL
        return {slot.path: Skipped()} if optional else {}
    match raw:
        case {"unknown": str(who), "days": int(days)}:
            if not slot.question.not_known:
                raise WrongAnswer(slot.path)
            return {
                slot.path: NotKnown(),
                slot.path + WHO: Given(telling.say(who)),
                slot.path + BY: Given(telling.on(days).isoformat()),
            }
        case {"skipped": True}:
            return {slot.path: Skipped()}
        case _:
            return {slot.path: _given(slot.question, raw, telling)}


def _given(question: Question, raw: Any, telling: Telling) -> Given:
    keys = {choice.key for choice in offered(question)}
    match question.kind, raw:
        case ((Kind.TEXT | Kind.LONG_TEXT), str()):
            return Given(telling.say(raw))
        case ((Kind.CHOICE | Kind.YES_NO), str()) if telling.say(raw) in keys:
            return Given(telling.say(raw))
        case Kind.CHOICES, list() if raw and set(raw) <= keys:
            return Given(tuple(raw))
        case Kind.LEVEL, int() if 0 <= raw <= 4:
            return Given(raw)
        case Kind.NUMBER, int() | float():
            return Given(raw)
        case Kind.NUMBER, str() if telling.say(raw).isdigit():
            return Given(int(telling.say(raw)))
        case ((Kind.DATE | Kind.MONTH), str()) if _DAY.fullmatch(telling.say(raw)):
            return Given(telling.say(raw))
        case Kind.DATE, int():
            return Given(telling.on(raw).isoformat())
        case Kind.MONTH, int():
            return Given(f"{telling.on(raw):%Y-%m}")
        case ((Kind.GROUP | Kind.PEOPLE), list()):
            return Given(_rows(question, raw))
        case _:
            raise WrongAnswer(question.key)


def _rows(question: Question, raw: Sequence[Mapping[str, Any]]) -> Rows:
    for row in raw:
        for key in row:
            if question.field_named(key) is None:
                raise StrayAnswer(f"{question.key}.{key}")
    return Rows(tuple(str(place) for place in range(1, len(raw) + 1)))
