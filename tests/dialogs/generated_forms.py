"""Small forms made at random, with branches, cards, groups and an emergency route."""

from __future__ import annotations

from hypothesis import strategies as st

from dialogs.check import check
from dialogs.form import Choice, Condition, Form, Kind, Question, Required, Route, Section

COUNTABLE = (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.LEVEL)
PLAIN = (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.DATE, Kind.MONTH)
LABELS = ("Every day", "Sometimes", "Hardly ever", "Not at all")


def _values(question: Question) -> list[str]:
    match question.kind:
        case Kind.LEVEL:
            return list("01234")
        case Kind.YES_NO:
            return ["yes", "no"]
        case _:
            return [choice.key for choice in question.choices]


def _made(kind: Kind, key: str, required: Required, not_known: bool) -> Question:
    choosing = kind in (Kind.CHOICE, Kind.CHOICES)
    return Question(
        key=key,
        kind=kind,
        ask=f"What about {key} for {{child}}?",
        label=f"About {key}",
        hint="A word is enough." if required is Required.STANDARD else "",
        example="Like this" if kind is Kind.LONG_TEXT else "",
        choices=tuple(Choice(f"c{n}", label) for n, label in enumerate(LABELS)) if choosing else (),
        anchors=tuple(f"Level {level} of {key}" for level in range(5))
        if kind is Kind.LEVEL
        else (),
        required=required,
        not_known=not_known,
    )


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Question]) -> tuple[Condition, ...]:
    if not earlier or not draw(st.booleans()):
        return ()
    on = draw(st.sampled_from(earlier))
    values = _values(on)
    kept = draw(st.sets(st.sampled_from(values), min_size=1, max_size=len(values) - 1))
    return (Condition(on.key, frozenset(kept)),)


@st.composite
def groups(draw: st.DrawFn, key: str, required: Required) -> Question:
    count = draw(st.integers(1, 3))
    fields: list[Question] = []
    for place in range(count):
        kind = draw(st.sampled_from((*PLAIN, *COUNTABLE))) if place else Kind.TEXT
        looking = [each for each in fields if each.kind in COUNTABLE]
        when = draw(conditions(looking))
        made = _made(kind, f"f{place}", draw(st.sampled_from(list(Required))), place > 0)
        fields.append(_with(made, when=when))
    return _with(
        _made(Kind.GROUP, key, required, True),
        fields=tuple(fields),
        max_rows=draw(st.sampled_from((0, 1, 2))),
        add=f"Add to {key}",
        none="Nothing to add",
    )


def _with(question: Question, **changes: object) -> Question:
    from dataclasses import replace

    return replace(question, **changes)  # type: ignore[arg-type]


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form without faults: conditions look back, and cards stand together."""
    earlier: list[Question] = []
    sections: list[Section] = []
    for number in range(draw(st.integers(1, 3))):
        questions: list[Question] = []
        card, on_card = "", list[Question]()
        for place in range(draw(st.integers(1, 5))):
            key = f"s{number}.q{place}"
            kind = draw(st.sampled_from((*PLAIN, *COUNTABLE, Kind.GROUP)))
            required = draw(st.sampled_from(list(Required)))
            if kind is Kind.GROUP:
                made = draw(groups(key, required))
                card = ""
            else:
                made = _made(kind, key, required, draw(st.booleans()))
                card = draw(st.sampled_from((card, "", f"card{number}{place}")))
            on_card = [each for each in questions if card and each.card == card]
            when = draw(conditions([each for each in earlier if each not in on_card]))
            made = _with(
                made,
                card=card,
                when=when,
                emergency=draw(st.sampled_from((None, (), when))),
            )
            questions.append(made)
            if kind in COUNTABLE:
                earlier.append(made)
        sections.append(Section(f"s{number}", f"Part {number} of {{child}}", tuple(questions)))
    route = None
    if earlier and draw(st.booleans()):
        first = earlier[0]
        route = Route((Condition(first.key, frozenset(_values(first)[:1])),), 5)
    form = Form(
        key="small",
        version=1,
        title="A small form",
        about="child",
        roles=("social_worker",),
        channels=("web",),
        begin="Let's begin with {child}.",
        sections=tuple(sections),
        finish="That is all about {child}.",
        emergency=route,
        desk=draw(st.booleans()),
    )
    assert check(form, "small.1.toml") == []
    return form
