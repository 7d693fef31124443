"""What follows from an answer: it is kept under its own question, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from care.text import too_long
from dialogs import effects as then
from dialogs.answers import Answer, Given, Left, Rows, Skipped
from dialogs.find_out import NOTE, stem
from dialogs.form import Form, Kind
from dialogs.heard import CardAnswered, Problem, Topic, Trouble
from dialogs.laid import (
    carried,
    laid,
    place,
    places,
    question_of,
    same,
    theirs,
    unconfirmed,
)
from dialogs.others import newest, roles_of
from dialogs.position import pending, together
from dialogs.progress import Entry
from dialogs.reviewing import confirming, put_off
from dialogs.slots import rows_of
from dialogs.turn import Turn
from dialogs.values import OWN

OFFERED = (Trouble.DATE_IMPOSSIBLE, Trouble.DATE_NO_DAY)
"""Troubles with a reading to say yes to."""
SECOND = 2
"""The failure to understand after which an example is given."""


def answer(turn: Turn, path: str, given: Answer, note: str = "", unkept: bool = False) -> None:
    """Keeps one answer and goes on to whatever is open then. With `unkept` there were words beside
    it that are not."""
    if not theirs(turn.form, turn.was, path):
        not_yours(turn, path)
        return
    changing = bool(turn.was.focus.revisit) or path in laid(turn.form, turn.was)
    kept: dict[str, Answer] = {path: given}
    if note:
        kept[path + NOTE] = Given(_noted(turn, path, note))
    turn.keep(kept)
    turn.settle(kept)
    rows = rows_of(given)
    grown = _grown(turn, path, rows)
    if grown < 0:
        turn.add(then.TakenOut())
    elif grown == 0:
        turn.add(then.Kept(turn.found([path]), noted=bool(note)))
    if unkept:
        turn.add(then.NotKept("with"))
    if changing and rows is None:
        branched = _branched(turn)
        if branched is not None:
            turn.add(branched)
    turn.ask()


def _grown(turn: Turn, path: str, rows: Rows | None) -> int:
    """How many rows more a group has now: a row that was only begun needs no words."""
    if rows is None:
        return 0
    before = rows_of(laid(turn.form, turn.was).get(path))
    return len(rows.ids) - (len(before.ids) if before else 0)


def _branched(turn: Turn) -> then.Branched | None:
    """Which questions a change opened or closed; None when it did neither."""
    before, after = places(turn.form, turn.was), places(turn.form, turn.now)
    if before is after:
        return None
    own = turn.now.own
    opened = [path for path in after.by_path if path not in before.by_path]
    hidden = [path for path in before.by_path if path not in after.by_path]
    back = sum(1 for path in opened if path in own)
    found = then.Branched(
        sum(1 for path in opened if path not in laid(turn.form, turn.now)),
        back,
        sum(1 for path in hidden if isinstance(own.get(path), Given)),
    )
    return found if found.opened or found.back or found.hidden else None


def card(turn: Turn, heard: CardAnswered) -> None:
    """Each answer goes under its own path; one that would overwrite another is not taken."""
    was, said = turn.was.answers, carried(turn.form, turn.was)
    shown = together(turn.form, turn.was, turn.open) if turn.open else ()
    asked = {slot.path for slot in shown}
    taken: dict[str, Answer] = {}
    unchanged: list[str] = []
    still: list[str] = []
    old: list[str] = []
    others = [path for path in heard.answers if not theirs(turn.form, turn.was, path)]
    others.extend(heard.others)
    for path, given in heard.answers.items():
        current = was.get(path)
        if path in others:
            continue
        if path in said and current is None and same(said[path].answer, given):
            still.append(path)
            continue
        free = current is None or isinstance(current, Left) or path in asked
        if current == given:
            unchanged += [path] if path in asked else []
            continue
        if free or rows_of(given):
            taken[path] = given
        elif not isinstance(given, Left | Skipped):
            old.append(path)
    answered = dict(taken)
    for path in taken:
        if isinstance(taken[path], Left | Skipped) and (slot := turn.find(path)):
            taken = {**taken, **put_off(turn, (slot,), {})}
    for path, note in heard.notes.items():
        noted = Given(_noted(turn, path, note))
        if was.get(path + NOTE) != noted:
            taken[path + NOTE] = noted
    taken = {**taken, **_beside(turn, heard, old)}
    kept = {**taken, **confirming(turn, _still_asked(turn, taken, still))}
    if kept:
        turn.keep(kept)
    if kept or unchanged:  # what is looked at again, and saved as it was, is done with too
        turn.settle([*kept, *unchanged])
    answered |= {path: said[path].answer for path in still if path in kept}
    if told := [*answered, *unchanged]:
        beside = any(path + NOTE in taken for path in answered)
        turn.add(then.Kept(turn.found(told), noted=beside))
    if old:
        beside = any(path + NOTE in taken for path in old)
        turn.add(then.CardOld(turn.found(old), _by_another(turn, old), beside))
    if heard.strange:
        beside = any(stem(path) not in answered for path in taken)
        turn.add(then.StrangeFields(heard.strange, noted=beside))
    if others:
        turn.add(_whose(turn, others[0]))
    _ask_again(turn, heard)


def _by_another(turn: Turn, paths: Iterable[str]) -> str:
    """The one other person who answered all of these; nobody, where there are several or none."""
    by = {last.person for path in paths if (last := newest(turn.was, path))}
    other = by.pop() if turn.was.part and len(by) == 1 else ""
    return other if other != turn.speaker.person else ""


def _beside(turn: Turn, heard: CardAnswered, old: Sequence[str]) -> Mapping[str, Answer]:
    """What was written where there is another answer in the meantime: kept as a note beside it."""
    words = {
        slot.path: given.value
        for slot in turn.found(old)
        if isinstance(given := heard.answers[slot.path], Given) and isinstance(given.value, str)
        if slot.question.kind in (Kind.TEXT, Kind.LONG_TEXT)
    }
    return {path + NOTE: Given(_noted(turn, path, text)) for path, text in words.items()}


def _still_asked(turn: Turn, taken: Mapping[str, Answer], still: list[str]) -> Iterator[str]:
    """Of what is as it was last time, that which is asked when the changes beside it are made."""
    if not taken:
        yield from still
        return
    changed = turn.was.keeping(Entry(0, path, answer) for path, answer in taken.items())
    applies = places(turn.form, changed).by_path
    yield from (path for path in still if path in applies)


def not_yours(turn: Turn, path: str) -> None:
    """Says whose it is, and keeps nothing."""
    turn.add(_whose(turn, path))
    turn.ask(again=True)


def _whose(turn: Turn, path: str) -> then.NotYours:
    found = question_of(turn.form, path)
    return then.NotYours(found[1] if found else None, roles_of(found[1]) if found else ())


def _ask_again(turn: Turn, heard: CardAnswered) -> None:
    """The faults of a card are shown beside its questions, if those are still the ones asked; what
    was written for others, and could not be read, is kept beside those."""
    slot = pending(turn.form, turn.now)
    shown = {each.path for each in together(turn.form, turn.now, slot)} if slot else set()
    problems = tuple(each for each in heard.problems if each.path in shown)
    typed = heard.typed or {}
    aside = {
        each.path + NOTE: Given(_noted(turn, each.path, text))
        for each in heard.problems
        if each.path not in shown and isinstance(raw := typed.get(each.path), str)
        if (text := raw.strip()) and not too_long(text)
    }
    new = {path: note for path, note in aside.items() if turn.was.answers.get(path) != note}
    if new:
        turn.keep(new)
    if aside:
        turn.add(then.StrangeFields(len(aside), noted=True))
    turn.ask(again=bool(problems), problems=problems, typed=heard.typed if problems else None)


def comment(turn: Turn, path: str, text: str) -> None:
    """Words beside buttons are kept next to the answer, and the choice is asked again."""
    if not theirs(turn.form, turn.was, path):
        not_yours(turn, path)
        return
    turn.keep({path + NOTE: Given(_noted(turn, path, text))})
    turn.look(stumbles=turn.was.focus.stumbles + 1)
    if unconfirmed(turn.form, turn.was, path):
        turn.look(revisit=path)
    for slot in turn.found([path]):
        turn.add(then.NoteKept(slot, text, turn.now.focus.stumbles))
    turn.ask(again=True)


def _noted(turn: Turn, path: str, text: str) -> str:
    """The note beside an answer with more words added; the same words are not added twice.

    A note that would grow past the longest text begins anew: what it held stays in the entries,
    and no late script can make one answer grow for ever.
    """
    note = turn.was.answers.get(path + NOTE)
    if not isinstance(note, Given):
        return text
    before = str(note.value)
    if text in before:
        return before
    both = f"{before}\n{text}"
    return text if too_long(both) else both


def unclear(turn: Turn, problem: Problem) -> None:
    """Helps, asks again, and keeps nothing; the second time with an example."""
    slot = place(turn.form, turn.was, problem.path) or turn.open
    if slot is None:
        turn.ask(again=True)
        return
    stumbles = turn.was.focus.stumbles + 1
    offered = "|".join(problem.nearest) if problem.trouble in OFFERED else ""
    turn.look(stumbles=stumbles, asking=f"say:{offered}" if offered else "")
    turn.add(then.Misread(problem, slot, stumbles))
    if problem.trouble in (Trouble.RECALL, Trouble.REVIEW):
        turn.ask(again=True)
        return
    if stumbles == SECOND and slot.question.kind is Kind.LEVEL and slot.question.who not in OWN:
        turn.add(then.Explain(Topic.MEANINGS, slot))
    elif stumbles == SECOND and slot.question.example:
        turn.add(then.Explain(Topic.EXAMPLE, slot))
    turn.ask(again=True)


def stale(turn: Turn, path: str, text: str) -> None:
    """Never under another question: typed words stay beside the one they were meant for."""
    of = stem(path)
    if path and not theirs(turn.form, turn.was, of):
        not_yours(turn, path)
        return
    slot = place(turn.form, turn.was, of)
    last = newest(turn.was, of) if slot and turn.was.part else None
    by = last.person if last and last.person != turn.speaker.person else ""
    noted = bool(text and is_place(turn.form, of))
    if noted:
        said = Given(_noted(turn, of, text))
        if turn.was.answers.get(of + NOTE) != said:
            turn.keep({of + NOTE: said})
    turn.add(then.AlreadyAnswered(slot, turn.was.answers.get(of) if slot else None, noted, by))
    turn.ask(again=True)


def is_place(form: Form, path: str) -> bool:
    """Whether a path belongs to this form at all, though its question may not apply now."""
    if path in form.by_key:
        return True
    group, _, rest = path.partition(".")
    key, _, cell = rest.partition(".")
    found = form.by_key.get(f"{group}.{key}")
    row, _, field = cell.partition(".")
    return (
        found is not None
        and row.isdecimal()
        and len(row) < 6
        and found[1].field_named(field) is not None
    )
