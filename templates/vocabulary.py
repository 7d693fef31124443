"""Every word that a form and the documents print of themselves, whoever the child is."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.form import Form, Question
from templates.words import every_word

_made: dict[str, tuple[Form, str]] = {}


def vocabulary(form: Form) -> str:
    """Headings, labels, choices and fixed sentences, joined; worked out once for each form."""
    found = _made.get(form.name)
    if found is None or found[0] is not form:
        words = " | ".join((every_word(), *_words(form)))
        found = _made[form.name] = (form, " ".join(words.casefold().split()))
    return found[1]


def _words(form: Form) -> Iterator[str]:
    for section in form.sections:
        yield section.title
        yield section.intro
        for question in section.questions:
            yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield question.label
    yield question.none
    yield from (choice.label for choice in question.choices)
    for each in question.fields:
        yield from _question(each)
