"""Referrals as papers: built for the page, rendered to Word once, and kept sealed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import NotForYou
from bot.house import House
from bot.own_templates import file_of_form, own_template
from bot.snapshot import Snapshot, snapshot_from
from dialogs.form import Form
from storage import documents, referrals
from storage.referrals import Referral
from storage.turn import Turn
from templates.paper import Copy, Facts, Paper, build

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """One version of a referral with everything that it takes to print it."""

    referral: Referral
    form: Form
    snapshot: Snapshot

    def paper(self, copy: Copy) -> Paper:
        facts = Facts(
            reference=self.referral.ref,
            version=self.referral.version,
            written_on=self.snapshot.written_on,
            sent_by=self.snapshot.sent_by,
            council=self.snapshot.council,
            record=self.snapshot.record,
            emergency=self.snapshot.emergency,
            due=self.snapshot.due,
        )
        return build(self.form, self.snapshot.answers, facts, copy)


class Papers:
    """Makes papers on one thread of its own, so that a long document holds nobody's turn up."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kith-papers")

    def sent(self, turn: Turn, referral: Referral) -> Sent:
        """Raises `NotForYou` when its form is not here any more."""
        snapshot = snapshot_from(referrals.snapshot(turn, referral))
        form = self._house.forms.get(snapshot.form)
        if form is None:
            raise NotForYou
        return Sent(referral, form, snapshot)

    async def paper(self, sent: Sent, copy: Copy) -> Paper:
        return await self.apart(lambda: sent.paper(copy))

    async def document(self, referral: Referral, copy: Copy) -> bytes:
        """The Word file as it was first made; made now if it was not yet.

        Raises what `templates.word.render` raises; nothing is kept then.
        """
        kept = await self._house.store.perform(
            lambda turn: documents.find(turn, referral, copy.value)
        )
        if kept is not None:
            return kept
        sent = await self._house.store.perform(lambda turn: self.sent(turn, referral))
        made = await self.apart(lambda: self._render(sent, copy))

        def keep(turn: Turn) -> bytes:
            if documents.keep(turn, referral, copy.value, made):
                turn.write_diary("document.kept", "referral", referral.ref, "kith", "", copy.value)
            return documents.find(turn, referral, copy.value) or made

        return await self._house.store.perform(keep)

    def close(self) -> None:
        self._thread.shutdown()

    async def apart(self, work: Callable[[], T]) -> T:
        """Whatever takes long and needs no storage, on the thread where papers are made."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def warm(self) -> None:
        """Makes the default templates ready, behind everybody's back, so that the first is quick."""
        self._thread.submit(self._prepare)

    def _prepare(self) -> None:
        from templates import sheet_word, word
        from templates.sheet import SheetKind

        if any(form.shared for form in self._house.forms.values()):
            for kind in SheetKind:
                sheet_word.prepare(kind)
        for form in self._house.forms.values():
            for copy in Copy if form.desk else ():
                word.prepare(form, copy)

    def _render(self, sent: Sent, copy: Copy) -> bytes:
        from templates import word  # Word takes a while to load, and the first answer comes first

        return word.render(sent.form, sent.paper(copy), self._own_template(sent.form, copy))

    def _own_template(self, form: Form, copy: Copy) -> bytes | None:
        from templates import check

        return own_template(
            self._house.templates_folder,
            file_of_form(form, copy),
            lambda template: check.check(form, copy, template),
        )
