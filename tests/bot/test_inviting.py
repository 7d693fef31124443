"""Invitations: who may make one for whom, what becomes of it, and what is never told of it."""

from __future__ import annotations

import logging

import pytest

from care.people import Person
from storage import credentials, invitations
from storage.turn import Turn
from tests.bot.fostering import (
    ADMIN,
    GONE_CARER,
    GOOD,
    KIT,
    NEW_CARER,
    OTHER_CARER,
    SANDRA,
    SUE,
    WILL,
    Open,
    field_in,
    invitation,
    joined,
    lines,
    server,
    small,
    visitor,
)
from tests.bot.house import OFFICER, WORKER, Small

__all__ = ["server", "small", "visitor"]


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        (SUE, SANDRA, True),
        (SUE, OTHER_CARER, False),
        (SUE, KIT, False),
        (WILL, KIT, True),
        (WILL, SANDRA, False),
        (ADMIN, NEW_CARER, True),
        (ADMIN, SANDRA, False),
        (ADMIN, KIT, False),
        (SUE, NEW_CARER, False),
        (ADMIN, WORKER, False),
        (ADMIN, GONE_CARER, False),
        (SUE, GONE_CARER, False),
    ],
)
async def test_people_invite_those_they_work_with_and_nobody_else(
    visitor: Open, who: Person, whom: Person, may: bool
) -> None:
    one = await (await visitor()).come_as(who)
    page = await (await one.get("/invite")).text()
    assert (whom.name in page) is may
    csrf = field_in(await (await one.get("/devices")).text(), "csrf")
    asked = await one.post("/invite", {"csrf": csrf, "person": whom.id})
    assert asked.status == (200 if may else 404)


@pytest.mark.parametrize("who", [OFFICER, SANDRA, KIT])
async def test_nobody_else_sees_the_page_at_all(visitor: Open, who: Person) -> None:
    one = await (await visitor()).come_as(who)
    assert (await one.get("/invite")).status == 404


async def test_an_invitation_taken_back_says_so_and_a_new_one_ends_the_one_before(
    visitor: Open,
) -> None:
    worker = await (await visitor()).come_as(SUE)
    first, _ = await invitation(worker, SANDRA)
    second, _ = await invitation(worker, SANDRA)
    one = await visitor()
    assert (await one.get(first)).status == 410
    assert (await one.get(second)).status == 200
    page = await (await worker.get("/invite")).text()
    form = {"csrf": field_in(page, "csrf"), "invitation": field_in(page, "invitation")}
    assert (await worker.post("/invite/withdraw", form)).status == 303
    gone = await one.get(second)
    assert gone.status == 410
    assert "taken back" in await gone.text()
    assert "Invited, and not here yet" not in await (await worker.get("/invite")).text()


async def test_somebody_who_left_in_the_meantime_is_told_so(visitor: Open, small: Small) -> None:
    def made(turn: Turn) -> None:
        invitations.make(turn, "a-token-of-theirs", "123456", GONE_CARER.id, ADMIN.id)
        turn.write_diary("invitation.made", "person", GONE_CARER.id, ADMIN.id, "web")

    small.store.perform_now(made)
    answer = await (await visitor()).get("/join/a-token-of-theirs")
    assert answer.status == 410
    assert "not in Kith any more" in await answer.text()


async def test_nothing_of_it_stands_in_the_store_in_the_clear(visitor: Open, small: Small) -> None:
    one = await joined(visitor)
    kept = small.store.perform_now(lambda turn: credentials.of_person(turn, SANDRA.id))
    assert kept is not None
    shown = f"{kept!r}"
    rows = small.store.perform_now(
        lambda turn: [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in ("password", "invitation", "session", "passkey")
            for row in turn.connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            for value in row
        ]
    )
    for secret in (GOOD, one.secret, "sandra", one.cookies["__Host-kith"], "$argon2id$"):
        assert secret not in shown.replace(SANDRA.id, "")
        assert not any(secret.encode() in value.replace(b"p-sandra", b"") for value in rows)


async def test_the_token_is_in_no_log_and_no_answer_names_it_elsewhere(
    visitor: Open, small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    worker = await (await visitor()).come_as(SUE)
    with caplog.at_level(logging.DEBUG, logger="kith"):
        link, word = await invitation(worker, SANDRA)
        one = await visitor()
        await one.say_word(link, word)
        answer = await one.get(link)
        await one.choose(link)
    token = link.rpartition("/")[2]
    said = "\n".join(record.getMessage() for record in caplog.records if record.name[:4] == "kith")
    assert "/join/{token}" in said
    for secret in (token, word, word.replace(" ", ""), GOOD, one.secret, "Sandra"):
        assert secret not in said
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert token not in str(lines(small))
    assert token not in await (await worker.get("/invite")).text()
