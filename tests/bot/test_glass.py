"""Opening a record in an emergency: a reason, four hours, to read only, and everybody is told."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from bot import emergency_notices
from bot.app import COURIER
from storage import allocations, diary, glass, outbox
from storage.outbox import Post
from storage.turn import Turn
from tests.bot.conftest import Open
from tests.bot.house import (
    CHILD,
    FAR_MANAGER,
    MANAGER,
    OFFICER,
    PROFILE,
    REVIEWER,
    STRANGER,
    WORKER,
    Small,
)
from tests.bot.larger import CARER, GOVERNOR, HOME, KEEPER, SUPERVISOR, YOUNG, move_in
from tests.bot.openings import WHY, actions, ask, openings, posts
from tests.bot.sent import sent


@pytest.fixture(autouse=True)
def everybody(small: Small) -> None:
    move_in(small)


async def test_a_stranger_reads_in_an_emergency_what_they_could_not_before(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(STRANGER)
    for page in (f"/children/{CHILD.ref}", f"/profiles/{PROFILE}"):
        assert (await web.get(page)).status == 404
    assert await ask(web) == 303
    for page in (f"/children/{CHILD.ref}", f"/profiles/{PROFILE}"):
        assert (await web.get(page)).status == 200
    assert ("glass.opened", STRANGER.id, "health") in actions(small, CHILD.id)


async def test_it_is_to_read_and_not_to_change_send_or_take_away(
    browser: Open, small: Small
) -> None:
    referral = sent(small)
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    page = await web.get(f"/referrals/{referral.ref}")
    assert page.status == 200
    assert ".docx" not in await page.text()
    for kind in ("council", "search"):
        assert (await web.get(f"/referrals/{referral.ref}/{kind}.docx")).status == 404
    assert (await web.get(f"/chat?profile={PROFILE}")).status == 404
    begin = {"csrf": await web.csrf(), "form": "placement_referral", "subject": CHILD.id}
    assert (await web.post("/start", data=begin)).status == 404
    assert (await web.get(f"/profiles/{PROFILE}/history")).status == 404
    assert (await web.get(f"/children/{CHILD.ref}/looks")).status == 404


async def test_after_four_hours_it_is_shut(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    for _ in range(3):
        small.clock.pass_by(timedelta(minutes=79))
        assert (await web.get(f"/children/{CHILD.ref}")).status == 200
    small.clock.pass_by(timedelta(minutes=4))
    assert (await web.get(f"/children/{CHILD.ref}")).status == 404
    assert "Open in an emergency until" not in await (await web.get("/")).text()


async def test_it_says_so_on_every_page_and_can_be_closed_early(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    for page in ("/", "/emergency", f"/children/{CHILD.ref}", "/chat"):
        text = await (await web.get(page)).text()
        assert "Open in an emergency until" in text, page
        assert "13:00" in text
    [opening] = openings(small)
    other = await (await browser()).enter(FAR_MANAGER)
    shut = f"/emergency/{opening.id}/close"
    assert (await other.post(shut, data={"csrf": await other.csrf()})).status == 404
    assert (await web.post(shut, data={"csrf": "another"})).status == 403
    assert (await web.post(shut, data={"csrf": await web.csrf()})).status == 303
    assert "Open in an emergency until" not in await (await web.get("/")).text()
    assert (await web.get(f"/children/{CHILD.ref}")).status == 404
    assert [line[0] for line in actions(small, opening.id)] == ["glass.closed"]


async def test_nobody_else_may_ask(browser: Open) -> None:
    for person in (OFFICER, REVIEWER, GOVERNOR, KEEPER, CARER, YOUNG):
        web = await (await browser()).enter(person)
        assert (await web.get("/emergency")).status == 404, person.key
        assert await ask(web) == 404, person.key


async def test_a_supervising_social_worker_opens_a_household_or_a_child(browser: Open) -> None:
    web = await (await browser()).enter(SUPERVISOR)
    assert await ask(web) == 303
    assert (await web.get(f"/children/{CHILD.ref}")).status == 200
    other = await (await browser()).enter(STRANGER)
    assert await ask(other, HOME.ref) == 303


async def test_who_may_read_it_anyway_goes_straight_there(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(WORKER)
    assert await ask(web) == 303
    assert openings(small) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"why": "Urgent"}, "at least 20 characters"),
        ({"why": " " * 40 + "short"}, "at least 20 characters"),
        ({"category": "bored"}, "what kind of emergency"),
        ({"ref": " "}, "Give the reference"),
    ],
)
async def test_a_form_that_is_not_whole_opens_nothing_and_keeps_what_was_written(
    browser: Open, small: Small, wrong: dict[str, str], told: str
) -> None:
    web = await (await browser()).enter(STRANGER)
    said = {"ref": CHILD.ref, "why": WHY, "category": "health", **wrong}
    form = {"csrf": await web.csrf(), "ref": said["ref"], "category": said["category"]}
    page = await web.post("/emergency", data={**form, "reason": said["why"]})
    assert page.status == 422
    text = await page.text()
    assert told in text
    assert said["ref"] in text
    assert openings(small) == []


async def test_an_unknown_reference_and_a_conflict_of_interest_look_alike(
    browser: Open, small: Small
) -> None:
    def fall_out(turn: Turn) -> None:
        turn.write_diary("test.conflict", "house", "1", "test", "")
        allocations.declare_conflict(turn, STRANGER.id, CHILD.id, "relative")

    small.store.perform_now(fall_out)
    web = await (await browser()).enter(STRANGER)
    pages = []
    for ref in ("C9999", CHILD.ref):
        form = {"csrf": await web.csrf(), "ref": ref, "category": "health", "reason": WHY}
        page = await web.post("/emergency", data=form)
        pages.append((page.status, (await page.text()).replace(ref, "REF")))
    assert pages[0] == pages[1]
    assert pages[0][0] == 404
    assert openings(small) == []
    assert (await web.get(f"/children/{CHILD.ref}")).status == 404
    guesses = [line for line in actions(small, STRANGER.id) if line[0] == glass.UNKNOWN]
    assert len(guesses) == 2
    refused = [line for line in actions(small, CHILD.id) if line[0] == "access.refused"]
    assert refused[0][2] == "open_in_emergency:conflict_of_interest"


async def test_a_conflict_that_is_declared_later_shuts_what_is_open(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303

    def fall_out(turn: Turn) -> None:
        turn.write_diary("test.conflict", "house", "1", "test", "")
        allocations.declare_conflict(turn, STRANGER.id, CHILD.id, "relative")

    small.store.perform_now(fall_out)
    assert (await web.get(f"/children/{CHILD.ref}")).status == 404


async def test_five_guesses_an_hour_and_then_even_a_right_one_opens_nothing(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(STRANGER)
    for number in range(5):
        assert await ask(web, f"C9{number}") == 404
    assert await ask(web) == 429
    assert openings(small) == []
    other = await (await browser()).enter(FAR_MANAGER)
    assert await ask(other) == 303
    small.clock.pass_by(timedelta(minutes=61))
    assert await ask(web) == 303


async def test_the_teams_manager_and_governance_are_told_at_once_without_a_name(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    told = posts(small)
    assert {who for kind, who in told if kind == "emergency_opened"} == {MANAGER.id, GOVERNOR.id}
    post = Post(1, MANAGER.id, "emergency_opened", "{}", 1)
    message = small.store.perform_now(lambda turn: emergency_notices.notice(turn, post))
    assert message is not None
    said = json.dumps([message.text, *(each.address for each in message.buttons)])
    assert not any(word in said for word in ("Robin", "Reed", CHILD.ref, "Stan", CHILD.id))
    gone = Post(1, "p-leaver", "emergency_opened", "{}", 1)
    assert small.store.perform_now(lambda turn: emergency_notices.notice(turn, gone)) is None


async def test_the_courier_delivers_the_notice_and_does_the_work(
    browser: Open, small: Small, app: object
) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    courier = app[COURIER]  # type: ignore[index]
    heard: list[str] = []
    courier.tell = lambda person, message: heard.append(person)
    while await courier.round():
        pass
    left = small.store.perform_now(lambda turn: outbox.waiting(turn))
    assert left == 1  # the work for the day after the last day
    assert set(heard) <= {MANAGER.id, GOVERNOR.id}


async def test_the_reason_stands_nowhere_in_the_clear(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(STRANGER)
    assert await ask(web) == 303
    [opening] = openings(small)
    assert "station" not in repr(opening)
    lines = small.store.perform_now(lambda turn: diary.lines(turn))
    assert not any(re.search("station|Robin", repr(line)) for _, line in lines)
