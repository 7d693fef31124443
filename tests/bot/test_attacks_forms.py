"""Tampered forms and addresses on every route, by people who may use it: refused plainly, no fault of ours."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote_from_bytes

import pytest
import pytest_asyncio
from aiohttp import ClientResponse
from yarl import URL

from tests.bot.matrix_town import Town, Visitor, a_town
from tests.matrix import OUTSIDE, Call, calls, cells

POSTS = [call for call in calls() if call.method == "POST"]
GETS = [call for call in calls() if call.method == "GET" and "stream" not in call.path]
TYPED = "application/x-www-form-urlencoded"
NASTY = (
    b"",
    b"\x00",
    "\u202eevil".encode(),
    "\ud800".encode("utf-8", "surrogatepass"),
    b"A" * 30_000,
    b"{{7*7}}",
    b"<script>alert(1)</script>",
    b'=HYPERLINK("x")',
    b"0001-01-01",
    b"9999-12-31",
    b"-1",
    b"1e999",
    "\u0663".encode(),
    b"../../etc/passwd",
    ("\u0301" * 500).encode(),
    b"' OR 1=1 --",
    b"\r\nX: y",
    b"p-worker",
    b"p-carer",
    b"c-robin",
    b"h-hill",
)
NAMES = (
    "person",
    "to",
    "do",
    "reason",
    "until",
    "team",
    "role",
    "name",
    "ref",
    "category",
    "form",
    "subject",
    "section",
    "due_on",
    "seen",
    "comment",
    "read",
    "words",
    "slip",
    "password",
    "code",
    "word",
    "again",
    "invitation",
    "profile",
    "device",
    "session",
    "key",
    "outcome",
    "note",
    "id",
)
DOES = (b"give", b"hand_over", b"restrict", b"team", b"end", b"conflict", b"change", b"snooze")


def part(head: str, body: bytes = b"x") -> bytes:
    return b"--a\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n--a--\r\n"


NAMED = 'Content-Disposition: form-data; name="csrf"'
FILE = 'Content-Disposition: form-data; name="file"; filename="../../x"'
BODIES: tuple[tuple[str, bytes], ...] = (
    (f"{TYPED}; charset=klingon", b"x=%ff"),
    (f"{TYPED}; charset=utf-16", b"x=%ff"),
    (TYPED, b"\xff\xfe"),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=a", b"--a\r\n\r\nx"),
    ("multipart/form-data; boundary=a", part(f"{NAMED}\r\nContent-Encoding: klingon")),
    (
        "multipart/form-data; boundary=a",
        part(f"{NAMED}\r\nContent-Type: text/plain; charset=klingon"),
    ),
    ("multipart/form-data; boundary=a", part(f"{FILE}\r\nContent-Type: text/csv", b"\xff\x00")),
    ("multipart/mixed; boundary=a", part("Content-Type: multipart/mixed; boundary=b")),
    ("application/json", b'{"profile":' + b"[" * 5_000),
    ("application/json", b'{"profile":"\\ud800","id":"\\ud800","rawId":{},"response":[]}'),
    ("application/json", b'{"a":1e999,"b":NaN,"profile":["x"]}'),
    ("application/json", b"[1]"),
)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with a_town(tmp_path_factory.mktemp("attacked")) as made:
        yield made


def tried(town: Town, call: Call) -> Iterator[tuple[Visitor, str]]:
    """Somebody who may, and the address of each thing they may do it to."""
    seen: set[str] = set()
    for cell in cells():
        if cell.action is not call.action or not cell.allowed or cell.thing in seen:
            continue
        if cell.persona in OUTSIDE or (call.things and cell.thing not in call.things):
            continue
        ids = dict(town.world.things[cell.thing])
        known = {"ref": ids.get("subject_ref", ""), "person": "p-far_worker", **ids}
        seen.add(cell.thing)
        path = call.path
        for name in re.findall(r"\{(\w+)\}", path):
            path = path.replace(f"{{{name}}}", known.get(name, "") or "x")
        yield town.visitors[cell.persona], path


async def send(
    town: Town, method: str, path: str, who: Visitor, data: bytes = b"", **headers: str
) -> ClientResponse:
    url = URL(str(town.server.make_url("/")).rstrip("/") + path, encoded=True)
    told = {"Cookie": f"kith={who.cookie}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    answer = await town.web.request(method, url, data=data, headers=told, allow_redirects=False)
    await answer.read()
    return answer


async def test_no_address_breaks_anything_however_odd_it_is(town: Town) -> None:
    broken = []
    odd = ("%ED%A0%80", "%00", "..%2f..%2fetc", "A" * 2_000, "%D9%A3")
    for call in GETS:
        who = next((each for each, _ in tried(town, call)), town.visitors["worker"])
        for text in odd:
            path = re.sub(r"\{\w+\}", text, call.path)
            names = ("ref", "before", "version", "done", "profile", "team", "after", "watermark")
            query = "&".join(f"{name}={text}" for name in names)
            answer = await send(town, "GET", f"{path}?{query}", who)
            if answer.status >= 500:
                broken.append((call.path, text[:20], answer.status))
    assert broken == []


async def test_nothing_is_changed_from_another_site_or_without_the_word_on_our_page(
    town: Town,
) -> None:
    for call in POSTS:
        path = next((path for _, path in tried(town, call)), call.path)
        who = next((each for each, _ in tried(town, call)), town.visitors["worker"])
        for headers in (
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
        ):
            answer = await send(town, "POST", path, who, b"", **headers)
            assert answer.status == 403, (call.path, headers)
        form = call.send.get("form", call.send.get("multipart", {}))
        if "csrf" in form:
            other = town.visitors["governance"].csrf.encode()
            for word in (b"", b"csrf=", b"csrf=" + other):
                answer = await send(town, "POST", path, who, word, Content_Type=TYPED)
                assert answer.status in (400, 403), (call.path, word[:10])
                assert answer.status == 403 or "pictures" in call.path


@pytest.mark.parametrize(
    "until", ["9999-12-31", "0001-01-01", "2026-13-45", "2027-11-22", "\u0662"]
)
async def test_cover_until_an_impossible_day_is_no_cover(town: Town, until: str) -> None:
    manager = town.visitors["manager"]
    form = (
        f"csrf={manager.csrf}&do=give&person=p-far_worker&until={quote_from_bytes(until.encode())}"
    )
    answer = await send(
        town, "POST", "/allocations/C-robin", manager, form.encode(), Content_Type=TYPED
    )
    assert answer.status == 303
    assert answer.headers["Location"].endswith("done=nothing")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "never"])
async def test_a_review_is_due_within_the_year_whatever_the_form_says(town: Town, day: str) -> None:
    who = town.visitors["far_supervisor"]
    form = f"csrf={who.csrf}&due_on={day}".encode()
    begun = await send(town, "POST", "/households/H-dale/review", who, form, Content_Type=TYPED)
    assert begun.status == 303
    for path in (begun.headers["Location"], "/households", "/households/H-dale", "/"):
        answer = await send(town, "GET", path, who)
        assert answer.status == 200
        assert "9999" not in await answer.text()


async def test_no_form_breaks_anything_however_it_is_tampered_with(town: Town) -> None:
    """The last of all here: it changes whatever can be changed."""
    chance = random.Random(7)
    broken = []
    for call in (each for each in POSTS if not each.fresh):
        for who, path in tried(town, call):
            bodies = list(BODIES)
            for _ in range(4):
                fields = [(name, chance.choice(NASTY)) for name in chance.sample(NAMES, 8)]
                fields += [("csrf", who.csrf.encode()), ("do", chance.choice(DOES))]
                text = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields)
                bodies.append((TYPED, text.encode()))
            for kind, body in bodies:
                headers = {"Content_Type": kind, "X_Csrf_Token": who.csrf}
                answer = await send(town, "POST", path, who, body, **headers)
                if answer.status >= 500:
                    broken.append((call.path, kind, body[:60], answer.status))
            for coding in ("gzip", "klingon"):
                answer = await send(town, "POST", path, who, b"\x1f\x8b", Content_Encoding=coding)
                if answer.status >= 500:
                    broken.append((call.path, coding, b"", answer.status))
    assert broken == []
