"""What a form need not ask: the child's record, and what other profiles already say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from care.people import Child, Household
from dialogs.answers import Answer, Answers, Given
from dialogs.form import Form, Kind, Question
from dialogs.values import offered
from storage import profiles
from storage.profiles import Profile
from storage.turn import Known, Turn

RECORD = "record."


def known_for(
    turn: Turn, forms: Mapping[str, Form], profile: Profile, subject: Child | Household
) -> Answers:
    """Answers by path that this profile starts from; the person's own words are laid over them."""
    return known_and_when(turn, forms, profile, subject).answers


def known_and_when(
    turn: Turn,
    forms: Mapping[str, Form],
    profile: Profile,
    subject: Child | Household,
    among: Sequence[Profile] | None = None,
) -> Known:
    """What is known already, and when it was said in another form; the record has no time.

    A question takes the answer of the same key in another form about the same child (so that the
    assessment is the referral), the answer it names with `from`, or the record. An earlier
    completion of the same form is not taken: a review asks again.
    """
    form = forms[profile.form]
    others = frozenset(name for name, each in forms.items() if each.key != form.key)
    found = profiles.known_about(turn, subject.id, others, profile.voice, among)
    said = found.answers
    known: dict[str, Answer] = {}
    at: dict[str, str] = {}
    for path, answer in said.items():
        if ".".join(path.split("?")[0].split("~")[0].split(".")[:2]) in form.by_key:
            known[path], at[path] = answer, found.at[path]
    for question in form.questions():
        if question.key not in known and question.source:
            named = _from(question, subject.record, said)
            if named is not None:
                known[question.key] = named
                if question.source in found.at:
                    at[question.key] = found.at[question.source]
    return Known(known, at)


def _from(question: Question, record: Mapping[str, str], said: Answers) -> Answer | None:
    source = question.source
    if source.startswith(RECORD):
        return _recorded(question, record.get(source.removeprefix(RECORD), ""))
    answer = said.get(source)
    return answer if isinstance(answer, Given) and _fits(question, answer) else None


def _recorded(question: Question, text: str) -> Answer | None:
    """The record's text as an answer, when it is one this question could have."""
    if not text.strip():
        return None
    if question.kind is Kind.CHOICES:
        keys = tuple(each.strip() for each in text.split(","))
        return Given(keys) if _fits(question, Given(keys)) else None
    found = Given(text)
    return found if _fits(question, found) else None


def _fits(question: Question, answer: Given) -> bool:
    keys = {choice.key for choice in offered(question)}
    match answer.value:
        case tuple() as chosen:
            return question.kind is Kind.CHOICES and set(chosen) <= keys
        case str() as text if question.kind in (Kind.CHOICE, Kind.YES_NO):
            return text in keys
        case str():
            return question.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.MONTH)
        case _:
            return False
