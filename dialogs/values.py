"""Turns typed words into the value of an answer, or says kindly why they are not one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from care.needs import level_labels
from care.text import too_long
from dialogs.answers import Given
from dialogs.commands import meaning, plain
from dialogs.dates import read_date, read_month, read_number, written
from dialogs.form import Choice, Kind, Question
from dialogs.heard import Problem, Trouble
from dialogs.phrases import phrase


@dataclass(frozen=True, slots=True)
class Read:
    """A value that was understood, and whatever was said beside it."""

    given: Given
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """Words beside buttons that are none of the choices."""

    text: str


OWN = ("child", "young_person")
"""Who chooses a level by what it is like, in their own voice."""
Reading = Read | Comment | Problem
NO = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nobody",
        "nothing",
        "without",
        "unknown",
        "isn't",
        "can't",
        "won't",
        "don't",
    ]
)
"""Words that turn an answer round."""


def offered(question: Question) -> tuple[Choice, ...]:
    """What can be chosen: the question's own choices, yes and no, or the five levels."""
    if question.kind is Kind.YES_NO:
        return (Choice("yes", phrase("choice.yes")), Choice("no", phrase("choice.no")))
    if question.kind is Kind.LEVEL:
        if question.choices:
            return tuple(replace(c, key=str(level)) for level, c in enumerate(question.choices))
        names = question.anchors if question.who in OWN else level_labels()
        return tuple(Choice(str(level), label) for level, label in enumerate(names))
    return question.choices


def read_value(question: Question, path: str, text: str, today: date, me: str = "") -> Reading:
    """What the words mean as an answer to this question."""
    if too_long(text):
        return Problem(Trouble.TOO_LONG, path, "")
    if not text.strip():
        return Problem(Trouble.EMPTY, path)
    match question.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            mine = me and path.endswith("?who") and meaning("me", text) is not None
            return Read(Given(me if mine else text.strip()))
        case Kind.DATE:
            return _date(path, text, today)
        case Kind.MONTH:
            month = read_month(text, today)
            if month is None:
                return Problem(Trouble.MONTH_UNCLEAR, path, text)
            return Read(Given(month))
        case Kind.NUMBER:
            return _number(question, path, text)
        case Kind.CHOICES:
            return _choices(question, path, text)
        case Kind.CHOICE | Kind.YES_NO | Kind.LEVEL:
            return _choice(question, path, text)
        case Kind.GROUP | Kind.PEOPLE:
            return Comment(text.strip())


def _date(path: str, text: str, today: date) -> Reading:
    future = True if path.endswith("?by") else None
    found = read_date(text, today, future)
    if isinstance(found, date):
        return Read(Given(found.isoformat()))
    month = None if found.impossible else read_month(text, today)
    if month is not None:
        first = written(date.fromisoformat(f"{month}-01"))
        return Problem(Trouble.DATE_NO_DAY, path, text, (first,))
    trouble = Trouble.DATE_IMPOSSIBLE if found.impossible else Trouble.DATE_UNCLEAR
    return Problem(trouble, path, text, tuple(written(day) for day in found.nearest))


def _number(question: Question, path: str, text: str) -> Reading:
    number = read_number(text)
    if number is None:
        return Problem(Trouble.NUMBER_UNCLEAR, path, text)
    if question.least is not None and number < question.least:
        return Problem(Trouble.TOO_SMALL, path, text, (_plain_number(question.least),))
    if question.most is not None and number > question.most:
        return Problem(Trouble.TOO_LARGE, path, text, (_plain_number(question.most),))
    bare = re.fullmatch(r"[\s\d.,%£-]*", text) is not None
    return Read(Given(number), "" if bare else text.strip())


def _plain_number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


def value_of(question: Question, choice: Choice) -> Given:
    """The answer that a choice stands for: a level is a number, everything else its key."""
    return Given(int(choice.key) if question.kind is Kind.LEVEL else choice.key)


def chosen(question: Question, choice: Choice) -> Given:
    """As `value_of`, and for several choices a list of the one."""
    return Given((choice.key,)) if question.kind is Kind.CHOICES else value_of(question, choice)


