"""Says whose words are whose: answers in runs by one person, each run under who said it and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from templates.parts import Line, Part, State, Table, lines_of
from templates.review import Saying, Spoken
from templates.sheet import Block, Heading
from templates.words import day, known, month, say, upper_first

Speaker = tuple[str, str]
"""A name and the key of a role."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Who said what in one form, and what is new in it."""

    spoken: Spoken
    own: str = ""
    """Whose form it is, and so needs no role beside the name; empty when it is everybody's."""
    speaks: str = ""
    """Who speaks, whoever typed: then others wrote down what was said."""

    def runs(self, parts: Iterable[Part], level: int = 4) -> Iterator[Block]:
        """The parts, and before each run by one person a heading with who and when. What was known
        already comes last, so that it does not break up what was said here."""
        ordered = sorted(parts, key=self._known)
        for (_, speaker), run in groupby(
            ordered, lambda each: (self._known(each), self.speaker(each))
        ):
            mine = list(run)
            sayings = [saying for part in mine for saying in self._sayings(part)]
            if not sayings:
                yield Heading(say("whose.records"), level, voice=True)
                yield from mine
                continue
            shared, marks = self._marks(mine)
            heading = self.told(speaker, sayings)
            yield Heading(f"{heading}. {shared}" if shared else heading, level, voice=True)
            yield from (self._marked(part, mark) for part, mark in zip(mine, marks, strict=True))

    def _known(self, part: Part) -> bool:
        """Whether nobody said it here: it is in the records, or was said in another form."""
        return all(saying.elsewhere for saying in self._sayings(part))

    def speaker(self, part: Part) -> Speaker:
        """Who said a part; of a table, whoever said its first cell."""
        saying = next(iter(self._sayings(part)), None)
        return (saying.name, saying.role) if saying else ("", "")

    def told(self, speaker: Speaker, sayings: Sequence[Saying]) -> str:
        """A name, a role where it is needed, and the day or days."""
        name, role = speaker
        days = sorted({saying.on for saying in sayings if (saying.name, saying.role) == speaker})
        when = day(days[0])
        if days[0] != days[-1]:
            when = say("whose.between", first=day(days[0]), last=day(days[-1]))
        if self.speaks and name != self.speaks:
            return say("whose.written_down", role=role_name(role), when=when)
        if not name:
            return upper_first(say("whose.nobody", role=role_name(role), when=when))
        if name == self.own:
            return say("whose.carer", name=name, when=when)
        return say("whose.other", name=name, role=role_name(role), when=when)

    def _sayings(self, part: Part) -> list[Saying]:
        said = self.spoken.said
        paths = [part.path] if isinstance(part, Line) else [each.path for each in lines_of(part)]
        if isinstance(part, Table):
            paths.append(part.path)
        return [said[path] for path in paths if path in said]

    def _marks(self, parts: Sequence[Part]) -> tuple[str, list[str]]:
        """What is to be told of every part: in the heading what holds for all, or for all but what
        is marked as new; beside a part only what is its own."""
        marks = [self.mark(part) for part in parts]
        kinds = set(marks)
        if len(kinds) == 1:
            return marks[0], [""] * len(marks)
        new = self._new
        others = kinds - {new}
        if new in kinds and len(others) == 1 and "" not in others:
            still = next(iter(others))
            shared = say("whose.but_new", still=still.rstrip("."))
            return shared, [mark if mark == new else "" for mark in marks]
        return "", marks

    @property
    def _new(self) -> str:
        when = self.spoken.earlier_on
        return say("whose.new", month=month(when)) if when else ""

    def mark(self, part: Part) -> str:
        """That words are still true, or new since last time, or nothing to tell."""
        if self._known(part):
            return ""
        if isinstance(part, Line) and part.state is not State.GIVEN:
            return self._last_time(part)
        told = [mark for saying in self._sayings(part) if (mark := self._still(saying))]
        if told and all(saying.confirmed for saying in self._sayings(part)):
            return told[0]
        return self._new if self.is_new(part) else ""

    def _last_time(self, line: Line) -> str:
        """Who said what is not confirmed any more, and when."""
        saying = self.spoken.said.get(f"{line.path}~before")
        if saying is None or saying.first_on is None:
            return ""
        name = "whose.before" if saying.first_name else "whose.before_bare"
        return say(name, name=saying.first_name, first=day(saying.first_on))

    def _still(self, saying: Saying) -> str:
        if saying.first_on is None:
            return ""
        first = day(saying.first_on)
        if saying.first_name and saying.first_name != saying.name:
            return say("whose.still_other", name=saying.first_name, first=first)
        return say("whose.still", first=first)

    def is_new(self, part: Part) -> bool:
        """Whether something is said here that was not said last time."""
        if not self.spoken.earlier_on or self._known(part):
            return False
        now, before = self.spoken.answers, self.spoken.earlier
        paths = [part.path, *(each.path for each in lines_of(part))]
        return any(now.get(path) != before.get(path) for path in paths)

    def _marked(self, part: Part, mark: str) -> Part:
        if isinstance(part, Line):
            return replace(part, said=" ".join(filter(None, (mark, self._note_by(part)))))
        names = {(saying.name, saying.on) for saying in self._sayings(part)}
        rows = part.rows
        if len({name for name, _ in names}) > 1:
            rows = tuple(replace(row, cells=self._signed(row.cells)) for row in rows)
        return replace(part, rows=rows, said=mark)

    def _signed(self, cells: tuple[Line, ...]) -> tuple[Line, ...]:
        """A row's cells, the first with who wrote the row, where several people wrote rows."""
        saying = next((self.spoken.said[c.path] for c in cells if c.path in self.spoken.said), None)
        if saying is None or not cells:
            return cells
        by = self.told((saying.name, saying.role), [saying])
        return (replace(cells[0], said=by), *cells[1:])

    def _note_by(self, line: Line) -> str:
        """Who added the note, when it was somebody else than who answered."""
        added, said = self.spoken.said.get(f"{line.path}~note"), self.spoken.said.get(line.path)
        if not line.note or added is None or (said and said.name == added.name):
            return ""
        return say("whose.note", name=added.name, when=day(added.on))


def role_name(role: str) -> str:
    """The words for a role beside a name: "supervising social worker"."""
    return say(f"role_names.{role}") if known(f"role_names.{role}") else say("role_names.other")
