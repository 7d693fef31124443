"""Rows of a group: adding one, taking one out, and what can be chosen while there are rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogs.answers import Answer, Answers, Given, Rows
from dialogs.commands import meaning, plain, taking
from dialogs.form import Question
from dialogs.heard import Answered, CardAnswered, Commented, Heard, Problem, Stale, Trouble, Unclear
from dialogs.phrases import phrase
from dialogs.progress import Progress
from dialogs.show import row_text
from dialogs.slots import Slot, rows_of


def options(question: Question, rows: Rows | None) -> tuple[tuple[str, str], ...]:
    """The buttons of a group, `add` and `done`, with their words; no `add` when it is full."""
    if rows is None or not rows.ids:
        return (
            ("add", question.add or phrase("button.add")),
            ("done", question.none or phrase("button.none")),
        )
    add = () if full(question, len(rows.ids)) else (("add", phrase("button.add_another")),)
    return (*add, ("done", phrase("button.thats_all")))


def full(question: Question, count: int) -> bool:
    return bool(question.max_rows) and count >= question.max_rows


def press_group(
    progress: Progress, answers: Answers, slot: Slot, name: str, row: str = ""
) -> Heard:
    """What `add`, `done` or `remove` means for the group as it is now, in these answers."""
    rows = rows_of(answers.get(slot.path)) or Rows(())
    match name:
        case "add" if full(slot.question, len(rows.ids)):
            return Unclear(Problem(Trouble.GROUP_FULL, slot.path))
        case "add":
            ids = (*rows.ids, str(_unused(progress, slot.path)))
            return Answered(slot.path, Given(Rows(ids, more=not full(slot.question, len(ids)))))
        case "remove" if row not in rows.ids:
            return Stale(slot.path)
        case "remove":
            # What was said in the row is kept, and undo brings it back.
            kept = tuple(each for each in rows.ids if each != row)
            return Answered(slot.path, Given(Rows(kept, more=slot.again)))
        case _:
            return Answered(slot.path, Given(Rows(rows.ids)))


def read_group(progress: Progress, answers: Answers, slot: Slot, text: str) -> Heard:
    """What typed words mean where a group is open: a button, a row to take out, or new rows."""
    rows = rows_of(answers.get(slot.path))
    name = _option(slot.question, rows, text)
    if name:
        return press_group(progress, answers, slot, name)
    if (found := taking(text)) and found[0] == "remove" and rows:
        row = _row_named(slot.question, rows, answers, found[1])
        if row:
            return press_group(progress, answers, slot, "remove", row)
    if full(slot.question, len(rows.ids) if rows else 0):
        return Commented(slot.path, text.strip())
    lines = [line.strip(" \t-*\u2022") for line in text.splitlines() if line.strip(" \t-*\u2022")]
    if len(slot.question.fields) != 1 or not lines:
        return Commented(slot.path, text.strip())
    return _lines(progress, slot, rows or Rows(()), lines)


def _option(question: Question, rows: Rows | None, text: str) -> str:
    shown = options(question, rows)
    words = plain(text)
    if words.isdecimal() and 0 < int(words[:3]) <= len(shown):
        return shown[int(words) - 1][0]
    for name, label in shown:
        pattern = re.escape(plain(label)).replace(re.escape("{child}"), ".+")
        if re.fullmatch(pattern, words):
            return name
    return meaning("groups", text) or ""


def _row_named(
    group: Question, rows: Rows, answers: Mapping[str, Answer], words: str
) -> str | None:
    if words.isdecimal() and 0 < int(words[:3]) <= len(rows.ids):
        return rows.ids[int(words) - 1]
    named = [row for row in rows.ids if plain(row_text(group, row, answers)).startswith(words)]
    return named[0] if len(named) == 1 else None


def _lines(progress: Progress, slot: Slot, rows: Rows, lines: list[str]) -> Heard:
    """One row for every line; what finds no room stands beside the last."""
    question = slot.question
    room = question.max_rows - len(rows.ids) if question.max_rows else len(lines)
    fitting = [*lines[: room - 1], " / ".join(lines[room - 1 :])] if len(lines) > room else lines
    first = _unused(progress, slot.path)
    ids = [str(number) for number in range(first, first + len(fitting))]
    every = (*rows.ids, *ids)
    cells: dict[str, Answer] = {
        f"{slot.path}.{row}.{question.fields[0].key}": Given(line)
        for row, line in zip(ids, fitting, strict=True)
    }
    return CardAnswered(
        {slot.path: Given(Rows(every, more=not full(question, len(every)))), **cells}
    )


def _unused(progress: Progress, group: str) -> int:
    """An id for one more row. Ids are never used again, so no answer can change its row."""
    used = [
        path.removeprefix(f"{group}.").partition(".")[0]
        for path in (*progress.known, *progress.earlier, *(e.path for e in progress.entries))
        if path.startswith(f"{group}.")
    ]
    answers = [progress.known.get(group)]
    answers.extend(each.answer for at, each in progress.earlier.items() if at == group)
    answers.extend(entry.answer for entry in progress.entries if entry.path == group)
    for answer in answers:
        if rows := rows_of(answer):
            used.extend(rows.ids)
    return max((int(each) for each in used if each.isdecimal()), default=0) + 1
