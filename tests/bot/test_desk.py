"""The desk and the courier: a referral is read, told of without a name, and taken away in Word."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

from bot.snapshot import Snapshot, snapshot_from
from dialogs.answers import Given, NotKnown
from storage import referrals
from storage.diary import lines
from storage.referrals import Referral, Status
from templates.paper import Copy
from templates.starter import build as starter
from tests.bot.browser import Browser
from tests.bot.conftest import Open
from tests.bot.house import FORM, OFFICER, STRANGER, WORKER, Small
from tests.bot.sent import sent, words_of


async def test_the_desk_lists_what_came_in_and_marks_it_seen(browser: Open, small: Small) -> None:
    referral = sent(small)
    officer = await (await browser()).enter(OFFICER)
    home = await (await officer.get("/")).text()
    assert "One new referral is waiting" in home
    desk = await (await officer.get("/referrals")).text()
    assert referral.ref in desk
    assert "Aged 12, one home" in desk
    assert "tomorrow" in desk
    assert (await officer.get(f"/referrals/{referral.ref}")).status == 200
    found = small.store.perform_now(lambda turn: referrals.find(turn, referral.ref))
    assert found
    assert found.status is Status.SEEN
    assert "One new referral" not in await (await officer.get("/")).text()


async def test_a_referral_is_readable_whole_and_exactly_as_typed(
    browser: Open, small: Small
) -> None:
    referral = sent(small)
    officer = await (await browser()).enter(OFFICER)
    page = await (await officer.get(f"/referrals/{referral.ref}")).text()
    assert "Trains &lt;/w:t&gt; {{7*7}} &amp; &lt;b&gt;" in page
    assert f"/referrals/{referral.ref}/council.docx" in page
    assert f"/referrals/{referral.ref}/search.docx" in page


async def test_an_emergency_says_what_is_still_to_come(browser: Open, small: Small) -> None:
    referral = sent(small, emergency=True)
    officer = await (await browser()).enter(OFFICER)
    page = await (await officer.get(f"/referrals/{referral.ref}")).text()
    assert "same-day" in page


async def test_a_copy_is_taken_away_under_its_reference_only(browser: Open, small: Small) -> None:
    referral = sent(small)
    officer = await (await browser()).enter(OFFICER)
    answer = await officer.get(f"/referrals/{referral.ref}/council.docx")
    assert answer.status == 200
    name = f'attachment; filename="{referral.ref}.council.docx"'
    assert answer.headers["Content-Disposition"] == name
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Trains &lt;/w:t&gt; {{7*7}} &amp; &lt;b&gt;" in words_of(await answer.read())
    again = await officer.get(f"/referrals/{referral.ref}/council.docx")
    assert await again.read() == await answer.read()
    search = await officer.get(f"/referrals/{referral.ref}/search.docx")
    assert "Reed" not in words_of(await search.read())
    assert (await officer.get(f"/referrals/{referral.ref}/card.docx")).status == 404


async def test_whoever_looks_or_takes_away_is_in_the_diary(browser: Open, small: Small) -> None:
    referral = sent(small)
    officer = await (await browser()).enter(OFFICER)
    await officer.get(f"/referrals/{referral.ref}")
    await officer.get(f"/referrals/{referral.ref}/council.docx")
    written = small.store.perform_now(lambda turn: lines(turn, referral.ref))
    told = [(line.action, line.actor) for _, line in written]
    assert ("referral.read", OFFICER.id) in told
    assert ("document.downloaded", OFFICER.id) in told


async def test_the_workers_own_referral_is_theirs_and_nobody_elses(
    browser: Open, small: Small
) -> None:
    referral = sent(small)
    worker = await (await browser()).enter(WORKER)
    stranger = await (await browser()).enter(STRANGER)
    for ending in ("", "/council.docx", "/search.docx"):
        assert (await worker.get(f"/referrals/{referral.ref}{ending}")).status == 200
        assert (await stranger.get(f"/referrals/{referral.ref}{ending}")).status == 404
    found = small.store.perform_now(lambda turn: referrals.find(turn, referral.ref))
    assert found
    assert found.status is Status.NEW, "only an officer has seen it for the desk"


async def test_an_earlier_version_can_still_be_read(browser: Open, small: Small) -> None:
    first, second = sent(small, "Trains"), sent(small, "Boats")
    assert (first.ref, first.version + 1) == (second.ref, second.version)
    officer = await (await browser()).enter(OFFICER)
    newest = await (await officer.get(f"/referrals/{first.ref}")).text()
    assert "Boats" in newest
    older = await (await officer.get(f"/referrals/{first.ref}?version=1")).text()
    assert "Trains" in older
    assert (await officer.get(f"/referrals/{first.ref}?version=9")).status == 404


async def test_a_councils_own_template_is_used_when_it_is_right(
    browser: Open, small: Small, tmp_path: Path
) -> None:
    officer = await (await browser()).enter(OFFICER)
    path = tmp_path / f"{FORM.key}.council.docx"
    path.write_bytes(b"not a Word file")
    first = sent(small, "Trains")
    assert "Trains" in words_of(await _document(officer, first))
    path.write_bytes(_with("Larkshire form 7b", starter(FORM, Copy.COUNCIL)))
    second = sent(small, "Boats")
    own = words_of(await _document(officer, second))
    assert "Larkshire form 7b" in own
    assert "Boats" in own


def test_a_snapshot_comes_back_as_it_went() -> None:
    snapshot = Snapshot(
        "f.1",
        {"a.b": Given(("x", "y")), "a.c": NotKnown(), "a.d": Given(3)},
        {"full_name": "Robin"},
        "Wilma",
        "Larkshire",
        date(2026, 11, 21),
        True,
        date(2026, 11, 27),
    )
    assert snapshot_from(json.loads(json.dumps(snapshot.plain()))) == snapshot


async def _document(officer: Browser, referral: Referral) -> bytes:
    path = f"/referrals/{referral.ref}/council.docx?version={referral.version}"
    answer = await officer.get(path)
    assert answer.status == 200
    return await answer.read()


def _with(words: str, template: bytes) -> bytes:
    """The template with a paragraph of the council's own before everything else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                mark = data.index(b"<w:body>") + len(b"<w:body>")
                paragraph = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>".encode()
                data = data[:mark] + paragraph + data[mark:]
            new.writestr(name, data)
    return out.getvalue()