def named(question: Question, text: str) -> bool:
    """Whether the words are, whole, one of the answers on show: these come before commands."""
    if question.kind is Kind.YES_NO and meaning("yes_no", text):
        return True
    if question.is_group:
        return meaning("groups", text) is not None
    words = plain(text)
    return any(plain(option.label) == words for option in offered(question))


def _choice(question: Question, path: str, text: str) -> Reading:
    options = offered(question)
    if question.kind is Kind.YES_NO:
        found = _yes_no(text)
        if found is not None:
            return found
    choice = pick(options, text, from_zero=question.kind is Kind.LEVEL)
    if choice is not None:
        return Read(value_of(question, choice))
    if re.fullmatch(r"\s*-?\d+(?:\.\d+)?\s*", text):
        level = question.kind is Kind.LEVEL
        return Problem(Trouble.LEVEL_UNCLEAR if level else Trouble.NOT_OFFERED, path, text)
    said = _begins_with(options, text)
    if said is not None:
        return Read(value_of(question, said), text.strip())
    return Comment(text.strip())


def _yes_no(text: str) -> Read | None:
    whole = meaning("yes_no", text)
    if whole:
        return Read(Given(whole))
    first = re.match(r"\s*([^\W\d_]+)\s*[,.;:\u2013-]", text)
    begun = meaning("yes_no", first[1]) if first else None
    return Read(Given(begun), text.strip()) if begun else None


def _begins_with(options: tuple[Choice, ...], text: str) -> Choice | None:
    """The choice whose label the words begin with, when something more is said after it."""
    words = plain(text)
    found = [
        option
        for option in options
        if (label := plain(option.label))
        and re.match(rf"{re.escape(label)}\s*[,.;:\u2013-]", words)
    ]
    return max(found, key=lambda option: len(option.label), default=None)


def pick(options: tuple[Choice, ...], text: str, from_zero: bool = False) -> Choice | None:
    """The one choice meant by a number, its words, its first letters or words close to it.

    Words that do not say *no* never choose an answer that does, however close they are.
    """
    words = plain(text)
    if words.isdecimal() and len(words) < 4:
        place = int(words) - (0 if from_zero else 1)
        return options[place] if 0 <= place < len(options) else None
    by_label = {plain(option.label): option for option in options}
    exact = by_label.get(words) or next((o for o in options if o.key.casefold() == words), None)
    if exact or not words:
        return exact
    begins = [option for label, option in by_label.items() if label.startswith(words)]
    if begins:
        return begins[0] if len(begins) == 1 else None
    alike = {label: o for label, o in by_label.items() if _denies(label) == _denies(words)}
    holding = [option for label, option in alike.items() if _holds_words(label, words)]
    if holding:
        return holding[0] if len(holding) == 1 else None
    close = get_close_matches(words, alike, n=2, cutoff=0.84)
    return alike[close[0]] if len(close) == 1 else None


def _denies(words: str) -> bool:
    return not NO.isdisjoint(re.findall(r"[\w']+", words))


def _holds_words(label: str, words: str) -> bool:
    wanted = re.findall(r"\w+", words)
    there = re.findall(r"\w+", label)
    return bool(wanted) and all(
        any((each.startswith(word) and len(word) >= 3) or each == word for each in there)
        for word in wanted
    )


def _choices(question: Question, path: str, text: str) -> Reading:
    whole = pick(question.choices, text)
    if whole is not None:
        return Read(Given((whole.key,)))
    if re.fullmatch(r"[\d\s,;&.and]+", text.casefold()):
        pieces = re.findall(r"\d+", text)
    else:
        pieces = [piece for piece in re.split(r"[,;\n]|\band\b|&", text) if piece.strip()]
    found: list[str] = []
    over: list[str] = []
    for piece in pieces:
        choice = pick(question.choices, piece)
        if choice is None:
            over.append(piece.strip())
        elif choice.key not in found:
            found.append(choice.key)
    if not found:
        digits = all(piece.strip().isdecimal() for piece in pieces)
        return Problem(Trouble.NOT_OFFERED, path, text) if digits else Comment(text.strip())
    return Read(Given(tuple(found)), text.strip() if over else "")
