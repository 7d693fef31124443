"""The courier: keeps both copies, tells the desk without a name, and tries again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from bot.app import COURIER
from bot.courier import Courier, waiting_message
from bot.papers import Papers
from care.people import Person, Role
from dialogs.message import Message
from storage import outbox, people
from storage.turn import Turn
from templates.errors import DocumentRefused
from templates.paper import Copy
from tests.bot.browser import texts
from tests.bot.conftest import Open
from tests.bot.house import OFFICER, WORKER, Small
from tests.bot.sent import kept, sent

SECOND = Person("p-second", "odette", "Odette Officer", Role.PLACEMENT_OFFICER)


async def test_the_courier_keeps_both_copies_and_tells_every_officer_without_a_name(
    small: Small,
) -> None:
    def add(turn: Turn) -> None:
        people.add(turn, SECOND)
        turn.write_diary("person.added", "person", SECOND.id, "test", "")

    small.store.perform_now(add)
    told: list[tuple[str, Message]] = []
    made = Papers(small.house)
    courier = Courier(small.house, made, lambda person, said: told.append((person, said)))
    referral = sent(small)
    while await courier.round():
        pass
    assert kept(small, referral) == set(Copy)
    assert sorted(person for person, _ in told) == [OFFICER.id, SECOND.id]
    for _, message in told:
        assert referral.ref not in repr(message)
        assert "Robin" not in repr(message)
    assert small.store.perform_now(outbox.waiting) == 0
    made.close()


async def test_an_open_page_hears_of_it(browser: Open, small: Small, app: web.Application) -> None:
    chat = await (await (await browser()).enter(WORKER)).chat()
    _, mark = await chat.activities()

    app[COURIER].tell(WORKER.id, waiting_message())
    said, _ = await chat.activities(mark)
    assert texts(said) == ["Something new is waiting on your desk."]
    (look,) = said[0]["suggestedActions"]["actions"]
    assert look["value"] == f"{chat.browser.origin}/referrals"


async def test_a_notice_reaches_nobody_who_has_left_the_desk(small: Small) -> None:
    told: list[str] = []
    made = Papers(small.house)
    courier = Courier(small.house, made, lambda person, _: told.append(person))

    def post(turn: Turn) -> None:
        outbox.post(turn, "n1", WORKER.id, "notice", "{}")
        outbox.post(turn, "n2", OFFICER.id, "notice", "{}")

    small.store.perform_now(post)
    assert await courier.round() == 2
    assert told == [OFFICER.id]
    made.close()


async def test_a_refused_document_is_tried_again_and_the_desk_is_told_at_last(
    small: Small, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> bytes:
        raise DocumentRefused(["play.likes"])

    monkeypatch.setattr("templates.word.render", refuse)
    told: list[str] = []
    made = Papers(small.house)
    courier = Courier(small.house, made, lambda person, _: told.append(person))
    referral = sent(small)
    for _ in range(20):
        await courier.round()
        small.clock.pass_by(timedelta(minutes=11))
    assert told == [OFFICER.id]
    assert kept(small, referral) == set()
    assert "Trains" not in caplog.text
    made.close()


async def test_a_post_that_breaks_in_an_unforeseen_way_holds_up_no_other(
    small: Small, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fall(*_: object) -> bytes:
        raise RuntimeError("Trains")

    monkeypatch.setattr("templates.word.render", fall)
    told: list[str] = []
    made = Papers(small.house)
    courier = Courier(small.house, made, lambda person, _: told.append(person))
    sent(small)
    small.store.perform_now(lambda turn: outbox.post(turn, "n1", OFFICER.id, "notice", "{}"))
    assert await courier.round() == 2
    assert told == [OFFICER.id]
    assert "Trains" not in caplog.text
    made.close()


async def test_the_courier_starts_and_stops_with_the_server(
    browser: Open, small: Small, app: web.Application
) -> None:
    await browser()
    courier = app[COURIER]
    referral = sent(small)
    await courier.stop()
    while await courier.round():
        pass
    assert kept(small, referral) == set(Copy)
