"""The referrals that Larkshire has sent, and the words in them that would give a child away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from bot.larkshire import seed
from bot.snapshot import Snapshot, snapshot_from
from care.generalise import POSTCODE
from care.known import word_list
from care.names import spelling, words_in
from care.people import day_in
from dialogs.answers import Given
from dialogs.form import Form, Kind, Privacy, Question
from dialogs.read import read_forms
from dialogs.slots import slots
from storage import referrals
from storage.referrals import Referral
from storage.turn import Turn
from templates import word
from templates.paper import Copy, Facts, Paper, build
from templates.vocabulary import vocabulary
from templates.words import day
from tests.bot.test_larkshire import NOW
from tests.storage.builders import Clock, counting_ids, open_store

TYPED = (Kind.TEXT, Kind.LONG_TEXT)
UNNAMED = ("sex", "ethnicity", "legal_status", "home_kind", "school_kind", "disabilities")
"""What a record holds that is a code and names nobody; see also the words that are everybody's."""
EVERYBODYS = (
    "first_language",
    "religion",
    "year_group",
    "allergies",
    "seeking_asylum",
    "is_parent",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One referral as it was sent."""

    form: Form
    referral: Referral
    snapshot: Snapshot

    @property
    def name(self) -> str:
        return self.snapshot.record["preferred_name"]

    def paper(self, copy: Copy) -> Paper:
        told = self.snapshot
        facts = Facts(
            reference=self.referral.ref,
            version=self.referral.version,
            written_on=told.written_on,
            sent_by=told.sent_by,
            council=told.council,
            record=told.record,
            emergency=told.emergency,
            due=told.due,
        )
        return build(self.form, told.answers, facts, copy)

    def file(self, copy: Copy) -> bytes:
        return word.render(self.form, self.paper(copy))

    def questions(self) -> Iterator[tuple[str, Question]]:
        for slot in slots(self.form, self.snapshot.answers):
            yield slot.path, slot.question

    def canaries(self) -> Iterator[tuple[str, str]]:
        """Every word that names somebody or some place, with where it comes from.

        Not a canary: a word of fewer than three letters, a word that no list of names treats as a
        name by itself (`care/redaction.toml`: "mum", "road", "white"), and a word that the form or
        the documents print of themselves, whoever the child is.
        """
        for source, text in (*self._record(), *self._identity()):
            when = day_in(text)
            if when is not None:
                yield from ((source, each) for each in (text, day(when), f"{when:%d/%m/%Y}"))
                continue
            for postcode in POSTCODE.finditer(text):
                yield source, postcode[0]
            digits = re.sub(r"\D", "", text)
            if len(digits) >= 6:
                yield source, digits
            for each in words_in(text):
                if each.capital and len(each.key) > 2 and each.key not in _common(self.form):
                    yield source, each.key

    def _record(self) -> Iterator[tuple[str, str]]:
        for name, text in self.snapshot.record.items():
            if name not in (*UNNAMED, *EVERYBODYS, "legal_since", "first_looked_after") and text:
                yield f"record.{name}", text

    def _identity(self) -> Iterator[tuple[str, str]]:
        for path, question in self.questions():
            answer = self.snapshot.answers.get(path)
            hidden = question.privacy is Privacy.IDENTITY and question.kind in TYPED
            if hidden and isinstance(answer, Given):
                yield path, str(answer.value)


@cache
def _common(form: Form) -> frozenset[str]:
    lists = (
        *(("names", each) for each in ("titles", "particles", "not_names", "places")),
        *(("also_words", each) for each in ("words", "verbs", "months", "not_before", "little")),
        ("ordinary", "words"),
    )
    printed = frozenset(spelling(each) for each in re.findall(r"[^\W\d_]+", vocabulary(form)))
    return printed.union(*(word_list(*each) for each in lists))


@cache
def sent() -> tuple[Sent, ...]:
    """Seeded once for all tests, into a store that is thrown away."""
    forms = read_forms()

    def of(turn: Turn) -> tuple[Sent, ...]:
        seed(turn, forms, NOW.date(), counting_ids("token"))
        found = [
            (each, snapshot_from(referrals.snapshot(turn, each)))
            for each in referrals.all_newest(turn)
        ]
        return tuple(Sent(forms[told.form], each, told) for each, told in found)

    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "kith.db", Clock(NOW))
        try:
            return store.perform_now(of)
        finally:
            store.close()


def everything(file: bytes) -> Iterator[tuple[str, str]]:
    """Every part of a Word file by name, the parts of a workbook inside it included."""
    with ZipFile(BytesIO(file)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith(".xlsx"):
                yield from ((f"{name}/{inner}", text) for inner, text in everything(part))
            else:
                yield name, part.decode("utf-8")
