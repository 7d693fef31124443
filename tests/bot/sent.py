"""A referral that was sent, for the tests of the desk and the courier."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

from bot.courier import SENT
from bot.snapshot import Snapshot
from dialogs.answers import Given
from storage import documents, outbox, profiles, referrals
from storage.referrals import Referral
from storage.turn import Turn
from templates.paper import Copy
from tests.bot.house import CHILD, FORM, PROFILE, WORKER, Small


def sent(
    small: Small, text: str = "Trains </w:t> {{7*7}} & <b>", *, emergency: bool = False
) -> Referral:
    """A referral with one answer, and its post in the outbox."""

    def send(turn: Turn) -> Referral:
        profile = profiles.find(turn, PROFILE)
        assert profile
        snapshot = Snapshot(
            form=FORM.name,
            answers={"play.likes": Given(text)},
            record=CHILD.record,
            sent_by=WORKER.name,
            council="Larkshire County Council",
            written_on=date(2026, 11, 21),
            emergency=emergency,
            due=date(2026, 11, 27) if emergency else None,
        )
        referral = referrals.send(
            turn,
            profile,
            sent_by=WORKER.id,
            emergency=emergency,
            needed_by=date(2026, 11, 22),
            digest="Aged 12, one home",
            gaps=2,
            snapshot=snapshot.plain(),
        )
        turn.write_diary("referral.send", "referral", referral.ref, WORKER.id, "web")
        payload = json.dumps({"ref": referral.ref, "version": referral.version})
        outbox.post(turn, f"sent {referral.ref} {referral.version}", WORKER.id, SENT, payload)
        return referral

    return small.store.perform_now(send)


def kept(small: Small, referral: Referral) -> set[Copy]:
    def look(turn: Turn) -> set[Copy]:
        return {copy for copy in Copy if documents.find(turn, referral, copy.value)}

    return small.store.perform_now(look)


def words_of(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        return file.read("word/document.xml").decode()
