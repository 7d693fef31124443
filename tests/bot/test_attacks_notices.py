"""What goes out by itself goes to nobody who must not know, and goes on going."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot import reminders
from bot.app import COURIER
from bot.courier import NOTICE, Courier, _notify, _sits_at_the_desk
from care.people import Person, Role
from dialogs.message import Message
from storage import allocations, outbox, people, profiles, referrals
from storage.outbox import Post
from storage.turn import Turn
from tests.bot.conftest import Open
from tests.bot.house import CHILD, OFFICER, PROFILE, WORKER, Small

AUNT = Person("p-aunt", "aunt", "Ann Aunt", Role.PLACEMENT_OFFICER)


def send(turn: Turn) -> referrals.Referral:
    profile = profiles.find(turn, PROFILE)
    assert profile
    turn.write_diary("test.sent", "profile", PROFILE, "test", "")
    return referrals.send(
        turn,
        profile,
        sent_by=WORKER.id,
        emergency=False,
        needed_by=None,
        digest="",
        gaps=0,
        snapshot={},
    )


def notices(turn: Turn) -> list[Post]:
    return [each for each in outbox.claim(turn, 50) if each.kind == NOTICE]


async def test_an_officer_with_a_conflict_of_interest_is_not_told_that_something_came(
    small: Small,
) -> None:
    def come(turn: Turn) -> list[Post]:
        people.add(turn, AUNT)
        allocations.declare_conflict(turn, AUNT.id, CHILD.id, "family")
        _notify(turn, send(turn))
        return notices(turn)

    posts = small.store.perform_now(come)
    assert [each.person_id for each in posts] == [OFFICER.id]

    def conflict(turn: Turn) -> list[bool]:
        before = _sits_at_the_desk(turn, posts[0])
        allocations.declare_conflict(turn, OFFICER.id, CHILD.id, "friend")
        turn.write_diary("conflict.declared", "child", CHILD.id, "test", "")
        return [before, _sits_at_the_desk(turn, posts[0])]

    assert small.store.perform_now(conflict) == [True, False]


async def test_what_breaks_in_an_unforeseen_way_while_reminding_does_not_end_all_deliveries(
    small: Small, browser: Open, app: web.Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await browser()).enter(OFFICER)
    courier: Courier = app[COURIER]

    def broken(*_: object) -> int:
        raise OverflowError

    monkeypatch.setattr(reminders, "plan", broken)
    courier._reminded = None
    heard: list[str] = []
    told = asyncio.Event()

    def tell(person: str, _: Message) -> None:
        heard.append(person)
        told.set()

    courier.tell = tell
    courier.wake()
    small.store.perform_now(lambda turn: outbox.post(turn, "n-1", OFFICER.id, NOTICE, "{}"))
    courier.wake()
    await asyncio.wait_for(told.wait(), 20)
    assert heard == [OFFICER.id]
