"""Linking an account elsewhere on the web: offered, claimed there, and said yes to here."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from bot.channels.strangers import CLAIMS, EACH, Strangers
from bot.linking_ways import TEAMS_HOST, TELEGRAM_HOST, telegram_way
from care.people import Role
from storage import linkings, people
from storage.turn import Turn
from tests.bot.fostering import (
    ADMIN,
    KIT,
    OTHER_CARER,
    SANDRA,
    SUE,
    Open,
    actions,
    field_in,
    small,
    visitor,
)
from tests.bot.house import Small
from tests.bot.linkable import account, answered, at, claimed, linked, offered, server, ways

__all__ = ["server", "small", "visitor", "ways"]


@pytest.mark.parametrize("by", ["link", "code"])
async def test_an_account_is_offered_claimed_said_yes_to_and_linked(
    visitor: Open, small: Small, by: str
) -> None:
    one = await at(visitor)
    page = await offered(one)
    link = re.search(r'href="https:[^"]+/LarkshireKithBot\?start=([\w-]{32})"', page)
    code = re.search(r'class="spoken">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})<', page)
    assert link
    assert code
    assert claimed(small, (link if by == "link" else code)[1], name="San & <b>dra</b>")
    assert account(small) is None, "nothing is linked before the yes"
    form = {name: field_in(page, name) for name in ("csrf", "channel", "token", "code")}
    seen = await one.post("/devices/link", form)
    assert (seen.status, seen.headers["Location"]) == (303, "/devices/link/telegram")
    page = await (await one.get("/devices/link/telegram")).text()
    assert "Telegram account called" in page
    assert "San &amp; &lt;b&gt;dra&lt;/b&gt;" in page
    assert await answered(one, "yes") == "/devices?said=linked"
    found = account(small)
    assert found is not None
    assert found.person_id == SANDRA.id
    page = await (await one.get("/devices?said=linked")).text()
    assert "San &amp; &lt;b&gt;dra&lt;/b&gt;" in page
    assert "Stop talking there" in page
    assert "You can talk with Kith there now" in page
    assert actions(small)[-3:] == ["linking.made", "linking.claimed", "account.linked"]


async def test_somebody_elses_account_is_refused_and_nothing_is_linked(
    visitor: Open, small: Small
) -> None:
    one = await at(visitor)
    assert claimed(small, field_in(await offered(one), "code"))
    assert await answered(one, "no") == "/devices?said=link_refused"
    assert account(small) is None
    assert await one.field("/devices/link/telegram", "channel") == "telegram"


async def test_a_yes_that_comes_too_late_or_twice_or_from_another_links_nothing_more(
    visitor: Open, small: Small
) -> None:
    one, other = await at(visitor), await at(visitor, OTHER_CARER)
    assert claimed(small, field_in(await offered(one), "code"))
    page = await (await one.get("/devices/link/telegram")).text()
    form = {"linking": field_in(page, "linking"), "answer": "yes"}
    theirs = {**form, "csrf": await other.field("/devices", "csrf")}
    mine = {**form, "csrf": field_in(page, "csrf")}
    for person, sent in ((other, theirs), (one, {**mine, "answer": "perhaps"})):
        done = await person.post("/devices/link/confirm", sent)
        assert done.headers["Location"] == "/devices?said=link_over"
    done = await other.post("/devices/link/confirm", {**theirs, "answer": "no"})
    assert account(small) is None
    both = await asyncio.gather(*(one.post("/devices/link/confirm", mine) for _ in range(5)))
    ends = sorted(each.headers["Location"] for each in both)
    assert ends == ["/devices?said=link_over"] * 4 + ["/devices?said=linked"]
    assert claimed(small, field_in(await offered(one), "code"), "0815")
    page = await (await one.get("/devices/link/telegram")).text()
    small.clock.pass_by(linkings.LASTS)
    late = {**mine, "linking": field_in(page, "linking")}
    done = await one.post("/devices/link/confirm", late)
    assert done.headers["Location"] == "/devices?said=link_over"
    assert account(small, "0815") is None


async def test_pressing_too_soon_shows_the_same_words_again_and_after_its_time_no_more(
    visitor: Open, small: Small
) -> None:
    one = await at(visitor)
    page = await offered(one)
    form = {name: field_in(page, name) for name in ("csrf", "channel", "token", "code")}
    again = await one.post("/devices/link", form)
    page = await again.text()
    assert again.status == 200
    assert "Nothing has come from there yet" in page
    assert form["token"] in page
    wrong = await one.post("/devices/link", {**form, "token": "x" * 32})
    assert wrong.status == 422
    assert "x" * 32 not in await wrong.text()
    small.clock.pass_by(linkings.LASTS)
    over = await one.post("/devices/link", form)
    page = await over.text()
    assert over.status == 422
    assert "That has run out" in page
    assert form["token"] not in page
    assert actions(small).count("linking.made") == 1


async def test_a_newer_offer_ends_the_one_before(visitor: Open, small: Small) -> None:
    one = await at(visitor)
    first, second = [field_in(await offered(one), "code") for _ in range(2)]
    assert claimed(small, first) is None
    assert claimed(small, second)


async def test_only_who_has_signed_in_lately_makes_an_offer(visitor: Open, small: Small) -> None:
    one = await at(visitor)
    small.clock.pass_by(timedelta(minutes=14))
    await offered(one)
    small.clock.pass_by(timedelta(minutes=2))
    csrf = await one.field("/devices", "csrf")
    late = await one.post("/devices/link", {"csrf": csrf, "channel": "telegram"})
    assert late.status == 422
    assert "sign out and in again" in await late.text()
    assert actions(small).count("linking.made") == 1


async def test_each_role_is_offered_what_is_for_it_and_the_rest_is_not_there(
    visitor: Open, small: Small
) -> None:
    for person, theirs in (
        (SANDRA, {"teams", "telegram"}),
        (SUE, {"teams"}),
        (ADMIN, {"teams"}),
        (KIT, set()),
    ):
        one = await at(visitor, person)
        page = await (await one.get("/devices")).text()
        assert set(re.findall(r'href="/devices/link/(\w+)"', page)) == theirs
        for channel in ("teams", "telegram", "web", "sms", "terminal"):
            there = channel in theirs
            got = await one.get(f"/devices/link/{channel}")
            assert got.status == (200 if there else 404)
            form = {"csrf": field_in(page, "csrf"), "channel": channel}
            assert (await one.post("/devices/link", form)).status == (200 if there else 404)
    signed_out = await visitor()
    assert (await signed_out.get("/devices/link/telegram")).status in (303, 404)


async def test_what_telegram_is_is_said_before_anything_is_made(visitor: Open) -> None:
    one = await at(visitor)
    page = await (await one.get("/devices/link/telegram")).text()
    for said in ("Another company runs Telegram", "sends no documents", "unlocked"):
        assert said in page
    assert TELEGRAM_HOST not in page


async def test_the_link_for_teams_opens_a_chat_with_the_code_in_it(
    visitor: Open, small: Small
) -> None:
    page = await offered(await at(visitor, SUE), "teams")
    link = re.search(r'href="(https:[^"]+/l/chat/[^"]+)"', page)
    assert link
    address, code = unescape(link[1]), field_in(page, "code")
    shown = linkings.in_groups(code)
    assert address == f"https://{TEAMS_HOST}/l/chat/0/0?users=28:an-app&message={shown}"
    assert claimed(small, shown, "t/u", "teams")


@pytest.mark.parametrize("ways", [()])
async def test_a_house_without_other_doors_offers_nothing_and_still_ends_what_was_linked(
    visitor: Open, small: Small
) -> None:
    linked(small)
    one = await at(visitor)
    page = await (await one.get("/devices")).text()
    assert "/devices/link/" not in page
    for channel in ("teams", "telegram"):
        assert (await one.get(f"/devices/link/{channel}")).status == 404
    form = {name: field_in(page, name) for name in ("csrf", "account")}
    assert (await one.post("/devices/unlink", form)).status == 303
    assert account(small) is None


@pytest.mark.parametrize("ways", [(telegram_way(lambda: ""),)])
async def test_before_the_bot_has_a_name_its_code_alone_is_shown(
    visitor: Open, small: Small
) -> None:
    page = await offered(await at(visitor))
    assert TELEGRAM_HOST not in page
    assert claimed(small, field_in(page, "code"))


def test_codes_are_tried_by_everybody_together_no_faster_than_a_pace() -> None:
    strangers = Strangers()
    assert [strangers.may_try("one") for _ in range(EACH[0] + 1)][-1] is False
    tried = sum(strangers.may_try(str(number)) for number in range(2 * CLAIMS[0]))
    assert tried == CLAIMS[0] - EACH[0]


async def test_who_has_another_role_by_the_time_of_the_yes_links_nothing(
    visitor: Open, small: Small
) -> None:
    one = await at(visitor)
    assert claimed(small, field_in(await offered(one), "code"))
    page = await (await one.get("/devices/link/telegram")).text()
    form = {name: field_in(page, name) for name in ("csrf", "linking")}

    def change(turn: Turn) -> None:
        people.change(turn, replace(SANDRA, role=Role.SOCIAL_WORKER))
        turn.write_diary("person.changed", "person", SANDRA.id, ADMIN.id, "web")

    small.store.perform_now(change)
    assert (await one.post("/devices/link/confirm", {**form, "answer": "yes"})).status == 404
    assert account(small) is None
