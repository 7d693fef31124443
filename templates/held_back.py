"""What a paper about a household must not hold, so that reading it back can prove that it does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from care.text import clean
from dialogs.answers import Given, Rows
from dialogs.form import Kind, Question
from templates.parts import Withheld
from templates.review import Spoken
from templates.words import every_word

TYPED = (Kind.TEXT, Kind.LONG_TEXT)
SHORTEST = 8
"""Shorter words are found in every document, so finding them proves nothing."""


def unprinted(spoken: Spoken, printed: Collection[str] = ()) -> Iterator[Withheld]:
    """Every typed answer of a form whose path is not among those printed, notes included."""
    said_anyway = every_word().casefold()
    for path, answer in spoken.answers.items():
        question = question_at(spoken, path)
        if path in printed or question is None or not isinstance(answer, Given):
            continue
        typed = question.kind in TYPED or path.endswith(("~note", "?who"))
        if typed and not isinstance(answer.value, Rows):
            text = clean(str(answer.value)).strip()
            if len(text) >= SHORTEST and text.casefold() not in said_anyway:
                yield Withheld(path, text, identity=False)


def question_at(spoken: Spoken, path: str) -> Question | None:
    """The question that a path answers, its cells, notes and finders-out included."""
    names = path.split("~")[0].split("?")[0].split(".")
    found = spoken.form.by_key.get(".".join(names[:2]))
    if found is None:
        return None
    return found[1].field_named(names[-1]) if len(names) > 2 else found[1]
