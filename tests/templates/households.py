"""Households made of the forms themselves: examples as answers, so that they read like the real thing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from io import BytesIO

from PIL import Image

from dialogs.answers import Answer, Answers, Given, Rows
from dialogs.form import Form, Kind, Question
from dialogs.read import read_forms
from dialogs.slots import Slot, slots
from templates.review import (
    Carer,
    Picture,
    ReviewFacts,
    ReviewParts,
    Saying,
    Signature,
    Spoken,
    Views,
)

ROSA, TOM, PRIYA, HALE, MIA, SAM = (
    ("Rosa", "foster_carer"),
    ("Tom", "foster_carer"),
    ("Priya Anand", "supervising_social_worker"),
    ("Jo Hale", "reviewing_officer"),
    ("Mia", "young_person"),
    ("Sam Okoro", "social_worker"),
)
LAST, NOW = date(2025, 3, 4), date(2026, 3, 3)
ADDRESS = "14 Quarry Lane, Saltbeck"
Person = tuple[str, str]


def form(key: str) -> Form:
    return forms()[f"{key}.1"]


@cache
def forms() -> dict[str, Form]:
    return read_forms()


def answered(
    form: Form, seed: int, text: Callable[[Question, random.Random], str], share: float = 1.0
) -> dict[str, Answer]:
    """Everything that applies, answered; or only a share of what may be left out."""
    dice = random.Random(seed)
    answers: dict[str, Answer] = {}
    while True:
        left = [
            slot for slot in slots(form, answers) if slot.path not in answers and not slot.again
        ]
        if not left:
            break
        for slot in left:
            keep = slot.question.required == "always" or dice.random() < share
            answers[slot.path] = _answer(slot, dice, text) if keep else SKIP
    return {path: answer for path, answer in answers.items() if answer is not SKIP}


SKIP = Given("left open")


def _answer(
    slot: Slot, dice: random.Random, text: Callable[[Question, random.Random], str]
) -> Answer:
    question = slot.question
    match question.kind:
        case Kind.GROUP | Kind.PEOPLE:
            return Given(Rows(tuple(str(n + 1) for n in range(dice.randint(1, 3)))))
        case Kind.CHOICE:
            return Given(dice.choice(question.choices).key)
        case Kind.CHOICES:
            picked = dice.sample(question.choices, min(len(question.choices), dice.randint(1, 3)))
            return Given(tuple(choice.key for choice in picked))
        case Kind.YES_NO:
            return Given(dice.choice(("yes", "no")))
        case Kind.LEVEL:
            return Given(dice.choice((1, 2, 2, 3, 3, 4)))
        case Kind.NUMBER:
            least, most = int(question.least or 0), int(question.most or 30)
            return Given(dice.randint(least, min(most, least + 40)))
        case Kind.DATE:
            return Given(date(2025, dice.randint(1, 12), dice.randint(1, 28)).isoformat())
        case Kind.MONTH:
            return Given(f"2025-{dice.randint(1, 12):02}")
        case Kind.TEXT | Kind.LONG_TEXT:
            return Given(text(question, dice))


def usual(question: Question, dice: random.Random) -> str:
    return question.example or f"{question.label}, as we have it"


def short(question: Question, dice: random.Random) -> str:
    return dice.choice(("Yes.", "Most days", "We just do it."))


def long(question: Question, dice: random.Random) -> str:
    text = usual(question, dice)
    return " ".join([text] * (1_500 // len(text) + 1)) if question.kind is Kind.LONG_TEXT else text


def saying(person: Person, on: date = NOW, first: date | None = None, by: str = "") -> Saying:
    return Saying(*person, on, by or (person[0] if first else ""), first)


def spoken(
    form: Form,
    answers: Answers,
    people: dict[str, Person],
    earlier: Answers | None = None,
    on: date = NOW,
) -> Spoken:
    """Each answer said by whoever has the role it belongs to; what is as it was is confirmed."""
    said = {}
    for slot in slots(form, answers):
        who = (slot.group or slot.question).who
        if slot.path in answers and who in people:
            same = earlier is not None and earlier.get(slot.path) == answers[slot.path]
            said[slot.path] = saying(people[who], on, LAST if same else None)
    return Spoken(form, answers, said, earlier or {}, LAST if earlier is not None else None)


def changed(answers: Answers, form: Form, seed: int) -> dict[str, Answer]:
    """What was said a year before: mostly the same, one level in three another."""
    dice = random.Random(seed)
    before = dict(answers)
    for slot in slots(form, answers):
        if slot.path not in answers:
            continue
        if slot.question.kind is Kind.LEVEL and dice.random() < 0.35:
            before[slot.path] = Given(dice.choice((0, 1, 2)))
        elif slot.question.kind is Kind.LONG_TEXT and dice.random() < 0.2:
            before[slot.path] = Given("Something else, a year ago.")
    return before


def picture(
    colour: str = "#88aa66", size: tuple[int, int] = (900, 600), kind: str = "JPEG"
) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def carer(
    person: Person, seed: int, text: Callable[..., str], last_year: bool, share: float
) -> Carer:
    skills = form("carer_skills")
    answers = answered(skills, seed, text, share)
    people = {"foster_carer": person, "supervising_social_worker": PRIYA}
    earlier = changed(answers, skills, seed) if last_year else None
    return Carer(person[0], spoken(skills, answers, people, earlier))


def views(person: Person, key: str, seed: int, text: Callable[..., str], choice: str = "") -> Views:
    asked = form(key)
    answers = answered(asked, seed, text)
    if choice:
        answers["after.carers_read"] = Given(choice)
    return Views(*person, _all_by(asked, answers, person))


def _all_by(form: Form, answers: Answers, person: Person) -> Spoken:
    return Spoken(form, answers, {path: saying(person) for path in answers})


def household(
    text: Callable[..., str] = usual,
    carers: tuple[Person, ...] = (ROSA, TOM),
    last_year: bool = True,
    share: float = 1.0,
    seed: int = 1,
    signed: bool = True,
) -> ReviewParts:
    """A whole household, as far along as wanted."""
    people = {
        "foster_carer": carers[0],
        "supervising_social_worker": PRIYA,
        "reviewing_officer": HALE,
    }
    profile, review = form("household_profile"), form("carer_review")
    home = answered(profile, seed, text, share)
    year = answered(review, seed, text, share)
    day = NOW if signed else None
    return ReviewParts(
        facts=ReviewFacts(
            reference="LR-4T7K",
            council="Larkshire County Council",
            household=" and ".join(name for name, _ in carers),
            written_on=NOW,
            due_on=date(2026, 3, 31),
            last_review_on=LAST if last_year else None,
            approved_on=date(2019, 6, 1),
            record={"address": ADDRESS, "postcode": "LK4 7QX"},
        ),
        household=spoken(profile, home, people, changed(home, profile, 5) if last_year else None),
        carers=tuple(
            carer(person, seed + 10 + n, text, last_year, share) for n, person in enumerate(carers)
        ),
        review=spoken(review, year, people),
        views=(
            views(SAM, "worker_views", 3, text),
            views(MIA, "child_views", 4, text, "yes"),
        ),
        signatures=(
            *(
                Signature(*each, day, "I have read it all, and I agree." if day else "")
                for each in carers
            ),
            Signature(*PRIYA, day),
            Signature(*HALE),
        ),
        pictures=(
            Picture(picture(), "Our red door, with the squeaky gate"),
            Picture(picture("#6688aa", (500, 900), "PNG"), "Bramble the cat, asleep on homework"),
        ),
    )


def typed_in(spoken: Spoken | None) -> Iterator[tuple[str, str]]:
    """Every typed answer of a form that applies now, with its path."""
    for slot in slots(spoken.form, spoken.answers) if spoken else ():
        answer = spoken.answers.get(slot.path) if spoken else None
        if slot.question.kind in (Kind.TEXT, Kind.LONG_TEXT) and isinstance(answer, Given):
            yield slot.path, str(answer.value)
